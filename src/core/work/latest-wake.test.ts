import { expect, test } from 'vitest'
import { latestWakeMs } from './latest-wake.ts'

const at = (time: string) => Date.parse(`2026-11-23T${time}Z`)

// Seen red with no hour before the clock, with the last hour not waited at all, and with what has passed waiting as if there were no clock.
test.each<readonly [string, string | undefined, string | undefined]>([
  ['no clock', undefined, undefined],
  ['a clock ahead: an hour before it', '20:02:00', '19:02:00'],
  ['less than an hour left: a quarter of one', '15:40:00', '15:15:00'],
  ['an hour and a quarter: an hour before', '16:15:00', '15:15:00'],
  ['minutes left: not past the clock', '15:05:00', '15:05:00'],
  ['a clock that has passed: the end of the day', '14:59:00', '23:59:00'],
  ['a clock that ends now: the end of the day', '15:00:00', '23:59:00'],
])('a case with %s', (_, ours, latest) => {
  const made = latestWakeMs({
    nowMs: at('15:00:00'),
    oursAtMs: ours === undefined ? undefined : at(ours),
    dayEndsMs: at('23:59:00'),
  })
  expect(made).toBe(latest === undefined ? undefined : at(latest))
})
