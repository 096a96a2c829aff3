import { withEarlierItem } from '../../core/earlier-item.ts'
import type { DecideContext, Decision, ItemFacts } from '../../core/pack.ts'
import {
  accountClosed,
  accountDeceased,
  accountFrozen,
  accountNonTransaction,
  accountNotFound,
  insufficientFunds,
  reviewThreshold,
  uncollectedFunds,
} from './account-checks.ts'
import { postDated, staleDated, stopPayment } from './authority-checks.ts'
import type { Check } from './check.ts'
import { imageMissing, imageUnusable } from './image-checks.ts'
import type { CheckItem } from './item.ts'
import type { CheckItemKind } from './kinds.ts'
import { lateReturnedCheck } from './late-returned-check.ts'
import { encodingError, micrMisread, micrUnreadable } from './micr-checks.ts'
import { positivePayAmount, positivePayNotIssued, positivePaySerial, positivePayVoid } from './positive-pay-checks.ts'
import { checkDigitWrong, duplicatePresentment, returnedWithoutOriginal, routingNotOurs } from './presentment-checks.ts'

/**
 * Decides one item: the first check that finds something names the exception, the others that do are told beside it.
 * Undefined when the item is clear.
 */
export function decide(item: CheckItem, facts: ItemFacts, context: DecideContext): Decision | undefined {
  for (const [at, [, check]] of PRECEDENCE.entries()) {
    const finding = check(item, facts, context)
    if (finding === undefined) continue
    const others = PRECEDENCE.slice(at + 1).flatMap(([, other]) => other(item, facts, context) ?? [])
    return { finding: withEarlierItem(finding, others), also: others.map(one => one.kind) }
  }
  return undefined
}

/**
 * Every check with the kind it finds, in order of precedence: what the item is, whether it is here for the first time and
 * in the right place, whether its account can be used, whether the customer wants it paid, whether the money is there.
 */
export const PRECEDENCE: readonly (readonly [CheckItemKind, Check])[] = [
  ['micr-unreadable', micrUnreadable],
  ['encoding-error', encodingError],
  ['micr-misread', micrMisread],
  ['image-missing', imageMissing],
  ['image-unusable', imageUnusable],
  ['duplicate-presentment', duplicatePresentment],
  ['check-digit', checkDigitWrong],
  ['check-routing-not-ours', routingNotOurs],
  ['returned-check-without-original', returnedWithoutOriginal],
  ['late-returned-check', lateReturnedCheck],
  ['check-account-not-found', accountNotFound],
  ['check-account-closed', accountClosed],
  ['check-account-frozen', accountFrozen],
  ['check-account-deceased', accountDeceased],
  ['check-account-non-transaction', accountNonTransaction],
  ['check-stop-payment', stopPayment],
  ['positive-pay-void', positivePayVoid],
  ['positive-pay-amount', positivePayAmount],
  ['positive-pay-serial', positivePaySerial],
  ['positive-pay-not-issued', positivePayNotIssued],
  ['check-stale', staleDated],
  ['check-post-dated', postDated],
  ['check-insufficient-funds', insufficientFunds],
  ['check-uncollected-funds', uncollectedFunds],
  ['check-review-threshold', reviewThreshold],
]
