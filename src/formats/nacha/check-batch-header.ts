import type { NachaFaultCode } from './fault-codes.ts'
import { type Field, textAt } from './layout.ts'
import { BATCH_HEADER, IAT_BATCH_HEADER } from './layouts.ts'
import type { OpenBatch } from './open-batch.ts'
import { expectedFrom, placeOf, type Reading, reportBatch } from './reading.ts'

/** The fields of a batch header. Reports; the batch is left out where its entries could not be read or returned. */
export function checkBatchHeader(reading: Reading, batch: OpenBatch, bytes: Uint8Array): void {
  const { header, standing } = batch
  const report = (code: NachaFaultCode, name: string, field: Field, expected?: string) =>
    reportBatch(reading, batch, code, placeOf({ bytes, start: 0, line: header.line, standing }, name, field, expected))
  const { fields } = BATCH_HEADER
  if (batch.rule === undefined) report('sec-code', 'secCode', fields.secCode)
  const expected = wantedServiceClass(batch)
  if (expected !== undefined) report('service-class', 'serviceClass', fields.serviceClass, expected)
  if (header.odfi8 < 0) report('odfi', 'odfi', fields.odfi, 'eight digits')
  checkBatchNumber(reading, batch, bytes)
  if (!isDayOfYear(header.settlementDate))
    report('settlement-date', 'settlementDate', fields.settlementDate, 'blank or 001 to 366')
  if (header.effectiveOn === undefined && !mayLackDate(header.effectiveDate, header.secCode))
    report('effective-date', 'effectiveDate', fields.effectiveDate, 'YYMMDD')
  if (!['0', '1', '2'].includes(header.originatorStatus))
    report('originator-status', 'originatorStatus', fields.originatorStatus, '0, 1 or 2')
  if (header.companyId === '') report('company-id-blank', 'companyId', fields.companyId)
  if (header.entryDescription === '') report('entry-description-blank', 'entryDescription', fields.entryDescription)
  if (header.secCode === 'ENR' && header.entryDescription !== 'AUTOENROLL')
    report('enr-description', 'entryDescription', fields.entryDescription, 'AUTOENROLL')
  if (batch.layout === 'iat') checkIatHeader(bytes, report)
  else if (header.companyName === '') report('company-name-blank', 'companyName', fields.companyName)
}

type Report = (code: NachaFaultCode, name: string, field: Field, expected?: string) => void

function wantedServiceClass(batch: OpenBatch): string | undefined {
  const { serviceClass } = batch.header
  if (batch.layout === 'adv') return serviceClass === 280 ? undefined : '280'
  return serviceClass === 200 || serviceClass === 220 || serviceClass === 225 ? undefined : '200, 220 or 225'
}

function checkBatchNumber(reading: Reading, batch: OpenBatch, bytes: Uint8Array): void {
  const { standing, header } = batch
  const { batchNumber, line } = header
  const place = (expected: string) =>
    placeOf({ bytes, start: 0, line, standing }, 'batchNumber', BATCH_HEADER.fields.batchNumber, expected)
  if (batchNumber < 0) {
    reportBatch(reading, batch, 'batch-number', place('seven digits'))
    return
  }
  const { lastBatchNumber, lastBatchStanding } = reading
  if (batchNumber <= lastBatchNumber)
    reportBatch(
      reading,
      batch,
      'batch-number-order',
      expectedFrom(lastBatchStanding, place(`above ${lastBatchNumber}`)),
    )
  reading.lastBatchNumber = batchNumber
  reading.lastBatchStanding = standing
}

function isDayOfYear(text: string): boolean {
  return text === '' || text === '000' || (/^\d{3}$/.test(text) && Number(text) >= 1 && Number(text) <= 366)
}

/** Notifications, notices and advices move no money, so their date may be blank; everything else has one. */
function mayLackDate(date: string, secCode: string): boolean {
  return date === '' && ['COR', 'ADV', 'ACK', 'ATX', 'ENR', 'DNE'].includes(secCode)
}

function checkIatHeader(bytes: Uint8Array, report: Report): void {
  const { foreignExchangeIndicator, destinationCountry, originatingCurrency, destinationCurrency } =
    IAT_BATCH_HEADER.fields
  const holds = (field: Field, pattern: RegExp) =>
    pattern.test(textAt(bytes, field.from - 1, field.to - field.from + 1))
  if (!holds(foreignExchangeIndicator, /^(FV|VF|FF)$/))
    report('iat-header', 'foreignExchangeIndicator', foreignExchangeIndicator, 'FV, VF or FF')
  if (!holds(destinationCountry, /^[A-Z]{2}$/))
    report('iat-header', 'destinationCountry', destinationCountry, 'two letters')
  if (!holds(originatingCurrency, /^[A-Z]{3}$/))
    report('iat-header', 'originatingCurrency', originatingCurrency, 'three letters')
  if (!holds(destinationCurrency, /^[A-Z]{3}$/))
    report('iat-header', 'destinationCurrency', destinationCurrency, 'three letters')
}
