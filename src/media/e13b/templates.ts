import { hasInk, SYMBOLS } from './symbols.ts'

/**
 * Templates for pixels of a third of a module. A column is one 32-bit word, its lowest bit the topmost row. `core` must be
 * black, `paper` must be white; between them lies the edge, where print and scanner may put either.
 */
export interface Templates {
  readonly core: Int32Array
  readonly paper: Int32Array
  /** Pixels of each template that are either core or paper. */
  readonly cared: Int32Array
  /** [a * 14 + b]: in how many pixels a perfect b differs from template a more than from its own. */
  readonly apart: Int32Array
}

export const MODULE_PX = 3
/** Symbols stand an eighth of an inch apart: 9.615 modules. */
export const PITCH_PX = (0.125 / 0.013) * MODULE_PX
/** A template's field: seven modules of symbol, two pixels of paper on the right, two on the left, rows above and below. */
export const FIELD_COLUMNS = 25
export const RIGHT_PAPER = 2
export const TOP_ROW = 2
/** Rows of a strip that a template looks at: the symbol and a little paper above and below, not a neighbouring line. */
const ROWS = 32
const GLYPH_ROWS = 9 * MODULE_PX

/** How far the edge may move inwards and outwards, in pixels of a third of a module. */
const THINNER_PX = 0.75
const THICKER_PX = 1.2

let built: Templates | undefined

export function templates(): Templates {
  built ??= build()
  return built
}

function build(): Templates {
  const count = SYMBOLS.length
  const core = new Int32Array(count * FIELD_COLUMNS)
  const paper = new Int32Array(count * FIELD_COLUMNS)
  const cared = new Int32Array(count)
  for (let symbol = 0; symbol < count; symbol += 1) {
    for (let column = 0; column < FIELD_COLUMNS; column += 1) {
      for (let row = 1; row < Math.min(ROWS, TOP_ROW + GLYPH_ROWS + 1); row += 1) {
        const kind = pixelKind(SYMBOLS.charAt(symbol), column, row)
        if (kind === 'edge') continue
        const mask = kind === 'core' ? core : paper
        const at = symbol * FIELD_COLUMNS + column
        mask[at] = (mask[at] as number) | (1 << row)
        cared[symbol] = (cared[symbol] as number) + 1
      }
    }
  }
  return { core, paper, cared, apart: distances(core, paper) }
}

/** Core when all around it is ink as far as an edge may move inwards, paper when none is as far as it may move outwards. */
function pixelKind(symbol: string, column: number, row: number): 'core' | 'paper' | 'edge' {
  let near = 0
  let inkNear = 0
  let inkFar = 0
  for (let dy = -4; dy <= 4; dy += 1) {
    for (let dx = -4; dx <= 4; dx += 1) {
      const [ox, oy] = [(dx / 4) * THICKER_PX, (dy / 4) * THICKER_PX]
      const distance = Math.hypot(ox, oy)
      if (distance > THICKER_PX) continue
      const ink = hasInk(symbol, moduleX(column + 0.5 + ox), (row + 0.5 + oy - TOP_ROW) / MODULE_PX)
      if (ink) inkFar += 1
      if (distance > THINNER_PX) continue
      near += 1
      if (ink) inkNear += 1
    }
  }
  return inkNear === near ? 'core' : inkFar === 0 ? 'paper' : 'edge'
}

function moduleX(column: number): number {
  return 7 - (FIELD_COLUMNS - RIGHT_PAPER - column) / MODULE_PX
}

function distances(core: Int32Array, paper: Int32Array): Int32Array {
  const count = SYMBOLS.length
  const apart = new Int32Array(count * count)
  for (let a = 0; a < count; a += 1) {
    for (let b = 0; b < count; b += 1) {
      for (let column = 0; column < FIELD_COLUMNS; column += 1) {
        const [ca, pa] = [core[a * FIELD_COLUMNS + column] as number, paper[a * FIELD_COLUMNS + column] as number]
        const [cb, pb] = [core[b * FIELD_COLUMNS + column] as number, paper[b * FIELD_COLUMNS + column] as number]
        apart[a * count + b] = (apart[a * count + b] as number) + bitCount((ca & pb) | (pa & cb))
      }
    }
  }
  return apart
}

/** Ones in a 32-bit word. */
export function bitCount(word: number): number {
  word -= (word >>> 1) & 0x55555555
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333)
  return Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
