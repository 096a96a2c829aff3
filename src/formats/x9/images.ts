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

/**
 * The picture itself: of an image written as hexadecimal digits the bytes that they say, of any other the bytes as they are.
 * Blanks, line ends and NULs between and behind the digits are skipped. What begins as digits and holds something else, or
 * half a byte, is given back as it is: then it is no picture, and what reads pictures says so. The file keeps its own bytes.
 */
export function pictureBytes(bytes: Uint8Array): Uint8Array {
  if (imageFormat(bytes, 0, bytes.length) !== 'hex') return bytes
  const picture = new Uint8Array(bytes.length >> 1)
  let digits = 0
  for (const byte of bytes) {
    if (FILL.includes(byte)) continue
    const value = hexValue(byte)
    if (value < 0) return bytes
    const at = digits >> 1
    picture[at] = ((picture[at] ?? 0) << 4) | value
    digits += 1
  }
  return digits % 2 === 0 ? picture.subarray(0, digits / 2) : bytes
}

/** NUL, CR, LF; the blank and the two line ends of EBCDIC, of which none is a digit of the other page. */
const FILL: readonly number[] = [0x00, 0x0d, 0x0a, 0x20, 0x40, 0x25, 0x15]

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
