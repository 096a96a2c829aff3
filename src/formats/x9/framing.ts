/** How records are told apart in a file, and in which characters they are written. */
export type X9Framing = 'length-ebcdic' | 'length-ascii' | 'newline-ascii'

/** Bytes needed to tell the framing of a file. */
export const FRAMING_BYTES = 6

/**
 * Tells the framing from the first six bytes: a record begins with two digits, after a four-byte big-endian length or not.
 * Undefined when they fit no framing, for example because the file is a picture, JSON or text of another kind.
 */
export function detectFraming(head: Uint8Array): X9Framing | undefined {
  if (isAsciiDigit(head[0]) && isAsciiDigit(head[1])) return 'newline-ascii'
  // A first record of 64 KB or more is none: the file header has 80 bytes.
  if (head[0] !== 0 || head[1] !== 0) return undefined
  if (isAsciiDigit(head[4]) && isAsciiDigit(head[5])) return 'length-ascii'
  if (isEbcdicDigit(head[4]) && isEbcdicDigit(head[5])) return 'length-ebcdic'
  return undefined
}

/** The two digits of a record type as a number, or -1. `zero` is the character 0: 0x30 or 0xF0. */
export function recordTypeAt(bytes: Uint8Array, at: number, zero: number): number {
  const tens = (bytes[at] ?? 0) - zero
  const ones = (bytes[at + 1] ?? 0) - zero
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1
}

/** The character 0 in the framing's characters. */
export function zeroOf(framing: X9Framing): number {
  return framing === 'length-ebcdic' ? 0xf0 : 0x30
}

function isAsciiDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

function isEbcdicDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0xf0 && byte <= 0xf9
}
