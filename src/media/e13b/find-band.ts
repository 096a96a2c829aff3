import { type Bitmap, strideOf } from '../../formats/tiff/bitmap.ts'
import { bitCount } from './templates.ts'

/** A place where a codeline may stand: the middle of its symbols' height at the picture's middle column, and its slope. */
export interface Band {
  readonly middleY: number
  /** Pixels down per pixel to the right. */
  readonly slope: number
}

/** E-13B symbols are 0.117 inch high; the clear band keeps other print away from them. */
const LINE_INCH = 0.117
const MARGIN_INCH = 0.03
/** The band's bottom is the check's; scanners add an edge below, and a skewed line climbs. */
const SEARCH_INCH = 1.25
const SLOPE_MAX = Math.tan((4 * Math.PI) / 180)
const COARSE = Math.tan((0.5 * Math.PI) / 180)
const FINE = Math.tan((0.1 * Math.PI) / 180)

/** The likeliest places, best first: at most `count`, none of them overlapping another. */
export function findBands(bitmap: Bitmap, dpi: number, count: number): readonly Band[] {
  const cells = collectInk(bitmap, Math.max(0, bitmap.height - Math.round(SEARCH_INCH * dpi)))
  const rows = new Int32Array(bitmap.height + 2 * MARGIN_ROWS)
  const seen: Scored[] = []
  for (let slope = -SLOPE_MAX; slope <= SLOPE_MAX + 1e-9; slope += COARSE) seen.push(...peaks(cells, slope, dpi, rows))
  seen.sort((a, b) => b.score - a.score)
  const chosen: Scored[] = []
  for (const peak of seen) {
    if (chosen.length === count) break
    if (chosen.every(other => Math.abs(other.middleY - peak.middleY) > LINE_INCH * dpi)) chosen.push(peak)
  }
  return chosen.map(peak => refine(cells, peak, dpi, rows))
}

interface Scored extends Band {
  readonly score: number
}

/** Room above and below the picture for rows that a slope carries out of it. */
const MARGIN_ROWS = 256

/** Bytes that hold ink, by column and row; what belongs to a rule or a frame is left out. */
interface Cells {
  readonly count: number
  readonly column: Int16Array
  readonly row: Int16Array
  readonly ink: Uint8Array
  readonly width: number
  readonly top: number
  readonly height: number
}

function collectInk(bitmap: Bitmap, top: number): Cells {
  const stride = strideOf(bitmap.width)
  const { data } = bitmap
  const size = (bitmap.height - top) * stride
  const cells = { column: new Int16Array(size), row: new Int16Array(size), ink: new Uint8Array(size) }
  let count = 0
  for (let y = top; y < bitmap.height; y += 1) {
    for (let column = 0, at = y * stride; column < stride; column += 1, at += 1) {
      const byte = data[at] as number
      if (byte === 0) continue
      // Three full bytes in a row are wider than any symbol: a rule, a frame, a dark background.
      if (byte === 0xff && (column === 0 || data[at - 1] === 0xff) && (column === stride - 1 || data[at + 1] === 0xff))
        continue
      cells.column[count] = column
      cells.row[count] = y
      cells.ink[count++] = bitCount(byte)
    }
  }
  return { ...cells, count, width: bitmap.width, top, height: bitmap.height }
}

/** Windows of a line's height that hold more ink than their surroundings, for one slope. */
function peaks(cells: Cells, slope: number, dpi: number, rows: Int32Array): readonly Scored[] {
  project(cells, slope, rows)
  const line = Math.round(LINE_INCH * dpi)
  const margin = Math.max(2, Math.round(MARGIN_INCH * dpi))
  const from = cells.top + MARGIN_ROWS - margin
  const to = cells.height + MARGIN_ROWS - line
  const found: Scored[] = []
  let best: Scored | undefined
  let inside = 0
  let above = 0
  let below = 0
  for (let y = from - line; y < from; y += 1) inside += rows[y] ?? 0
  for (let y = from - line - margin; y < from - line; y += 1) above += rows[y] ?? 0
  for (let y = from; y < from + margin; y += 1) below += rows[y] ?? 0
  for (let y = from - line; y < to; y += 1) {
    const score = inside - 1.5 * (above + below)
    const middleY = y - MARGIN_ROWS + line / 2
    if (best === undefined || score > best.score) best = { middleY, slope, score }
    if (middleY - best.middleY > line) {
      found.push(best)
      best = { middleY, slope, score }
    }
    inside += (rows[y + line] ?? 0) - (rows[y] ?? 0)
    above += (rows[y] ?? 0) - (rows[y - margin] ?? 0)
    below += (rows[y + line + margin] ?? 0) - (rows[y + line] ?? 0)
  }
  if (best !== undefined) found.push(best)
  return found.filter(peak => peak.score > 0)
}

/** Ink by row of the picture turned back by the slope. */
function project(cells: Cells, slope: number, rows: Int32Array): void {
  rows.fill(0)
  const shifts = new Int32Array(strideOf(cells.width))
  for (let column = 0; column < shifts.length; column += 1) {
    shifts[column] = Math.round((column * 8 + 4 - cells.width / 2) * slope) - MARGIN_ROWS
  }
  for (let at = 0; at < cells.count; at += 1) {
    const row = (cells.row[at] as number) - (shifts[cells.column[at] as number] as number)
    rows[row] = (rows[row] as number) + (cells.ink[at] as number)
  }
}

/** The best slope in tenths of a degree near the coarse one. */
function refine(cells: Cells, coarse: Scored, dpi: number, rows: Int32Array): Band {
  let best = coarse
  for (let step = -5; step <= 5; step += 1) {
    for (const peak of peaks(cells, coarse.slope + step * FINE, dpi, rows)) {
      if (Math.abs(peak.middleY - coarse.middleY) <= LINE_INCH * dpi && peak.score > best.score) best = peak
    }
  }
  return best
}
