import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attemptSignIn, type SignInAttempts } from './sign-in-attempt.ts'

/** Seconds: bursts, work, and what is just short of half an hour. */
const PAUSE = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 2 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 600 }) },
  { weight: 1, arbitrary: fc.constant(1_790) },
)
const START = Temporal.Instant.from('2026-11-23T08:00:00Z')

// Seen red with eleven failures allowed; and with the count forgotten half an hour after the first: ten before, ten right after.
test('law: whenever somebody tries, in no thirty minutes are there more than ten attempts', () => {
  fc.assert(
    fc.property(fc.array(PAUSE, { maxLength: 200, size: 'max' }), pauses => {
      let attempts: SignInAttempts | undefined
      let now = START
      const tried: number[] = []
      for (const pause of pauses) {
        now = now.add({ seconds: pause })
        const next = attemptSignIn(attempts, now)
        if (next.at === 'locked') continue
        attempts = next.attempts
        tried.push(now.epochMilliseconds)
      }
      for (const [index, end] of tried.entries()) {
        const within = tried.slice(0, index + 1).filter(moment => moment > end - 30 * 60_000)
        expect(within.length).toBeLessThanOrEqual(10)
      }
    }),
  )
})

// Seen red with a refused attempt that begins the half hour again.
test('a lock ends half an hour after the tenth failure, whatever is tried meanwhile', () => {
  const ten = { failed: 10, lastAt: START }
  expect(attemptSignIn(ten, START.add({ minutes: 29 }))).toMatchObject({
    at: 'locked',
    until: START.add({ minutes: 30 }),
  })
  expect(attemptSignIn(ten, START.add({ minutes: 30 }))).toMatchObject({ at: 'counted', attempts: { failed: 1 } })
})
