import { fitOf, type Sight } from './match.ts'
import { inkBetween, matchEdges, SYMBOL_COLUMNS } from './segment.ts'
import type { Strip } from './strip.ts'
import { templatesOf, USUAL_WEIGHT, WEIGHTS_PX } from './templates.ts'

/**
 * The strip with the templates of its print's weight. A ribbon, a laser and a scanner's threshold each make other strokes:
 * how much ink the clear symbols have beyond their published outline says which templates to use.
 */
export function weighPrint(strip: Strip): Sight {
  const usual = { strip, templates: templatesOf(USUAL_WEIGHT) }
  const { area, outline } = usual.templates
  const beyond: number[] = []
  for (const match of matchEdges(usual)) {
    if (fitOf(match, usual.templates) < 0.8) continue
    const ink = inkBetween(strip, match.right - SYMBOL_COLUMNS, match.right)
    beyond.push((ink - (area[match.symbol] as number)) / (outline[match.symbol] as number))
  }
  if (beyond.length === 0) return usual
  const middle = beyond.sort((a, b) => a - b)[beyond.length >> 1] as number
  const nearest = WEIGHTS_PX.reduce(
    (best, weight, index) =>
      Math.abs(weight - middle) < Math.abs((WEIGHTS_PX[best] as number) - middle) ? index : best,
    USUAL_WEIGHT,
  )
  return { strip, templates: templatesOf(nearest) }
}
