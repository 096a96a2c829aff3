import { describe, expect, test } from 'vitest'
import { ach } from './pack.ts'
import { NOC_C01, RETURN_R01 } from './sample-addenda.ts'
import { ACCOUNT_NUMBER, aBatch, anItem, iatAddenda } from './sample-entries.ts'

describe('an item for people', () => {
  // Seen red with: the trace shown whatever stands in its columns.
  test.each([
    [anItem(), 'PPD debit by ACME UTILITIES, trace 121042880000017'],
    [anItem({ transactionCode: 28, amountMinor: 0 }), 'PPD debit prenote by ACME UTILITIES, trace 121042880000017'],
    [
      anItem({ transactionCode: 26, addenda: [RETURN_R01] }),
      'PPD debit returned R01 by ACME UTILITIES, trace 121042880000017',
    ],
    [
      anItem({ transactionCode: 26, amountMinor: 0, addenda: [NOC_C01] }, { secCode: 'COR' }),
      'COR notification of change C01 by ACME UTILITIES, trace 121042880000017',
    ],
    [anItem({}, { secCode: 'PPX', companyName: ACCOUNT_NUMBER }), 'PPX debit, trace 121042880000017'],
    [anItem({ trace: ` ${ACCOUNT_NUMBER}` }), 'PPD debit by ACME UTILITIES, trace unreadable'],
  ])('reads in one line', (item, line) => {
    expect(ach.describe(item, {})).toBe(line)
  })

  test('has every field with its columns, sensitive ones marked', () => {
    const fields = ach.fields(anItem({ addenda: [{ kind: '05', paymentInformation: 'RENT OF PAT' }] }), {})
    expect(fields.find(field => field.name === 'account')).toEqual({
      name: 'account',
      title: 'DFI account number',
      column: 13,
      width: 17,
      record: 1,
      value: ACCOUNT_NUMBER,
      sensitive: 'account',
    })
    expect(fields.find(field => field.name === 'paymentInformation')).toMatchObject({ record: 2, sensitive: 'name' })
    for (const name of ['name', 'identification'])
      expect(fields.find(field => field.name === name)?.sensitive).toBeDefined()
  })
})

// Seen red with the titles taken by the columns' names alone.
test.each([
  ['PPD', 'Individual identification number', 'Individual name'],
  ['CIE', 'Individual name', 'Individual identification number'],
  ['POP', 'Check serial number, terminal city, terminal state', 'Individual name'],
  ['CTX', 'Individual identification number', 'Number of addenda records, receiving company name'],
])('the two columns of a %s entry are called as its class reads them', (secCode, identification, name) => {
  const fields = ach.fields(anItem({}, { secCode }), {})
  const title = (of: string) => fields.find(field => field.name === of)?.title
  expect([title('identification'), title('name'), title('amountMinor')]).toEqual([identification, name, 'Amount'])
})

// Seen red with the columns of the plain header for an international one, and with a company's own words not marked.
test('the header of a batch has every field at its column, what an originator wrote marked', () => {
  const header = ach.batchHeader?.(aBatch({ companyDiscretionaryData: 'FOR R MILLER' }))
  expect(header?.text).toHaveLength(94)
  const field = (name: string) => header?.fields.find(one => one.name === name)
  expect(field('effectiveDate')).toEqual({
    name: 'effectiveDate',
    title: 'Effective entry date',
    column: 70,
    width: 6,
    record: 0,
    value: header?.text.slice(69, 75),
  })
  expect(field('companyId')?.sensitive).toBe('tax-id')
  expect(field('companyDiscretionaryData')).toMatchObject({ value: 'FOR R MILLER', sensitive: 'name' })
  const international = ach.batchHeader?.(aBatch({ secCode: 'IAT' }))?.fields.map(one => one.name)
  expect(international).toContain('foreignExchangeReference')
  expect(international).not.toContain('companyName')
  expect(ach.batchHeader?.({ raw: '' })).toBeUndefined()
})

// Seen red with the header of a batch called aligned whatever stands at its end.
test('a header whose columns may have slipped shows nothing that may be a piece of a number', () => {
  const raw = `5200ACME ${ACCOUNT_NUMBER}`.padEnd(94)
  const slipped = ach.batchHeader?.({ ...aBatch(), raw, odfi8: -1, batchNumber: -1 })
  expect(slipped?.fields.find(field => field.value.includes(ACCOUNT_NUMBER.slice(0, 5)))).toMatchObject({
    name: 'companyName',
    sensitive: 'tax-id',
  })
  expect(ach.batchHeader?.(aBatch())?.fields.find(field => field.name === 'companyName')?.sensitive).toBeUndefined()
})

describe('the other side of an entry', () => {
  const iat = { secCode: 'IAT' }
  test.each([
    ['settlement', anItem()],
    ['settlement', anItem({}, { entryDescription: 'REVERSAL' })],
    ['settlement', anItem({ addenda: iatAddenda() }, iat)],
    ['originations', anItem({ transactionCode: 26, addenda: [RETURN_R01] })],
    ['none', anItem({ transactionCode: 26, amountMinor: 0, addenda: [RETURN_R01] })],
    ['none', anItem({ transactionCode: 28, amountMinor: 0 })],
    ['none', anItem({ transactionCode: 24, amountMinor: 0 }, { secCode: 'CCD' })],
    ['none', anItem({ transactionCode: 26, amountMinor: 0, addenda: [NOC_C01] }, { secCode: 'COR' })],
    ['none', anItem({ transactionCode: 81 }, { secCode: 'ADV' })],
    ['none', anItem({ transactionCode: 23, amountMinor: 0 }, { secCode: 'DNE' })],
  ])('is %s', (role, item) => {
    expect(ach.posting(item)).toBe(role)
  })
})

// Seen red with the header's standing told by its end alone.
test('a header of no class of entries may be another record, so the company’s columns are masked', () => {
  const header = ach.batchHeader?.(aBatch({ secCode: 'PPX', companyName: ACCOUNT_NUMBER }))
  expect(header?.fields.find(one => one.name === 'companyName')?.sensitive).toBe('tax-id')
})
