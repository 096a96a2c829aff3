import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addTally, NOTHING } from '../tally.ts'
import { causeOf } from './cause.ts'
import { CASE_EXCEPTIONS_MAX, type CaseMember, groupCases } from './group-cases.ts'

const moment = fc.option(fc.integer({ min: 0, max: 1000 }), { nil: undefined })
const member: fc.Arbitrary<CaseMember> = fc.record({
  shard: fc.integer({ min: 1, max: 4 }),
  id: fc.integer({ min: -50, max: 2000 }),
  pack: fc.constant('ach'),
  kind: fc.constant('insufficient-funds'),
  queue: fc.constantFrom('ach-funds', 'ach-entries'),
  cause: fc.constantFrom('a', 'b', 'c'),
  value: fc.record({ count: fc.constant(1), debitMinor: fc.nat(1000), creditMinor: fc.nat(1000) }),
  dueAt: moment,
  oursAt: moment,
})
const members = fc.uniqueArray(member, { selector: one => `${one.shard}/${one.id}`, maxLength: 1200, size: 'max' })

// Seen red with: a group's first member left out of its case; a cause grouped whatever queue its members lie in.
test('law: every exception is in exactly one case, of its queue and cause, whose first, value and clocks are those of its members', () => {
  fc.assert(
    fc.property(members, all => {
      const cases = groupCases(all)
      expect(cases.flatMap(one => one.members).length).toBe(all.length)
      expect(new Set(cases.flatMap(one => one.members))).toEqual(new Set(all))
      for (const one of cases) {
        expect(one.members.length).toBeLessThanOrEqual(CASE_EXCEPTIONS_MAX)
        expect(one.members.every(each => each.cause === one.cause && each.queue === one.queue)).toBe(true)
        expect(one.value).toEqual(one.members.map(each => each.value).reduce(addTally, NOTHING))
        const ours = one.members.flatMap(each => each.oursAt ?? [])
        expect(one.oursAt).toBe(ours.length === 0 ? undefined : Math.min(...ours))
        expect(one.members.some(each => each.shard === one.shard && each.id === one.id)).toBe(true)
      }
    }),
  )
})

// Seen red with the slice one short of CASE_EXCEPTIONS_MAX.
test('more than five hundred of one cause are more cases, each full but the last', () => {
  const one = { shard: 1, pack: 'ach', kind: 'k', queue: 'q', cause: 'c', value: NOTHING, dueAt: 9, oursAt: 8 }
  const many = Array.from({ length: 1001 }, (_, id) => ({ ...one, id }))
  expect(groupCases(many).map(({ id, members: of }) => [id, of.length])).toEqual([
    [0, 500],
    [500, 500],
    [1000, 1],
  ])
})

// Seen red with the members left in the order in which they came.
test('law: the order in which exceptions are found changes no case', () => {
  fc.assert(
    fc.property(members, all => {
      const sorted = (of: readonly CaseMember[]) => [...groupCases(of)].sort((a, b) => a.shard - b.shard || a.id - b.id)
      expect(sorted([...all].reverse())).toEqual(sorted(all))
    }),
  )
})

const FACTS = {
  pack: 'ach',
  kind: 'k',
  shard: 3,
  exceptionId: 9,
  receiptId: 4,
  batch: 1,
  receivedOn: '2026-11-23',
  account: '77',
}

// Seen red with the day left out of an account's cause.
test.each([
  [{}, FACTS, 'ach/k/alone 3/9'],
  [{ cause: 'account' }, FACTS, 'ach/k/account 3/77/2026-11-23'],
  [{ cause: 'account' }, { ...FACTS, account: undefined }, 'ach/k/alone 3/9'],
  [{ cause: 'batch' }, FACTS, 'ach/k/batch 4/1'],
  [{ cause: 'batch' }, { ...FACTS, batch: undefined }, 'ach/k/alone 3/9'],
] as const)('the cause of kind %j', (kind, facts, cause) => {
  expect(causeOf(kind, facts)).toBe(cause)
})
