import * as account from './ach-account.ts'
import * as answer from './ach-answer.ts'
import * as claim from './ach-claim.ts'
import * as converted from './ach-converted.ts'
import * as date from './ach-date.ts'
import { alikeButTwo, duplicateEntry } from './ach-duplicate.ts'
import * as entry from './ach-entry.ts'
import * as frame from './ach-frame.ts'
import * as funds from './ach-funds.ts'
import * as late from './ach-late-answer.ts'
import * as notice from './ach-notice.ts'
import * as routing from './ach-routing.ts'
import * as checkAccount from './check-account.ts'
import * as checkAuthority from './check-authority.ts'
import * as checkFrame from './check-frame.ts'
import * as image from './check-image.ts'
import * as presentment from './check-presentment.ts'
import type { Planting } from './planting.ts'
import * as again from './presented-again.ts'
import * as receipt from './receipt.ts'

/** How one kind of fault is planted, and what looks like it and is right. */
export interface PlantedKind {
  /** What the fault belongs to. Files and batches are small ones of their own, so their number is bounded. */
  readonly scope: 'item' | 'batch' | 'file' | 'receipt' | 'claim'
  readonly plant: (p: Planting) => void
  readonly nearly: (p: Planting) => void
}

/** Every kind of fault that a simulated day has. Kinds of both packs that share a name have a planter of each. */
export const PLANTED_KINDS = {
  'duplicate-file': { scope: 'receipt', plant: receipt.duplicateFile, nearly: receipt.fileOfTheSameName },
  'malformed-file': { scope: 'file', plant: receipt.malformedFile, nearly: receipt.fileOddlyFramed },
  'file-control-mismatch': { scope: 'file', plant: frame.fileControlMismatch, nearly: frame.fileWithoutFill },
  'malformed-batch': { scope: 'batch', plant: frame.malformedBatch, nearly: frame.oddButBalanced },
  'batch-count-mismatch': { scope: 'batch', plant: frame.batchCountMismatch, nearly: frame.oddButBalanced },
  'batch-hash-mismatch': { scope: 'batch', plant: frame.batchHashMismatch, nearly: frame.oddButBalanced },
  'batch-debit-mismatch': { scope: 'batch', plant: frame.batchDebitMismatch, nearly: frame.oddButBalanced },
  'batch-credit-mismatch': { scope: 'batch', plant: frame.batchCreditMismatch, nearly: frame.oddButBalanced },
  'duplicate-batch': {
    scope: 'batch',
    plant: p => (p.n % 2 === 0 ? frame.duplicateAchBatch(p) : checkFrame.duplicateBundle(p)),
    nearly: p => (p.n % 2 === 0 ? frame.batchAlikeButAnother(p) : checkFrame.bundleAlikeButAnother(p)),
  },
  'routing-not-ours': { scope: 'item', plant: routing.routingNotOurs, nearly: routing.routingRarelyUsed },
  'routing-check-digit': { scope: 'item', plant: routing.routingCheckDigit, nearly: routing.routingOddButRight },
  'duplicate-entry': {
    scope: 'item',
    plant: p => (p.n % 2 === 0 ? duplicateEntry(half(p)) : again.entryComesUnlawfully(half(p))),
    nearly: p => (p.n % 2 === 0 ? alikeButTwo(half(p)) : again.entryComesAgain(half(p))),
  },
  'transaction-code-unknown': { scope: 'item', plant: entry.transactionCodeUnknown, nearly: entry.transactionCodeRare },
  'sec-code-unknown': { scope: 'item', plant: entry.secCodeUnknown, nearly: entry.secCodeRare },
  'amount-fault': { scope: 'item', plant: entry.amountFault, nearly: entry.amountSmallestOrNone },
  'prenote-fault': { scope: 'item', plant: entry.prenoteFault, nearly: entry.prenoteBesideLive },
  'addenda-fault': { scope: 'item', plant: entry.addendaFault, nearly: entry.addendaOddButRight },
  'trace-fault': { scope: 'item', plant: entry.traceFault, nearly: entry.traceOutOfOrder },
  'effective-date-stale': { scope: 'item', plant: date.effectiveDateStale, nearly: date.effectiveDateOld },
  'effective-date-impossible': { scope: 'item', plant: date.effectiveDateImpossible, nearly: date.effectiveDateNear },
  'settles-later': { scope: 'item', plant: date.settlesLater, nearly: date.settlesSoon },
  'same-day-not-eligible': { scope: 'item', plant: date.sameDayNotEligible, nearly: date.sameDayAtLimit },
  'account-malformed': { scope: 'item', plant: account.accountMalformed, nearly: account.accountOddlyWritten },
  'account-not-found': { scope: 'item', plant: account.accountNotFound, nearly: account.accountOddNumber },
  'account-closed': { scope: 'item', plant: account.accountClosed, nearly: account.accountEmptied },
  'account-frozen': { scope: 'item', plant: account.accountFrozen, nearly: account.accountPartlyHeld },
  'account-deceased': { scope: 'item', plant: account.accountDeceased, nearly: account.estateAccount },
  'account-non-transaction': {
    scope: 'item',
    plant: account.accountNonTransaction,
    nearly: account.accountLimitedButRight,
  },
  'death-notice': { scope: 'item', plant: notice.deathNotice, nearly: notice.deathOnlySpokenOf },
  'enrolment-misdirected': {
    scope: 'item',
    plant: notice.enrolmentMisdirected,
    nearly: notice.enrolledBenefit,
  },
  'insufficient-funds': { scope: 'item', plant: funds.insufficientFunds, nearly: funds.exactlyEnough },
  'uncollected-funds': { scope: 'item', plant: funds.uncollectedFunds, nearly: funds.exactlyFree },
  'stop-payment': { scope: 'item', plant: funds.stopPayment, nearly: funds.stopForAnother },
  'converted-check-ineligible': {
    scope: 'item',
    plant: converted.convertedIneligible,
    nearly: converted.convertedAtLimit,
  },
  'name-mismatch': { scope: 'item', plant: account.nameMismatch, nearly: account.nameWrittenOtherwise },
  'review-threshold': { scope: 'item', plant: account.reviewThreshold, nearly: account.justUnderThreshold },
  'reversal-without-original': {
    scope: 'item',
    plant: answer.reversalWithoutOriginal,
    nearly: answer.reversalOfPosted,
  },
  'return-without-original': { scope: 'item', plant: answer.returnWithoutOriginal, nearly: answer.returnOfOurs },
  'late-return': { scope: 'item', plant: answer.returnTooLate, nearly: answer.returnJustInTime },
  'zero-dollar-return': { scope: 'item', plant: answer.zeroDollarReturn, nearly: answer.returnOfCents },
  'noc-without-original': { scope: 'item', plant: answer.nocWithoutOriginal, nearly: answer.nocOfOurs },
  'refused-noc': { scope: 'item', plant: answer.refusedNotice, nearly: answer.nocOfOurs },
  'dishonored-return': { scope: 'item', plant: answer.dishonoredReturn, nearly: answer.returnBesideDishonor },
  'contested-return': { scope: 'item', plant: answer.contestedReturn, nearly: answer.returnBesideContest },
  'late-dishonor': { scope: 'item', plant: late.dishonorTooLate, nearly: late.dishonorJustInTime },
  'late-contest': { scope: 'item', plant: late.contestTooLate, nearly: late.contestJustInTime },
  'unknown-return-code': { scope: 'item', plant: answer.unknownReturnCode, nearly: answer.rareReturnCode },
  'claim-unauthorized': { scope: 'claim', plant: claim.claimInTime, nearly: claim.claimJustTooLate },
  'claim-unmatched': { scope: 'claim', plant: claim.claimWithoutDebit, nearly: claim.claimBesideAnother },
  'claim-late': { scope: 'claim', plant: claim.claimTooLate, nearly: claim.claimJustInTime },
  'malformed-letter': { scope: 'file', plant: checkFrame.malformedLetter, nearly: checkFrame.letterOddlyFramed },
  'letter-out-of-balance': {
    scope: 'file',
    plant: checkFrame.letterOutOfBalance,
    nearly: checkFrame.letterOddButBalanced,
  },
  'malformed-bundle': { scope: 'batch', plant: checkFrame.malformedBundle, nearly: checkFrame.smallestBundle },
  'bundle-out-of-balance': {
    scope: 'batch',
    plant: checkFrame.bundleOutOfBalance,
    nearly: checkFrame.bundleOddButBalanced,
  },
  'encoding-error': { scope: 'item', plant: image.encodingError, nearly: image.amountNotEncoded },
  'micr-unreadable': { scope: 'item', plant: image.micrUnreadable, nearly: image.micrOddButReadable },
  'micr-misread': { scope: 'item', plant: image.micrMisread, nearly: image.micrWorn },
  'image-missing': { scope: 'item', plant: image.imageMissing, nearly: image.paperFollows },
  'image-unusable': { scope: 'item', plant: image.imageUnusable, nearly: image.imageWorn },
  'check-routing-not-ours': {
    scope: 'item',
    plant: checkAccount.checkRoutingNotOurs,
    nearly: checkAccount.checkInTransit,
  },
  'check-digit': { scope: 'item', plant: checkAccount.checkDigitWrong, nearly: checkAccount.checkDigitOdd },
  'check-account-not-found': {
    scope: 'item',
    plant: checkAccount.checkAccountNotFound,
    nearly: checkAccount.checkAccountShort,
  },
  'check-account-closed': {
    scope: 'item',
    plant: checkAccount.checkAccountClosed,
    nearly: checkAccount.checkOnEmptied,
  },
  'check-account-frozen': { scope: 'item', plant: checkAccount.checkAccountFrozen, nearly: checkAccount.checkOnHeld },
  'check-account-deceased': {
    scope: 'item',
    plant: checkAccount.checkAccountDeceased,
    nearly: checkAccount.checkOfTheBereaved,
  },
  'check-account-non-transaction': {
    scope: 'item',
    plant: checkAccount.checkAccountNonTransaction,
    nearly: checkAccount.checkOnUnusualAccount,
  },
  'check-stop-payment': { scope: 'item', plant: checkAccount.checkStopped, nearly: checkAccount.checkStopForAnother },
  'check-stale': { scope: 'item', plant: checkAuthority.checkStale, nearly: checkAuthority.checkAlmostStale },
  'check-post-dated': { scope: 'item', plant: checkAuthority.checkPostDated, nearly: checkAuthority.checkDatedToday },
  'check-insufficient-funds': {
    scope: 'item',
    plant: checkAccount.checkInsufficientFunds,
    nearly: checkAccount.checkExactlyEnough,
  },
  'check-uncollected-funds': {
    scope: 'item',
    plant: checkAccount.checkUncollected,
    nearly: checkAccount.checkExactlyFree,
  },
  'duplicate-presentment': {
    scope: 'item',
    plant: p => (p.n % 2 === 0 ? presentment.duplicatePresentment(half(p)) : again.checkComesUnlawfully(half(p))),
    nearly: p => (p.n % 2 === 0 ? presentment.checksAlike(half(p)) : again.checkComesAgain(half(p))),
  },
  'positive-pay-amount': {
    scope: 'item',
    plant: checkAuthority.positivePayAmount,
    nearly: checkAuthority.paidAsIssued,
  },
  'positive-pay-serial': {
    scope: 'item',
    plant: checkAuthority.positivePaySerial,
    nearly: checkAuthority.paidAsIssued,
  },
  'positive-pay-void': { scope: 'item', plant: checkAuthority.positivePayVoid, nearly: checkAuthority.paidBesideVoid },
  'positive-pay-not-issued': {
    scope: 'item',
    plant: checkAuthority.positivePayNotIssued,
    nearly: checkAuthority.notUnderPositivePay,
  },
  'check-review-threshold': {
    scope: 'item',
    plant: checkAccount.checkReview,
    nearly: checkAccount.checkJustUnderReview,
  },
  'returned-check-without-original': {
    scope: 'item',
    plant: presentment.returnedUnknown,
    nearly: presentment.returnedKnown,
  },
  'late-returned-check': {
    scope: 'item',
    plant: presentment.returnedTooLate,
    nearly: presentment.returnedJustInTime,
  },
} as const satisfies Readonly<Record<string, PlantedKind>>

/** For a kind with two planters that take turns: each counts its own. */
function half(p: Planting): Planting {
  return { ...p, n: Math.floor(p.n / 2) }
}
