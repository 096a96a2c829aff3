import type { Direction } from './item.ts'

/** Count and amount of a set of items, debits and credits apart: the terms of the completeness equation. Minor units of one currency. */
export interface Tally {
  readonly count: number
  readonly debitMinor: number
  readonly creditMinor: number
}

/**
 * Tallies added up over receipts, days or more, exact whatever they add up to: a tally of one file is a safe integer, and a
 * hundred files of the largest amounts are not. Minor units of one currency.
 */
export interface TallySum {
  readonly count: number
  readonly debitMinor: bigint
  readonly creditMinor: bigint
}

export const NO_SUM: TallySum = { count: 0, debitMinor: 0n, creditMinor: 0n }

export function addToSum(sum: TallySum, tally: Tally | TallySum): TallySum {
  return {
    count: sum.count + tally.count,
    debitMinor: sum.debitMinor + BigInt(tally.debitMinor),
    creditMinor: sum.creditMinor + BigInt(tally.creditMinor),
  }
}

export function equalSum(a: TallySum, b: TallySum): boolean {
  return a.count === b.count && a.debitMinor === b.debitMinor && a.creditMinor === b.creditMinor
}

export const NOTHING: Tally = { count: 0, debitMinor: 0, creditMinor: 0 }

export function addTally(a: Tally, b: Tally): Tally {
  return {
    count: a.count + b.count,
    debitMinor: a.debitMinor + b.debitMinor,
    creditMinor: a.creditMinor + b.creditMinor,
  }
}

export function subtractTally(a: Tally, b: Tally): Tally {
  return {
    count: a.count - b.count,
    debitMinor: a.debitMinor - b.debitMinor,
    creditMinor: a.creditMinor - b.creditMinor,
  }
}

export function tallyOf(direction: Direction, amountMinor: number): Tally {
  return direction === 'debit'
    ? { count: 1, debitMinor: amountMinor, creditMinor: 0 }
    : { count: 1, debitMinor: 0, creditMinor: amountMinor }
}

export function equalTally(a: Tally, b: Tally): boolean {
  return a.count === b.count && a.debitMinor === b.debitMinor && a.creditMinor === b.creditMinor
}
