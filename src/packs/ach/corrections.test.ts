import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FieldValues } from '../../core/correction.ts'
import { latin1Text } from '../../core/latin1.ts'
import { answerEntry } from './answer-entry.ts'
import { corrections } from './corrections.ts'
import { parseAchItem } from './item.ts'
import { ACH_KINDS } from './kinds.ts'
import { readAgain } from './notice-again.ts'
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

test('what came is told field by field, of an entry and its batch, and not of a notification that was refused', () => {
  const came = (field: string, kind = 'account-not-found') =>
    corrections.received({ item: parseAchItem(rawEntry(), BATCH), batch: BATCH, kind }, field)
  expect([came('transactionCode'), came('secCode'), came('effectiveDate')]).toEqual(['27', 'PPD', '261120'])
  expect([came('record'), came('account', 'refused-noc')]).toEqual([undefined, undefined])
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

const REFUSED = {
  ...{ changeCode: 'C01', originalTrace: '091000010000007', originalRdfi: '09100001' },
  ...{ correctedData: '99887766', traceSequence: '0000031' },
} as const

/** What goes out again of a notification that was refused with the code: the entry's record and its addenda. */
function again(refusalCode: string, values: FieldValues): string {
  const raw = rawEntry({
    transactionCode: 26,
    amountMinor: 0,
    addenda: [{ kind: '98-refused', ...REFUSED, refusalCode }],
  })
  const batch = { ...BATCH, secCode: 'COR', odfi8: 12_104_288 }
  const item = parseAchItem(raw, batch)
  const of = { item, raw, batch, kind: 'refused-noc', values, settings }
  const offered = corrections.fields(item, 'refused-noc', 'correct').map(one => one.name)
  if (Object.keys(values).some(name => !offered.includes(name))) return `offers ${offered}`
  const applied = corrections.apply(of)
  const notice = corrections.notice?.(of)
  if (applied.is === 'refused' || notice === undefined) return applied.is === 'refused' ? applied.why : 'no notice'
  const { data: correctedData, repeated } = readAgain(notice.correction)
  const answer = { act: 'notify', code: notice.code, correctedData, repeated } as const
  return latin1Text(answerEntry({ raw, batch, answer }, '091000010000077'))
}

// Seen red with: the refused trace number named again; the right account written into the entry and not into the corrected data.
test('a refused notification goes out again with what the refusal names put right, and nothing else', () => {
  const trace = again('C62', { originalTrace: '121042880000042' })
  expect(trace.slice(94, 158).trimEnd()).toBe('798C01121042880000042      0910000199887766')
  expect(trace.slice(79, 94)).toBe('091000010000077')
  const data = again('C65', { account: '123456789' })
  expect([data.slice(97, 100), data.slice(100, 115), data.slice(129, 158).trimEnd()]).toEqual([
    'C01',
    '091000010000007',
    '123456789',
  ])
  expect(data.slice(12, 29)).toBe(again('C62', { originalTrace: '121042880000042' }).slice(12, 29))
  expect(again('C65', { account: '123456789', transactionCode: '37' }).slice(97, 100)).toBe('C06')
  expect(again('C64', { individualId: 'EMP 42' }).slice(39, 54)).toBe('EMP 42         ')
  expect(again('C68', { account: '123456789' }).slice(12, 29)).toBe('123456789        ')
  expect(again('C69', { transactionCode: '36' }).slice(1, 3)).toBe('36')
})

test('what was refused is not sent again as it was, and what nothing of ours mends is not offered', () => {
  expect(again('C62', { originalTrace: '091000010000007' })).toBe(
    'That is what was refused: with it nothing is put right.',
  )
  expect(again('C65', { account: '99887766' })).toBe('That is what was refused: with it nothing is put right.')
  expect(again('C69', { transactionCode: '31' })).toBe('The code of a notification for a debit ends with 6.')
  expect(again('C65', { routing: '091000019', transactionCode: '37' })).toMatch(/^No change code says that/)
  for (const code of ['C61', 'C63', 'C66', 'C67']) expect(again(code, { account: '123456789' })).toBe('offers ')
})
