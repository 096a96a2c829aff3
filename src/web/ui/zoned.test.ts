import { expect, test } from 'vitest'
import { instantIn, localIn } from './zoned.ts'

// Seen red with the offset of the first guess taken for that of the answer.
test.each([
  ['America/New_York', '2026-11-23T09:00', '2026-11-23T14:00:00.000Z'],
  ['America/New_York', '2026-07-01T09:00', '2026-07-01T13:00:00.000Z'],
  // The first hours after the clocks were put forward, and back.
  ['America/New_York', '2026-03-08T03:30', '2026-03-08T07:30:00.000Z'],
  ['America/New_York', '2026-11-01T02:30', '2026-11-01T07:30:00.000Z'],
  ['Asia/Tokyo', '2026-01-01T00:15', '2025-12-31T15:15:00.000Z'],
  ['UTC', '2026-01-01T00:15', '2026-01-01T00:15:00.000Z'],
])('in %s the clocks show %s at %s', (zone, local, instant) => {
  expect(instantIn(zone, local)).toBe(instant)
  expect(localIn(zone, Date.parse(instant))).toBe(local)
})
