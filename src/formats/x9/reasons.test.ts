import { describe, expect, it } from 'vitest'
import { ADMINISTRATIVE_REASONS, CUSTOMER_REASONS, isReturnReason, reasonListOf, reasonTitle } from './reasons.ts'

describe('return reasons', () => {
  it('has the 29 customer codes of the standard: A to U, W to Z and 3 to 6', () => {
    expect(Object.keys(CUSTOMER_REASONS).sort().join('')).toBe('3456ABCDEFGHIJKLMNOPQRSTUWXYZ')
  })

  it('has the administrative codes apart, because I and Q mean something else there', () => {
    expect(Object.keys(ADMINISTRATIVE_REASONS).sort().join('')).toBe('123456IQTUVY')
    expect(reasonTitle('I', 'customer')).toContain('endorsement')
    expect(reasonTitle('I', 'administrative')).toContain('image')
  })

  it('reads T, V and W as older files mean them when asked to', () => {
    expect(reasonTitle('W')).toContain('amount')
    expect(reasonTitle('W', 'customer', 'older')).toContain('account')
    expect(reasonTitle('V')).toBeUndefined()
    expect(reasonTitle('V', 'customer', 'older')).toContain('security')
  })

  it('knows the list by the returns indicator of the cash letter', () => {
    expect([reasonListOf('E'), reasonListOf('R'), reasonListOf(' ')]).toEqual([
      'administrative',
      'customer',
      'customer',
    ])
  })

  it('does not take names of object members for codes', () => {
    expect(['constructor', 'toString', '0', '7', ''].filter(isReturnReason)).toEqual([])
  })
})
