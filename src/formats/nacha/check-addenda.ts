import { ADDENDA_02, ADDENDA_05 } from './addenda-layouts.ts'
import { addendaTypeOf, checkAddendaTrace, checkEntrySequence, checkSequence } from './addenda-links.ts'
import { checkAnswer } from './check-answer.ts'
import { checkIatAddenda } from './check-iat.ts'
import { parseDneInformation } from './dne-information.ts'
import { parseEnrInformation } from './enr-information.ts'
import { DETAILS } from './entry-detail.ts'
import { digitsAt, isBlankAt, text, textAt } from './layout.ts'
import { ENTRY, IAT_ENTRY } from './layouts.ts'
import type { OpenBatch } from './open-batch.ts'
import { fieldPlace, type Reading, reportEntry, reportField } from './reading.ts'
import type { SecRule } from './sec-codes.ts'

const TYPE = text(2, 3)
const COUNT = DETAILS.company.fields.addendaCount

/** The addenda of the pending entry against its class: which, how many, in what order, and whose. */
export function checkAddenda(reading: Reading, batch: OpenBatch): void {
  const { group } = reading
  checkIndicator(reading)
  if (group.dropped > 0)
    reportEntry(reading, 'addenda-too-many', {
      line: group.lineOf(group.addenda),
      column: 1,
      found: String(group.addenda + group.dropped),
      expected: '9999 at most',
    })
  if (batch.layout === 'iat') {
    checkIatAddenda(reading)
    return
  }
  if (group.category !== 'forward') {
    checkAnswer(reading, batch)
    return
  }
  if (isAnswerCode(group.transactionCode) && batch.header.secCode !== 'COR') {
    reportEntry(reading, 'addenda-missing', {
      ...fieldPlace(reading, 0, 'transactionCode', ENTRY.fields.transactionCode),
      expected: 'addenda 98 or 99 for this code',
    })
    return
  }
  checkForward(reading, batch)
}

function isAnswerCode(code: number): boolean {
  return code > 20 && code < 60 && (code % 10 === 1 || code % 10 === 6)
}

function checkIndicator(reading: Reading): void {
  const { group } = reading
  const expected = group.addenda > 0 ? 1 : 0
  const field = IAT_ENTRY.fields.addendaIndicator
  if (digitsAt(group.bytes, group.start + 78, 1) !== expected)
    reportField(reading, 'addenda-indicator', 0, 'addendaIndicator', field, String(expected))
}

function checkForward(reading: Reading, batch: OpenBatch): void {
  if (batch.rule === undefined) return // the batch is left out as a whole
  const { group } = reading
  const allowed: SecRule['addenda'] = batch.rule.addenda
  for (let i = 1; i <= group.addenda; i++) {
    const type = addendaTypeOf(reading, i)
    if (type !== allowed?.kind)
      reportField(reading, 'addenda-type', i, 'addendaType', TYPE, allowed?.kind ?? 'no addenda')
    else if (type === '05') check05(reading, batch, i)
    else if (type === '02') check02(reading, i)
  }
  const place = { line: group.line, column: 1, found: String(group.addenda) }
  if (group.addenda < (allowed?.min ?? 0))
    reportEntry(reading, 'addenda-missing', {
      ...place,
      expected: `${allowed?.min ?? 0} of type ${allowed?.kind ?? ''}`,
    })
  if (allowed !== undefined && group.addenda > allowed.max)
    reportEntry(reading, 'addenda-too-many', { ...place, expected: `${allowed.max} at most` })
  if (batch.rule.countsAddenda === true) checkCount(reading)
}

function checkCount(reading: Reading): void {
  const { group } = reading
  const declared = digitsAt(group.bytes, group.start + COUNT.from - 1, 4)
  const blank = isBlankAt(group.bytes, group.start + COUNT.from - 1, 4)
  if (blank ? group.addenda > 0 : declared !== group.addenda) {
    reportField(reading, 'addenda-count', 0, 'addendaCount', COUNT, String(group.addenda).padStart(4, '0'))
  }
}

function check05(reading: Reading, batch: OpenBatch, index: number): void {
  checkSequence(reading, index, index)
  checkEntrySequence(reading, index)
  const field = ADDENDA_05.fields.paymentInformation
  const information = () => textAt(reading.group.bytes, reading.group.startOf(index) + field.from - 1, 80).trimEnd()
  if (batch.header.secCode === 'ENR' && parseEnrInformation(information()) === undefined)
    reportEntry(reading, 'enr-information', bare(reading, index))
  if (batch.header.secCode === 'DNE' && parseDneInformation(information()) === undefined)
    reportEntry(reading, 'dne-information', bare(reading, index))
}

/** The place of the payment information without what stands there: it holds account, name and tax id at once. */
function bare(
  reading: Reading,
  index: number,
): { readonly line: number; readonly column: number; readonly field: string } {
  return {
    line: reading.group.lineOf(index),
    column: ADDENDA_05.fields.paymentInformation.from,
    field: 'paymentInformation',
  }
}

function check02(reading: Reading, index: number): void {
  checkAddendaTrace(reading, index, 'item left out')
  const { group } = reading
  const start = group.startOf(index)
  const { terminalId, transactionSerial, transactionDate, terminalLocation, terminalCity, terminalState } =
    ADDENDA_02.fields
  const filled = { transactionSerial, terminalLocation, terminalCity, terminalState, terminalId }
  for (const [name, field] of Object.entries(filled)) {
    if (isBlankAt(group.bytes, start + field.from - 1, field.to - field.from + 1))
      reportField(reading, 'addenda-field', index, name, field, 'not blank')
  }
  const month = digitsAt(group.bytes, start + transactionDate.from - 1, 2)
  const day = digitsAt(group.bytes, start + transactionDate.from + 1, 2)
  if (month < 1 || month > 12 || day < 1 || day > 31)
    reportField(reading, 'addenda-field', index, 'transactionDate', transactionDate, 'MMDD')
}
