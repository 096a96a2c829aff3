/** What the bytes of an image are, told from how they begin: what the file says of them is often wrong. */
export type ImageFormat = 'tiff' | 'jpeg' | 'png' | 'hex' | 'empty' | 'unknown'

export type ImageSide = 'front' | 'back' | 'unknown'

/**
 * Tells the format of `bytes[from, to)`. `hex`: a TIFF written as hexadecimal digits, in ASCII or EBCDIC, as some old
 * producers do.
 */
export function imageFormat(bytes: Uint8Array, from: number, to: number): ImageFormat {
  if (from === to) return 'empty'
  const at = (index: number) => (from + index < to ? bytes[from + index] : undefined)
  const [a, b, c, d] = [at(0), at(1), at(2), at(3)]
  if (a === 0x49 && b === 0x49 && c === 0x2a && d === 0) return 'tiff'
  if (a === 0x4d && b === 0x4d && c === 0 && d === 0x2a) return 'tiff'
  if (a === 0xff && b === 0xd8 && c === 0xff) return 'jpeg'
  if (a === 0x89 && b === 0x50 && c === 0x4e && d === 0x47) return 'png'
  return isHexTiff(a, b, c, d) ? 'hex' : 'unknown'
}

/** `4949` or `4D4D`, the byte order mark that every TIFF begins with. */
function isHexTiff(a = 0, b = 0, c = 0, d = 0): boolean {
  const [first, second] = [hexValue(a) * 16 + hexValue(b), hexValue(c) * 16 + hexValue(d)]
  return first === second && (first === 0x49 || first === 0x4d)
}

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  if (byte >= 0xf0 && byte <= 0xf9) return byte - 0xf0
  const letter = byte >= 0xc1 && byte <= 0xc6 ? byte - 0x80 : byte >= 0x81 && byte <= 0x86 ? byte - 0x40 : byte & 0xdf
  return letter >= 0x41 && letter <= 0x46 ? letter - 0x37 : -1
}
