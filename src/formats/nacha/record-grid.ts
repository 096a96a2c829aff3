import { RECORD_LENGTH } from './layout.ts'
import { hasMostOfShape, hasRecordShape, isFill } from './record-shape.ts'

/** Bytes from `at` that decide whether a record stands there and what to do when none does. */
export const GRID_BYTES = 4 * RECORD_LENGTH

/** A stretch of bytes in which no line end is near. `ended` when no more bytes come behind `to`. */
export interface Stretch {
  readonly bytes: Uint8Array
  readonly to: number
  readonly ended: boolean
}

/**
 * What the 94 bytes at a place are, where only their number ends a record: a record when another follows them, or when they have
 * the shape of one, or most of it, and nothing nearer has; else the number of bytes to the record that comes next within them, which is how
 * many were lost or added before it; undefined when neither is near.
 */
export function recordOrGap(stretch: Stretch, at: number): 'record' | number | undefined {
  if (holdsGrid(stretch, at)) return 'record'
  for (let x = at + 1; x < at + RECORD_LENGTH; x++) if (beginsRecord(stretch, x, stretch.bytes[x - 1])) return x - at
  const { bytes } = stretch
  return hasRecordShape(bytes, at) || hasMostOfShape(bytes, at) ? 'record' : undefined
}

/**
 * True when a record stands at the place and, right behind it, another, a line end or the end of the bytes.
 *
 * @param before The byte of the file before the place: it may have come with an earlier chunk.
 */
export function beginsRecord(stretch: Stretch, at: number, before: number | undefined): boolean {
  const { bytes, to, ended } = stretch
  const next = at + RECORD_LENGTH
  if (next > to) return false
  // Fill begins where nines do: within them there is no need to count again.
  if (!hasRecordShape(bytes, at) && (before === 0x39 || !isFill(bytes, at))) return false
  if (next === to) return ended
  return isLineEnd(bytes[next]) || follows(stretch, next) || (ended && next + RECORD_LENGTH > to)
}

/** True when a record follows the 94 bytes, so that these are one too, whatever is wrong in them. */
function holdsGrid(stretch: Stretch, at: number): boolean {
  const { bytes, to, ended } = stretch
  const next = at + RECORD_LENGTH
  if (next >= to) return ended && next === to
  if (isLineEnd(bytes[next])) return true
  if (ended && next + RECORD_LENGTH > to) return hasRecordShape(bytes, at) || isFill(bytes, at)
  // Fill looks the same wherever it is read, so it tells nothing of what stands before it.
  if (isFill(bytes, next)) return hasRecordShape(bytes, at) || isFill(bytes, at)
  return follows(stretch, next)
}

/** A record at the place, or, behind one whose bytes were spoiled where they stand, another or the end of the bytes. */
function follows({ bytes, to, ended }: Stretch, at: number): boolean {
  const next = at + RECORD_LENGTH
  if (next > to) return false
  if (hasRecordShape(bytes, at) || isFill(bytes, at)) return true
  return next === to ? ended : next + RECORD_LENGTH <= to && hasRecordShape(bytes, next)
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d
}
