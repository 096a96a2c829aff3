import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printedName } from './printed-name.ts'

// Seen red with: accents kept; the blank at the cut kept; what has no plain letter dropped, so that two words become one.
test.each([
  ['Clearwater Valley Bank', 'CLEARWATER VALLEY BANK'],
  ['Česká spořitelna', 'CESKA SPORITELNA'],
  ['Straße & Söhne™', 'STRASSE & SOHNETM'],
  ['Bank of Łódź', 'BANK OF ODZ'],
  ['First—National', 'FIRST NATIONAL'],
  ['Farmers and Merchants, The', 'FARMERS AND MERCHANTS,'],
  ['北京银行', ''],
])('%s is printed as "%s"', (name, printed) => {
  expect(printedName(name, 23)).toBe(printed)
})

/** Plain ones, those that become two or three, those that become none. */
const LETTERS = fc.constantFrom(...'aZ9 &.ßﬁ™ŠłØ京é\u0301\t')

// Seen red with: the cut before the capitals, of which ß has two.
test('law: whatever the name, it fits its columns and each character is one byte of ASCII', () => {
  fc.assert(
    fc.property(fc.string({ unit: LETTERS, maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (name, width) => {
      const printed = printedName(name, width)
      expect(printed.length).toBeLessThanOrEqual(width)
      expect(printed).toMatch(/^[\x20-\x7e]*$/)
    }),
  )
})
