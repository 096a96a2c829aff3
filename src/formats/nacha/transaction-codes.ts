/**
 * Transaction codes: the tens say the account, the units say what is done to it. Units 0 to 4 are credits, 5 to 9 debits,
 * except in ADV advices, where odd codes are credits. Source: the Nacha rules' code list.
 */

export type AccountKind = 'demand' | 'savings' | 'ledger' | 'loan' | 'advice'

/** `answer` carries a return or a notification of change, `zero` remittance data or an acknowledgement without money. */
export type CodePurpose = 'live' | 'prenote' | 'zero' | 'answer' | 'advice'

export interface TransactionCode {
  readonly account: AccountKind
  readonly direction: 'credit' | 'debit'
  readonly purpose: CodePurpose
}

/** What a code says; undefined for a code that is in no list (also 20, 25, 57 and the like, which the rules reserve). */
export function transactionCode(code: number): TransactionCode | undefined {
  return CODES[code]
}

/** The direction a code would have by its last digit, also when it is in no list: so that its amount lands in one of the totals. */
export function directionOf(code: number): 'credit' | 'debit' {
  if (code >= 81 && code <= 88) return code % 2 === 1 ? 'credit' : 'debit'
  return code % 10 < 5 ? 'credit' : 'debit'
}

function describe(code: number): TransactionCode | undefined {
  if (code >= 81 && code <= 88) return { account: 'advice', direction: directionOf(code), purpose: 'advice' }
  // Loans take debits only as reversals (55) and their returns (56): there is no prenote or zero-dollar loan debit.
  if (code === 55) return { account: 'loan', direction: 'debit', purpose: 'live' }
  if (code > 56 && code < 60) return undefined
  const account = ACCOUNTS[Math.floor(code / 10)]
  const purpose = PURPOSES[code % 10]
  if (account === undefined || purpose === undefined) return undefined
  return { account, direction: directionOf(code), purpose }
}

const ACCOUNTS: Readonly<Record<number, AccountKind>> = { 2: 'demand', 3: 'savings', 4: 'ledger', 5: 'loan' }

const PURPOSES: Readonly<Record<number, CodePurpose>> = {
  1: 'answer',
  2: 'live',
  3: 'prenote',
  4: 'zero',
  6: 'answer',
  7: 'live',
  8: 'prenote',
  9: 'zero',
}

const CODES: readonly (TransactionCode | undefined)[] = Array.from({ length: 100 }, (_, code) => describe(code))
