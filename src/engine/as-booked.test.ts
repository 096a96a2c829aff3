import { expect, test } from 'vitest'
import { isTallyAsBooked } from './as-booked.ts'

// Planted bugs seen red: the count alone compared; a notice held against the value of its items.
test.each([
  ['return', { count: 2, debitMinor: 300, creditMinor: 50 }, true],
  ['return', { count: 1, debitMinor: 300, creditMinor: 50 }, false],
  ['return', { count: 2, debitMinor: 301, creditMinor: 50 }, false],
  ['return', { count: 2, debitMinor: 300, creditMinor: 0 }, false],
  ['return', undefined, false],
  ['notice', { count: 2, debitMinor: 0, creditMinor: 0 }, true],
  ['notice', { count: 2, debitMinor: 300, creditMinor: 50 }, false],
] as const)('a file of %ss that says %j moves what is booked: %j', (kind, told, isRight) => {
  expect(isTallyAsBooked(kind, told, { count: 2, debitMinor: 300, creditMinor: 50 })).toBe(isRight)
})
