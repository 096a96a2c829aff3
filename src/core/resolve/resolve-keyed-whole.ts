import { type AdjustmentAfter, balanceAfter, keyedMinor, keyedText } from '../adjustment.ts'
import { invariant } from '../invariant.ts'
import { whyEnded } from '../over-short.ts'
import {
  type CorrectionFacts,
  type ResolutionAsked,
  type ResolutionDecision,
  type ResolutionFacts,
  refused,
  type UnreadAmount,
} from './resolution.ts'
import { leg, SUSPENSE } from './resolve-adjust.ts'
import { ended, network } from './resolve-item.ts'
import { toAccounts } from './to-accounts.ts'

/**
 * Neither whose it is nor its amount could be read, and somebody keys both: its account is charged what the total of its batch leaves for
 * it. Where that is another amount, a case with the other institution would outlive what was keyed, so it goes back instead.
 */
export function keyWhole(
  { resolution, fields }: ResolutionAsked,
  facts: ResolutionFacts,
  { account }: Extract<CorrectionFacts, { at: 'clear' }>,
  { adjustedBy, total }: UnreadAmount,
): ResolutionDecision {
  if (facts.overShort !== undefined) return refused('resolution_not_possible', whyEnded(facts.overShort))
  const rightMinor = keyedMinor(fields?.amount ?? '')
  invariant(rightMinor !== undefined && account !== undefined, 'it is clear with an amount and an account')
  if (total?.against !== 'control')
    return refused('resolution_not_possible', `Nothing tells what was settled for it with its batch: ${GO_BACK}`)
  const leftMinor = Math.max(0, total.totalMinor - total.cameMinor)
  if (rightMinor !== leftMinor)
    return refused(
      'field_refused',
      `Its batch was settled by ${keyedText(total.totalMinor)}, of which the other items leave ${keyedText(leftMinor)}: ${GO_BACK}`,
    )
  const adjustment: AdjustmentAfter = {
    ...{ type: adjustedBy, state: 'settled', rightMinor, differenceMinor: 0 - rightMinor },
    ...{ entryUntil: '', attachments: [] },
  }
  const legs = [
    ...leg(facts, SUSPENSE, network(facts), rightMinor),
    ...toAccounts(facts, [{ account, amountMinor: rightMinor }]),
  ]
  const decided = ended(facts, resolution, 'adjusted', legs)
  if (decided.is === 'refused') return decided
  return { is: 'decided', effect: { ...decided.effect, adjustment, balance: balanceAfter(total, -rightMinor) } }
}

const GO_BACK = 'return it with what was settled, or ask its sender.'
