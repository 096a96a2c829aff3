import { describe, expect, test } from 'vitest'
import { type CheckNumbers, identifyCheck } from './check-identity.ts'
import { createFingerprint } from './fingerprint.ts'

const CHECK: CheckNumbers = { account: '1234567890', serial: '1021', amountMinor: 45_000 }
const identify = (changes: Partial<CheckNumbers>) => identifyCheck(createFingerprint(), { ...CHECK, ...changes })

describe('the identity of a check', () => {
  // Planted bug: leaving the replacement of leading zeros out made the ACH conversion's 000001021 another check.
  test.each<[string, Partial<CheckNumbers>]>([
    ['leading zeros of the check number', { serial: '000001021' }],
    ['blanks around the check number', { serial: ' 1021 ' }],
    ['dashes in the account number', { account: '1234-567890' }],
    ['blanks in the account number', { account: '1234 567890 ' }],
  ])('is the same in spite of %s', (_, changes) => {
    expect(identify(changes)).toEqual(identify({}))
  })

  test.each<[string, Partial<CheckNumbers>]>([
    ['another check number', { serial: '1022' }],
    ['another amount', { amountMinor: 45_001 }],
    ['another account', { account: '1234567891' }],
    ['a leading zero of the account, which is another account', { account: '01234567890' }],
    ['a digit moved from the account to the check number', { account: '123456789', serial: '01021' }],
    ['the numbers swapped', { account: '1021', serial: '1234567890' }],
  ])('differs for %s', (_, changes) => {
    expect(identify(changes)).not.toEqual(identify({}))
  })

  test.each<[string, Partial<CheckNumbers>]>([
    ['no check number', { serial: '' }],
    ['check number zero', { serial: '0000' }],
    ['an unreadable digit in the check number', { serial: '10*1' }],
    ['no account', { account: ' ' }],
    ['no amount', { amountMinor: 0 }],
  ])('is not there for %s, because nothing would be proven', (_, changes) => {
    expect(identify(changes)).toBeUndefined()
  })

  test('is stored data and therefore never changes', () => {
    expect(identify({})).toEqual(VECTOR)
  })
})

const VECTOR = { hi: 2688313617, lo: 1629609815 }
