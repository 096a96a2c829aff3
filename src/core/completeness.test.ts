import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Counts, equationOf, equationsBy } from './completeness.ts'
import { addToSum, NO_SUM } from './tally.ts'

const at = { source: 'fed-ach', receivedOn: '2026-11-20' }
const tally = (count: number, debitMinor: number, creditMinor: number) => ({ count, debitMinor, creditMinor })
const sum = (count: number, debitMinor: bigint, creditMinor: bigint) => ({ count, debitMinor, creditMinor })

/** Ten received, eight posted, one returned, one suspended; and a duplicate of three. */
const COUNTS: Counts = {
  received: [{ ...at, tally: tally(10, 1000, 500) }],
  refused: [{ ...at, tally: tally(3, 30, 0) }],
  states: [
    { ...at, state: 'posted', tally: tally(8, 800, 500) },
    { ...at, state: 'returned', tally: tally(1, 150, 0) },
    { ...at, state: 'suspended', tally: tally(1, 50, 0) },
  ],
  lost: [],
  inWork: [],
  waiting: [],
}

describe('the completeness equation', () => {
  it('holds when everything received stands in a state, and duplicates are received and rejected', () => {
    const equation = equationOf(COUNTS)
    expect(equation.holds).toBe(true)
    expect(equation.received).toEqual(sum(13, 1030n, 500n))
    expect(equation.terms.rejected).toEqual(sum(3, 30n, 0n))
  })

  // Seen red with: amounts compared only in sum, so that a debit and a credit cancelled out.
  it.each([
    ['a count', tally(7, 800, 500)],
    ['a debit', tally(8, 799, 500)],
    ['a credit', tally(8, 800, 501)],
    ['a debit that became a credit', tally(8, 799, 501)],
  ])('fails by %s', (_, posted) => {
    const states = COUNTS.states.map(row => (row.state === 'posted' ? { ...row, tally: posted } : row))
    expect(equationOf({ ...COUNTS, states }).holds).toBe(false)
  })

  it('cannot hold while items wait', () => {
    expect(equationOf({ ...COUNTS, waiting: [{ ...at, items: 1 }] })).toMatchObject({ waiting: 1, holds: false })
  })

  it('counts value that stands in no item as suspended', () => {
    const lost = [{ ...at, tally: tally(2, 70, 0) }]
    const received = [{ ...at, tally: tally(12, 1070, 500) }]
    const equation = equationOf({ ...COUNTS, received, lost })
    expect(equation.holds).toBe(true)
    expect(equation.terms.suspended).toEqual(sum(3, 120n, 0n))
  })

  // Seen red with the claimed left in what is suspended, and with more claimed than is suspended let through.
  it('counts what somebody has claimed as in work instead of suspended, and never more than is suspended', () => {
    const claimed = (count: number, debitMinor: number) => [{ ...at, tally: tally(count, debitMinor, 0) }]
    const equation = equationOf({ ...COUNTS, inWork: claimed(1, 50) })
    expect(equation).toMatchObject({ holds: true, terms: { in_work: sum(1, 50n, 0n), suspended: sum(0, 0n, 0n) } })
    expect(equationOf({ ...COUNTS, inWork: claimed(2, 50) }).holds).toBe(false)
    expect(equationOf({ ...COUNTS, inWork: claimed(1, 51) }).holds).toBe(false)
  })

  it('names the source that does not hold, and only that', () => {
    const other = { source: 'epn', receivedOn: '2026-11-20' }
    const counts = { ...COUNTS, received: [...COUNTS.received, { ...other, tally: tally(1, 5, 0) }] }
    const bySource = equationsBy(counts, counted => counted.source)
    expect([...bySource].map(([source, { holds }]) => [source, holds])).toEqual([
      ['epn', false],
      ['fed-ach', true],
    ])
  })

  // Seen red with sums of numbers: 27,021,597,764,222,973 cents became ...972, and a cent more or less was not seen.
  it('law: sums over days are exact whatever they are, and a cent is seen', () => {
    const most = fc.integer({ min: Number.MAX_SAFE_INTEGER - 9, max: Number.MAX_SAFE_INTEGER })
    fc.assert(
      fc.property(fc.array(most, { minLength: 3, maxLength: 9 }), fc.constantFrom(-1, 1), (cents, off) => {
        const received = cents.map(one => ({ ...at, tally: tally(1, one, 0) }))
        const states = received.map(row => ({ ...row, state: 'posted' as const }))
        const counts: Counts = { received, refused: [], states, lost: [], inWork: [], waiting: [] }
        const exact = cents.reduce((total, one) => total + BigInt(one), 0n)
        expect(equationOf(counts)).toMatchObject({ holds: true, received: sum(cents.length, exact, 0n) })
        const refused = [{ ...at, tally: tally(0, off, 0) }]
        expect(equationOf({ ...counts, lost: refused }).holds).toBe(false)
      }),
    )
  })

  // Seen red with counts alone compared.
  it('law: one item moved out of its state is always found', () => {
    fc.assert(
      fc.property(fc.nat(2), fc.integer({ min: 1, max: 50 }), (row, minor) => {
        const states = COUNTS.states.map((one, n) =>
          n === row
            ? {
                ...one,
                tally: addToSum(NO_SUM, {
                  ...one.tally,
                  debitMinor: BigInt(one.tally.debitMinor) - BigInt(minor),
                  creditMinor: BigInt(one.tally.creditMinor),
                }),
              }
            : one,
        )
        expect(equationOf({ ...COUNTS, states }).holds).toBe(false)
      }),
    )
  })
})
