/** The bytes in which an entry travels from the first pass to the second. */

export const RECORD_LENGTH = 94

/** What the first pass saw that the 94 bytes of a record no longer show. */
export const RECORD_MARKS = {
  L: 'more than 94 characters',
  U: 'characters of more than one byte',
  C: 'a control character',
  A: 'more addenda than the format allows',
} as const

export type RecordMark = keyof typeof RECORD_MARKS

export interface RawEntry {
  /** Whole records of 94 bytes, at least one. */
  readonly raw: Uint8Array
  readonly mark: RecordMark | undefined
}

/**
 * Splits what the first pass wrote: whole records, and one byte behind them when it saw something that they no longer show.
 * Also reads an entry as it stands in the file, with line ends or short records. Total: any bytes give at least one record.
 */
export function recordsOf(given: Uint8Array): RawEntry {
  const over = given.length % RECORD_LENGTH
  if (given.length > 0 && !hasLineEnd(given)) {
    if (over === 0) return { raw: given, mark: undefined }
    const mark = String.fromCharCode(given[given.length - 1] ?? 0)
    if (over === 1 && given.length > 1 && isMark(mark)) return { raw: given.subarray(0, given.length - 1), mark }
  }
  return { raw: withoutLineEnds(given), mark: undefined }
}

/** A line end can only stand behind the first record, or the bytes hold one record. */
function hasLineEnd(given: Uint8Array): boolean {
  const behind = given[RECORD_LENGTH]
  return behind === 0x0a || behind === 0x0d
}

function isMark(text: string): text is RecordMark {
  return Object.hasOwn(RECORD_MARKS, text)
}

function withoutLineEnds(given: Uint8Array): Uint8Array {
  const kept = given.filter(byte => byte !== 0x0a && byte !== 0x0d)
  const raw = new Uint8Array(Math.max(1, Math.ceil(kept.length / RECORD_LENGTH)) * RECORD_LENGTH).fill(0x20)
  raw.set(kept)
  return raw
}
