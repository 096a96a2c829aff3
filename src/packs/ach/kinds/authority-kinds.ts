import { type AchKindSpec, PERSON } from '../ach-kind.ts'
import { ANSWER_CLOCKS } from '../other-banks-answer.ts'

/** The customer, or the record of what was sent, does not bear the entry out; or it is large. */

const AUTHORITY = {
  scope: 'item',
  clock: 'ach-return',
  resolutions: ['post', 'return', 'refer', 'forward', 'hold'],
  decidedBy: PERSON,
  queue: 'ach-authority',
} as const satisfies Partial<AchKindSpec>

/** The clock of a claim depends on its code, its holder and the day of the notice: `decideClaim` names the one that is due first. */
const CLAIM = { ...AUTHORITY, codes: ['R10', 'R11', 'R05', 'R07', 'R29'], queue: 'ach-claims' } as const

export const AUTHORITY_KINDS = {
  'reversal-without-original': {
    ...AUTHORITY,
    title: 'Reversal without original',
    sentence:
      'The batch reverses an earlier entry, but in the last {days} days no {original} of {amount} by this company posted to account {account} that is not reversed already. The original, or the originator’s reason, lets it post.',
    procedure: 'reversal-without-original',
    codes: ['R17', 'R10', 'R11'],
  },
  'stop-payment': {
    ...AUTHORITY,
    title: 'Payment stopped',
    sentence:
      'The customer’s stop order ({order}) covers this debit of {amount}. It goes back unless the customer withdraws the order.',
    procedure: 'stop-payment',
    resolutions: ['return', 'post', 'refer', 'forward', 'hold'],
    codes: ['R08', 'R38', 'R52'],
    decidedBy: { by: 'policy', policy: 'ach-stop-payment-returns', code: 'R08' },
  },
  'converted-check-ineligible': {
    ...AUTHORITY,
    title: 'Check may not be an entry',
    sentence:
      'The {sec} entry {why}, so the check behind it may not be collected as an entry. The bank may send it back, or pay it where its customer wants that.',
    procedure: 'converted-check-ineligible',
    resolutions: ['return', 'post', 'refer', 'forward', 'hold'],
    codes: ['R39', 'R51', 'R33'],
  },
  'name-mismatch': {
    ...AUTHORITY,
    title: 'Name is not the account holder’s',
    sentence:
      'The credit of {amount} names a receiver who shares no name with the holder of account {account}: the number may be wrong or the account misused. A link between the two, or the sender’s word, lets it post.',
    procedure: 'name-mismatch',
    resolutions: ['post', 'correct', 'return', 'refer', 'forward', 'hold'],
    codes: ['R03', 'R17', 'R23'],
  },
  'review-threshold': {
    ...AUTHORITY,
    title: 'Large amount',
    sentence: 'The {direction} of {amount} reaches the limit of {limit} from which a person looks before it posts.',
    procedure: 'review-threshold',
    otherClocks: ANSWER_CLOCKS,
    resolutions: ['post', 'return', 'dishonor', 'adjust', 'refer', 'forward', 'hold'],
    codes: ['R10', 'R17', 'R23', 'R29', 'R06', 'R69', 'R62', 'R67', 'R68', 'R70'],
    queue: 'ach-review',
  },
  'claim-unauthorized': {
    ...CLAIM,
    title: 'Customer says not authorized',
    sentence:
      'The customer claims the debit of {amount} was not authorized ({code}); {window}{investigation}. The return goes out {statement}.',
    procedure: 'claim-unauthorized',
    clock: 'ach-return-extended',
    otherClocks: ['ach-return', 'reg-e-decide', 'reg-e-decide-new-account'],
    resolutions: ['return', 'recredit', 'deny', 'refer', 'hold'],
  },
  'claim-late': {
    ...CLAIM,
    title: 'Claim after the return window',
    sentence:
      'The customer claims the debit of {amount} was not authorized ({code}), but {window}, so it can no longer be returned under that code{investigation}. The ODFI may still agree to take it back ({agreed}).',
    procedure: 'claim-late',
    clock: 'reg-e-decide',
    otherClocks: ['reg-e-decide-new-account', 'ach-claim-after-window'],
    codes: ['R06', 'R31'],
    resolutions: ['recredit', 'adjust', 'refer', 'return', 'deny', 'hold'],
  },
  'claim-unmatched': {
    ...CLAIM,
    scope: 'file',
    title: 'Claim that names no posted debit',
    sentence:
      'The customer claims a debit of {amount} ({code}, trace {trace}), but no posted debit has this account, trace and amount{investigation}. Finding the debit, or the customer’s word that there is none, ends it.',
    procedure: 'claim-unmatched',
    clock: 'reg-e-decide',
    otherClocks: ['reg-e-decide-new-account', 'ach-claim-after-window'],
    resolutions: ['refer', 'correct', 'deny'],
    codes: [],
  },
} as const satisfies Readonly<Record<string, AchKindSpec>>
