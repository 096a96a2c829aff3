import { expect, test } from 'vitest'
import type { Fault } from '../core/fault.ts'
import { faultJson } from './receipt-json.ts'

const fault: Fault = {
  code: 'field-format',
  scope: 'item',
  rest: 'item left out',
  line: 7,
  column: 13,
  field: 'account',
  found: '4409006995',
  expected: '4409006996',
  sensitive: 'account',
  message: 'The account number has a character that is none.',
}

// Seen red with `maskFault` left out.
test('what stood in a field of personal data is masked, and nothing says which kind it was', () => {
  expect(faultJson(fault, { account: 'DFI account number' })).toEqual({
    code: 'field-format',
    scope: 'item',
    rest: 'item left out',
    line: 7,
    column: 13,
    field: 'account',
    field_title: 'DFI account number',
    found: '••••••6995',
    expected: '••••••6996',
    message: 'The account number has a character that is none.',
  })
  expect(faultJson({ ...fault, sensitive: 'name', found: 'JANE DOE' }, {}).found).toBe('••••••••')
})
