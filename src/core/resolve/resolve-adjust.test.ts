import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Account } from '../account.ts'
import type { AdjustmentAfter, BatchTotal } from '../adjustment.ts'
import type { Direction } from '../item.ts'
import type { Leg } from './effect.ts'
import type { ResolutionFacts } from './resolution.ts'
import { adjust } from './resolve-adjust.ts'

const ACCOUNT: Account = {
  ...{
    id: 9,
    number: '4400000000',
    status: 'open',
    type: 'checking',
    holderType: 'consumer',
    holderName: 'Robin Miller',
  },
  ...{ balanceMinor: 0, heldMinor: 0, overdraftLimitMinor: 0 },
}
const CLOCK = { rule: 'adjustment-enc', dueAt: '2027-05-20T21:00:00Z', oursAt: '2027-05-20T21:00:00Z' }

function factsOf(direction: Direction, amountMinor: number, standing?: AdjustmentAfter): ResolutionFacts {
  return {
    exception: { shard: 1024, id: 1, state: 'open', claim: undefined },
    item: { id: 1, day: '2026-11-20', direction, amountMinor },
    ...{ pack: 'checks', role: 'settlement', account: ACCOUNT, named: [], correction: undefined },
    adjustment: {
      kind: {
        type: 'ENC',
        right: 'asked',
        rule: 'adjustment-enc',
        withoutEntry: 'adjustment-enc-no-entry',
        leastMinor: 1,
        attachments: [],
      },
      ...{ standing, clock: { stops: CLOCK, runs: CLOCK }, entryUntil: '2027-05-20', missed: '' },
    },
    hold: undefined,
    forwarding: undefined,
    ...{ resolutions: ['adjust'], codes: [], refuseCode: () => undefined, leavesBy: undefined, bookedOn: '2026-11-20' },
    letters: { language: 'en', dueBy: () => '2026-11-25T05:00:00Z' },
  }
}

/** What the legs bring to each account. */
function moved(legs: readonly Leg[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {}
  for (const { from, to, amountMinor } of legs) {
    expect(amountMinor).toBeGreaterThan(0)
    for (const [end, sign] of [
      [from, -1],
      [to, 1],
    ] as const) {
      const name = 'role' in end ? end.role : 'customer'
      sums[name] = (sums[name] ?? 0) + sign * amountMinor
    }
  }
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0))
}

// Seen red with: the greater of the two amounts taken out of what is held; a credit booked as a debit; what the sender of a credit does
// not take back kept by this institution.
test('law: whatever was settled and is right, the customer is charged what is right, suspense is emptied, and nothing stays held', () => {
  const amount = fc.integer({ min: 0, max: 10 ** 9 })
  fc.assert(
    fc.property(
      amount,
      amount,
      fc.constantFrom('debit', 'credit'),
      fc.constantFrom('settle', 'refuse'),
      (settled, right, direction, step) => {
        fc.pre(settled !== right)
        const text = `${Math.floor(right / 100)}.${String(right % 100).padStart(2, '0')}`
        const opened = adjust({ resolution: 'adjust', fields: { amount: text } }, factsOf(direction, settled))
        if (opened.is === 'refused') throw new Error(opened.why)
        const ended = adjust({ resolution: 'adjust', step }, factsOf(direction, settled, opened.effect.adjustment))
        if (ended.is === 'refused') throw new Error(ended.why)
        const sign = direction === 'debit' ? 1 : -1
        const sums = moved([...opened.effect.legs, ...ended.effect.legs])
        // Refused, a customer pays no more than was settled, and this institution bears what was settled too much; of a credit
        // they get what came, because nobody else claims it.
        const borneBy = direction === 'debit' ? Math.min(right, settled) : settled
        const paid = step === 'settle' ? right : borneBy
        expect(sums).toEqual(
          Object.fromEntries(
            [
              ['customer', -sign * paid],
              ['suspense', sign * settled],
              [step === 'settle' ? 'settlement.checks' : 'losses', sign * (paid - settled)],
            ].filter(([, sum]) => sum !== 0),
          ),
        )
        expect(ended.effect).toMatchObject({ item: { state: 'adjusted' }, adjustment: { rightMinor: paid } })
      },
    ),
  )
})

// Seen red with: a claim against the network's entry asked for as if it booked one.
test('where the network books none, the letter promises no entry, and says who owes: of a credit that came too high, we do', () => {
  const facts = factsOf('credit', 10_000)
  const { adjustment } = facts
  if (adjustment === undefined) throw new Error('the sample has an adjustment')
  const kind = { ...adjustment.kind, type: 'AMOUNT', rule: undefined }
  const asked = { resolution: 'adjust', fields: { amount: '10.00' } } as const
  const opened = adjust(asked, { ...facts, adjustment: { ...adjustment, kind, entryUntil: '' } })
  expect(opened).toMatchObject({
    effect: {
      letters: [{ words: expect.stringMatching(/^Adjustment AMOUNT of 90\.00, owed by us, without an entry\. /) }],
    },
  })
})

// Seen red with: all that the picture says asked for, of which the control had paid a part.
test.each([
  [
    'the control leaves less',
    20_000,
    'leaves 100.00 for it: 20.00 lies between, owed by us, with a provisional',
    2_000,
  ],
  ['the others make more than the control', 5_000, 'leaves 0.00 for it: 170.00 lies between, owed by us', 17_000],
  ['the control leaves more', 40_000, '180.00 lies between, owed to us where no other item of the batch', 18_000],
  ['nothing declares a total', undefined, 'Nothing here tells what was settled for it: say that', 12_000],
] as const)(
  'of an item without an amount the sender is asked for what was not settled with its batch: %s',
  (_, totalMinor, words, amountMinor) => {
    const facts = factsOf('debit', 0)
    const { adjustment } = facts
    if (adjustment === undefined) throw new Error('the sample has an adjustment')
    const total =
      totalMinor === undefined ? undefined : ({ against: 'control', cameMinor: 10_000, totalMinor } as const)
    const asked = { resolution: 'adjust', fields: { amount: '120.00' } } as const
    const unread = { mostMinor: 9_999_999_999, adjustedBy: 'ENC', total }
    expect(adjust(asked, { ...facts, unread, adjustment: { ...adjustment, total } })).toMatchObject({
      effect: {
        letters: [{ amountMinor, words: expect.stringContaining(words) }],
        adjustment: { rightMinor: 12_000, differenceMinor: -12_000 },
      },
    })
  },
)

// Seen red with: what is keyed added to what came, and not put in its place.
test('what is keyed says how the totals then stand, and may bring a deposit nearer to its balance but not away from it', () => {
  const facts = factsOf('debit', 10_000)
  const of = (total: BatchTotal) => {
    const { adjustment } = facts
    if (adjustment === undefined) throw new Error('the sample has an adjustment')
    const asked = { resolution: 'adjust', fields: { amount: '60.00' } } as const
    return adjust(asked, { ...facts, adjustment: { ...adjustment, total } })
  }
  const ticket = { against: 'deposit', cameMinor: 30_000 } as const
  expect(of({ ...ticket, totalMinor: 26_000 })).toMatchObject({
    effect: { balance: { beforeMinor: 4_000, afterMinor: 0 } },
  })
  expect(of({ ...ticket, totalMinor: 30_000 })).toMatchObject({
    why: expect.stringContaining('it is right, and with this 40.00 too little'),
  })
  expect(of({ ...ticket, totalMinor: 25_000 })).toMatchObject({
    effect: { balance: { beforeMinor: 5_000, afterMinor: 1_000 } },
  })
  expect(of({ ...ticket, totalMinor: 28_000 })).toMatchObject({
    why: expect.stringContaining('it is 20.00 too much, and with this 20.00 too little'),
  })
  expect(of({ against: 'control', totalMinor: 30_000, cameMinor: 30_000 })).toMatchObject({
    effect: { balance: { beforeMinor: 0, afterMinor: -4_000 }, adjustment: { differenceMinor: 4_000 } },
  })
})

test('what is no amount, and a step out of its order, is refused', () => {
  const refusal = (fields: Readonly<Record<string, string>>) => {
    const said = adjust({ resolution: 'adjust', fields }, factsOf('debit', 100))
    return said.is === 'refused' ? said.refused : said.is
  }
  for (const amount of ['', '1', '1.5', '-1.00', '1,00', '1e3.00']) expect(refusal({ amount })).toBe('fields_missing')
  expect(refusal({ amount: '1.00' })).toBe('resolution_not_possible')
  expect(adjust({ resolution: 'adjust', step: 'settle' }, factsOf('debit', 100))).toMatchObject({
    refused: 'resolution_not_possible',
  })
})
