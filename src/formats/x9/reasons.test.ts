import { describe, expect, it } from 'vitest'
import { ADMINISTRATIVE_REASONS, CUSTOMER_REASONS, isReturnReason, returnReason } from './reasons.ts'

describe('return reasons', () => {
  it('has the 29 customer codes of the standard: A to U, W to Z and 3 to 6', () => {
    expect(Object.keys(CUSTOMER_REASONS).sort().join('')).toBe('3456ABCDEFGHIJKLMNOPQRSTUWXYZ')
  })

  it('has the administrative codes apart, because I and Q mean something else there', () => {
    expect(Object.keys(ADMINISTRATIVE_REASONS).sort().join('')).toBe('123456IQTUVY')
    expect(returnReason('I', 'customer')?.title).toContain('endorsement')
    expect(returnReason('I', 'administrative')?.title).toContain('image')
  })

  it('reads T, V and W as older files mean them when asked to', () => {
    expect(returnReason('W')?.title).toContain('amount')
    expect(returnReason('W', 'customer', 'older')?.title).toContain('account')
    expect(returnReason('V')?.title).toBeUndefined()
    expect(returnReason('V', 'customer', 'older')?.title).toContain('security')
  })

  it('does not take names of object members for codes', () => {
    expect(['constructor', 'toString', '0', '7', ''].filter(isReturnReason)).toEqual([])
  })
})
