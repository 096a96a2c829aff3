import { strideOf } from './bitmap.ts'
import { finishRow, openBits, readRowByAbove, startRows } from './read-rows.ts'

/** Why the data of a picture could not be read: `row` is the first row, counted from 0, that is not whole. */
export type RowsStop = { readonly at: 'whole' } | { readonly at: 'truncated' | 'bad-code'; readonly row: number }

/**
 * Reads CCITT Group 4 (ITU-T T.6) rows, most significant bit first, into `into` from row `firstRow` on; rows that could
 * not be read stay white. The end-of-block code may be missing when all rows are there (some scanners leave it out).
 * Time is bounded by the bits of `bytes` plus the picture's rows, whatever they hold.
 */
export function decodeG4(bytes: Uint8Array, width: number, into: Uint8Array, firstRow: number, rows: number): RowsStop {
  const stride = strideOf(width)
  const bits = openBits(bytes)
  const pair = startRows(width)
  for (let y = firstRow; y < firstRow + rows; y += 1) {
    const count = readRowByAbove(bits, pair, width)
    if (count < 0) return { at: bits.at >= bits.end ? 'truncated' : 'bad-code', row: y }
    finishRow(pair, count, into, y * stride)
  }
  return { at: 'whole' }
}
