import type { Bitmap } from '../../formats/tiff/bitmap.ts'
import { type Chance, drawStroke } from './ink.ts'
import { fillBox, textWidth, writeText } from './lettering.ts'

/** A page to print and write on: places are inches from the top left, printed dots a hundredth of an inch times `size`. */
export interface Desk {
  readonly page: Bitmap
  readonly dpi: number
}

export interface Spot {
  readonly x: number
  readonly y: number
}

/** Printed text; the spot is its top left corner. */
export function print(desk: Desk, text: string, at: Spot, size = 1): void {
  const place = { x: at.x * desk.dpi, y: at.y * desk.dpi, dotPx: (size * desk.dpi) / 100, slantPx: 0 }
  writeText(desk.page, text, place)
}

/** Text by hand: leaning, size and height a little by chance, narrowed to fit `room` inches. The spot is where it stands. */
export function handwrite(desk: Desk, text: string, at: Spot & { readonly room: number }, chance: Chance): void {
  const wanted = ((1.3 + chance() * 0.3) * desk.dpi) / 100
  const dotPx = Math.min(wanted, (at.room * desk.dpi) / textWidth(text === '' ? ' ' : text, 1))
  const top = (at.y + chance() * 0.02) * desk.dpi - 7 * dotPx
  writeText(desk.page, text, { x: at.x * desk.dpi, y: top, dotPx, slantPx: dotPx * 0.3 })
}

/** A printed line to write on. */
export function rule(desk: Desk, from: Spot, toX: number): void {
  const top = Math.round(from.y * desk.dpi)
  const box = { from: Math.round(from.x * desk.dpi), to: Math.round(toX * desk.dpi), top, bottom: top + 2 }
  fillBox(desk.page, box)
}

/** A signature: a few capitals' worth of loops, then a running line; another one each time. */
export function sign(desk: Desk, at: Spot, chance: Chance): void {
  let x = at.x
  const letters = 8 + Math.floor(chance() * 7)
  for (let letter = 0; letter < letters; letter += 1) {
    const tall = letter % 5 === 0 ? 0.2 + chance() * 0.12 : 0.05 + chance() * 0.07
    const wide = 0.07 + chance() * 0.09
    loop(desk, { x, y: at.y, wide, tall, lean: 0.3 + chance() * 0.3 }, chance)
    x += wide
  }
}

/** One letter: up, over and down again in a curve that leans. */
function loop(
  desk: Desk,
  curve: {
    readonly x: number
    readonly y: number
    readonly wide: number
    readonly tall: number
    readonly lean: number
  },
  chance: Chance,
): void {
  const steps = 9
  const point = (step: number): Spot => {
    const turn = (step / steps) * 2 * Math.PI
    const up = (1 - Math.cos(turn)) / 2
    const along = step / steps + Math.sin(turn) * 0.35
    return {
      x: (curve.x + along * curve.wide + up * curve.tall * curve.lean) * desk.dpi,
      y: (curve.y - up * curve.tall) * desk.dpi,
    }
  }
  for (let step = 0; step < steps; step += 1) {
    const [from, to] = [point(step), point(step + 1)]
    const ink = { radiusPx: 0.9 + chance() * 0.5, roughPx: 0.2 }
    drawStroke(desk.page, { x0: from.x, y0: from.y, x1: to.x, y1: to.y }, ink, chance)
  }
}
