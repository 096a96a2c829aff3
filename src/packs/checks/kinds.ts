import type { CheckReturnCode } from '../../core/codes/check-return-codes.ts'
import type { ExceptionKind } from '../../core/exception.ts'
import { policy } from './policies.ts'

/**
 * Every kind of exception a cash letter can raise: what it says, what may be done, by when, and who decides. Reason codes
 * are those of X9.100-188 (`formats/x9/reasons.ts`), the default first.
 */
export const CHECK_KINDS = {
  'malformed-letter': {
    scope: 'file',
    title: 'Cash letter cannot be read',
    sentence: 'Nothing of this file can be processed. {reason} Ask the sender for the file again.',
    procedure: 'malformed-letter',
    clock: 'check-midnight',
    resolutions: ['refer', 'release'],
    codes: [],
    decidedBy: { by: 'person' },
    queue: 'checks-balancing',
  },
  'file-not-processed': {
    scope: 'file',
    title: 'Cash letter cannot be processed',
    sentence:
      'Processing the letter failed {times} times in the same way, with {error}, which is a defect of the program. {rest} Whoever runs Clearday reports it with the receipt number and, once the program is mended, processes what is left with `clearday retry {receipt}`. A bundle of which nothing was processed may instead come again in another file, and is then processed there.',
    procedure: 'file-not-processed',
    clock: 'check-midnight',
    resolutions: ['refer', 'reject'],
    codes: [],
    decidedBy: { by: 'person' },
    queue: 'checks-balancing',
  },
  'letter-out-of-balance': {
    scope: 'file',
    title: 'Cash letter out of balance',
    sentence:
      'The {control} says {declared}, its bundles make {computed}: {difference} too much or missing although each bundle agrees with itself. Nothing of the file posts until a person releases it.',
    procedure: 'letter-out-of-balance',
    clock: 'check-midnight',
    resolutions: ['release', 'refer', 'adjust'],
    codes: [],
    decidedBy: { by: 'person' },
    queue: 'checks-balancing',
  },
  'malformed-bundle': {
    scope: 'batch',
    title: 'Bundle cannot be read',
    sentence:
      'The frame of this bundle is broken. {reason} It waits whole, with its value, until a person releases it or the sender sends it again.',
    procedure: 'malformed-bundle',
    clock: 'check-midnight',
    resolutions: ['refer', 'release'],
    codes: [],
    decidedBy: { by: 'person' },
    queue: 'checks-balancing',
  },
  'duplicate-batch': {
    scope: 'batch',
    title: 'Bundle received before',
    sentence: 'The same bundle, item by item, already came in {earlier}. If that one was processed, reject this one.',
    procedure: 'duplicate-batch',
    clock: 'check-midnight',
    resolutions: ['reject', 'release'],
    codes: [],
    decidedBy: { by: 'person' },
    queue: 'checks-balancing',
  },
  'bundle-out-of-balance': {
    scope: 'batch',
    title: 'Bundle out of balance',
    sentence:
      'The {control} says {declared}, the items make {computed}: a difference of {difference} that {explained}. No item of the bundle posts until a person finds it or releases the bundle.',
    procedure: 'bundle-out-of-balance',
    clock: 'check-midnight',
    resolutions: ['release', 'refer', 'adjust'],
    codes: [],
    decidedBy: { by: 'person' },
    queue: 'checks-balancing',
    outOfBalance: true,
  },
  'micr-unreadable': {
    scope: 'item',
    title: 'Codeline not readable',
    sentence:
      'The {field} of the codeline could not be read, so the check cannot be told from others. Key it from the image.',
    procedure: 'micr-unreadable',
    clock: 'check-midnight',
    resolutions: ['rekey', 'return', 'forward'],
    codes: ['O', 'E'],
    decidedBy: { by: 'person' },
    queue: 'checks-repair',
  },
  'encoding-error': {
    scope: 'item',
    title: 'Encoding error',
    sentence:
      'The record says {recordAmount}, the codeline on the check {imageAmount}{balances}. Correct the amount, and adjust with the sender (ENC).',
    procedure: 'encoding-error',
    clock: 'check-midnight',
    resolutions: ['correct', 'adjust', 'post', 'return'],
    codes: ['W'],
    decidedBy: { by: 'person' },
    queue: 'checks-repair',
  },
  'micr-misread': {
    scope: 'item',
    title: 'Codeline misread',
    sentence:
      'The {field} in the record is not the one printed on the check: the image reads otherwise. Compare both with the picture and correct the wrong one.',
    procedure: 'micr-misread',
    clock: 'check-midnight',
    resolutions: ['rekey', 'correct', 'post', 'return'],
    codes: ['O', 'E'],
    decidedBy: { by: 'person' },
    queue: 'checks-repair',
  },
  'image-missing': {
    scope: 'item',
    title: 'Image missing',
    sentence: 'No picture of the front came with this check and no paper follows it. Without one nobody can verify it.',
    procedure: 'image',
    clock: 'check-midnight',
    resolutions: ['return', 'chargeback', 'refer', 'post'],
    codes: ['U'],
    decidedBy: { by: 'person' },
    queue: 'checks-repair',
  },
  'image-unusable': {
    scope: 'item',
    title: 'Image not usable',
    sentence: 'The picture of the front shows no check: {why}. Without a usable one nobody can verify it.',
    procedure: 'image',
    clock: 'check-midnight',
    resolutions: ['return', 'chargeback', 'refer', 'post'],
    codes: ['U'],
    decidedBy: { by: 'person' },
    queue: 'checks-repair',
  },
  'duplicate-presentment': {
    scope: 'item',
    title: 'Presented before',
    sentence: '{what} was presented before: {earlier}; {why}.',
    procedure: 'duplicate-presentment',
    clock: 'check-midnight',
    resolutions: ['return', 'chargeback', 'reject', 'post', 'adjust'],
    codes: ['Y', 'T'],
    decidedBy: { by: 'person' },
    queue: 'checks-research',
  },
  'check-digit': {
    scope: 'item',
    title: 'Routing number wrong',
    sentence:
      'The check digit of routing number {routing} is wrong, so at least one of its digits is. Key it from the image.',
    procedure: 'routing',
    clock: 'check-midnight',
    resolutions: ['rekey', 'return', 'forward'],
    codes: ['O'],
    decidedBy: { by: 'person' },
    queue: 'checks-repair',
  },
  'check-routing-not-ours': {
    scope: 'item',
    title: 'Drawn on another bank',
    sentence:
      'Routing number {routing} is valid but not one of ours, and the check is in no deposit. It was sent to the wrong bank.',
    procedure: 'routing',
    clock: 'check-midnight',
    resolutions: ['return', 'forward', 'rekey'],
    codes: ['O', 'R'],
    decidedBy: { by: 'person' },
    queue: 'checks-research',
  },
  'check-account-not-found': {
    scope: 'item',
    title: 'No such account',
    sentence:
      'We hold no account with this number, so the {what} cannot be posted unless the image shows another number or the account moved to a new one.',
    procedure: 'account-not-found',
    clock: 'check-midnight',
    resolutions: ['return', 'chargeback', 'rekey', 'correct', 'refer'],
    codes: ['E', 'R'],
    decidedBy: policy('check-administrative-returns', 'E'),
    queue: 'checks-returns',
  },
  'check-account-closed': {
    scope: 'item',
    title: 'Account closed',
    sentence:
      'The account is closed, so the {what} cannot be posted unless a successor account takes it or the account is reopened.',
    procedure: 'account-status',
    clock: 'check-midnight',
    resolutions: ['return', 'chargeback', 'correct', 'refer'],
    codes: ['D'],
    decidedBy: policy('check-administrative-returns', 'D'),
    queue: 'checks-returns',
  },
  'check-account-frozen': {
    scope: 'item',
    title: 'Account frozen',
    sentence:
      'The account is frozen, so the {what} cannot be posted unless whoever set the freeze lifts it or lets this one through.',
    procedure: 'account-status',
    clock: 'check-midnight',
    resolutions: ['return', 'chargeback', 'refer', 'post'],
    codes: ['F'],
    decidedBy: policy('check-administrative-returns', 'F'),
    queue: 'checks-returns',
  },
  'check-account-deceased': {
    scope: 'item',
    title: 'Account holder deceased',
    sentence:
      'The holder of the account has died. A check drawn by that day may be paid for ten days after it, unless somebody with an interest in the account stops it; then the authority to pay has ended. A person decides whether the {what} posts, waits for the estate or goes back.',
    procedure: 'account-deceased',
    clock: 'check-midnight',
    resolutions: ['post', 'return', 'chargeback', 'refer'],
    // No code of the list says it: the bank has restricted the account, or a claimant of the estate stopped the check.
    codes: ['F', 'C', 'S'],
    decidedBy: { by: 'person' },
    queue: 'checks-returns',
  },
  'check-account-non-transaction': {
    scope: 'item',
    title: 'Account takes no checks',
    sentence:
      'The number is that of {type}, on which no check is drawn. The check was made out with a wrong number, or it is none of the customer.',
    procedure: 'account-non-transaction',
    clock: 'check-midnight',
    resolutions: ['return', 'chargeback', 'correct', 'refer', 'post'],
    // The bank allows no checks on it: that restriction is the nearest code. E would say that the account is not there.
    codes: ['F', 'O', 'S'],
    decidedBy: { by: 'person' },
    queue: 'checks-returns',
  },
  'check-stop-payment': {
    scope: 'item',
    title: 'Stop payment',
    sentence:
      'The customer stopped this check: the order names {matched}. It goes back unless the customer withdraws the order, or says that another check was meant.',
    procedure: 'stop-payment',
    clock: 'check-midnight',
    resolutions: ['return', 'chargeback', 'refer', 'post'],
    codes: ['C'],
    decidedBy: policy('check-stop-payment-returns', 'C'),
    queue: 'checks-returns',
  },
  'positive-pay-void': {
    scope: 'item',
    title: 'Positive pay: void',
    sentence: 'The customer reported check {serial} as void. Ask the customer: pay or return.',
    procedure: 'positive-pay',
    clock: 'check-midnight',
    resolutions: ['refer', 'return', 'chargeback', 'post'],
    codes: ['S', 'N'],
    decidedBy: { by: 'person' },
    queue: 'checks-positive-pay',
  },
  'positive-pay-amount': {
    scope: 'item',
    title: 'Positive pay: amount',
    sentence: 'Check {serial} was issued for {issuedAmount} and presented for {amount}. It may be altered or misread.',
    procedure: 'positive-pay',
    clock: 'check-midnight',
    resolutions: ['refer', 'return', 'chargeback', 'post', 'correct'],
    codes: ['N', 'S'],
    decidedBy: { by: 'person' },
    queue: 'checks-positive-pay',
  },
  'positive-pay-serial': {
    scope: 'item',
    title: 'Positive pay: check number',
    sentence:
      'No check {serial} was issued, but {issuedSerial} was, for exactly this amount. The number may be misread.',
    procedure: 'positive-pay',
    clock: 'check-midnight',
    resolutions: ['refer', 'return', 'chargeback', 'post', 'correct'],
    codes: ['S', 'N'],
    decidedBy: { by: 'person' },
    queue: 'checks-positive-pay',
  },
  'positive-pay-not-issued': {
    scope: 'item',
    title: 'Positive pay: not issued',
    sentence:
      'The customer issued no check {serial} and none for {amount}. It may be counterfeit, or the issue file is late.',
    procedure: 'positive-pay',
    clock: 'check-midnight',
    resolutions: ['refer', 'return', 'chargeback', 'post'],
    codes: ['N', 'S'],
    decidedBy: { by: 'person' },
    queue: 'checks-positive-pay',
  },
  'check-stale': {
    scope: 'item',
    title: 'Stale-dated',
    sentence:
      'The check is dated {dated} and was presented on {presented}, after its {months} months ended on {lastDay}. The bank need not pay it.',
    procedure: 'dates',
    clock: 'check-midnight',
    resolutions: ['return', 'chargeback', 'refer', 'post'],
    codes: ['G'],
    decidedBy: { by: 'person' },
    queue: 'checks-returns',
  },
  'check-post-dated': {
    scope: 'item',
    title: 'Post-dated',
    sentence: 'The check is dated {dated} and was presented on {presented}, before its date.',
    procedure: 'dates',
    clock: 'check-midnight',
    resolutions: ['return', 'chargeback', 'refer', 'post'],
    codes: ['H'],
    decidedBy: { by: 'person' },
    queue: 'checks-returns',
  },
  'check-insufficient-funds': {
    scope: 'item',
    title: 'Insufficient funds',
    sentence: 'The check is for {amount}; the account with its overdraft limit covers {covers}.',
    procedure: 'funds',
    clock: 'check-midnight',
    resolutions: ['return', 'chargeback', 'post', 'refer'],
    codes: ['A'],
    decidedBy: policy('check-funds-returns', 'A'),
    queue: 'checks-returns',
  },
  'check-uncollected-funds': {
    scope: 'item',
    title: 'Uncollected funds',
    sentence: 'The check is for {amount}; the account covers it only with {held} of deposits that are still on hold.',
    procedure: 'funds',
    clock: 'check-midnight',
    resolutions: ['return', 'chargeback', 'post', 'refer'],
    codes: ['B'],
    decidedBy: policy('check-funds-returns', 'B'),
    queue: 'checks-returns',
  },
  'check-review-threshold': {
    scope: 'item',
    title: 'Over the review amount',
    sentence: 'The {what} is for {amount}; from {threshold} on a person looks at it first.',
    procedure: 'review-threshold',
    clock: 'check-midnight',
    resolutions: ['post', 'refer', 'return'],
    codes: ['S', 'N', 'L', 'K', 'J', 'I'],
    decidedBy: { by: 'person' },
    queue: 'checks-review',
  },
  'returned-check-without-original': {
    scope: 'item',
    title: 'Returned check that we did not send',
    sentence:
      'A check came back (reason {reason}), but no deposit of ours has its account, number and amount. It cannot be charged to anybody.',
    procedure: 'returned-without-original',
    clock: 'adjustment-late-return',
    resolutions: ['adjust', 'refer', 'correct', 'forward'],
    codes: [],
    decidedBy: { by: 'person' },
    queue: 'checks-research',
  },
  'late-returned-check': {
    scope: 'item',
    title: 'Returned check after its deadline',
    sentence:
      'A check for {amount} came back on {returnedOn} (reason {reason}), but it was presented on {presentedOn} and had to be back by 14:00 on {dueOn}. {claim} Charge it to the depositor only if that claim is given up.',
    procedure: 'late-returned-check',
    clock: 'adjustment-late-return',
    resolutions: ['adjust', 'post', 'refer'],
    codes: [],
    decidedBy: { by: 'person' },
    queue: 'checks-research',
  },
} as const satisfies Readonly<Record<string, CheckKindRow>>

export type CheckKind = keyof typeof CHECK_KINDS

/** Kinds that one item can have. */
export type CheckItemKind = {
  [Kind in CheckKind]: (typeof CHECK_KINDS)[Kind]['scope'] extends 'item' ? Kind : never
}[CheckKind]

/** An exception kind whose clock, codes and policy exist. */
interface CheckKindRow extends ExceptionKind {
  readonly codes: readonly CheckReturnCode[]
  readonly queue: CheckQueue
}

/** Where a person finds the work, by the skill that it asks for. */
type CheckQueue =
  | 'checks-balancing'
  | 'checks-repair'
  | 'checks-research'
  | 'checks-returns'
  | 'checks-positive-pay'
  | 'checks-review'
