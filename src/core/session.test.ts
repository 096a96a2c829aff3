import { expect, test } from 'vitest'
import { isSeenAnew, seenAt, sessionOver, sessionUntil, steppedUpUntil } from './session.ts'

const at = (time: string) => Temporal.Instant.from(`2026-11-23T${time}Z`)
const session = (lastSeen: string, steppedUp?: string) => ({
  signedInAt: at('08:00:00'),
  lastSeenAt: at(lastSeen),
  steppedUpAt: steppedUp === undefined ? undefined : at(steppedUp),
})

// Seen red with `>` for `>=` at the end of a session, and with twelve hours counted from when it was last seen.
test.each([
  ['08:00:00', '08:14:59', undefined, '08:15:00'],
  ['08:00:00', '08:15:00', 'idle', '08:15:00'],
  ['19:50:00', '19:59:59', undefined, '20:00:00'],
  ['19:50:00', '20:00:00', 'too old', '20:00:00'],
] as const)('last seen at %s, at %s a session that began at eight is %s and ends at %s', (seen, now, over, until) => {
  expect(sessionOver(session(seen), at(now))).toBe(over)
  expect(sessionUntil(session(seen)).toString()).toBe(`2026-11-23T${until}Z`)
})

// Seen red with every request written down.
test('a session is written as seen every half minute at most', () => {
  expect(isSeenAnew(session('08:00:00'), at('08:00:29'))).toBe(false)
  expect(isSeenAnew(session('08:00:00'), at('08:00:30'))).toBe(true)
})

// Seen red with the end of a step-up not looked at; with a proof that comes back with the next request; and without its end.
test('law: a step-up counts until its person asks nothing for five minutes, and for half an hour at most', () => {
  expect(steppedUpUntil(session('08:00:00'), at('08:00:00'))).toBeUndefined()
  expect(steppedUpUntil(session('08:00:00', '08:00:00'), at('08:04:59'))?.toString()).toBe('2026-11-23T08:05:00Z')
  expect(steppedUpUntil(session('08:00:00', '08:00:00'), at('08:05:00'))).toBeUndefined()
  expect(steppedUpUntil(session('08:27:00', '08:00:00'), at('08:29:59'))?.toString()).toBe('2026-11-23T08:30:00Z')
  expect(steppedUpUntil(session('08:29:59', '08:00:00'), at('08:30:00'))).toBeUndefined()
  const busy = seenAt(session('08:00:00', '08:00:00'), at('08:04:59'))
  expect(steppedUpUntil(busy, at('08:09:58'))?.toString()).toBe('2026-11-23T08:09:59Z')
  const idle = seenAt(session('08:00:00', '08:00:00'), at('08:05:00'))
  expect(idle).toEqual(session('08:05:00'))
  expect(steppedUpUntil(idle, at('08:05:01'))).toBeUndefined()
})
