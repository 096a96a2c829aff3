import { expect, test } from 'vitest'
import { minorOf } from './minor-of.ts'

// Seen red with decimals that are not filled up.
test.each([
  ['1,204.55', 2, '120455'],
  ['1204.5', 2, '120450'],
  ['1000', 2, '100000'],
  ['0', 2, '0'],
  ['0.05', 2, '5'],
  ['500', 0, '500'],
  ['1.234', 3, '1234'],
  ['1.005', 2, undefined],
  ['12,04.55', 2, undefined],
  ['-5', 2, undefined],
  ['', 2, undefined],
  ['9999999999999', 3, undefined],
])('%s with %d decimals is %s', (typed, digits, minor) => {
  expect(minorOf(typed, digits)).toBe(minor)
})
