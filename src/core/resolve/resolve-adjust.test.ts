import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Account } from '../account.ts'
import type { AdjustmentAfter } from '../adjustment.ts'
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

// Seen red with: the greater of the two amounts taken out of what is held; a credit booked as a debit.
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
        // Refused, the customer pays no more than was settled, and this institution bears what was settled too much.
        const paid = step === 'settle' ? right : Math.min(right, settled)
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
