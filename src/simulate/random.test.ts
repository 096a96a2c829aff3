import { expect, test } from 'vitest'
import { createRandom } from './random.ts'

test('a stream is the same for the same seed and label, and another for another', () => {
  const draws = (seed: number, label: string) => {
    const random = createRandom(seed).split(label)
    return [random.next(), random.next(), random.next()]
  }
  expect(draws(7, 'a')).toEqual(draws(7, 'a'))
  expect(draws(7, 'a')).not.toEqual(draws(7, 'b'))
  expect(draws(7, 'a')).not.toEqual(draws(8, 'a'))
})

// Seen red with split() seeded from the state instead of the key.
test('what one stream draws does not move what its split draws', () => {
  const quiet = createRandom(3)
  const busy = createRandom(3)
  for (let draws = 0; draws < 100; draws++) busy.next()
  expect(busy.split('checks').next()).toBe(quiet.split('checks').next())
})

test('draws fill their range evenly and never leave it', () => {
  const random = createRandom(11)
  const counts = new Map<number, number>()
  for (let draws = 0; draws < 60_000; draws++) {
    const drawn = random.between(5, 10)
    counts.set(drawn, (counts.get(drawn) ?? 0) + 1)
  }
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual([5, 6, 7, 8, 9, 10])
  for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(500)
})

test('a span over 2^32 is drawn whole', () => {
  const random = createRandom(5)
  const drawn = Array.from({ length: 1_000 }, () => random.between(0, 9_999_999_999))
  expect(Math.max(...drawn)).toBeGreaterThan(9_900_000_000)
  expect(Math.max(...drawn)).toBeLessThanOrEqual(9_999_999_999)
  expect(drawn.every(Number.isSafeInteger)).toBe(true)
})
