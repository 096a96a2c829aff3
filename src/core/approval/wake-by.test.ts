import fc from 'fast-check'
import { expect, test } from 'vitest'
import { goesOnWaiting, wakeUnanswered } from './wake-by.ts'

const START = Temporal.Instant.from('2026-11-23T15:00:00Z')
const after = (minutes: number) => START.add({ minutes })

// Seen red with: half way counted from each look; what is over taken for what still lies ahead; an answer that is due before the clock left out.
test.each([
  [
    'early enough it wakes two hours before its clock, whenever it is looked at',
    300,
    10_000,
    [
      [0, 180],
      [100, 180],
    ],
  ],
  [
    'in its last hours it wakes half way from when it began',
    90,
    10_000,
    [
      [0, 45],
      [20, 45],
      [44, 45],
    ],
  ],
  [
    'where that has passed it waits anew',
    90,
    10_000,
    [
      [0, 45],
      [50, 70],
      [60, 70],
    ],
  ],
  [
    'an answer that is due before comes first',
    300,
    60,
    [
      [0, 60],
      [30, 60],
    ],
  ],
] as const)('%s', (_, clock, answer, looks) => {
  const of = looks.map(([at]) => at)
  expect(wakesAt(clock, answer, of)).toEqual(looks.map(([, wakes]) => wakes))
})

// Seen red with half way counted from each look.
test('law: however often it is looked at, what waits for others in its last hours is put off by no look before it wakes', () => {
  const minutes = fc.integer({ min: 1, max: 119 })
  fc.assert(
    fc.property(minutes, fc.array(fc.nat(118), { minLength: 1, maxLength: 20 }), (clock, looks) => {
      const at = [0, ...looks.filter(one => one < Math.floor(clock / 2))].sort((a, b) => a - b)
      expect(new Set(wakesAt(clock, 10_000, at)).size).toBe(1)
    }),
  )
})

/** In minutes from the start: when it wakes after each of these looks. */
function wakesAt(clock: number, answer: number, looks: readonly number[]): readonly number[] {
  let wakes: Temporal.Instant | undefined
  return looks.map(look => {
    const [now, oursAt] = [after(look), after(clock)]
    const until = wakeUnanswered(now, oursAt, after(answer))
    if (wakes === undefined || !goesOnWaiting(wakes, { now, oursAt, until })) wakes = until
    return wakes.since(START).total('minutes')
  })
}
