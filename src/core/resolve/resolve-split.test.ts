import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LedgerAccount } from '../core-system.ts'
import type { Direction } from '../item.ts'
import type { Leg } from './effect.ts'
import type { ResolutionFacts } from './resolution.ts'
import { split } from './resolve-split.ts'

const HERE = 1101

function accountOf(n: number, shard: number): LedgerAccount {
  return {
    ...{ shard, id: 100 + n, number: `44001234${n}`, status: 'open', type: 'checking', holderType: 'consumer' },
    ...{ holderName: 'Robin Miller', balanceMinor: 10 ** 12, heldMinor: 0, overdraftLimitMinor: 0 },
  }
}

function factsOf(direction: Direction, amountMinor: number, accounts: readonly LedgerAccount[]): ResolutionFacts {
  return {
    exception: { shard: HERE, id: 7, state: 'open', claim: undefined },
    item: { id: 7, day: '2026-11-20', direction, amountMinor },
    ...{
      pack: 'ach',
      role: 'settlement',
      account: undefined,
      correction: undefined,
      adjustment: undefined,
      hold: undefined,
      forwarding: undefined,
    },
    named: accounts.map(account => ({ number: account.number, account })),
    ...{
      resolutions: ['split'],
      codes: [],
      refuseCode: () => undefined,
      leavesBy: undefined,
      letters: { language: 'en', dueBy: () => '2026-11-25T05:00:00Z' },
      bookedOn: '2026-11-20',
    },
  }
}

/** What the legs leave on an account, minor units. */
function net(legs: readonly Leg[], shard: number, is: (account: Leg['from']) => boolean): number {
  return legs
    .filter(leg => leg.shard === shard)
    .reduce((sum, { from, to, amountMinor }) => sum + (is(to) ? amountMinor : 0) - (is(from) ? amountMinor : 0), 0)
}

const arbitraryParts = fc.array(
  fc.record({ minor: fc.integer({ min: 1, max: 9_999_999 }), shard: fc.constantFrom(HERE, 1102, 1103) }),
  { minLength: 2, maxLength: 20 },
)

// Seen red with: the clearing of the item's bucket booked once for all parts, with the amount of the first.
test('law: whatever the parts, suspense loses the whole, each account gets its part, and clearing is empty over all buckets', () => {
  fc.assert(
    fc.property(fc.constantFrom('credit', 'debit'), arbitraryParts, (direction, parts) => {
      const wholeMinor = parts.reduce((sum, one) => sum + one.minor, 0)
      const accounts = parts.map(({ shard }, n) => accountOf(n, shard))
      const asked = parts.map(({ minor }, n) => ({
        account: `44001234${n}`,
        amount: `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`,
      }))
      const decided = split({ resolution: 'split', parts: asked }, factsOf(direction, wholeMinor, accounts))
      if (decided.is === 'refused') throw new Error(decided.why)
      const { legs } = decided.effect
      const sign = direction === 'credit' ? 1 : -1
      const role = (name: string) => (account: Leg['from']) => 'role' in account && account.role === name
      expect(net(legs, HERE, role('suspense'))).toBe(-sign * wholeMinor)
      for (const [n, { minor, shard }] of parts.entries())
        expect(net(legs, shard, account => 'id' in account && account.id === 100 + n)).toBe(sign * minor)
      expect([HERE, 1102, 1103].reduce((sum, shard) => sum + net(legs, shard, role('clearing')), 0)).toBe(0)
      expect(legs.every(leg => leg.amountMinor > 0)).toBe(true)
    }),
  )
})
