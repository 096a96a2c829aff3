import { nameOfDay, parseDay } from '../calendar/day.ts'
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

/**
 * The customer's written statement came: some codes go out only with it (Nacha: obtained before the return). A fact of its day and of who
 * recorded it beside the claim as it was taken; nothing moves, and the claim stays open.
 */
export function recordStatement({ fields }: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const { claim } = facts.exception
  if (claim?.statement === undefined || claim.statement.is === 'on file')
    return refused('resolution_not_possible', 'The written statement is on file, or none is needed.')
  const came = fields?.[STATEMENT_FIELD]?.trim() ?? ''
  const on = parseDay(came)
  if (on === undefined)
    return refused('fields_missing', 'Say on which day the written statement came: a day as 2026-11-20.')
  if (came > claim.statement.today)
    return refused('field_refused', `${nameOfDay(on)} has not come yet: say on which day the statement came.`)
  if (came < facts.item.day)
    return refused('field_refused', `The debit posted on ${facts.item.day}: what came before is about another one.`)
  const corrected = [{ field: STATEMENT_FIELD, value: came }]
  return { is: 'decided', effect: { ...unmoved(facts, 'statement'), corrected } }
}

/** The field of a claim that holds the day on which its written statement came. */
export const STATEMENT_FIELD = 'statement'

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
  return claim?.statement?.is === 'missing'
}

function told(decided: ResolutionDecision, letters: readonly LetterRequest[]): ResolutionDecision {
  return decided.is === 'refused' ? decided : { is: 'decided', effect: { ...decided.effect, letters } }
}
