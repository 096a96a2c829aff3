import { invariant } from '../invariant.ts'
import type { Leg } from './effect.ts'
import {
  type CorrectionFacts,
  type ResolutionAsked,
  type ResolutionDecision,
  type ResolutionFacts,
  refused,
} from './resolution.ts'
import { ended, network, outOfSuspense } from './resolve-item.ts'
import { keyWhole } from './resolve-keyed-whole.ts'
import { toAccounts } from './to-accounts.ts'

/**
 * Posts the item as it is with the corrected values. Its bytes stay as they came: the values are facts of the decision, and the
 * sender is told of them where the network has a notice for it.
 */
export function correct(asked: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const { resolution } = asked
  const { correction } = facts
  if (correction === undefined) return refused('fields_missing', 'Say what stands rightly in which field.')
  if (correction.at === 'refused') return refused(correction.refused, correction.why)
  const decided =
    facts.unread === undefined
      ? ended(facts, resolution, 'posted', legsTo(correction, facts))
      : keyWhole(asked, facts, correction, facts.unread)
  if (decided.is === 'refused') return decided
  const { fields: corrected, notice, identities } = correction
  const more = { ...(notice === undefined ? {} : { notice }), ...(identities.length === 0 ? {} : { identities }) }
  return { is: 'decided', effect: { ...decided.effect, corrected, ...more } }
}

function legsTo({ role, account }: Extract<CorrectionFacts, { at: 'clear' }>, facts: ResolutionFacts): readonly Leg[] {
  if (role === 'originations') return outOfSuspense(facts, { role: 'originations' })
  if (role === 'none') return outOfSuspense(facts, network(facts))
  invariant(account !== undefined, 'an item that is clear and settles has an account')
  return toAccounts(facts, [{ account, amountMinor: facts.item.amountMinor }])
}
