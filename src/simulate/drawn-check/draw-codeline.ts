import type { Bitmap } from '../../formats/tiff/bitmap.ts'
import type { CheckCondition } from './check-values.ts'
import type { PlacedSymbol } from './codeline.ts'
import { PEN_GLYPHS, type PenGlyph } from './e13b-pen.ts'
import { type Chance, drawStroke, eraseStroke } from './ink.ts'

/** E-13B: a module is 0.013 inch, symbols stand an eighth of an inch apart and nine modules high. */
const MODULE_INCH = 0.013
const PITCH_INCH = 0.125
/** Of the rightmost symbol from the right edge, and of all symbols from the bottom edge (clear band of 5/8 inch). */
const RIGHT_MARGIN_INCH = 0.3125
const BOTTOM_MARGIN_INCH = 0.1875

/** Prints the codeline on a page that is turned about its middle, then does to it what the condition says. */
export function drawCodeline(
  on: Bitmap,
  line: readonly PlacedSymbol[],
  condition: CheckCondition,
  chance: Chance,
): void {
  const page = turnedPage(on, condition)
  line.forEach((placed, index) => {
    const glyph = PEN_GLYPHS[placed.symbol]
    if (glyph === undefined) return
    const nudge = (chance() - 0.5) * 0.004 // presses and encoders do not hit the pitch exactly; 0.010 inch is allowed
    const left = page.rightOf(placed.position) - glyph.width * MODULE_INCH + nudge
    drawGlyph(on, page, glyph, left, condition, chance)
    const next = line[index + 1]
    if (next !== undefined && placed.position - next.position === 1 && chance() < condition.touching) {
      bridge(on, page, placed.position, chance)
    }
    if (chance() < condition.broken) cutThrough(on, page, glyph, left, chance)
    if (condition.unreadable.includes(index)) strikeOut(on, page, placed.position, chance)
  })
  for (let done = 0; done < condition.blotches; done += 1) blotch(on, page, line, chance)
}

/** Inches of the flat page to pixels of the turned one. */
interface Page {
  readonly topInch: number
  readonly pxPerInch: number
  rightOf(position: number): number
  x(xInch: number, yInch: number): number
  y(xInch: number, yInch: number): number
}

function turnedPage(on: Bitmap, { dpi, skewDegrees }: CheckCondition): Page {
  const angle = (skewDegrees * Math.PI) / 180
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)]
  const [midX, midY] = [on.width / 2, on.height / 2]
  const topInch = on.height / dpi - BOTTOM_MARGIN_INCH - 9 * MODULE_INCH
  return {
    topInch,
    pxPerInch: dpi,
    rightOf: position => on.width / dpi - RIGHT_MARGIN_INCH - (position - 1) * PITCH_INCH,
    x: (x, y) => midX + (x * dpi - midX) * cos - (y * dpi - midY) * sin,
    y: (x, y) => midY + (x * dpi - midX) * sin + (y * dpi - midY) * cos,
  }
}

function drawGlyph(
  on: Bitmap,
  page: Page,
  glyph: PenGlyph,
  left: number,
  condition: CheckCondition,
  chance: Chance,
): void {
  for (const { width, points } of glyph.strokes) {
    const radiusPx = (width / 2) * MODULE_INCH * page.pxPerInch + condition.inkSpreadPx
    for (let at = 0; at + 3 < points.length; at += 2) {
      const [x0, y0] = [
        left + (points[at] as number) * MODULE_INCH,
        page.topInch + (points[at + 1] as number) * MODULE_INCH,
      ]
      const [x1, y1] = [
        left + (points[at + 2] as number) * MODULE_INCH,
        page.topInch + (points[at + 3] as number) * MODULE_INCH,
      ]
      const line = { x0: page.x(x0, y0), y0: page.y(x0, y0), x1: page.x(x1, y1), y1: page.y(x1, y1) }
      drawStroke(on, line, { radiusPx, roughPx: 0.35 }, chance)
    }
  }
}

/** Ink that runs from one symbol into its right neighbour. */
function bridge(on: Bitmap, page: Page, position: number, chance: Chance): void {
  const y = page.topInch + (0.5 + chance() * 8) * MODULE_INCH
  const right = page.rightOf(position)
  const [from, to] = [right - MODULE_INCH, right + PITCH_INCH - 5.5 * MODULE_INCH]
  const line = { x0: page.x(from, y), y0: page.y(from, y), x1: page.x(to, y), y1: page.y(to, y) }
  drawStroke(on, line, { radiusPx: 0.8 + chance() * 1.2, roughPx: 0.3 }, chance)
}

/** A scratch or a fold: a white line across the symbol. */
function cutThrough(on: Bitmap, page: Page, glyph: PenGlyph, left: number, chance: Chance): void {
  const width = glyph.width * MODULE_INCH
  const [x0, y0] = [left - MODULE_INCH, page.topInch + chance() * 9 * MODULE_INCH]
  const [x1, y1] = [left + width + MODULE_INCH, page.topInch + chance() * 9 * MODULE_INCH]
  const radiusPx = (0.003 + chance() * 0.004) * page.pxPerInch
  eraseStroke(on, { x0: page.x(x0, y0), y0: page.y(x0, y0), x1: page.x(x1, y1), y1: page.y(x1, y1) }, radiusPx)
}

/** A pen went to and fro over the symbol: nobody can tell what stood there. */
function strikeOut(on: Bitmap, page: Page, position: number, chance: Chance): void {
  const right = page.rightOf(position) + 0.4 * MODULE_INCH
  const left = right - 7.8 * MODULE_INCH
  for (let pass = 0; pass < 9; pass += 1) {
    const [y0, y1] = [
      page.topInch + (pass + chance() * 0.6) * MODULE_INCH,
      page.topInch + (pass + 0.4 + chance() * 0.6) * MODULE_INCH,
    ]
    const line = { x0: page.x(left, y0), y0: page.y(left, y0), x1: page.x(right, y1), y1: page.y(right, y1) }
    drawStroke(on, line, { radiusPx: 1.2, roughPx: 0.3 }, chance)
  }
}

/** A spot of ink, or a place where the ink did not hold, somewhere in the line. */
function blotch(on: Bitmap, page: Page, line: readonly PlacedSymbol[], chance: Chance): void {
  const placed = line[Math.floor(chance() * line.length)]
  if (placed === undefined) return
  const x = page.rightOf(placed.position) - chance() * PITCH_INCH
  const y = page.topInch + chance() * 9 * MODULE_INCH
  const radiusPx = (0.005 + chance() * 0.01) * page.pxPerInch
  const spot = { x0: page.x(x, y), y0: page.y(x, y), x1: page.x(x, y) + chance() * 2, y1: page.y(x, y) + chance() * 2 }
  if (chance() < 0.5) drawStroke(on, spot, { radiusPx, roughPx: 0.4 }, chance)
  else eraseStroke(on, spot, radiusPx)
}
