import { type BatchTotal, balanceAfter, keyedMinor, keyedText } from '../adjustment.ts'
import { invariant } from '../invariant.ts'
import { whyEnded } from '../over-short.ts'
import type { ResolutionAsked, ResolutionDecision, ResolutionFacts, UnreadAmount } from './resolution.ts'
import { refused } from './resolution.ts'
import { queueReturn } from './resolve-item.ts'

/**
 * Sends back an item whose amount cannot be read, with the amount that somebody keyed. It asks back what was settled and no more: where
 * the sender declared what its batch comes to, that is what the other items leave of it; else what the picture says.
 */
export function returnKeyed(
  asked: ResolutionAsked,
  facts: ResolutionFacts,
  { mostMinor, total }: UnreadAmount,
): ResolutionDecision {
  if (facts.overShort !== undefined) return refused('resolution_not_possible', whyEnded(facts.overShort))
  const decided = queueReturn(asked, facts, [])
  if (decided.is === 'refused') return decided
  const minor = keyedMinor(asked.fields?.amount ?? '')
  if (minor === undefined)
    return refused('fields_missing', 'Say what it asks back, as the picture says it: dollars and cents as 100.00.')
  if (minor > mostMinor) return refused('field_refused', `An amount is ${keyedText(mostMinor)} at most.`)
  const why = total === undefined ? whyNothing(minor) : whyNotSettled(minor, total)
  if (why !== undefined) return refused('field_refused', why)
  const { effect } = decided
  invariant(effect.outbound !== undefined, 'what goes back goes back by an answer')
  const outbound = { ...effect.outbound, keyedMinor: minor }
  const balance = total && balanceAfter(total, -minor)
  return { is: 'decided', effect: { ...effect, outbound, ...(balance === undefined ? {} : { balance }) } }
}

function whyNothing(minor: number): string | undefined {
  return minor === 0 ? 'A return asks something back: say what the picture says.' : undefined
}

/** Undefined where just that, or a part of it, was settled for the item. */
function whyNotSettled(minor: number, { totalMinor, cameMinor }: BatchTotal): string | undefined {
  const leftMinor = Math.max(0, totalMinor - cameMinor)
  if (minor <= leftMinor && (minor > 0 || leftMinor === 0)) return undefined
  const what = `Its batch was settled by ${keyedText(totalMinor)}, of which the other items leave ${keyedText(leftMinor)}`
  return leftMinor === 0
    ? `${what}: nothing was paid for it, and it goes back with 0.00.`
    : `${what}: a return asks back that at most, and more than nothing.`
}
