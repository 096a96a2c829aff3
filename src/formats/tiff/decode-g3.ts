import { strideOf } from './bitmap.ts'
import type { RowsStop } from './decode-g4.ts'
import { type Bits, finishRow, openBits, peek, readRowByAbove, readRowOfRuns, startRows } from './read-rows.ts'

/**
 * How the rows of T.4 are told apart. `by-bytes`: each begins a byte, and nothing stands between them (modified Huffman).
 * `one-dimensional`: behind end-of-line codes. `two-dimensional`: behind each of those a bit says how the row is coded.
 */
export type G3Rows = 'by-bytes' | 'one-dimensional' | 'two-dimensional'

/**
 * Reads CCITT Group 3 (ITU-T T.4) rows, most significant bit first, into `into` from row `firstRow` on; rows that could not be
 * read stay white. Fill before an end-of-line code is skipped, in whole bytes or not, and the codes that end a page may be
 * missing. A damaged row ends the reading: what a fax would draw over it is not the picture. Time is bounded by the bits of
 * `bytes` plus the picture's rows, whatever they hold.
 */
export function decodeG3(
  bytes: Uint8Array,
  kind: G3Rows,
  size: { readonly width: number; readonly firstRow: number; readonly rows: number },
  into: Uint8Array,
): RowsStop {
  const { width, firstRow, rows } = size
  const stride = strideOf(width)
  const bits = openBits(bytes)
  const pair = startRows(width)
  for (let y = firstRow; y < firstRow + rows; y += 1) {
    const coding = nextRow(bits, kind)
    if (coding === 'none') return { at: 'truncated', row: y }
    const count = coding === 'by runs' ? readRowOfRuns(bits, pair, width) : readRowByAbove(bits, pair, width)
    if (count < 0) return { at: bits.at >= bits.end ? 'truncated' : 'bad-code', row: y }
    finishRow(pair, count, into, y * stride)
  }
  return { at: 'whole' }
}

/** Goes to where the next row begins, and says how it is coded; `none` where the page or the data end. */
function nextRow(bits: Bits, kind: G3Rows): 'by runs' | 'by the row above' | 'none' {
  if (kind === 'by-bytes') {
    bits.at = (bits.at + 7) & ~7
    return bits.at < bits.end ? 'by runs' : 'none'
  }
  const found = skipEndOfLine(bits)
  if (bits.at >= bits.end) return 'none'
  if (kind === 'one-dimensional') return found && isEndOfLine(bits) ? 'none' : 'by runs'
  // Without an end-of-line code, which some writers leave out before the first row, no bit says how the row is coded: by runs.
  if (!found) return 'by runs'
  const tag = peek(bits, 1)
  bits.at += 1
  if (isEndOfLine(bits)) return 'none'
  return tag === 1 ? 'by runs' : 'by the row above'
}

const END_OF_LINE_BITS = 12

/** Eleven zeros and a one, which no code begins with. */
function isEndOfLine(bits: Bits): boolean {
  return peek(bits, END_OF_LINE_BITS) === 1
}

/** Takes an end-of-line code with the fill before it, if it stands here. */
function skipEndOfLine(bits: Bits): boolean {
  if (peek(bits, END_OF_LINE_BITS) > 1) return false
  while (bits.at < bits.end && peek(bits, END_OF_LINE_BITS) === 0) bits.at += 1
  if (bits.at >= bits.end || !isEndOfLine(bits)) return false
  bits.at += END_OF_LINE_BITS
  return true
}
