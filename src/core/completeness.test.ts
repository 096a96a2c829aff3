import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Counts, equationOf, equationsBy } from './completeness.ts'

const at = { source: 'fed-ach', receivedOn: '2026-11-20' }
const tally = (count: number, debitMinor: number, creditMinor: number) => ({ count, debitMinor, creditMinor })

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
  waiting: [],
}

describe('the completeness equation', () => {
  it('holds when everything received stands in a state, and duplicates are received and rejected', () => {
    const equation = equationOf(COUNTS)
    expect(equation.holds).toBe(true)
    expect(equation.received).toEqual(tally(13, 1030, 500))
    expect(equation.terms.rejected).toEqual(tally(3, 30, 0))
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
    expect(equation.terms.suspended).toEqual(tally(3, 120, 0))
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

  it('law: one item moved out of its state is always found', () => {
    fc.assert(
      fc.property(fc.nat(2), fc.integer({ min: 1, max: 50 }), (row, minor) => {
        const states = COUNTS.states.map((one, n) =>
          n === row ? { ...one, tally: { ...one.tally, debitMinor: one.tally.debitMinor - minor } } : one,
        )
        expect(equationOf({ ...COUNTS, states }).holds).toBe(false)
      }),
    )
  })
})
