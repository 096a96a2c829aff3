import type { ByteWindow } from './byte-window.ts'
import { recordTypeAt } from './framing.ts'
import { fixedLength } from './record-types.ts'

/** Where one record lies in the window, as found by cutting it from the stream. One object, filled anew for each record. */
export interface Cut {
  type: number
  /** First byte of the record and the one after its last. */
  start: number
  end: number
  /** First byte of the image in a 52, else `end`. */
  imageAt: number
  /** Where the next record begins. */
  next: number
  /** Set when the frame had to be corrected. */
  fault: 'frame-length' | 'record-length' | 'image-length' | undefined
  found: number
  expected: number
  /** Up to where no line end was found, in a file of lines: the search goes on there. */
  searched: number
}

/**
 * `cut`: there is a record. `more`: bytes are missing. `blank`: nothing but a line end, skip to `next`.
 * `lost`: what stands here is no frame. `truncated`: the file ends inside this record.
 */
export type CutResult = 'cut' | 'more' | 'blank' | 'lost' | 'truncated'

/** A record of more than 16 MB is none: an image is at most 9,999,999 bytes long, its length has seven digits. */
export const RECORD_BYTES_MAX = 16 * 1024 * 1024
/** Records without an image or user data have 80 or 100 bytes; one of more than this has a broken length. */
export const PLAIN_BYTES_MAX = 4096

export function newCut(): Cut {
  return { type: -1, start: 0, end: 0, imageAt: 0, next: 0, fault: undefined, found: 0, expected: 0, searched: 0 }
}

const UNKNOWN_LENGTH = -1
export const NEEDS_MORE = -2

/**
 * Length of a record by what it says itself: its layout's, or the sum with its length fields (27, 34, 52, 68).
 * `UNKNOWN_LENGTH` when a length field is not a number, `NEEDS_MORE` when it was not received yet.
 */
export function ownLength(window: ByteWindow, start: number, type: number, zero: number): number {
  if (type === 52) {
    const head = imageHeadLength(window, start, zero)
    if (head < 0) return head
    const image = numberAt(window, start + head - 7, 7, zero)
    return image < 0 ? image : head + image
  }
  if (type === 68) return plus(45, numberAt(window, start + 38, 7, zero))
  if (type === 27 || type === 34) return plus(46, numberAt(window, start + 18, 4, zero))
  return fixedLength(type) ?? UNKNOWN_LENGTH
}

/** Length of a 52 up to and including its image length, or a negative reason. */
export function imageHeadLength(window: ByteWindow, start: number, zero: number): number {
  const key = numberAt(window, start + 101, 4, zero)
  if (key < 0) return key
  const signature = numberAt(window, start + 105 + key, 5, zero)
  return plus(117 + key, signature)
}

function plus(fixed: number, length: number): number {
  return length < 0 ? length : fixed + length
}

/** A number of `width` bytes, blanks around it allowed and all blanks meaning 0, because some producers write lengths so. */
function numberAt(window: ByteWindow, at: number, width: number, zero: number): number {
  if (at + width > window.end) return window.ended ? UNKNOWN_LENGTH : NEEDS_MORE
  const blank = zero === 0xf0 ? 0x40 : 0x20
  let value = 0
  let digits = 0
  let closed = 0
  for (let index = at; index < at + width; index++) {
    const byte = window.bytes[index] ?? 0
    if (byte === blank) closed = digits
    else if (byte < zero || byte > zero + 9 || (closed > 0 && closed === digits)) return UNKNOWN_LENGTH
    else {
      value = value * 10 + byte - zero
      digits += 1
    }
  }
  return value
}

/** True when a known record type stands at the index. */
export function typeAt(window: ByteWindow, at: number, zero: number): number {
  return at + 2 > window.end ? -1 : recordTypeAt(window.bytes, at, zero)
}
