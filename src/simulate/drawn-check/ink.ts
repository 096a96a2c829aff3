import { type Bitmap, isBlack, setBlack, setWhite } from '../../formats/tiff/bitmap.ts'

/** Numbers from 0 to 1 without 1, in a row that belongs to a seed. */
export type Chance = () => number

/** A straight stroke of a round pen, in pixels; edges are as rough as `roughPx`. */
export interface Ink {
  readonly radiusPx: number
  readonly roughPx: number
}

/** Blackens all pixels whose centre lies within the pen's radius of the line. */
export function drawStroke(on: Bitmap, line: Line, ink: Ink, chance: Chance): void {
  sweep(line, ink.radiusPx + ink.roughPx, (x, y, distance) => {
    const edge = Math.abs(distance - ink.radiusPx) <= ink.roughPx ? (chance() * 2 - 1) * ink.roughPx : 0
    if (distance < ink.radiusPx + edge) setBlack(on, x, y)
  })
}

/** Whitens all pixels within the radius of the line. */
export function eraseStroke(on: Bitmap, line: Line, radiusPx: number): void {
  sweep(line, radiusPx, (x, y, distance) => {
    if (distance < radiusPx) setWhite(on, x, y)
  })
}

/** Flips a share of all pixels: dust on the glass, pinholes in the ink. */
export function sprinkle(on: Bitmap, share: number, chance: Chance): void {
  const count = Math.round(on.width * on.height * share)
  for (let done = 0; done < count; done += 1) {
    const x = Math.floor(chance() * on.width)
    const y = Math.floor(chance() * on.height)
    if (isBlack(on, x, y)) setWhite(on, x, y)
    else setBlack(on, x, y)
  }
}

export interface Line {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
}

/** Visits the pixels near a line with the distance of their centres from it. */
function sweep(line: Line, reach: number, visit: (x: number, y: number, distance: number) => void): void {
  const { x0, y0, x1, y1 } = line
  const [dx, dy] = [x1 - x0, y1 - y0]
  const squared = dx * dx + dy * dy
  const bottom = Math.floor(Math.max(y0, y1) + reach)
  const right = Math.floor(Math.max(x0, x1) + reach)
  for (let y = Math.floor(Math.min(y0, y1) - reach); y <= bottom; y += 1) {
    for (let x = Math.floor(Math.min(x0, x1) - reach); x <= right; x += 1) {
      const [px, py] = [x + 0.5 - x0, y + 0.5 - y0]
      const along = squared === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / squared))
      visit(x, y, Math.sqrt((px - along * dx) ** 2 + (py - along * dy) ** 2))
    }
  }
}
