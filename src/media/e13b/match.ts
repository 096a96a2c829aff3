import type { Strip } from './strip.ts'
import { SYMBOLS } from './symbols.ts'
import { bitCount, FIELD_COLUMNS, RIGHT_PAPER, type Templates } from './templates.ts'

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

/** A strip and the templates of its print's weight. */
export interface Sight {
  readonly strip: Strip
  readonly templates: Templates
}

/** Compares one place with every template; `down` from -3 to 3. */
function matchAt({ strip, templates }: Sight, right: number, down: number): Match {
  const { core, paper } = templates
  const [ones, columns, symbols] = [bitCount, FIELD_COLUMNS, SYMBOLS.length] // in locals: this is the innermost loop
  const field = cutField(strip, right + RIGHT_PAPER - columns, down)
  let best = -1
  let bestDiffers = Number.MAX_SAFE_INTEGER
  let second = -1
  let secondDiffers = Number.MAX_SAFE_INTEGER
  for (let symbol = 0; symbol < symbols; symbol += 1) {
    let differs = 0
    const at = symbol * columns
    for (let column = 0; column < columns && differs < secondDiffers; column += 1) {
      const word = field[column] as number
      differs += ones((word & (paper[at + column] as number)) | (~word & (core[at + column] as number)))
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
export function matchNear(sight: Sight, right: number, reach: number, downs: readonly number[]): Match {
  const least = new Int32Array(SYMBOLS.length).fill(1 << 20)
  let best: Match | undefined
  for (let at = right - reach; at <= right + reach; at += 1) {
    for (const down of downs) {
      const match = matchAt(sight, at, down)
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
export function leadOf(match: Match, { apart }: Templates): number {
  const perfect = apart[match.second * SYMBOLS.length + match.symbol] as number
  return Math.max(0, Math.min(1, (match.secondDiffers - match.differs) / Math.max(1, perfect)))
}

/** Share of the template's pixels that are as they should be, 0 to 1. */
export function fitOf(match: Match, { cared }: Templates): number {
  return 1 - match.differs / (cared[match.symbol] as number)
}

/**
 * Of the pixels in which two symbols differ (one has its core where the other has paper), the share that is as the matched
 * symbol has them: 1 is all its own, 0 all the rival's. What both have in common, and dirt there, does not count.
 */
export function shareAgainst({ strip, templates }: Sight, match: Match, rival: number): number {
  const { core, paper } = templates
  const field = cutField(strip, match.right + RIGHT_PAPER - FIELD_COLUMNS, match.down)
  let own = 0
  let all = 0
  for (let column = 0; column < FIELD_COLUMNS; column += 1) {
    const word = field[column] as number
    const [a, b] = [match.symbol * FIELD_COLUMNS + column, rival * FIELD_COLUMNS + column]
    const black = (core[a] as number) & (paper[b] as number)
    const white = (paper[a] as number) & (core[b] as number)
    own += bitCount((word & black) | (~word & white))
    all += bitCount(black | white)
  }
  return all === 0 ? 0 : own / all
}
