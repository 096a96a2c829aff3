import { checkAddenda } from './check-addenda.ts'
import { checkDigitOf } from './check-digit.ts'
import { DETAILS } from './entry-detail.ts'
import type { NachaFaultCode } from './fault-codes.ts'
import { digitsAt, type Field, isBlankAt } from './layout.ts'
import { ADV_ENTRY, ENTRY, IAT_ENTRY } from './layouts.ts'
import type { OpenBatch } from './open-batch.ts'
import { expectedFrom, fieldPlace, type Reading, reportEntry, reportField } from './reading.ts'
import { type TransactionCode, transactionCode } from './transaction-codes.ts'

/**
 * The thorough checks of an entry and its addenda: they run only where the quick ones in read-entry.ts were not satisfied,
 * and say exactly what is wrong. A law in read.test.ts holds the two together.
 */
export function checkEntry(reading: Reading, batch: OpenBatch): void {
  checkRouting(reading, batch)
  checkCode(reading, batch)
  checkAmount(reading, batch)
  checkAccount(reading, batch)
  checkTrace(reading, batch)
  if (reading.group.category === 'forward') checkClassFields(reading, batch)
  checkAddenda(reading, batch)
}

function checkRouting(reading: Reading, _batch: OpenBatch): void {
  const { group } = reading
  if (group.rdfi8 < 0) {
    reportField(reading, 'rdfi', 0, 'rdfi', ENTRY.fields.rdfi, 'eight digits')
    return
  }
  const expected = checkDigitOf(group.rdfi8)
  if (group.checkDigit !== expected)
    reportField(reading, 'check-digit', 0, 'checkDigit', ENTRY.fields.checkDigit, String(expected))
}

function checkCode(reading: Reading, batch: OpenBatch): void {
  const { group } = reading
  const field = ENTRY.fields.transactionCode
  const code = transactionCode(group.transactionCode)
  if (code === undefined) {
    reportField(reading, 'transaction-code', 0, 'transactionCode', field)
    return
  }
  const expected = whyNotForClass(code, group.transactionCode, reading, batch)
  if (expected !== undefined) reportField(reading, 'transaction-code-sec', 0, 'transactionCode', field, expected)
  const { serviceClass } = batch.header
  const wrongWay =
    (serviceClass === 220 && code.direction === 'debit') || (serviceClass === 225 && code.direction === 'credit')
  if (wrongWay) {
    reportField(
      reading,
      'transaction-code-service-class',
      0,
      'transactionCode',
      field,
      serviceClass === 220 ? 'a credit' : 'a debit',
    )
  }
  const answers = group.category !== 'forward' && batch.layout !== 'adv'
  if (answers && code.purpose !== 'answer')
    reportField(reading, 'transaction-code-answer', 0, 'transactionCode', field, 'units 1 or 6')
}

/** What the entry class would permit, when it does not permit the code. */
function whyNotForClass(code: TransactionCode, number: number, reading: Reading, batch: OpenBatch): string | undefined {
  const { rule, header, layout } = batch
  if (rule === undefined) return undefined
  if (layout === 'adv') return code.purpose === 'advice' || code.purpose === 'answer' ? undefined : '81 to 88'
  if (code.purpose === 'advice') return 'a code below 81'
  if (reading.group.category !== 'forward' || code.purpose === 'answer') return undefined
  if (rule.moneyless === true) {
    const wanted = rule.zeroDollar === true ? 'zero' : 'prenote'
    if (code.purpose !== wanted) return wanted === 'zero' ? 'a zero-dollar code' : 'a prenote code'
  }
  if (code.purpose === 'zero' && rule.zeroDollar !== true) return 'no zero-dollar code'
  const reversal = header.entryDescription.startsWith('REVERSAL')
  if (reversal) return undefined
  if (number === 55) return 'a reversal'
  return rule.direction === 'both' || rule.direction === code.direction ? undefined : `a ${rule.direction}`
}

function checkAmount(reading: Reading, batch: OpenBatch): void {
  const { group } = reading
  const field = batch.layout === 'adv' ? ADV_ENTRY.fields.amountMinor : ENTRY.fields.amountMinor
  const report = (code: NachaFaultCode, expected: string) => reportField(reading, code, 0, 'amount', field, expected)
  if (group.amountMinor < 0) {
    report('amount', 'digits')
    return
  }
  const code = transactionCode(group.transactionCode)
  if (group.category === 'noc' || group.category === 'refused-noc') {
    if (group.amountMinor > 0) report('amount-not-zero', 'zero')
    return
  }
  if (group.category !== 'forward' || code === undefined || batch.layout === 'adv') return
  const mustBeZero = code.purpose === 'prenote' || code.purpose === 'zero' || batch.rule?.moneyless === true
  if (mustBeZero && group.amountMinor > 0) report('amount-not-zero', 'zero')
  if (code.purpose === 'live' && !mustBeZero && group.amountMinor === 0) report('amount-zero', 'above zero')
  const limit = batch.rule?.amountMax
  if (limit !== undefined && group.amountMinor > limit) report('amount-limit', `${limit} at most`)
}

function checkAccount(reading: Reading, batch: OpenBatch): void {
  const { group } = reading
  const field = { standard: ENTRY, iat: IAT_ENTRY, adv: ADV_ENTRY }[batch.layout].fields.account
  if (isBlankAt(group.bytes, group.start + field.from - 1, field.to - field.from + 1)) {
    reportField(reading, 'account-blank', 0, 'account', field)
  }
}

function checkTrace(reading: Reading, batch: OpenBatch): void {
  if (batch.layout === 'adv') {
    checkAdvFields(reading)
    return
  }
  const { group } = reading
  const field = ENTRY.fields.trace
  if (group.trace < 0) {
    reportField(reading, 'trace', 0, 'trace', field, 'fifteen digits')
    return
  }
  if (group.trace === batch.lastTrace) reportField(reading, 'trace-duplicate', 0, 'trace', field)
  else if (group.trace < batch.lastTrace) reportOrder(reading, batch, field)
  const { odfi8 } = batch.header
  if (odfi8 >= 0 && Math.floor(group.trace / 10_000_000) !== odfi8) {
    const place = fieldPlace(reading, 0, 'trace', field, `beginning ${String(odfi8).padStart(8, '0')}`)
    reportEntry(reading, 'trace-odfi', expectedFrom(batch.standing, place))
  }
}

/** The trace before is told where it begins as those of the batch do: else the record that it stood in may have slipped. */
function reportOrder(reading: Reading, { lastTrace, header }: OpenBatch, field: Field): void {
  const standing = Math.floor(lastTrace / 10_000_000) === header.odfi8 ? 'aligned' : 'in doubt'
  const place = fieldPlace(reading, 0, 'trace', field, `above ${String(lastTrace).padStart(15, '0')}`)
  reportEntry(reading, 'trace-order', expectedFrom(standing, place))
}

function checkAdvFields(reading: Reading): void {
  const { bytes, start } = reading.group
  const { adviceRouting, operatorRouting, julianDay, sequence } = ADV_ENTRY.fields
  const day = digitsAt(bytes, start + julianDay.from - 1, 3)
  if (digitsAt(bytes, start + adviceRouting.from - 1, 9) < 0)
    reportField(reading, 'adv-field', 0, 'adviceRouting', adviceRouting, 'nine digits')
  if (digitsAt(bytes, start + operatorRouting.from - 1, 8) < 0)
    reportField(reading, 'adv-field', 0, 'operatorRouting', operatorRouting, 'eight digits')
  if (day < 1 || day > 366) reportField(reading, 'adv-field', 0, 'julianDay', julianDay, '001 to 366')
  if (digitsAt(bytes, start + sequence.from - 1, 4) < 0)
    reportField(reading, 'adv-field', 0, 'sequence', sequence, 'four digits')
}

/** Fields that only some entry classes have, or require. */
function checkClassFields(reading: Reading, batch: OpenBatch): void {
  const { rule, header, layout } = batch
  if (rule === undefined || layout === 'adv') return
  if (layout === 'iat') {
    checkIatReserved(reading)
    return
  }
  if (rule.identification !== undefined) {
    const field = header.secCode === 'POP' ? DETAILS.purchase.fields.checkSerial : ENTRY.fields.identification
    if (isBlankOrZero(reading, field))
      reportField(
        reading,
        'identification-blank',
        0,
        rule.identification === 'check serial' ? 'checkSerial' : 'identification',
        field,
      )
  }
  if (rule.nameRequired === true && isBlankOrZero(reading, ENTRY.fields.name))
    reportField(reading, 'name-blank', 0, 'name', ENTRY.fields.name)
  if (header.secCode === 'TRC' || header.secCode === 'XCK') checkTruncation(reading)
  if (rule.cardType === true && !isCardType(reading))
    reportField(reading, 'card-type', 0, 'cardTransactionType', ENTRY.fields.discretionaryData)
  if (header.secCode === 'SHR') checkCardExpiry(reading)
}

function checkTruncation(reading: Reading): void {
  const { processControl, itemResearch } = DETAILS.truncated.fields
  if (isBlankOrZero(reading, processControl))
    reportField(reading, 'process-control-blank', 0, 'processControl', processControl)
  if (isBlankOrZero(reading, itemResearch))
    reportField(reading, 'process-control-blank', 0, 'itemResearch', itemResearch)
}

function checkCardExpiry(reading: Reading): void {
  const { bytes, start } = reading.group
  const month = digitsAt(bytes, start + 39, 2)
  const fits = month >= 1 && month <= 12 && digitsAt(bytes, start + 41, 2) >= 0
  if (!fits) reportField(reading, 'card-expiry', 0, 'cardExpiry', DETAILS.card.fields.cardExpiry, 'MMYY')
}

function checkIatReserved(reading: Reading): void {
  const { bytes, start } = reading.group
  for (const name of ['reserved1', 'reserved2'] as const) {
    const field = IAT_ENTRY.fields[name]
    if (!isBlankAt(bytes, start + field.from - 1, field.to - field.from + 1))
      reportField(reading, 'iat-reserved', 0, name, field, 'blanks')
  }
}

function isBlankOrZero(reading: Reading, field: Field): boolean {
  const { bytes, start } = reading.group
  for (let i = field.from - 1; i < field.to; i++) {
    const byte = bytes[start + i]
    if (byte !== 0x20 && byte !== 0x30) return false
  }
  return true
}

const CARD_TYPES: readonly number[] = [1, 2, 3, 11, 12, 13, 21, 99]

function isCardType(reading: Reading): boolean {
  return CARD_TYPES.includes(digitsAt(reading.group.bytes, reading.group.start + 76, 2))
}
