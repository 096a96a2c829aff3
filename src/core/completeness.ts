import type { ItemState } from './item.ts'
import { addToSum, equalSum, NO_SUM, type Tally, type TallySum } from './tally.ts'

/**
 * The completeness equation (law 1): `received = posted + returned + adjusted + forwarded + rejected + in work + suspended`,
 * by count and by amount, debits and credits apart. What was received and what became of it are counted from different rows.
 */
export interface Equation {
  readonly received: TallySum
  readonly terms: Readonly<Record<EquationTerm, TallySum>>
  /** Items of parts that are still being processed: received, and in no state yet. The equation cannot hold before they are. */
  readonly waiting: number
  readonly holds: boolean
}

/** The states of items, and what of the suspended ones somebody has claimed. */
export type EquationTerm = ItemState | 'in_work'

/** One line of counts: whose it is, and what it adds. */
export interface Counted {
  readonly source: string
  /** Received day, YYYY-MM-DD. */
  readonly receivedOn: string
  readonly tally: Tally | TallySum
}

export interface Counts {
  readonly received: readonly Counted[]
  /** What refused receipts carried: received again, and rejected. */
  readonly refused: readonly Counted[]
  readonly states: readonly (Counted & { readonly state: ItemState })[]
  /** Value that stands in no item, held by the exceptions of batches and files: suspended. */
  readonly lost: readonly Counted[]
  /** Of that value, what ended with its batch or file, and as what; none when left out. */
  readonly lostEnded?: readonly (Counted & { readonly state: 'rejected' | 'forwarded' })[]
  /** Of what is suspended, what somebody has claimed at that moment. */
  readonly inWork: readonly Counted[]
  readonly waiting: readonly { readonly source: string; readonly receivedOn: string; readonly items: number }[]
}

const NO_TERMS: Readonly<Record<EquationTerm, TallySum>> = {
  suspended: NO_SUM,
  in_work: NO_SUM,
  posted: NO_SUM,
  returned: NO_SUM,
  adjusted: NO_SUM,
  forwarded: NO_SUM,
  rejected: NO_SUM,
}

/** The equation over everything counted. */
export function equationOf(counts: Counts): Equation {
  const received = sum([...counts.received, ...counts.refused])
  const terms = { ...NO_TERMS }
  for (const counted of counts.states) terms[counted.state] = addToSum(terms[counted.state], counted.tally)
  terms.rejected = addToSum(terms.rejected, sum(counts.refused))
  const lostEnded = counts.lostEnded ?? []
  for (const { state, tally } of lostEnded) terms[state] = addToSum(terms[state], tally)
  terms.suspended = takeFrom(addToSum(terms.suspended, sum(counts.lost)), sum(lostEnded))
  terms.in_work = sum(counts.inWork)
  terms.suspended = takeFrom(terms.suspended, terms.in_work)
  const waiting = counts.waiting.reduce((total, one) => total + one.items, 0)
  const accounted = Object.values(terms).reduce(addToSum, NO_SUM)
  return { received, terms, waiting, holds: waiting === 0 && equalSum(received, accounted) && isSome(terms.suspended) }
}

/** One equation for each source, or for each source and received day. */
export function equationsBy(
  counts: Counts,
  key: (counted: { source: string; receivedOn: string }) => string,
): ReadonlyMap<string, Equation> {
  const keys = [...new Set([...counts.received, ...counts.refused, ...counts.states].map(key))].sort()
  return new Map(
    keys.map(one => {
      const of = <T extends { source: string; receivedOn: string }>(rows: readonly T[]) =>
        rows.filter(row => key(row) === one)
      return [
        one,
        equationOf({
          received: of(counts.received),
          refused: of(counts.refused),
          states: of(counts.states),
          lost: of(counts.lost),
          lostEnded: of(counts.lostEnded ?? []),
          inWork: of(counts.inWork),
          waiting: of(counts.waiting),
        }),
      ]
    }),
  )
}

function takeFrom(sum: TallySum, part: TallySum): TallySum {
  return {
    count: sum.count - part.count,
    debitMinor: sum.debitMinor - part.debitMinor,
    creditMinor: sum.creditMinor - part.creditMinor,
  }
}

/** Nothing can be claimed that is not suspended. */
function isSome({ count, debitMinor, creditMinor }: TallySum): boolean {
  return count >= 0 && debitMinor >= 0n && creditMinor >= 0n
}

function sum(rows: readonly Counted[]): TallySum {
  return rows.reduce((total, row) => addToSum(total, row.tally), NO_SUM)
}
