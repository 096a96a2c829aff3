import type { Direction } from './item.ts'

/** Count and amount of a set of items, debits and credits apart: the terms of the completeness equation. Minor units of one currency. */
export interface Tally {
  readonly count: number
  readonly debitMinor: number
  readonly creditMinor: number
}

export const NOTHING: Tally = { count: 0, debitMinor: 0, creditMinor: 0 }

export function addTally(a: Tally, b: Tally): Tally {
  return {
    count: a.count + b.count,
    debitMinor: a.debitMinor + b.debitMinor,
    creditMinor: a.creditMinor + b.creditMinor,
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
