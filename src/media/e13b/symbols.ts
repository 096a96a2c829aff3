/**
 * The alphabet of a reading: digits as they are, `:` transit, `$` amount, `/` on-us, `-` dash; `*` stands where something is
 * printed that could not be told, a blank where one or more positions are empty. `/`, `-` and `*` are those of X9.37.
 */
export const SYMBOLS = '0123456789:$/-'

/** Rectangles of ink: left, top, right, bottom in modules of 0.013 inch from the upper left of a seven by nine field. */
type Ink = readonly (readonly [left: number, top: number, right: number, bottom: number])[]

/**
 * The published geometry of E-13B (ISO 1004: nine modules high, four to seven wide, flush right), as it comes out of
 * scanners: thin strokes of one module, heavy ones of about two. Flush right, so that x = 7 is every symbol's right edge.
 */
const INK: Readonly<Record<string, Ink>> = {
  0: [
    [0, 0, 1, 9],
    [6, 0, 7, 9],
    [0, 0, 7, 1],
    [0, 8, 7, 9],
  ],
  1: [
    [3.2, 0, 5.6, 1.4],
    [4.5, 0, 5.6, 6],
    [3, 5, 7, 9],
  ],
  2: [
    [2.7, 0, 7, 1],
    [6, 0, 7, 5],
    [2.7, 4, 7, 5],
    [2.7, 4, 3.7, 9],
    [2.7, 8, 7, 9],
  ],
  3: [
    [2.1, 0, 6.2, 1],
    [5.2, 0, 6.2, 5],
    [2.1, 4, 6.6, 5],
    [5.2, 4.6, 7, 9],
    [1.9, 8, 7, 9],
  ],
  4: [
    [0.8, 0, 2.5, 7],
    [0.8, 5.9, 7, 6.9],
    [5, 5.1, 7, 9],
  ],
  5: [
    [2, 0, 7, 1],
    [2, 0, 3, 5],
    [2, 4, 7, 5],
    [5.9, 4, 7, 9],
    [2, 8, 7, 9],
  ],
  6: [
    [1, 0, 2, 9],
    [1, 0, 5.2, 1],
    [4.2, 0, 5.2, 2.1],
    [1, 4.1, 7, 5.1],
    [5.9, 4.1, 7, 9],
    [1, 8, 7, 9],
  ],
  7: [
    [2.2, 0, 7, 1],
    [2.2, 0, 3.2, 2.8],
    [6, 0, 7, 4.7],
    [3.8, 4, 7, 5],
    [3.8, 4, 4.9, 9],
  ],
  8: [
    [1, 0, 6, 1],
    [1, 0, 2, 5],
    [5, 0, 6, 5],
    [1, 4.1, 6, 5.1],
    [0, 4.8, 2, 9],
    [5, 4.8, 7, 9],
    [0, 8, 7, 9],
  ],
  9: [
    [0.8, 0, 6.8, 1],
    [0.8, 0, 1.8, 5],
    [5.7, 0, 6.8, 5],
    [0.8, 4, 7, 5],
    [5.1, 4.3, 7, 9],
  ],
  ':': [
    [-0.2, 1.6, 1.7, 7],
    [4.1, 0, 7, 2.8],
    [4.1, 6.2, 7, 9],
  ],
  $: [
    [0, 6, 2.2, 9],
    [3, 1.6, 4, 7.4],
    [4.8, 0, 7, 3],
  ],
  '/': [
    [0, 2.5, 1, 7.5],
    [2, 2.5, 3, 7.5],
    [4, 1.8, 7, 4.9],
  ],
  '-': [
    [0.1, 3, 2, 6.2],
    [3.1, 3, 5, 6.2],
    [6, 3, 7, 6.2],
  ],
}

/** True where the symbol has ink; x and y in modules. */
export function hasInk(symbol: string, x: number, y: number): boolean {
  return (INK[symbol] ?? []).some(([left, top, right, bottom]) => x >= left && x < right && y >= top && y < bottom)
}
