import type { Effect, Leg, LegAccount } from './effect.ts'
import { type ResolutionAsked, type ResolutionDecision, type ResolutionFacts, refused } from './resolution.ts'
import { ended, legOf, queueReturn, unmoved } from './resolve-item.ts'

/**
 * The ways out of a customer's claim against a debit that posted. While it is undecided the amount stands in suspense, as what
 * the other bank may give back, against the claims account, as what the customer may get (decisions/0011).
 */

const CLAIMS: LegAccount = { role: 'claims' }
const SUSPENSE: LegAccount = { role: 'suspense' }

/** The debit goes back to its sender, and the customer has the money at once (Nacha: promptly, and not only when the sender pays). */
export function returnClaimed(asked: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const why = whyNoCustomer(facts)
  return why ?? queueReturn(asked, facts, paidToCustomer(facts))
}

/**
 * Credits the customer: for the time of the investigation (12 CFR 1005.11(c)(2)), which starts its clock; or for good, at the
 * institution's own cost, where no other bank gives the money back.
 */
export function recredit({ term }: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const why = whyNoCustomer(facts)
  if (why !== undefined) return why
  if (term === undefined) return refused('term_missing', 'Say provisional or final.')
  if (term === 'provisional') return provisional(facts)
  const borne = legOf(facts, { role: 'losses' }, SUSPENSE)
  return ended(facts, 'recredit', 'adjusted', [...paidToCustomer(facts), ...borne])
}

function provisional(facts: ResolutionFacts): ResolutionDecision {
  const { exception } = facts
  if (exception.claim?.isRecredited === true)
    return refused('resolution_not_possible', 'The customer has the money provisionally already.')
  const stays = unmoved(facts, 'recredit')
  const effect: Effect = {
    ...stays,
    exception: { ...stays.exception, clock: exception.claim?.clock },
    legs: paidToCustomer(facts),
    letters: [{ to: 'customer', words: 'We have credited the amount while we look into it; it may be taken back.' }],
  }
  return { is: 'decided', effect }
}

/** The debit stands. A provisional credit is taken back, and the customer is told why and may ask for what it rests on (12 CFR 1005.11(d)). */
export function deny({ words = '' }: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  if (words.trim() === '')
    return refused('words_missing', 'Say what was found: the customer is told, and may ask for the documents.')
  const { account, exception } = facts
  const isPaid = exception.claim?.isRecredited === true
  const from: LegAccount | undefined = !isPaid ? CLAIMS : account === undefined ? undefined : { id: account.id }
  if (from === undefined) return refused('resolution_not_possible', NO_CUSTOMER)
  const decided = ended(facts, 'deny', 'posted', legOf(facts, from, SUSPENSE))
  if (decided.is === 'refused') return decided
  return { is: 'decided', effect: { ...decided.effect, letters: [{ to: 'customer', words: words.trim() }] } }
}

const NO_CUSTOMER =
  'The customer’s account is not found any more, so nothing can be credited: ask the ledger which account follows it.'

function whyNoCustomer({ account }: ResolutionFacts): ResolutionDecision | undefined {
  return account === undefined ? refused('resolution_not_possible', NO_CUSTOMER) : undefined
}

/** What the claims account holds for the customer, unless it was paid before. */
function paidToCustomer(facts: ResolutionFacts): readonly Leg[] {
  const { account, exception } = facts
  if (account === undefined || exception.claim?.isRecredited === true) return []
  return legOf(facts, CLAIMS, { id: account.id })
}
