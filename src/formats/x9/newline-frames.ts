import type { ByteWindow } from './byte-window.ts'
import { type Cut, type CutResult, imageHeadLength, NEEDS_MORE, ownLength, RECORD_BYTES_MAX, typeAt } from './cut.ts'
import { fixedLength, isKnownType } from './record-types.ts'

const LF = 0x0a
const CR = 0x0d
const ZERO = 0x30
/** A line of more than this that is no image is no record. */
const LINE_BYTES_MAX = 1024 * 1024

/**
 * Cuts one record that ends with a line end. An image may hold line ends itself, so a 52 is cut by its own lengths, and by
 * line ends only when these are wrong and the line after is provably a record.
 */
export function cutLine(window: ByteWindow, at: number, searched: number, cut: Cut): CutResult {
  cut.searched = at
  if (at >= window.end) return 'more'
  const ending = lineEndAt(window, at)
  if (ending > 0) return blank(cut, at + ending)
  if (at + 2 > window.end && !window.ended) return 'more'
  cut.type = typeAt(window, at, ZERO)
  cut.start = at
  const measured = cut.type === 52 || cut.type === 68 ? cutMeasured(window, cut) : 'lost'
  return measured === 'lost' ? cutAtLineEnd(window, cut, Math.max(at, searched)) : measured
}

/** Index of the next proven line after `from`; otherwise minus one minus the index up to which there is none. */
export function findLine(window: ByteWindow, from: number): number {
  for (let at = from; ; ) {
    const end = window.bytes.indexOf(LF, at)
    if (end < 0 || end >= window.end) return -1 - window.end
    const answer = isLineAt(window, end + 1)
    if (answer === 'yes') return end + 1
    if (answer === 'unknown') return -1 - end
    at = end + 1
  }
}

/** A 52 or 68 whose length fields say where it ends, if a line end stands there. */
function cutMeasured(window: ByteWindow, cut: Cut): CutResult {
  const own = ownLength(window, cut.start, cut.type, ZERO)
  if (own === NEEDS_MORE) return 'more'
  if (own < 0 || own > RECORD_BYTES_MAX) return 'lost'
  const end = cut.start + own
  if (end + 2 > window.end && !window.ended) return 'more'
  if (end > window.end) return 'lost'
  if (end !== window.end && lineEndAt(window, end) === 0) return 'lost'
  return finish(window, cut, end, end + lineEndAt(window, end), undefined)
}

function cutAtLineEnd(window: ByteWindow, cut: Cut, searchFrom: number): CutResult {
  cut.expected = cut.type === 52 ? ownLength(window, cut.start, 52, ZERO) : (fixedLength(cut.type) ?? -1)
  for (let from = searchFrom; ; ) {
    const found = window.bytes.indexOf(LF, from)
    if (found < 0 || found >= window.end) return withoutLineEnd(window, cut)
    const proof = cut.type === 52 ? isLineAt(window, found + 1) : 'yes'
    if (proof === 'unknown') return waitOrGiveUp(window, cut, found)
    const end = found > cut.start && window.bytes[found - 1] === CR ? found - 1 : found
    cut.found = end - cut.start
    if (proof === 'yes') return finish(window, cut, end, found + 1, faultOf(cut))
    from = found + 1
  }
}

function withoutLineEnd(window: ByteWindow, cut: Cut): CutResult {
  if (!window.ended) return waitOrGiveUp(window, cut, window.end)
  cut.found = window.end - cut.start
  return finish(window, cut, window.end, window.end, faultOf(cut))
}

/** Up to `searched` no line end is one: the search goes on there, as long as the record may still be one. */
function waitOrGiveUp(window: ByteWindow, cut: Cut, searched: number): CutResult {
  cut.searched = searched
  return window.end - cut.start > (cut.type === 52 ? RECORD_BYTES_MAX : LINE_BYTES_MAX) ? 'lost' : 'more'
}

function faultOf(cut: Cut): Cut['fault'] {
  if (cut.type === 52) return 'image-length'
  return cut.expected >= 0 && cut.found !== cut.expected ? 'record-length' : undefined
}

function finish(window: ByteWindow, cut: Cut, end: number, next: number, fault: Cut['fault']): CutResult {
  cut.end = end
  cut.next = next
  cut.fault = fault
  const head = cut.type === 52 ? imageHeadLength(window, cut.start, ZERO) : -1
  cut.imageAt = head < 0 || cut.start + head > end ? end : cut.start + head
  return 'cut'
}

/** Whether a record of a known type begins at the index and ends where it should, or the file ends there. */
function isLineAt(window: ByteWindow, at: number): 'yes' | 'no' | 'unknown' {
  if (at === window.end && window.ended) return 'yes'
  if (at + 103 > window.end && !window.ended) return 'unknown'
  const type = typeAt(window, at, ZERO)
  if (!isKnownType(type)) return 'no'
  const length = fixedLength(type)
  if (length === undefined) return 'yes'
  return at + length === window.end || lineEndAt(window, at + length) > 0 ? 'yes' : 'no'
}

/** Length of the line end at the index: 1, 2, or 0 when there is none. */
function lineEndAt(window: ByteWindow, at: number): number {
  if (at >= window.end) return 0
  if (window.bytes[at] === LF) return 1
  return window.bytes[at] === CR && at + 1 < window.end && window.bytes[at + 1] === LF ? 2 : 0
}

function blank(cut: Cut, next: number): CutResult {
  cut.next = next
  return 'blank'
}
