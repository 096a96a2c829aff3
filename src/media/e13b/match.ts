import type { Strip } from './strip.ts'
import { SYMBOLS } from './symbols.ts'
import { bitCount, FIELD_COLUMNS, RIGHT_PAPER, templates } from './templates.ts'

/** What a place of the strip looks like: the best symbol, the second best, and in how many pixels each differs. */
export interface Match {
  /** The strip's column of the symbol's right edge (the first column behind it). */
  readonly right: number
  /** Rows that the symbol lies below its place. */
  readonly down: number
  readonly symbol: number
  readonly differs: number
  readonly second: number
  readonly secondDiffers: number
}

/** Compares one place with every template; `down` from -3 to 3. */
export function matchAt(strip: Strip, right: number, down: number): Match {
  const { core, paper } = templates()
  const first = right + RIGHT_PAPER - FIELD_COLUMNS
  const field = cutField(strip, first, down)
  let best = -1
  let bestDiffers = Number.MAX_SAFE_INTEGER
  let second = -1
  let secondDiffers = Number.MAX_SAFE_INTEGER
  for (let symbol = 0; symbol < SYMBOLS.length; symbol += 1) {
    let differs = 0
    const at = symbol * FIELD_COLUMNS
    for (let column = 0; column < FIELD_COLUMNS && differs < secondDiffers; column += 1) {
      const word = field[column] as number
      differs += bitCount((word & (paper[at + column] as number)) | (~word & (core[at + column] as number)))
    }
    if (differs < bestDiffers) {
      second = best
      secondDiffers = bestDiffers
      best = symbol
      bestDiffers = differs
    } else if (differs < secondDiffers) {
      second = symbol
      secondDiffers = differs
    }
  }
  return { right, down, symbol: best, differs: bestDiffers, second, secondDiffers }
}

const FIELD = new Int32Array(FIELD_COLUMNS)

/** The columns of one field, moved up by `down` rows. One buffer serves all: a match is over before the next begins. */
function cutField(strip: Strip, first: number, down: number): Int32Array {
  for (let column = 0; column < FIELD_COLUMNS; column += 1) {
    const word = strip.columns[first + column] ?? 0
    FIELD[column] = down >= 0 ? word >>> down : word << -down
  }
  return FIELD
}

/** The best match near a place, and the runner-up symbol as good as it gets near there: a small shift must not hide it. */
export function matchNear(strip: Strip, right: number, reach: number, downs: readonly number[]): Match {
  const least = new Int32Array(SYMBOLS.length).fill(1 << 20)
  let best: Match | undefined
  for (let at = right - reach; at <= right + reach; at += 1) {
    for (const down of downs) {
      const match = matchAt(strip, at, down)
      least[match.symbol] = Math.min(least[match.symbol] as number, match.differs)
      least[match.second] = Math.min(least[match.second] as number, match.secondDiffers)
      if (best === undefined || match.differs < best.differs) best = match
    }
  }
  const found = best as Match // there is at least one place
  let second = found.second
  for (let symbol = 0; symbol < SYMBOLS.length; symbol += 1) {
    if (symbol !== found.symbol && (least[symbol] as number) < (least[second] as number)) second = symbol
  }
  return { ...found, second, secondDiffers: least[second] as number }
}

/** From 0 (the runner-up fits as well) to 1 (as far ahead as a perfect print would be). */
export function leadOf(match: Match): number {
  const { apart } = templates()
  const perfect = apart[match.second * SYMBOLS.length + match.symbol] as number
  return Math.max(0, Math.min(1, (match.secondDiffers - match.differs) / Math.max(1, perfect)))
}

/** Share of the template's pixels that are as they should be, 0 to 1. */
export function fitOf(match: Match): number {
  return 1 - match.differs / (templates().cared[match.symbol] as number)
}
