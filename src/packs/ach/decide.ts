import { withEarlierItem } from '../../core/earlier-item.ts'
import type { DecideContext, Decision, ItemFacts } from '../../core/pack.ts'
import {
  accountClosed,
  accountDeceased,
  accountFrozen,
  accountMalformed,
  accountNonTransaction,
  accountNotFound,
  funds,
} from './checks/account-checks.ts'
import { addendaFault, unknownReturnCode } from './checks/addenda-checks.ts'
import {
  contestedReturn,
  dishonoredReturn,
  lateReturn,
  nocWithoutOriginal,
  refusedNoc,
  returnWithoutOriginal,
  zeroDollarReturn,
} from './checks/answer-checks.ts'
import { nameMismatch, reversalWithoutOriginal, reviewThreshold, stopPayment } from './checks/authority-checks.ts'
import type { Check } from './checks/check.ts'
import { convertedCheckIneligible } from './checks/converted-check-checks.ts'
import { effectiveDateImpossible, effectiveDateStale, sameDayNotEligible, settlesLater } from './checks/date-checks.ts'
import {
  amountFault,
  prenoteFault,
  recordFault,
  secCodeUnknown,
  traceFault,
  transactionCodeUnknown,
} from './checks/format-checks.ts'
import { duplicateEntry, routingCheckDigit, routingNotOurs } from './checks/identity-checks.ts'
import { lateContest, lateDishonor } from './checks/late-answer-checks.ts'
import { deathNotice, enrolmentMisdirected } from './checks/notice-checks.ts'
import type { AchItem } from './item.ts'
import type { AchFinding } from './kinds.ts'
import { answerClock } from './other-banks-answer.ts'

/**
 * Decides one item: the first check that finds something names the exception, the others that do are told beside it.
 * Undefined when the item is clear.
 */
export function decide(item: AchItem, facts: ItemFacts, context: DecideContext): Decision | undefined {
  const checks = item.category === 'forward' ? ENTRY_CHECKS : ANSWER_CHECKS
  for (let at = 0; at < checks.length; at++) {
    const finding = checks[at]?.(item, facts, context)
    if (finding === undefined) continue
    const clock = answerClock(item)
    const others = alsoFound(checks, at + 1, item, facts, context)
    return {
      finding: withEarlierItem(clock === undefined ? finding : { ...finding, clock }, others),
      also: others.map(one => one.kind),
    }
  }
  return undefined
}

/** What is wrong with the record itself; whatever it is, nothing else can be trusted. */
const RECORD_CHECKS: readonly Check[] = [recordFault, secCodeUnknown, transactionCodeUnknown, amountFault, prenoteFault]

/**
 * For an entry to an account, in order of precedence: can it be read, did it come before, is it for us, is there such an
 * account and may it be posted to, does the customer bear it out, can the account pay, must a person look anyway.
 */
export const ENTRY_CHECKS: readonly Check[] = [
  ...RECORD_CHECKS,
  addendaFault,
  traceFault,
  effectiveDateImpossible,
  // Before staleness: that it came before is proof, an old date only makes one suspect it.
  duplicateEntry,
  effectiveDateStale,
  settlesLater,
  sameDayNotEligible,
  routingCheckDigit,
  routingNotOurs,
  // Before the account: a death notice is never sent back by a policy, whatever state its account is in.
  deathNotice,
  enrolmentMisdirected,
  accountMalformed,
  accountNotFound,
  accountClosed,
  accountFrozen,
  accountDeceased,
  accountNonTransaction,
  reversalWithoutOriginal,
  stopPayment,
  convertedCheckIneligible,
  nameMismatch,
  funds,
  reviewThreshold,
]

/**
 * For a return or notification that another bank sends us. Its account is the other bank's, and its header repeats that of
 * the original, effective date and all: neither is held against today.
 */
const ANSWER_CHECKS: readonly Check[] = [
  ...RECORD_CHECKS,
  addendaFault,
  traceFault,
  unknownReturnCode,
  duplicateEntry,
  routingCheckDigit,
  routingNotOurs,
  returnWithoutOriginal,
  lateReturn,
  zeroDollarReturn,
  nocWithoutOriginal,
  refusedNoc,
  // Before the answer itself: that it came too late decides what may be done about it.
  lateDishonor,
  lateContest,
  dishonoredReturn,
  contestedReturn,
  reviewThreshold,
]

function alsoFound(
  checks: readonly Check[],
  from: number,
  item: AchItem,
  facts: ItemFacts,
  context: DecideContext,
): readonly AchFinding[] {
  return checks.slice(from).flatMap(check => check(item, facts, context) ?? [])
}
