import { latin1Text } from '../../core/latin1.ts'
import { EBCDIC_TO_LATIN1, transcode } from '../ebcdic.ts'
import type { Frame } from './frames.ts'
import type { X9Framing } from './framing.ts'

/**
 * The records of one item without their images, in one form whatever the file's framing: the *canonical form*.
 * Each record is a head of twelve bytes (three big-endian numbers: length of its text, position of its text in the item, length
 * of its image) and its text in Latin-1, one byte a column; of a 52 only what stands before the image, which begins at
 * position + length. Positions count from the first byte of the item in its file.
 */
export const CANONICAL_HEAD = 12

/** Collects the records of one item, then of the next: the arrays are reused. */
export class ItemBytes {
  bytes = new Uint8Array(4096)
  /** Bytes in use. */
  length = 0
  count = 0
  /** Of each record: its type, where its text begins in `bytes`, its length, its number in the file, its image's index and length. */
  readonly types: number[] = []
  readonly starts: number[] = []
  readonly lengths: number[] = []
  readonly numbers: number[] = []
  readonly imageLengths: number[] = []
  /** Position of each record's text in the item. */
  readonly positions: number[] = []

  reset(): void {
    this.length = 0
    this.count = 0
  }

  add(frame: Frame, framing: X9Framing, itemOffset: number): void {
    const { start, imageAt, end } = frame
    const length = imageAt - start
    const position = frame.base + start - itemOffset
    const at = this.#reserve(CANONICAL_HEAD + length)
    putNumber(this.bytes, at, length)
    putNumber(this.bytes, at + 4, position)
    putNumber(this.bytes, at + 8, end - imageAt)
    canonicalText(frame, framing, this.bytes, at + CANONICAL_HEAD)
    this.types[this.count] = frame.type
    this.starts[this.count] = at + CANONICAL_HEAD
    this.lengths[this.count] = length
    this.numbers[this.count] = frame.number
    this.imageLengths[this.count] = end - imageAt
    this.positions[this.count] = position
    this.count += 1
  }

  /** The text of a record, one character a byte. */
  textOf(index: number): string {
    const start = this.starts[index] ?? 0
    return latin1Text(this.bytes, start, start + (this.lengths[index] ?? 0))
  }

  #reserve(more: number): number {
    const at = this.length
    if (at + more > this.bytes.length) {
      const grown = new Uint8Array(2 * (at + more))
      grown.set(this.bytes.subarray(0, at))
      this.bytes = grown
    }
    this.length += more
    return at
  }
}

/** The text of a record in Latin-1, without its image. Writes `frame.imageAt - frame.start` bytes. */
export function canonicalText(frame: Frame, framing: X9Framing, target: Uint8Array, at: number): void {
  const { bytes, start, imageAt } = frame
  if (framing !== 'length-ebcdic') {
    target.set(bytes.subarray(start, imageAt), at)
    return
  }
  transcode(EBCDIC_TO_LATIN1, bytes, start, imageAt, target, at)
  if (frame.type === 52) keepSignature(frame, target, at)
}

/** The digital signature in a 52 is binary: it is not text in any code page. Only where the lengths fit the record is there one. */
function keepSignature(frame: Frame, target: Uint8Array, at: number): void {
  const key = lengthIn(target, at + 101, at + 105)
  const signature = lengthIn(target, at + 105 + key, at + 110 + key)
  if (signature === 0 || 117 + key + signature !== frame.imageAt - frame.start) return
  const from = frame.start + 110 + key
  target.set(frame.bytes.subarray(from, from + signature), at + 110 + key)
}

function lengthIn(bytes: Uint8Array, from: number, to: number): number {
  const text = latin1Text(bytes, from, to).trim()
  return /^\d+$/.test(text) ? Number(text) : 0
}

export function putNumber(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24
  bytes[at + 1] = value >>> 16
  bytes[at + 2] = value >>> 8
  bytes[at + 3] = value
}

export function getNumber(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) * 0x1000000 + (((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0))
  )
}
