import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FieldValues } from '../../core/correction.ts'
import { corrections } from './corrections.ts'
import { parseAchItem } from './item.ts'
import { ACH_KINDS } from './kinds.ts'
import { rawEntry } from './sample-entries.ts'

const BATCH = { secCode: 'PPD', layout: 'standard', serviceClass: 200, effectiveDate: '261120' }
const settings = {
  routingNumbers: ['091000019'],
  reviewOverMinor: { debit: 0, credit: 0, check: 0 },
  duplicateMonths: 6,
  staleMonths: 6,
}

function correct(values: FieldValues, kind = 'account-not-found', raw = rawEntry()) {
  const item = parseAchItem(raw, BATCH)
  return corrections.apply({ item, raw, batch: BATCH, kind, values, settings })
}

// Seen red with: the original’s own bytes written into; the amount read after the record was put in its place not compared.
test('law: whatever is keyed, the bytes that came stay, and so do amount and direction', () => {
  const names = [
    'account',
    'routing',
    'transactionCode',
    'trace',
    'secCode',
    'effectiveDate',
    'reasonCode',
    'originalTrace',
    'addendaIndicator',
    'record',
  ]
  const digits = fc.stringMatching(/^[0-9]{1,20}$/)
  const value = fc.oneof(
    digits,
    fc.string({ maxLength: 94 }),
    fc.constantFrom('27', '22', '37', 'CCD', '261123', 'R01'),
  )
  const record = fc.stringMatching(/^6[ 0-9A-Z]{93}$/)
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names.slice(0, -1)), value), fc.option(record), (values, whole) => {
      const raw = rawEntry()
      const before = raw.slice()
      const item = parseAchItem(raw, BATCH)
      const applied = correct(whole === null ? values : { record: whole }, 'record-fault', raw)
      expect(raw).toEqual(before)
      if (applied.is === 'refused') return
      const after = parseAchItem(applied.raw, applied.batch)
      expect([after.amountMinor, after.direction, after.category]).toEqual([
        item.amountMinor,
        item.direction,
        item.category,
      ])
    }),
  )
})

test.each([
  [{ account: '4400999999' }, 'C01', '4400999999'],
  [{ transactionCode: '37' }, 'C05', '37'],
  [{ account: '4400999999', transactionCode: '37' }, 'C06', '4400999999          37'],
  [{ routing: '091000019', account: '4400999999' }, 'C03', '091000019   4400999999'],
])('%j is told to the sender as %s', (values, code, correction) => {
  const raw = rawEntry()
  const item = parseAchItem(raw, BATCH)
  const of = { item, raw, batch: BATCH, kind: 'account-not-found', values, settings }
  expect(corrections.notice?.(of)).toEqual({ code, correction, clock: 'ach-noc' })
})

test('a field is corrected where the kind is about it, and a damaged record as a whole', () => {
  const item = parseAchItem(rawEntry(), BATCH)
  const names = (kind: string) => corrections.fields(item, kind, 'correct').map(one => one.name)
  expect(names('account-closed')).toEqual(['account', 'transactionCode'])
  expect(names('record-fault')).toEqual(['record'])
  expect(names('insufficient-funds')).toEqual([])
  expect(corrections.fields(item, 'account-closed', 'rekey')).toEqual([])
  for (const kind of Object.keys(ACH_KINDS))
    for (const one of corrections.fields(item, kind, 'correct')) expect(one.expects).not.toBe('')
})
