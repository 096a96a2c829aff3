import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byWeight, type QuestionWeight, weightOf, weightSentence } from './rank-question.ts'

const NOW = Date.parse('2026-11-23T15:00:00Z')
const MINUTE = 60_000

const weight: fc.Arbitrary<QuestionWeight> = fc.record({
  shard: fc.integer({ min: 1, max: 3 }),
  id: fc.integer({ min: 1, max: 5 }),
  oursAt: fc.option(fc.integer({ min: NOW - 1000 * MINUTE, max: NOW + 10_000 * MINUTE }), { nil: undefined }),
  harmMinor: fc.nat(10_000_000),
  frees: fc.nat(600),
  askedAt: fc.integer({ min: NOW - 100, max: NOW }),
})

// Seen red with the minutes that are left multiplied.
test('law: more at stake, more freed or less time left is never lighter', () => {
  fc.assert(
    fc.property(weight, fc.nat(1000), (one, more) => {
      const before = weightOf(one, NOW)
      expect(weightOf({ ...one, harmMinor: one.harmMinor + more }, NOW)).toBeGreaterThanOrEqual(before)
      expect(weightOf({ ...one, frees: one.frees + more }, NOW)).toBeGreaterThanOrEqual(before)
      expect(weightOf(one, NOW + more * MINUTE)).toBeGreaterThanOrEqual(before)
    }),
  )
})

/** Few values, so that many are equals. */
const alike: fc.Arbitrary<QuestionWeight> = fc.record({
  shard: fc.integer({ min: 1, max: 3 }),
  id: fc.integer({ min: 1, max: 5 }),
  oursAt: fc.constantFrom(undefined, NOW - 9 * MINUTE, NOW + 60 * MINUTE, NOW + 120 * MINUTE),
  harmMinor: fc.constantFrom(100, 200),
  frees: fc.constantFrom(1, 2),
  askedAt: fc.constantFrom(NOW - 1, NOW),
})

// Seen red with equals left in the order in which they came.
test('law: the order does not depend on how questions are found, and the first is as heavy as any', () => {
  fc.assert(
    fc.property(fc.uniqueArray(alike, { selector: one => `${one.shard}/${one.id}`, maxLength: 12 }), all => {
      const inOrder = all.toSorted(byWeight(NOW))
      expect(all.toReversed().toSorted(byWeight(NOW))).toEqual(inOrder)
      const weights = inOrder.map(one => weightOf(one, NOW))
      expect(weights).toEqual(weights.toSorted((a, b) => b - a))
    }),
  )
})

const plain = (id: number, more: Partial<QuestionWeight>): QuestionWeight => ({
  ...{ shard: 1, id, oursAt: NOW + 60 * MINUTE, harmMinor: 10_000, frees: 1, askedAt: NOW },
  ...more,
})

// Seen red with the items left out of the weight, and with the deadlines of equals compared the other way round.
test('the inbox of a morning: deadline times harm times items freed, then the first to be due, then the first asked', () => {
  const inOrder = [
    plain(1, { frees: 17, harmMinor: 120_455 }),
    plain(2, { oursAt: NOW - 5 * MINUTE }),
    plain(3, { oursAt: NOW + 3 * MINUTE }),
    plain(4, { frees: 17 }),
    plain(5, { oursAt: NOW + 120 * MINUTE, frees: 4 }),
    plain(6, { harmMinor: 20_000, askedAt: NOW - 9 }),
    plain(7, { oursAt: NOW + 120 * MINUTE, harmMinor: 40_000, askedAt: NOW - 99 }),
    plain(8, { harmMinor: 10_000 }),
    plain(9, { oursAt: undefined, harmMinor: 10_000_00 }),
    plain(10, { oursAt: undefined }),
  ]
  const sorted = inOrder.toReversed().toSorted(byWeight(NOW))
  expect(sorted.map(one => one.id)).toEqual([1, 2, 3, 4, 6, 7, 5, 8, 9, 10])
})

test.each([
  [{}, 'due in 1 h 0 min, 100.00 at stake, frees one item'],
  [{ frees: 17, harmMinor: 120_455_00 }, 'due in 1 h 0 min, 120,455.00 at stake, frees 17 items'],
  [{ oursAt: NOW - 5 * MINUTE }, 'overdue for 5 min, 100.00 at stake, frees one item'],
  [{ oursAt: NOW + 1500 * MINUTE, harmMinor: 7 }, 'due in 1 d 1 h, 0.07 at stake, frees one item'],
  [{ oursAt: undefined, frees: 2 }, 'without a clock, 100.00 at stake, frees 2 items'],
])('why it stands where it stands: %j', (more, sentence) => {
  expect(weightSentence(plain(1, more), NOW)).toBe(sentence)
})
