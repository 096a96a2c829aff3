import { fitOf, type Match, type Sight } from './match.ts'
import { inkBetween, matchEdges, SYMBOL_COLUMNS } from './segment.ts'
import type { Strip } from './strip.ts'
import { templatesOf, USUAL_WEIGHT, WEIGHTS_PX } from './templates.ts'

/** A strip seen with the templates of its print's weight, and its free-standing symbols matched with them. */
export interface WeighedPrint {
  readonly sight: Sight
  readonly edges: readonly Match[]
}

/**
 * Chooses the templates for a strip. A ribbon, a laser and a scanner's threshold each make other strokes: how much ink the
 * clear symbols have beyond their published outline says which templates to use.
 */
export function weighPrint(strip: Strip): WeighedPrint {
  const usual = { strip, templates: templatesOf(USUAL_WEIGHT) }
  const edges = matchEdges(usual)
  const weight = nearestWeight(usual, edges)
  if (weight === USUAL_WEIGHT) return { sight: usual, edges }
  const sight = { strip, templates: templatesOf(weight) }
  return { sight, edges: matchEdges(sight) }
}

/** Of the clear symbols' ink beyond their outline the middle one, in pixels: the nearest of `WEIGHTS_PX`. */
function nearestWeight({ strip, templates }: Sight, edges: readonly Match[]): number {
  const { area, outline } = templates
  const beyond = edges
    .filter(match => fitOf(match, templates) >= 0.8)
    .map(({ right, symbol }) => {
      const ink = inkBetween(strip, right - SYMBOL_COLUMNS, right)
      return (ink - (area[symbol] as number)) / (outline[symbol] as number)
    })
    .sort((a, b) => a - b)
  const middle = beyond[beyond.length >> 1] ?? (WEIGHTS_PX[USUAL_WEIGHT] as number)
  const away = WEIGHTS_PX.map(weight => Math.abs(weight - middle))
  return away.indexOf(Math.min(...away))
}
