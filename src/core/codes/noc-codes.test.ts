import { describe, expect, it } from 'vitest'
import { isNocCode, NOC_CODES, nocCodeFor, REFUSED_NOC_CODES } from './noc-codes.ts'

describe('notification of change codes', () => {
  // Seen red with the fields compared in the order in which they were asked.
  it.each([
    [['account'], 'C01'],
    [['routing'], 'C02'],
    [['account', 'routing'], 'C03'],
    [['transaction code', 'account'], 'C06'],
    [['account', 'transaction code', 'routing'], 'C07'],
    [['company id', 'company name'], 'C12'],
    [['name', 'account'], undefined],
    [[], undefined],
  ] as const)('%j is corrected by %s', (fields, code) => {
    expect(nocCodeFor(fields)).toBe(code)
  })

  it('has C01 to C13 without C08, and C61 to C69', () => {
    expect(Object.keys(NOC_CODES)).toHaveLength(12)
    expect(isNocCode('C08')).toBe(false)
    expect(Object.keys(REFUSED_NOC_CODES)).toHaveLength(9)
  })
})
