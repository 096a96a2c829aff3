import { keyedMinor, keyedText } from '../adjustment.ts'
import type { LedgerAccount } from '../core-system.ts'
import { invariant } from '../invariant.ts'
import {
  PARTS_MAX,
  type PartAsked,
  type ResolutionAsked,
  type ResolutionDecision,
  type ResolutionFacts,
  type ResolutionRefused,
  refused,
} from './resolution.ts'
import { postedTo, takes, whyNotElsewhere } from './resolve-moved.ts'
import type { PartTo } from './to-accounts.ts'

/**
 * Posts one item to several accounts of the institution, a part to each: the parts sum to its amount, to the cent. The account that
 * it names may be one of them, where that can take it.
 */
export function split({ parts = [] }: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const shut = whyNotElsewhere(facts)
  if (shut !== undefined) return shut
  const amounts = amountsOf(parts, facts.item.amountMinor)
  if ('is' in amounts) return amounts
  const numbers = new Set(facts.named.map(one => one.number))
  if (numbers.size < parts.length)
    return refused('account_refused', 'One account stands there twice: put what goes to it into one part.')
  const to: (PartTo & { readonly account: LedgerAccount })[] = []
  for (const [n, amountMinor] of amounts.entries()) {
    const named = facts.named[n]
    invariant(named !== undefined, `part ${n} names an account`)
    const found = takes(named, amountMinor, facts.item.direction)
    if (found.is === 'refused') return found
    to.push({ account: found.account, amountMinor })
  }
  return postedTo(facts, 'split', to)
}

/** Of each part its amount in minor units; refused where one is none, or where together they are not the item’s. */
function amountsOf(parts: readonly PartAsked[], wholeMinor: number): readonly number[] | ResolutionRefused {
  if (parts.length < 2 || parts.length > PARTS_MAX)
    return refused('parts_missing', `Say to which accounts it goes, two to ${PARTS_MAX}, and how much to each.`)
  const amounts = parts.map(one => keyedMinor(one.amount) ?? 0)
  const odd = amounts.indexOf(0)
  if (odd >= 0)
    return refused(
      'parts_missing',
      `Part ${odd + 1} has no amount: write dollars and cents as 100.00, more than nothing.`,
    )
  const missing = wholeMinor - amounts.reduce((sum, one) => sum + one, 0)
  if (missing === 0) return amounts
  const said = `${keyedText(Math.abs(missing))} ${missing > 0 ? 'is missing' : 'is too much'}`
  return refused('parts_do_not_sum', `The parts have to make ${keyedText(wholeMinor)} together, to the cent: ${said}.`)
}
