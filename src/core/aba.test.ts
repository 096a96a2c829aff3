import { describe, expect, it } from 'vitest'
import { checkDigit, isRoutingNumber } from './aba.ts'

describe('isRoutingNumber', () => {
  // Seen red with the prefix test left out (the last row) and with the weights 3, 7, 1 in another order.
  it.each([
    ['021000021', true],
    ['111000025', true],
    ['076401251', true],
    ['121042882', true],
    ['051000017', true],
    ['021000012', false], // two digits swapped
    ['026000021', false], // one digit wrong
    ['02100002', false],
    ['0210000210', false],
    ['02100002a', false],
    ['', false],
    ['501000017', false], // 0 and 5 swapped: the check digit is right, no such prefix exists
  ])('%j: %s', (text, valid) => {
    expect(isRoutingNumber(text)).toBe(valid)
  })

  it('would pass a swap of 0 and 5 by the check digit alone', () => {
    expect(checkDigit('051000017')).toBe(7)
    expect(checkDigit('501000017')).toBe(7)
  })
})
