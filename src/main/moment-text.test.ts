import { expect, test } from 'vitest'
import { momentText } from './moment-text.ts'

// Seen red with the moment written in UTC.
test('a moment is written on the clock of the institution', () => {
  expect(momentText(Temporal.Instant.from('2026-11-24T03:45:59Z'), 'America/New_York')).toBe('Mon 2026-11-23 22:45')
})
