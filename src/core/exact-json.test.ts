import { expect, test } from 'vitest'
import { exactJson } from './exact-json.ts'

// Seen red with `Number(minor)` alone: ...973 became ...972.
test.each([
  [0n, '0'],
  [-120_455n, '-120455'],
  [9_007_199_254_740_991n, '9007199254740991'],
  [9_007_199_254_740_993n, '9007199254740993'],
  [27_021_597_764_222_973n, '27021597764222973'],
  [-27_021_597_764_222_973n, '-27021597764222973'],
])('%s is written as a number, to the last digit', (minor, text) => {
  expect(JSON.stringify({ debit_minor: exactJson(minor) })).toBe(`{"debit_minor":${text}}`)
})
