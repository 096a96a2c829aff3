/** Text of one-byte characters as bytes: ISO 8859-1, of which ASCII is the lower half. What is above a byte is cut to one. */
export function latin1Bytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at)
  return bytes
}

/** Bytes as text, one character a byte, whatever the bytes are. */
export function latin1Text(bytes: Uint8Array, from = 0, to = bytes.length): string {
  let text = ''
  // In pieces: an argument list may not be longer than a stack allows.
  for (let at = from; at < to; at += 8192) {
    text += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, Math.min(to, at + 8192)))
  }
  return text
}
