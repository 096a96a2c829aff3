import { ADDENDA_98, ADDENDA_99, ADDENDA_99_CONTESTED } from './addenda-layouts.ts'
import { addendaTypeOf, checkAddendaTrace, checkEntrySequence } from './addenda-links.ts'
import { parseCorrectedData } from './corrected-data.ts'
import { parseYymmdd } from './dates.ts'
import type { NachaFaultCode } from './fault-codes.ts'
import { digitsAt, type Field, isBlankAt, text, textAt } from './layout.ts'
import type { OpenBatch } from './open-batch.ts'
import { type Reading, reportField } from './reading.ts'
import { reasonFor } from './reasons.ts'

const TYPE = text(2, 3)

/** The addenda of a return, dishonor, contest, notification of change or refusal. */
export function checkAnswer(reading: Reading, batch: OpenBatch): void {
  const { group } = reading
  const answer = group.category === 'noc' || group.category === 'refused-noc' ? '98' : '99'
  let answers = 0
  for (let i = 1; i <= group.addenda; i++) {
    const type = addendaTypeOf(reading, i)
    if (type === answer) {
      answers++
      checkAnswerRecord(reading, i, batch.header.secCode)
    } else if (type === '05' && mayRepeat05(batch, group.category)) checkEntrySequence(reading, i)
    else reportField(reading, 'addenda-type', i, 'addendaType', TYPE, answer)
  }
  if (answers > 1) reportField(reading, 'addenda-too-many', group.addenda, 'addendaType', TYPE, `one addenda ${answer}`)
  if (answer === '98' && batch.header.secCode !== 'COR')
    reportField(reading, 'addenda-type', group.addenda, 'addendaType', TYPE, 'only in a batch of class COR')
}

/** The fields of one addenda 98 or 99, by the layout that its code chooses. */
export function checkAnswerRecord(reading: Reading, index: number, secCode: string): void {
  checkAddendaTrace(reading, index, 'read on') // the original's trace is what links an answer, its own may be renumbered
  const { fields } = ADDENDA_99
  if (column(reading, index, fields.originalTrace) < 0)
    reportField(reading, 'original-trace', index, 'originalTrace', fields.originalTrace, 'fifteen digits')
  if (column(reading, index, fields.originalRdfi) < 0)
    reportField(reading, 'original-rdfi', index, 'originalRdfi', fields.originalRdfi, 'eight digits')
  const type = addendaTypeOf(reading, index)
  if (type === '98') checkChange(reading, index)
  else checkReturn(reading, index, secCode)
}

/** Classes in which a dishonored or contested return, and CTX returns of all kinds, may repeat the original's addenda 05. */
function mayRepeat05(batch: OpenBatch, category: string): boolean {
  if (batch.rule?.countsAddenda === true) return true
  return batch.rule?.addenda?.kind === '05' && (category === 'dishonored' || category === 'contested')
}

function checkChange(reading: Reading, index: number): void {
  const code = textAt(reading.group.bytes, reading.group.startOf(index) + 3, 3)
  const stage = reasonFor(code)?.stage
  if (stage !== 'change' && stage !== 'refusal') {
    reportField(reading, 'change-code', index, 'changeCode', ADDENDA_98.fields.changeCode, 'C01 to C14, C61 to C69')
    return
  }
  if (stage === 'change') checkCorrectedData(reading, index, code)
}

/** The corrections that C08, C13 and C14 ask for have no columns of their own. */
const UNCOLUMNED = ['C08', 'C13', 'C14']

function checkCorrectedData(reading: Reading, index: number, code: string): void {
  const { correctedData } = ADDENDA_98.fields
  const from = reading.group.startOf(index) + correctedData.from - 1
  if (UNCOLUMNED.includes(code)) return
  if (isBlankAt(reading.group.bytes, from, 29))
    reportField(reading, 'corrected-data-blank', index, 'correctedData', correctedData)
  else if (parseCorrectedData(code, textAt(reading.group.bytes, from, 29)) === undefined)
    reportField(reading, 'corrected-data', index, 'correctedData', correctedData)
}

function checkReturn(reading: Reading, index: number, secCode: string): void {
  const code = textAt(reading.group.bytes, reading.group.startOf(index) + 3, 3)
  const reason = reasonFor(code)
  const { returnCode } = ADDENDA_99.fields
  if (reason === undefined || reason.stage === 'change' || reason.stage === 'refusal') {
    reportField(reading, 'return-code', index, 'returnCode', returnCode, 'R01 to R85')
    return
  }
  if (reason.only?.includes(secCode) === false)
    reportField(reading, 'return-code-sec', index, 'returnCode', returnCode, reason.only.join(' '))
  if (reason.never?.includes(secCode) === true)
    reportField(reading, 'return-code-sec', index, 'returnCode', returnCode, `not for ${secCode}`)
  if (code === 'R14' || code === 'R15')
    checkDate(reading, index, 'date-of-death', 'dateOfDeath', ADDENDA_99.fields.dateOfDeath)
  if (reason.stage === 'return') return
  const { returnTrace, originalReturnedDate, dishonorTrace } = ADDENDA_99_CONTESTED.fields
  if (column(reading, index, returnTrace) < 0)
    reportField(reading, 'addenda-field', index, 'returnTrace', returnTrace, 'fifteen digits')
  if (reason.stage === 'dishonor') return
  checkDate(reading, index, 'addenda-field', 'originalReturnedDate', originalReturnedDate)
  if (column(reading, index, dishonorTrace) < 0)
    reportField(reading, 'addenda-field', index, 'dishonorTrace', dishonorTrace, 'fifteen digits')
}

function checkDate(reading: Reading, index: number, code: NachaFaultCode, name: string, field: Field): void {
  const found = textAt(reading.group.bytes, reading.group.startOf(index) + field.from - 1, 6)
  if (parseYymmdd(found) === undefined) reportField(reading, code, index, name, field, 'YYMMDD')
}

function column(reading: Reading, index: number, field: Field): number {
  return digitsAt(reading.group.bytes, reading.group.startOf(index) + field.from - 1, field.to - field.from + 1)
}
