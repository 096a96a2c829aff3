/**
 * The fourteen E-13B symbols as a pen would draw them: centre lines with a width, in modules of 0.013 inch, y downwards from
 * the top of a nine-module symbol, x from the symbol's own left edge. Strokes end and turn round, as ink does.
 */
export interface PenGlyph {
  /** Modules; symbols stand flush right in their place of an eighth of an inch. */
  readonly width: number
  readonly strokes: readonly PenStroke[]
}

export interface PenStroke {
  readonly width: number
  /** x, y, x, y, ... */
  readonly points: readonly number[]
}

const stroke = (width: number, ...points: readonly number[]): PenStroke => ({ width, points })

/** A filled rectangle with softened corners. */
function block(left: number, top: number, right: number, bottom: number): PenStroke {
  const width = Math.min(right - left, bottom - top) * 0.52
  const half = width / 2
  const [l, t, r, b] = [left + half, top + half, right - half, bottom - half]
  return stroke(width, l, t, r, t, r, b, l, b, l, t, r, b)
}

export const PEN_GLYPHS: Readonly<Record<string, PenGlyph>> = {
  0: { width: 7, strokes: [stroke(1.05, 0.5, 0.55, 6.5, 0.55, 6.5, 8.45, 0.5, 8.45, 0.5, 0.55)] },
  1: { width: 4, strokes: [stroke(1.1, 0.6, 0.55, 2, 0.55, 2, 6), block(0, 5, 4, 9)] },
  2: { width: 4.2, strokes: [stroke(1.05, 0.55, 0.5, 3.7, 0.5, 3.7, 4.5, 0.5, 4.5, 0.5, 8.5, 3.7, 8.5)] },
  3: {
    width: 5.2,
    strokes: [
      stroke(1.05, 0.6, 0.5, 3.8, 0.5, 3.8, 4.5, 0.8, 4.5),
      stroke(1.8, 4.3, 5.2, 4.3, 8.1),
      stroke(1.05, 0.5, 8.5, 4.2, 8.5),
    ],
  },
  4: {
    width: 6.2,
    strokes: [stroke(1.7, 0.85, 0.85, 0.85, 6.1), stroke(1.05, 0.6, 6.45, 5, 6.45), block(4.2, 5.1, 6.2, 9)],
  },
  5: { width: 5, strokes: [stroke(1.05, 4.5, 0.5, 0.5, 0.5, 0.5, 4.5, 4.4, 4.5, 4.4, 8.5, 0.5, 8.5)] },
  6: { width: 6, strokes: [stroke(1.05, 3.8, 1.7, 3.8, 0.5, 0.5, 0.5, 0.5, 8.5, 5.45, 8.5, 5.45, 4.6, 0.5, 4.6)] },
  7: { width: 4.8, strokes: [stroke(1.05, 0.5, 2.3, 0.5, 0.5, 4.3, 0.5, 4.3, 4, 2.1, 4.7, 2.1, 8.5)] },
  8: {
    width: 7,
    strokes: [
      stroke(1.05, 1.5, 0.5, 5.5, 0.5, 5.5, 4.5, 1.5, 4.5, 1.5, 0.5),
      stroke(1.9, 0.95, 5.6, 0.95, 8.05),
      stroke(1.9, 6.05, 5.6, 6.05, 8.05),
      stroke(1.05, 1, 4.7, 6, 4.7),
      stroke(1.05, 0.8, 8.5, 6.2, 8.5),
    ],
  },
  9: {
    width: 6.2,
    strokes: [stroke(1.05, 5.4, 4.5, 5.4, 0.5, 0.5, 0.5, 0.5, 4.5, 5.2, 4.5), stroke(1.9, 5.2, 5, 5.2, 8.05)],
  },
  ':': { width: 7.2, strokes: [stroke(1.9, 0.95, 2.5, 0.95, 6.1), block(4.3, 0, 7.2, 2.8), block(4.3, 6.2, 7.2, 9)] },
  $: { width: 7, strokes: [block(0, 6.1, 2.1, 9), stroke(1.1, 3.5, 2.1, 3.5, 7), block(4.9, 0, 7, 2.9)] },
  '/': {
    width: 7,
    strokes: [stroke(1, 0.5, 3, 0.5, 7.1), stroke(1, 2.5, 3, 2.5, 7.1), block(4, 1.8, 7, 4.9)],
  },
  '-': { width: 6.9, strokes: [block(0, 3, 1.9, 6.2), block(3, 3, 4.9, 6.2), stroke(1, 6.4, 3.5, 6.4, 5.8)] },
}
