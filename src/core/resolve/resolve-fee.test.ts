import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Fee, type FeeAfter, type FeeFacts, type PastFee, whyNotCharged } from '../fee.ts'
import { decideResolution } from './decide-resolution.ts'
import { listActs } from './list-acts.ts'
import type { ResolutionFacts } from './resolution.ts'

const FEE: Fee = {
  ...{
    name: 'returned-item',
    title: 'Returned item',
    owner: 'head of operations',
    from: '2026-01-01',
    to: '9999-12-31',
  },
  ...{ amountMinor: 3_000, packs: ['ach'], kinds: [], chargedWith: ['return'], codes: ['R01'] },
  ...{ itemFromMinor: 1_000, dayMost: 2, againDays: 180, refundDays: 60 },
}
const PAYER = { shard: 1101, id: 5, status: 'open', type: 'checking' } as const
const [SAME, OTHER] = ['aa', 'bb']
const TODAY = '2026-11-20'

function past(step: PastFee['step'], more: Partial<PastFee & { isRefunded: boolean }> = {}) {
  const account = { shard: PAYER.shard, id: PAYER.id }
  return {
    name: FEE.name,
    step,
    feeMinor: 3_000,
    account,
    presentment: OTHER,
    bookedOn: TODAY,
    isRefunded: false,
    ...more,
  }
}

function factsOf(fees: Partial<FeeFacts>, more: Partial<ResolutionFacts> = {}): ResolutionFacts {
  const { shard: _, ...account } = PAYER
  const holder = { number: '4400123456', holderType: 'consumer', holderName: 'Robin Miller' } as const
  return {
    exception: { shard: 1101, id: 7, state: 'open', claim: undefined },
    item: { id: 7, day: TODAY, direction: 'debit', amountMinor: 5_000 },
    ...{ pack: 'ach', role: 'settlement', named: [], correction: undefined, adjustment: undefined, hold: undefined },
    account: { ...account, ...holder, balanceMinor: 0, heldMinor: 0, overdraftLimitMinor: 0 },
    fees: { schedule: [FEE], ofItem: [], ofAccounts: [], presentment: SAME, ...fees },
    forwarding: { standing: undefined, acknowledgeBy: '2026-11-25T06:00:00Z' },
    ...{ resolutions: ['return', 'post', 'fee', 'waive'], codes: ['R01', 'R02'], refuseCode: () => undefined },
    leavesBy: Temporal.Instant.from('2026-11-24T20:00:00Z'),
    bookedOn: TODAY,
    letters: { language: 'en', dueBy: () => '2026-11-25T05:00:00Z' },
    ...more,
  }
}

function feeOf(facts: ResolutionFacts, code = 'R01'): FeeAfter | undefined {
  const decided = decideResolution({ resolution: 'return', code }, facts)
  if (decided.is === 'refused') throw new Error(decided.why)
  return decided.effect.fee
}

/** Rows that may be there of other items, in words of a few each. */
const anyPast = fc.array(
  fc.record({
    step: fc.constantFrom('charged' as const, 'waived' as const),
    bookedOn: fc.constantFrom(TODAY, '2026-11-19', '2026-05-24', '2026-05-23'),
    presentment: fc.constantFrom(SAME, OTHER),
    isRefunded: fc.boolean(),
    name: fc.constantFrom(FEE.name, 'research'),
    id: fc.constantFrom(PAYER.id, 6),
  }),
  { maxLength: 5 },
)

// Seen red with each of: the day of 180 days before counted out; what was given back counted among those of a day; the fees of
// another account counted; another fee of the same item counted.
test('law: the schedule’s limits say what a second reading of them says', () => {
  fc.assert(
    fc.property(anyPast, fc.constantFrom(999, 1_000, 5_000), (rows, amountMinor) => {
      const ofAccounts = rows.map(({ id, ...row }) => past(row.step, { ...row, account: { shard: PAYER.shard, id } }))
      const facts = { schedule: [FEE], ofItem: [], ofAccounts, presentment: SAME }
      const mine = rows.filter(row => row.id === PAYER.id && row.name === FEE.name)
      const isAgain = mine.some(row => row.presentment === SAME && row.bookedOn !== '2026-05-23')
      const isMost = mine.filter(row => row.step === 'charged' && !row.isRefunded && row.bookedOn === TODAY).length > 1
      const why = whyNotCharged(FEE, { facts, payer: PAYER, amountMinor, on: TODAY })
      expect(why === undefined).toBe(amountMinor > 999 && !isAgain && !isMost)
    }),
    { numRuns: 5_000 },
  )
})

// Seen red with a fee on the account of ours that has the number on another bank's item.
test('a fee is charged with the code that it belongs to, and never stands in the way of the return', () => {
  expect(feeOf(factsOf({}))).toMatchObject({ step: 'charged', feeMinor: 3_000 })
  expect(feeOf(factsOf({}), 'R02')).toBeUndefined()
  for (const step of ['charged', 'waived', 'refunded'] as const)
    expect(feeOf(factsOf({ ofItem: [past(step)] }))).toMatchObject({ step: 'spared' })
  for (const status of ['closed', 'frozen', 'deceased'] as const) {
    const facts = factsOf({})
    const account = facts.account && { ...facts.account, status }
    expect(feeOf({ ...facts, account })).toMatchObject({
      step: 'spared',
      why: expect.stringContaining('no fee is charged'),
    })
  }
  expect(feeOf(factsOf({}, { account: undefined }))).toMatchObject({ step: 'spared', account: undefined })
  expect(feeOf(factsOf({}, { role: 'originations' }))).toMatchObject({ step: 'spared', account: undefined })
})

// Seen red with a refund of 61 days after.
test('what was charged is given back as it was charged, for as long as the schedule says', () => {
  const back = (bookedOn: string) =>
    decideResolution(
      { resolution: 'waive', fee: FEE.name, waiver: 'first', words: 'The first in years.' },
      factsOf(
        { ofItem: [past('charged', { bookedOn, feeMinor: 2_800 })] },
        { exception: { shard: 1101, id: 7, state: 'closed', claim: undefined } },
      ),
    )
  expect(back('2026-09-21')).toMatchObject({
    effect: {
      legs: [{ shard: 1101, from: { role: 'fees' }, to: { id: 5 }, amountMinor: 2_800 }],
      exception: { state: 'closed' },
    },
  })
  expect(back('2026-09-20')).toMatchObject({ refused: 'fee_refused', why: expect.stringContaining('for 60 days') })
})

test('the form of a return says that a fee is charged with it and asks why not, and may leave that empty', () => {
  const [sendBack, post, charge, waive] = listActs(factsOf({}), () => [])
  expect(sendBack?.asks.map(({ name, isOptional }) => [name, isOptional])).toEqual([
    ['code', undefined],
    ['waiver', true],
    ['words', true],
  ])
  expect(sendBack?.asks[1]?.title).toContain('Returned item')
  expect(post?.asks).toEqual([])
  expect(charge).toMatchObject({
    whyNot: undefined,
    asks: [{ choices: [FEE.name], titles: { [FEE.name]: 'Returned item' } }],
  })
  expect(waive?.whyNot).toContain('No fee was charged for it')
})

// Seen red without the refusal: what somebody asked not to be charged was charged.
test('a fee by hand is not charged where somebody says why it is not', () => {
  const asked = { resolution: 'fee', fee: FEE.name, waiver: 'goodwill', words: 'Not this time.' } as const
  expect(decideResolution(asked, factsOf({}))).toMatchObject({ refused: 'fee_refused' })
})
