import { expect, test } from 'vitest'
import { EXPONENTS } from '../../core/money.ts'
import { amountText } from './format.ts'

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
