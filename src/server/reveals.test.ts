import { expect, test } from 'vitest'
import { openReveals } from './reveals.ts'

// Seen red with the item of a pass not compared, with its session not compared, and with its end not looked at.
test('a pass opens its own item to its own session, for a minute', () => {
  let now = Temporal.Instant.from('2026-11-20T12:00:00Z')
  const reveals = openReveals(() => now)
  const { pass, until } = reveals.grant({ item: 7, session: 'a' })
  expect(until.toString()).toBe('2026-11-20T12:01:00Z')
  const own = { item: 7, session: 'a' }
  expect(reveals.allows(own, pass)).toBe(true)
  expect(reveals.allows({ ...own, item: 8 }, pass)).toBe(false)
  expect(reveals.allows({ ...own, session: 'b' }, pass)).toBe(false)
  expect(reveals.allows(own, 'another')).toBe(false)
  now = Temporal.Instant.from('2026-11-20T12:01:00Z')
  expect(reveals.allows(own, pass)).toBe(false)
})
