import { type Bitmap, createBitmap, isBlack, setBlack } from '../formats/tiff/bitmap.ts'
import { type MicrReading, readMicrLine } from './e13b/read-micr-line.ts'

/** A part of a picture, in pixels. */
interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * What of a check's front is shown to everybody, as shares of its width and height: where ANSI X9.100-160 has the check number
 * and the date, and the amount in figures. Everything else may hold a name, an address, an account number or a signature, and
 * checks differ too much to find only those: so what is shown is listed, not what is covered.
 */
const WINDOWS = {
  personal: [
    { left: 0.64, top: 0, right: 1, bottom: 0.29 },
    { left: 0.75, top: 0.29, right: 1, bottom: 0.46 },
  ],
  business: [
    { left: 0.64, top: 0, right: 1, bottom: 0.29 },
    { left: 0.82, top: 0.29, right: 1, bottom: 0.46 },
  ],
} as const

/** A business check is 8.5 by 3.5 inches, or 3.67; a personal one 6 by 2.75. On the wide one the payee's line is longer. */
const WIDE_FROM = 2.25

/** Pixels around a symbol of the codeline that belong to it. */
const MARGIN_PX = 3
/** Distance of the dots that say: here is something, and it is covered. */
const DOT_PX = 8

/** The front with only the windows, and of the codeline only routing number and amount. `dpi` is what the file says. */
export function coverFront(bitmap: Bitmap, dpi: number | undefined): Bitmap {
  const style = bitmap.width / bitmap.height >= WIDE_FROM ? 'business' : 'personal'
  const windows = WINDOWS[style].map(({ left, top, right, bottom }) => ({
    x: Math.round(left * bitmap.width),
    y: Math.round(top * bitmap.height),
    width: Math.round((right - left) * bitmap.width),
    height: Math.round((bottom - top) * bitmap.height),
  }))
  return showOnly(bitmap, [...windows, ...openSymbols(readMicrLine(bitmap, dpi))])
}

/** The back: endorsements carry names and account numbers wherever there was room. */
export function coverBack(bitmap: Bitmap): Bitmap {
  return showOnly(bitmap, [])
}

function showOnly(bitmap: Bitmap, boxes: readonly Box[]): Bitmap {
  const covered = createBitmap(bitmap.width, bitmap.height)
  for (let y = DOT_PX; y < bitmap.height; y += DOT_PX)
    for (let x = DOT_PX; x < bitmap.width; x += DOT_PX)
      if (!boxes.some(box => holds(box, x, y))) setBlack(covered, x, y)
  for (const { x, y, width, height } of boxes) {
    for (let row = y; row < y + height; row += 1)
      for (let column = x; column < x + width; column += 1)
        if (isBlack(bitmap, column, row)) setBlack(covered, column, row)
  }
  return covered
}

function holds({ x, y, width, height }: Box, column: number, row: number): boolean {
  return column >= x && column < x + width && row >= y && row < y + height
}

/** The symbols of routing number and amount, where each stands whole between its own two symbols; else none of them. */
function openSymbols({ text, characters }: MicrReading): readonly Box[] {
  const open: Box[] = []
  for (const found of text.matchAll(/:\d{9}:|\$\d{10}\$/g)) {
    // `characters` has no blanks, the text has.
    const from = text.slice(0, found.index).replaceAll(' ', '').length
    for (const { box } of characters.slice(from, from + found[0].length)) {
      open.push({
        x: Math.floor(box.x) - MARGIN_PX,
        y: Math.floor(box.y) - MARGIN_PX,
        width: Math.ceil(box.width) + 2 * MARGIN_PX,
        height: Math.ceil(box.height) + 2 * MARGIN_PX,
      })
    }
  }
  return open
}
