import type { RuleId } from '../deadline/rules.ts'
import type { Leg, LegAccount } from './effect.ts'
import { type LetterRequest, letterOf } from './letter.ts'
import { type ResolutionDecision, type ResolutionFacts, refused } from './resolution.ts'
import { legOf } from './resolve-item.ts'

/** What the customer of a claim is paid and told, whoever bears it in the end. */

export const CLAIMS: LegAccount = { role: 'claims' }

export const FOUND = 'We have looked into it and found that the debit was not authorized. The amount is yours for good.'

/** The result, where the law has the customer told of it (12 CFR 1005.11(c)(1)): a company has no such right. */
export function report(facts: ResolutionFacts, words: string): readonly LetterRequest[] {
  return facts.exception.claim?.clock === undefined ? [] : [claimLetter(facts, words, 'reg-e-report')]
}

/** To the customer of the claim; by the rule where the law of consumers holds for it. */
export function claimLetter(facts: ResolutionFacts, words: string, rule: RuleId): LetterRequest {
  const isConsumer = facts.exception.claim?.clock !== undefined
  return letterOf(facts, { to: 'customer', words, rule: isConsumer ? rule : undefined })
}

export const NO_CUSTOMER =
  'The customer’s account is not found any more, so nothing can be credited: ask the ledger which account follows it.'

export function whyNoCustomer({ account }: ResolutionFacts): ResolutionDecision | undefined {
  return account === undefined ? refused('resolution_not_possible', NO_CUSTOMER) : undefined
}

/** What the claims account holds for the customer, unless it was paid before. */
export function paidToCustomer(facts: ResolutionFacts): readonly Leg[] {
  const { account, exception } = facts
  if (account === undefined || exception.claim?.isRecredited === true) return []
  return legOf(facts, CLAIMS, { id: account.id })
}
