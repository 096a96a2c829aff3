import { describe, expect, test } from 'vitest'
import { identifyCheck } from '../../core/check-identity.ts'
import { createFingerprint } from '../../core/fingerprint.ts'
import { convertedCheckIdentity, entryIdentity } from './identity.ts'
import { ACCOUNT_NUMBER, anItem, type EntrySample, iatAddenda } from './sample-entries.ts'
import { TODAY, wantedBy } from './sample-facts.ts'

type Header = Parameters<typeof anItem>[1]
const claim = (entry: EntrySample = {}, header: Header = {}) =>
  [...wantedBy(anItem(entry, header))].find(name => name.startsWith('claim entry '))

describe('the same entry again', () => {
  // Seen red with: the trace left out; the company left out; the name taken in.
  test.each<[string, EntrySample, Header?]>([
    ['under another name', { name: 'SOMEONE ELSE' }],
    ['with an addenda record', { addenda: [{ kind: '05' }] }],
    ['in another batch of the company', {}, { batchNumber: 9, entryDescription: 'AGAIN' }],
  ])('is the same %s', (_, entry, header) => {
    expect(claim(entry, header)).toBe(claim())
  })

  test.each<[string, EntrySample, Header?]>([
    ['another trace', { trace: '121042880000018' }],
    ['another amount', { amountMinor: 45_001 }],
    ['another account', { account: '4400123457' }],
    ['another identification', { identification: 'M-1002' }],
    ['another code', { transactionCode: 37 }],
    ['another company', {}, { companyId: '1234567891' }],
    ['another class', {}, { secCode: 'WEB' }],
    ['another effective date', {}, { effectiveDate: '261023' }],
  ])('is not the same with %s', (_, entry, header) => {
    expect(claim(entry, header)).not.toBe(claim())
  })

  test('is looked for on its effective date, and on no day when it has none', () => {
    expect(claim()).toContain(`claim entry ${TODAY} `)
    expect(claim({}, { effectiveDate: '261331' })).toContain('claim entry 0 ')
  })

  test('covers all of an international account number', () => {
    const international = (account: string) =>
      entryIdentity(anItem({ account, addenda: iatAddenda() }, { secCode: 'IAT' }))
    expect(international('12345678901234561')).not.toEqual(international('12345678901234562'))
  })
})

describe('the check behind an entry', () => {
  const check = { account: ACCOUNT_NUMBER, serial: '1042', amountMinor: 45_000 }

  // Seen red with: all 15 columns taken for the serial of a POP entry.
  test.each([
    ['ARC', '1042'],
    ['BOC', '000000000001042'],
    ['POP', '1042     MINNMN'],
    ['RCK', '1042'],
    ['XCK', '1042'],
  ])('of %s has the identity that its image has', (secCode, identification) => {
    const item = anItem({ identification }, { secCode })
    expect(convertedCheckIdentity(item)).toEqual(identifyCheck(createFingerprint(), check))
  })

  test.each([
    ['PPD', '1042'],
    ['ARC', '0'],
    ['ARC', ''],
  ])('of %s with the identification %j has none', (secCode, identification) => {
    expect(convertedCheckIdentity(anItem({ identification }, { secCode }))).toBeUndefined()
  })
})
