import { type Bitmap, strideOf } from '../../formats/tiff/bitmap.ts'
import type { Band } from './find-band.ts'
import { bitCount, MODULE_PX, TOP_ROW } from './templates.ts'

/** A codeline set level and scaled to three pixels a module: a column is one 32-bit word, its lowest bit the topmost row. */
export interface Strip {
  readonly columns: Int32Array
  /** Black pixels of each column. */
  readonly ink: Uint8Array
  /** Where a pixel of the strip lies in the picture. */
  place(column: number, row: number): { readonly x: number; readonly y: number }
  /** Pixels of the picture for one of the strip. */
  readonly scale: number
}

const ROWS = 32
const MODULE_INCH = 0.013
/** The row of the strip on which the middle of the symbols lies. */
const MIDDLE_ROW = TOP_ROW + 4.5 * MODULE_PX

/** Cuts the band out of the picture, turned back by its slope. */
export function cutStrip(bitmap: Bitmap, band: Band, dpi: number): Strip {
  const scale = (MODULE_INCH * dpi) / MODULE_PX
  const length = Math.ceil(bitmap.width / scale)
  const columns = new Int32Array(length)
  const ink = new Uint8Array(length)
  const stride = strideOf(bitmap.width)
  const { data, width, height } = bitmap
  const { slope, middleY } = band
  for (let column = 0; column < length; column += 1) {
    const flatX = (column + 0.5) * scale
    let word = 0
    let y = middleY + (flatX - width / 2) * slope + (0.5 - MIDDLE_ROW) * scale
    let x = flatX - (0.5 - MIDDLE_ROW) * scale * slope
    for (let row = 0; row < ROWS; row += 1, y += scale, x -= scale * slope) {
      if (x < 0 || x >= width || y < 0 || y >= height) continue
      const at = (y | 0) * stride
      if (((data[at + ((x | 0) >> 3)] as number) & (0x80 >> (x & 7))) !== 0) word |= 1 << row
    }
    columns[column] = word
  }
  removeSpecks(columns)
  for (let column = 0; column < length; column += 1) ink[column] = bitCount(columns[column] as number)
  const place = (column: number, row: number) => {
    const flatX = column * scale
    const down = (row - MIDDLE_ROW) * scale
    return { x: flatX - down * slope, y: middleY + (flatX - width / 2) * slope + down }
  }
  return { columns, ink, place, scale }
}

/** Takes out black pixels that have at most one black neighbour on their sides: dust, not strokes, which are three pixels wide. */
function removeSpecks(columns: Int32Array): void {
  let left = 0
  for (let column = 0; column < columns.length; column += 1) {
    const here = columns[column] as number
    const right = columns[column + 1] ?? 0
    const above = here << 1
    const below = here >>> 1
    const two = (left & right) | (above & below) | ((left | right) & (above | below))
    left = here
    columns[column] = here & two
  }
}
