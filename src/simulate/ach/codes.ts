import type { AccountType } from '../../core/account.ts'
import type { Direction } from '../../core/item.ts'

/** The transaction code of an account type, a direction and a purpose: tens and units of the rules' list. */
export function directionCode(
  type: AccountType,
  direction: Direction,
  purpose: 'live' | 'prenote' | 'zero' | 'answer',
): number {
  return TENS[type] * 10 + UNITS[direction][purpose]
}

const TENS: Readonly<Record<AccountType, number>> = { checking: 2, savings: 3, gl: 4, loan: 5, non_transaction: 3 }

const UNITS = {
  credit: { answer: 1, live: 2, prenote: 3, zero: 4 },
  debit: { answer: 6, live: 7, prenote: 8, zero: 9 },
} as const satisfies Record<Direction, Record<string, number>>
