import { type AchKindSpec, PERSON } from '../ach-kind.ts'

/** The receiver's account cannot take the entry, or not without a look at it. */

const ACCOUNT = {
  scope: 'item',
  cause: 'account',
  clock: 'ach-return',
  resolutions: ['return', 'correct', 'post', 'refer', 'forward', 'hold'],
  queue: 'ach-accounts',
} as const satisfies Partial<AchKindSpec>

/** Where the number is right, and another account takes its place. A wrong one is corrected, and its sender told. */
const MOVABLE = [...ACCOUNT.resolutions, 'move', 'split'] as const

const ADMINISTRATIVE = { by: 'policy', policy: 'ach-administrative-returns' } as const
const FUNDS = { ...ACCOUNT, resolutions: ['return', 'post', 'refer', 'forward', 'hold'], queue: 'ach-funds' } as const

export const ACCOUNT_KINDS = {
  'account-malformed': {
    ...ACCOUNT,
    title: 'Account number malformed',
    sentence:
      'The account number {account} {why}, so it can be no account of ours. It goes back; the sender’s corrected number comes with a new entry.',
    procedure: 'account-malformed',
    codes: ['R04', 'R03'],
    decidedBy: { ...ADMINISTRATIVE, code: 'R04' },
  },
  'account-not-found': {
    ...ACCOUNT,
    title: 'No such account',
    sentence:
      'There is no account {account} here, though the number is well built. It goes back unless the receiver is found under another number.',
    procedure: 'account-not-found',
    codes: ['R03', 'R04'],
    decidedBy: { ...ADMINISTRATIVE, code: 'R03' },
  },
  'account-closed': {
    ...ACCOUNT,
    title: 'Account closed',
    sentence: 'Account {account} is closed. The entry goes back unless it is reopened or moved to a successor account.',
    procedure: 'account-closed',
    resolutions: MOVABLE,
    codes: ['R02', 'R12'],
    decidedBy: { ...ADMINISTRATIVE, code: 'R02' },
  },
  'account-frozen': {
    ...ACCOUNT,
    title: 'Account frozen',
    sentence:
      'Account {account} is frozen by the bank or by legal order, so nothing may be posted to it. It goes back unless the freeze is lifted or does not cover this {direction}.',
    procedure: 'account-frozen',
    codes: ['R16'],
    decidedBy: { ...ADMINISTRATIVE, code: 'R16' },
  },
  'account-deceased': {
    ...ACCOUNT,
    title: 'Account holder deceased',
    sentence:
      'The holder of account {account} has died. A person decides whether the {direction} belongs to the estate or goes back; the date of death goes with the return.',
    procedure: 'account-deceased',
    resolutions: MOVABLE,
    codes: ['R15', 'R14'],
    decidedBy: PERSON,
  },
  'account-non-transaction': {
    ...ACCOUNT,
    title: 'Account takes no debits',
    sentence:
      'Account {account} is of a kind that allows no debit like this ({type}). It goes back; another account of the customer needs a new entry.',
    procedure: 'account-non-transaction',
    resolutions: MOVABLE,
    codes: ['R20'],
    decidedBy: { ...ADMINISTRATIVE, code: 'R20' },
  },
  'death-notice': {
    ...ACCOUNT,
    title: 'Notice of a death',
    sentence:
      'A federal agency reports the death of a beneficiary paid into account {account} {standing}. With it the bank knows of the death: once the holder is found to be that person the account is marked, and benefits for the time after go back. Proof that the person lives, told to the agency, ends it too.',
    procedure: 'death-notice',
    clock: 'ach-death-notice',
    resolutions: ['post', 'refer', 'forward', 'return', 'hold'],
    // Only for an account that is not here, or not that person's: the notice itself is no payment to be given back.
    codes: ['R03', 'R04', 'R02'],
    decidedBy: PERSON,
  },
  'insufficient-funds': {
    ...FUNDS,
    title: 'Insufficient funds',
    sentence:
      'The debit of {amount} is {short} more than account {account} can pay with its overdraft limit. It goes back unless money arrives or an officer pays it.',
    procedure: 'insufficient-funds',
    codes: ['R01'],
    decidedBy: { by: 'policy', policy: 'ach-funds-returns', code: 'R01' },
  },
  'uncollected-funds': {
    ...FUNDS,
    title: 'Uncollected funds',
    sentence:
      'The balance of account {account} would cover the debit of {amount}, but {held} of it is held until deposits are collected. It goes back unless the hold is released.',
    procedure: 'uncollected-funds',
    codes: ['R09', 'R01'],
    decidedBy: { by: 'policy', policy: 'ach-funds-returns', code: 'R09' },
  },
} as const satisfies Readonly<Record<string, AchKindSpec>>
