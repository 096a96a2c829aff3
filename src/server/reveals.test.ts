import { expect, test } from 'vitest'
import { openReveals } from './reveals.ts'

// Seen red with the item of a pass not compared, and with its end not looked at.
test('a pass opens its own item, for a minute', () => {
  let now = Temporal.Instant.from('2026-11-20T12:00:00Z')
  const reveals = openReveals(() => now)
  const { pass, until } = reveals.grant(7)
  expect(until.toString()).toBe('2026-11-20T12:01:00Z')
  expect([reveals.allows(7, pass), reveals.allows(8, pass), reveals.allows(7, 'another')]).toEqual([true, false, false])
  now = Temporal.Instant.from('2026-11-20T12:01:00Z')
  expect(reveals.allows(7, pass)).toBe(false)
})
