import { expect, test } from 'vitest'
import { exactJson } from '../../core/exact-json.ts'
import { amountText } from '../ui/format.ts'
import { parseExact } from './parse-exact.ts'

// Seen red with `JSON.parse` alone: ...929.73 was shown as ...929.72; and with the amount's sign taken by `Math.abs`.
test.each([
  [0n, '0.00'],
  [-120_455n, '\u22121,204.55'],
  [9_007_199_254_740_991n, '90,071,992,547,409.91'],
  [9_007_199_254_740_993n, '90,071,992,547,409.93'],
  [-27_021_597_764_222_973n, '\u2212270,215,977,642,229.73'],
  [2_702_159_776_422_297_300_001n, '27,021,597,764,222,973,000.01'],
])('a sum of %s minor units is shown to the cent', (minor, shown) => {
  const answer = parseExact(JSON.stringify({ debit_minor: exactJson(minor) })) as { readonly debit_minor: number }
  expect(amountText(answer.debit_minor, 2)).toBe(shown)
})

test('everything else is read as JSON is', () => {
  const text = '{"a":[1,-2.5,1e400,"9007199254740993",null,true],"b":{"c":12345678901234567890.5}}'
  expect(parseExact(text)).toEqual(JSON.parse(text))
})
