import { expect, test } from 'vitest'
import { EXPONENTS } from '../../core/money.ts'
import { amountText, datedText } from './format.ts'

// Seen red with two decimals for every currency.
test.each([
  ['JPY', 1_204_550, '1,204,550'],
  ['JPY', 0, '0'],
  ['JPY', -7n, '\u22127'],
  ['USD', 1_204_550, '12,045.50'],
  ['USD', 7, '0.07'],
  ['KWD', 1_204_550, '1,204.550'],
  ['KWD', -7, '\u22120.007'],
  ['KWD', 0n, '0.000'],
] as const)('an amount in %s has the decimals of its currency: %s is %s', (currency, minor, shown) => {
  expect(amountText(minor, EXPONENTS[currency])).toBe(shown)
})

// Seen red with the words of today's moments: a claim of two years from now was due two days ago.
test('a moment that may be years away has its year, that of the zone', () => {
  expect(datedText('2028-11-21T05:00:00Z', 'America/New_York')).toBe('Tue 21 Nov 2028 00:00')
  expect(datedText('2027-01-01T04:59:00Z', 'America/New_York')).toBe('Thu 31 Dec 2026 23:59')
})
