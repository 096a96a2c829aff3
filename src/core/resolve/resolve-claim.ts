import { CLAIMS, claimLetter, FOUND, NO_CUSTOMER, paidToCustomer, report, whyNoCustomer } from './claim-answer.ts'
import type { Effect, LegAccount } from './effect.ts'
import type { LetterRequest } from './letter.ts'
import { type ResolutionAsked, type ResolutionDecision, type ResolutionFacts, refused } from './resolution.ts'
import { ended, legOf, queueReturn, unmoved } from './resolve-item.ts'

/**
 * The ways out of a customer's claim against a debit that posted. While it is undecided the amount stands in suspense, as what
 * the other bank may give back, against the claims account, as what the customer may get (decisions/0011).
 */

const SUSPENSE: LegAccount = { role: 'suspense' }

/** The debit goes back to its sender, and the customer has the money at once (Nacha: promptly, and not only when the sender pays). */
export function returnClaimed(asked: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const why = whyNoCustomer(facts)
  return why ?? told(queueReturn(asked, facts, paidToCustomer(facts)), report(facts, FOUND))
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
  return told(ended(facts, 'recredit', 'adjusted', [...paidToCustomer(facts), ...borne]), report(facts, FOUND))
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
    letters: [
      claimLetter(facts, isMissing(facts) ? `${CREDITED} ${SEND_STATEMENT}` : CREDITED, 'reg-e-tell-of-credit'),
    ],
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
  const rule = isPaid ? 'reg-e-tell-of-debit' : 'reg-e-report'
  return told(ended(facts, 'deny', 'posted', legOf(facts, from, SUSPENSE)), [claimLetter(facts, words, rule)])
}

const CREDITED = 'We have credited the amount while we look into it; it may be taken back.'
/** What a customer is asked for whose claim came without it. */
export const SEND_STATEMENT =
  'Send us your written and signed statement that you did not authorize the debit: we need it to send the debit back.'

function isMissing({ exception: { claim } }: ResolutionFacts): boolean {
  return claim?.lacksStatement === true
}

function told(decided: ResolutionDecision, letters: readonly LetterRequest[]): ResolutionDecision {
  return decided.is === 'refused' ? decided : { is: 'decided', effect: { ...decided.effect, letters } }
}
