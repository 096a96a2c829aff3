import { blank, digits, type Fields, type Layout, number, text, type Values } from './layout.ts'

/**
 * The columns of every NACHA record but the addenda (see addenda-layouts.ts). Source: ACH record formats of the Nacha rules,
 * checked against public files. Reserved columns are fields too, because a file must come out byte for byte as it came in.
 */

function layout<const F extends Fields>(prefix: string, fields: F): Layout<F> {
  return { prefix, fields }
}

export const FILE_HEADER = layout('1', {
  priorityCode: text(2, 3), // always 01
  immediateDestination: text(4, 13), // blank and a routing number, or ten digits
  immediateOrigin: text(14, 23),
  fileCreationDate: digits(24, 29), // YYMMDD
  fileCreationTime: digits(30, 33), // HHMM or blank
  fileIdModifier: text(34, 34), // A-Z, 0-9: tells files of one day apart
  recordSize: text(35, 37), // always 094
  blockingFactor: text(38, 39), // always 10
  formatCode: text(40, 40), // always 1
  immediateDestinationName: text(41, 63),
  immediateOriginName: text(64, 86),
  referenceCode: text(87, 94),
})

export const BATCH_HEADER = layout('5', {
  serviceClass: number(2, 4),
  companyName: text(5, 20),
  companyDiscretionaryData: text(21, 40),
  companyId: text(41, 50, 'tax-id'),
  secCode: text(51, 53),
  entryDescription: text(54, 63),
  descriptiveDate: text(64, 69),
  effectiveDate: digits(70, 75), // YYMMDD
  settlementDate: digits(76, 78), // day of the year, set by the ACH operator
  originatorStatus: text(79, 79),
  odfi: digits(80, 87),
  batchNumber: number(88, 94),
})

export const IAT_BATCH_HEADER = layout('5', {
  serviceClass: number(2, 4),
  iatIndicator: text(5, 20), // blank, IATCOR for corrections
  foreignExchangeIndicator: text(21, 22), // FV, VF, FF
  foreignExchangeReferenceIndicator: text(23, 23),
  foreignExchangeReference: text(24, 38),
  destinationCountry: text(39, 40),
  originatorId: text(41, 50, 'tax-id'),
  secCode: text(51, 53),
  entryDescription: text(54, 63),
  originatingCurrency: text(64, 66),
  destinationCurrency: text(67, 69),
  effectiveDate: digits(70, 75),
  settlementDate: digits(76, 78),
  originatorStatus: text(79, 79),
  odfi: digits(80, 87),
  batchNumber: number(88, 94),
})

export const ENTRY = layout('6', {
  transactionCode: number(2, 3),
  rdfi: digits(4, 11),
  checkDigit: digits(12, 12),
  account: text(13, 29, 'account'),
  amountMinor: number(30, 39),
  identification: text(40, 54, 'tax-id'), // its meaning is the SEC code's: see entry-detail.ts
  name: text(55, 76, 'name'),
  discretionaryData: text(77, 78),
  addendaIndicator: number(79, 79),
  trace: digits(80, 94),
})

export const IAT_ENTRY = layout('6', {
  transactionCode: number(2, 3),
  rdfi: digits(4, 11),
  checkDigit: digits(12, 12),
  addendaCount: number(13, 16),
  reserved1: blank(17, 29),
  amountMinor: number(30, 39),
  account: text(40, 74, 'account'),
  reserved2: blank(75, 76),
  ofacScreening: text(77, 77),
  secondaryOfacScreening: text(78, 78),
  addendaIndicator: number(79, 79),
  trace: digits(80, 94),
})

export const ADV_ENTRY = layout('6', {
  transactionCode: number(2, 3),
  rdfi: digits(4, 11),
  checkDigit: digits(12, 12),
  account: text(13, 27, 'account'),
  amountMinor: number(28, 39),
  adviceRouting: digits(40, 48),
  fileIdentification: text(49, 53),
  operatorData: text(54, 54),
  name: text(55, 76, 'name'),
  discretionaryData: text(77, 78),
  addendaIndicator: number(79, 79),
  operatorRouting: digits(80, 87),
  julianDay: digits(88, 90),
  sequence: digits(91, 94),
})

export const BATCH_CONTROL = layout('8', {
  serviceClass: number(2, 4),
  entryAddendaCount: number(5, 10),
  entryHash: number(11, 20),
  totalDebit: number(21, 32),
  totalCredit: number(33, 44),
  companyId: text(45, 54, 'tax-id'),
  messageAuthenticationCode: text(55, 73),
  reserved: blank(74, 79),
  odfi: digits(80, 87),
  batchNumber: number(88, 94),
})

export const ADV_BATCH_CONTROL = layout('8', {
  serviceClass: number(2, 4),
  entryAddendaCount: number(5, 10),
  entryHash: number(11, 20),
  totalDebit: number(21, 40),
  totalCredit: number(41, 60),
  operatorData: text(61, 79),
  odfi: digits(80, 87),
  batchNumber: number(88, 94),
})

export const FILE_CONTROL = layout('9', {
  batchCount: number(2, 7),
  blockCount: number(8, 13),
  entryAddendaCount: number(14, 21),
  entryHash: number(22, 31),
  totalDebit: number(32, 43),
  totalCredit: number(44, 55),
  reserved: blank(56, 94),
})

export const ADV_FILE_CONTROL = layout('9', {
  batchCount: number(2, 7),
  blockCount: number(8, 13),
  entryAddendaCount: number(14, 21),
  entryHash: number(22, 31),
  totalDebit: number(32, 51),
  totalCredit: number(52, 71),
  reserved: blank(72, 94),
})

export type FileHeaderFields = Values<typeof FILE_HEADER.fields>
export type BatchHeaderFields = Values<typeof BATCH_HEADER.fields>
export type IatBatchHeaderFields = Values<typeof IAT_BATCH_HEADER.fields>
export type EntryFields = Values<typeof ENTRY.fields>
export type IatEntryFields = Values<typeof IAT_ENTRY.fields>
export type AdvEntryFields = Values<typeof ADV_ENTRY.fields>
export type BatchControlFields = Values<typeof BATCH_CONTROL.fields>
export type AdvBatchControlFields = Values<typeof ADV_BATCH_CONTROL.fields>
export type FileControlFields = Values<typeof FILE_CONTROL.fields>
export type AdvFileControlFields = Values<typeof ADV_FILE_CONTROL.fields>
