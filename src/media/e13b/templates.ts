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
  /** Pixels of ink and of outline of each symbol as published: how much ink a print has beyond that tells its weight. */
  readonly area: Int32Array
  readonly outline: Int32Array
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

/** How far the edge may move inwards and outwards from where a print of that weight has it, in thirds of a module. */
const THINNER_PX = 0.75
const THICKER_PX = 1

/** How far ink reaches beyond the published edge, in thirds of a module: thin, usual and heavy prints (a third of a module is 0.0043 inch). */
export const WEIGHTS_PX = [-0.3, 0.3, 1]
export const USUAL_WEIGHT = 1

const built: (Templates | undefined)[] = []

/** The templates for prints of a weight, by its index in `WEIGHTS_PX`; built when first asked for. */
export function templatesOf(weight: number): Templates {
  const known = built[weight] ?? build(WEIGHTS_PX[weight] as number)
  built[weight] = known
  return known
}

function build(weightPx: number): Templates {
  const count = SYMBOLS.length
  const core = new Int32Array(count * FIELD_COLUMNS)
  const paper = new Int32Array(count * FIELD_COLUMNS)
  const [cared, area, outline] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)]
  for (let symbol = 0; symbol < count; symbol += 1) {
    for (let column = 0; column < FIELD_COLUMNS; column += 1) {
      for (let row = 1; row < Math.min(ROWS, TOP_ROW + GLYPH_ROWS + 1); row += 1) {
        const pixel = lookAround(SYMBOLS.charAt(symbol), column, row, weightPx)
        if (pixel.isInk) area[symbol] = (area[symbol] as number) + 1
        if (pixel.isOutline) outline[symbol] = (outline[symbol] as number) + 1
        if (pixel.kind === 'edge') continue
        const mask = pixel.kind === 'core' ? core : paper
        const at = symbol * FIELD_COLUMNS + column
        mask[at] = (mask[at] as number) | (1 << row)
        cared[symbol] = (cared[symbol] as number) + 1
      }
    }
  }
  return { core, paper, cared, area, outline, apart: distances(core, paper) }
}

interface Pixel {
  readonly kind: 'core' | 'paper' | 'edge'
  readonly isInk: boolean
  /** Ink with paper on one of its four sides. */
  readonly isOutline: boolean
}

/** Core when all around it is ink as far as an edge may move inwards, paper when none is as far as it may move outwards. */
function lookAround(symbol: string, column: number, row: number, weightPx: number): Pixel {
  const inkAt = (dx: number, dy: number) =>
    hasInk(symbol, moduleX(column + 0.5 + dx), (row + 0.5 + dy - TOP_ROW) / MODULE_PX)
  const isInk = inkAt(0, 0)
  const isOutline = isInk && !(inkAt(1, 0) && inkAt(-1, 0) && inkAt(0, 1) && inkAt(0, -1))
  const inwards = THINNER_PX - weightPx
  const outwards = THICKER_PX + weightPx
  const all = (radius: number, wanted: boolean) => everyAround(radius, (dx, dy) => inkAt(dx, dy) === wanted)
  const isCore = inwards > 0 ? all(inwards, true) : !all(-inwards, false)
  return { kind: isCore ? 'core' : all(outwards, false) ? 'paper' : 'edge', isInk, isOutline }
}

function everyAround(radius: number, holds: (dx: number, dy: number) => boolean): boolean {
  for (let step = 0; step < 16; step += 1) {
    const angle = (step / 16) * 2 * Math.PI
    for (const share of [0.5, 1]) {
      if (!holds(Math.cos(angle) * radius * share, Math.sin(angle) * radius * share)) return false
    }
  }
  return holds(0, 0)
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
