import { expect, test } from 'vitest'
import { fieldTitle } from './field-title.ts'

// Seen red with the name given back as it is.
test.each([
  ['account', 'DFI account number'],
  ['totalDebit', 'total debit'],
  ['clippingH1', 'clipping h 1'],
  ['recordType', 'record type'],
  ['toString', 'to string'],
])('the field %s is called “%s”', (name, title) => {
  expect(fieldTitle({ account: 'DFI account number' }, name)).toBe(title)
})
