import { describe, expect, it } from 'vitest'
import { partCodeline } from './codeline-fields.ts'

const LINES: readonly [string, string, Record<string, string>][] = [
  [
    'a personal check with its amount encoded',
    ':122000661: 123-456789/1211 $0001234567$',
    {
      transit: '122000661',
      onUs: '123-456789/1211',
      account: '123-456789',
      serial: '1211',
      amount: '0001234567',
    },
  ],
  [
    'a business check, serial left of the transit field, with an external processing code',
    '/001211/4:122000661: 98765/',
    { transit: '122000661', onUs: '98765/', account: '98765', serial: '001211', auxOnUs: '001211', epc: '4' },
  ],
  [
    'dashes in the on-us field, no on-us symbol but the last',
    ':122000661:1211-1234-56789/',
    { transit: '122000661', onUs: '1211-1234-56789/', account: '1211-1234-56789' },
  ],
  ['a Canadian check', ':12345-678: 12-34567/', { transit: '12345-678', onUs: '12-34567/', account: '12-34567' }],
  [
    'a symbol of the amount field that could not be told',
    ':122000661: 55/7 *0000000100$',
    { transit: '122000661', onUs: '55/7', account: '55', serial: '7', amount: '0000000100' },
  ],
  [
    'a transit symbol that could not be told, where only one can be meant',
    '*122000661: 55/7',
    { transit: '122000661', onUs: '55/7', account: '55', serial: '7' },
  ],
  [
    'digits that could not be told stay asterisks in their fields',
    ':12200*661: 5*/7 $00000*0100$',
    { transit: '12200*661', onUs: '5*/7', account: '5*', serial: '7', amount: '00000*0100' },
  ],
  [
    'dirt at position 13, which is always blank',
    ':122000661: 55/7 *$0000000100$',
    { transit: '122000661', onUs: '55/7', account: '55', serial: '7', amount: '0000000100' },
  ],
  ['no transit field: nothing is a field', '55/7 $0000000100$', {}],
  ['two places that could be the transit field', ':122000661:122000661: 5/', {}],
  ['nothing', '', {}],
]

describe('partCodeline', () => {
  for (const [what, line, fields] of LINES) {
    it(`parts ${what}`, () => {
      const found = Object.fromEntries(Object.entries(partCodeline(line)).filter(([, value]) => value !== ''))
      expect(found).toEqual(fields)
    })
  }
})
