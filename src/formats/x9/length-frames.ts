import type { ByteWindow } from './byte-window.ts'
import {
  type Cut,
  type CutResult,
  imageHeadLength,
  NEEDS_MORE,
  ownLength,
  PLAIN_BYTES_MAX,
  RECORD_BYTES_MAX,
  typeAt,
} from './cut.ts'
import { fixedLength, isKnownType } from './record-types.ts'

/** Bytes that tell whether a frame begins: its length and its record type. */
const HEAD = 6

/**
 * Cuts one record with a four-byte length before it. Where the length and the record's own size disagree, the one after which
 * a frame begins (or the file ends) is right: that is a proof, and only with it reading goes on.
 */
export function cutLengthFrame(window: ByteWindow, at: number, zero: number, cut: Cut): CutResult {
  if (at + HEAD > window.end) return window.ended ? 'truncated' : 'more'
  const declared = lengthAt(window, at)
  cut.type = typeAt(window, at + 4, zero)
  cut.start = at + 4
  cut.found = declared
  const own = ownLength(window, cut.start, cut.type, zero)
  cut.expected = own
  // A length that no record of its type can have is not waited for, else a broken one would hold back the whole file.
  const usable = isUsable(declared, cut.type)
  if (own === NEEDS_MORE) return 'more'
  if (usable && declared === own) return finish(window, cut, declared, zero, undefined)
  return arbitrate(window, cut, usable ? declared : -1, own <= RECORD_BYTES_MAX ? own : -1, zero)
}

/** Index of the next proven frame at or after `from`; otherwise minus one minus the index up to which there is none. */
export function findLengthFrame(window: ByteWindow, from: number, zero: number): number {
  const { bytes } = window
  const last = window.ended ? window.end - 4 - 80 : window.end - 4 - 100 - HEAD
  for (let at = from; at <= last; at++) {
    if (bytes[at] !== 0 || bytes[at + 1] !== 0 || bytes[at + 2] !== 0) continue
    const length = fixedLength(typeAt(window, at + 4, zero))
    if (length !== undefined && length === bytes[at + 3] && isFrameAt(window, at + 4 + length, zero) === 'yes')
      return at
  }
  return -1 - Math.max(from, last + 1)
}

/** Whether a frame begins at the index, or the file ends there. */
export function isFrameAt(window: ByteWindow, at: number, zero: number): 'yes' | 'no' | 'unknown' {
  if (at + HEAD > window.end) return window.ended ? (at === window.end ? 'yes' : 'no') : 'unknown'
  const type = typeAt(window, at + 4, zero)
  return isKnownType(type) && isUsable(lengthAt(window, at), type) ? 'yes' : 'no'
}

function arbitrate(window: ByteWindow, cut: Cut, declared: number, own: number, zero: number): CutResult {
  const byDeclared = declared < 0 ? 'no' : isFrameAt(window, cut.start + declared, zero)
  if (byDeclared === 'unknown') return 'more'
  if (byDeclared === 'yes') return finish(window, cut, declared, zero, faultOf(cut.type, own))
  const byOwn = own < 0 ? 'no' : isFrameAt(window, cut.start + own, zero)
  if (byOwn === 'unknown') return 'more'
  if (byOwn === 'yes') return finish(window, cut, own, zero, 'frame-length')
  const cutOff = window.ended && own < 0 && isKnownType(cut.type) && cut.start + declared > window.end
  return cutOff ? 'truncated' : 'lost'
}

/** The frame's length holds; the record's own does not. A type that we do not know has none. */
function faultOf(type: number, own: number): Cut['fault'] {
  if (type === 52) return 'image-length'
  return own < 0 ? undefined : 'record-length'
}

function finish(window: ByteWindow, cut: Cut, length: number, zero: number, fault: Cut['fault']): CutResult {
  cut.end = cut.start + length
  if (cut.end > window.end) return window.ended ? 'truncated' : 'more'
  cut.next = cut.end
  cut.fault = fault
  const head = cut.type === 52 ? imageHeadLength(window, cut.start, zero) : length
  cut.imageAt = head < 0 || head > length ? cut.end : cut.start + head
  return 'cut'
}

function isUsable(length: number, type: number): boolean {
  const isVariable = isKnownType(type) && fixedLength(type) === undefined
  return length >= 2 && length <= (isVariable ? RECORD_BYTES_MAX : PLAIN_BYTES_MAX)
}

function lengthAt(window: ByteWindow, at: number): number {
  const { bytes } = window
  const high = (bytes[at] ?? 0) * 0x1000000
  return high + (((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0))
}
