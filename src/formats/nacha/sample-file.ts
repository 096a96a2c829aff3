import type { Addenda } from './addenda-layouts.ts'
import { formatCorrectedData } from './corrected-data.ts'
import { formatDneInformation } from './dne-information.ts'
import { type EnrInformation, formatEnrInformation } from './enr-information.ts'
import { detailColumns } from './entry-detail.ts'
import type { BatchHeaderFields, FileHeaderFields, IatBatchHeaderFields } from './layouts.ts'
import { type NachaBatch, writeNachaFile } from './nacha-file.ts'
import type { AdvEntry, Entry, IatEntry, StandardEntry } from './parse-entry.ts'
import type { EntryCategory } from './sink.ts'
import type { WriteStyle } from './write.ts'

/** Small well-formed files of every class, for tests to begin from and to spoil. Nobody in them exists. */

export const SAMPLE_HEADER: FileHeaderFields = {
  priorityCode: '01',
  immediateDestination: ' 121042882',
  immediateOrigin: ' 091000019',
  fileCreationDate: '260901',
  fileCreationTime: '0930',
  fileIdModifier: 'A',
  recordSize: '094',
  blockingFactor: '10',
  formatCode: '1',
  immediateDestinationName: 'FIRST BANK',
  immediateOriginName: 'SECOND BANK',
  referenceCode: '',
}

/** One batch of a class, numbered 1, from bank 09100001. */
export function sampleBatchHeader(secCode: string, change: Partial<BatchHeaderFields> = {}): BatchHeaderFields {
  return {
    serviceClass: secCode === 'ADV' ? 280 : 200,
    companyName: 'MERIDIAN FOODS',
    companyDiscretionaryData: '',
    companyId: '1234567890',
    secCode,
    entryDescription: secCode === 'ENR' ? 'AUTOENROLL' : 'PAYMENT',
    descriptiveDate: '260901',
    effectiveDate: '260902',
    settlementDate: '',
    originatorStatus: '1',
    odfi: '09100001',
    batchNumber: 1,
    ...change,
  }
}

function sampleIatHeader(change: Partial<IatBatchHeaderFields> = {}): IatBatchHeaderFields {
  return {
    serviceClass: 200,
    iatIndicator: '',
    foreignExchangeIndicator: 'FF',
    foreignExchangeReferenceIndicator: '3',
    foreignExchangeReference: '',
    destinationCountry: 'US',
    originatorId: '1234567890',
    secCode: 'IAT',
    entryDescription: 'TRADEPAY',
    originatingCurrency: 'CAD',
    destinationCurrency: 'USD',
    effectiveDate: '260902',
    settlementDate: '',
    originatorStatus: '1',
    odfi: '09100001',
    batchNumber: 1,
    ...change,
  }
}

/** A trace of the sample's bank: 09100001 and seven digits. */
export function sampleTrace(sequence: number): string {
  return `09100001${String(sequence).padStart(7, '0')}`
}

/** A credit of 12.34 to account 4000123456 at bank 121042882. */
export function sampleEntry(change: Partial<StandardEntry> = {}): StandardEntry {
  return {
    layout: 'standard',
    transactionCode: 22,
    rdfi: '12104288',
    checkDigit: '2',
    account: '4000123456',
    amountMinor: 1234,
    identification: 'EMP-0042',
    name: 'ADA EXAMPLE',
    discretionaryData: '',
    addendaIndicator: change.addenda === undefined || change.addenda.length === 0 ? 0 : 1,
    trace: sampleTrace(1),
    category: 'forward',
    addenda: [],
    ...change,
  }
}

export function sample05(
  sequence: number,
  change: { readonly paymentInformation?: string; readonly entrySequence?: number } = {},
): Addenda {
  return { kind: '05', paymentInformation: 'INVOICE 4711', sequence, entrySequence: 1, ...change }
}

export function sample02(change: { readonly terminalCity?: string } = {}): Addenda {
  return {
    kind: '02',
    referenceOne: 'REF1',
    referenceTwo: '',
    terminalId: 'T00042',
    transactionSerial: '000123',
    transactionDate: '0901',
    authorizationOrExpiry: '',
    terminalLocation: '1 MAIN STREET',
    terminalCity: 'SPRINGFIELD',
    terminalState: 'IL',
    trace: sampleTrace(1),
    ...change,
  }
}

/** A return of an entry that bank 12104288 had sent with trace 121042880000007. */
export function sampleReturn(
  returnCode: string,
  category: EntryCategory = 'return',
  change: Partial<StandardEntry> = {},
): StandardEntry {
  const common = { returnCode, originalTrace: '121042880000007', originalRdfi: '09100001', trace: sampleTrace(1) }
  const linked = { returnTrace: '091000010000003', returnSettlementDate: '245', returnReason: '01' }
  const addenda = (): Addenda => {
    if (category === 'dishonored')
      return { kind: '99-dishonored', ...common, ...linked, reserved1: '', reserved2: '', information: '' }
    if (category === 'contested') {
      const dishonor = { dishonorTrace: '121042880000009', dishonorSettlementDate: '248', dishonorReason: '68' }
      return {
        kind: '99-contested',
        ...common,
        ...linked,
        ...dishonor,
        originalReturnedDate: '260901',
        originalSettlementDate: '244',
        reserved: '',
      }
    }
    return { kind: '99', ...common, dateOfDeath: '', information: '' }
  }
  return sampleEntry({ transactionCode: 26, category, addenda: [addenda()], ...change })
}

export function sampleNoc(changeCode: string, correctedData: string): StandardEntry {
  const addenda: Addenda = {
    kind: '98',
    changeCode,
    originalTrace: '121042880000007',
    reserved1: '',
    originalRdfi: '09100001',
    correctedData,
    correctedDataIat: '',
    reserved2: '',
    trace: sampleTrace(1),
  }
  return sampleEntry({ transactionCode: 21, amountMinor: 0, category: 'noc', addenda: [addenda] })
}

export function sampleRefusal(refusalCode: string, changeCode: string): StandardEntry {
  const addenda: Addenda = {
    kind: '98-refused',
    refusalCode,
    originalTrace: '121042880000007',
    reserved1: '',
    originalRdfi: '09100001',
    correctedData: '1918171614',
    changeCode,
    traceSequence: '0000003',
    reserved2: '',
    trace: sampleTrace(1),
  }
  return sampleEntry({ transactionCode: 21, amountMinor: 0, category: 'refused-noc', addenda: [addenda] })
}

export function sampleIatAddenda(): readonly Addenda[] {
  const of = { entrySequence: 1, reserved: '' }
  return [
    {
      kind: '10',
      transactionType: 'BUS',
      foreignAmount: '000000000000001234',
      foreignTrace: '928383-23938',
      receiverName: 'ADA EXAMPLE',
      ...of,
    },
    { kind: '11', originatorName: 'NORTH SHIPPING', originatorStreet: '15 WEST PLACE', ...of },
    { kind: '12', originatorCityState: 'TORONTO*ON\\', originatorCountryPostal: 'CA*M5V\\', ...of },
    { kind: '13', odfiName: 'NORTH BANK', odfiIdQualifier: '01', odfiId: '121042882', odfiCountry: 'CA', ...of },
    { kind: '14', rdfiName: 'FIRST BANK', rdfiIdQualifier: '01', rdfiId: '121042882', rdfiCountry: 'US', ...of },
    { kind: '15', receiverId: '987465493213987', receiverStreet: '2121 FRONT STREET', ...of },
    { kind: '16', receiverCityState: 'SPRINGFIELD*IL\\', receiverCountryPostal: 'US*62701\\', ...of },
  ]
}

export function sampleIatEntry(change: Partial<IatEntry> = {}): IatEntry {
  const addenda = change.addenda ?? sampleIatAddenda()
  return {
    layout: 'iat',
    transactionCode: 22,
    rdfi: '12104288',
    checkDigit: '2',
    addendaCount: addenda.length,
    reserved1: '',
    amountMinor: 1234,
    account: '4000123456',
    reserved2: '',
    ofacScreening: '',
    secondaryOfacScreening: '',
    addendaIndicator: 1,
    trace: sampleTrace(1),
    category: 'forward',
    addenda,
    ...change,
  }
}

export function sampleAdvEntry(change: Partial<AdvEntry> = {}): AdvEntry {
  return {
    layout: 'adv',
    transactionCode: 81,
    rdfi: '12104288',
    checkDigit: '2',
    account: '4000123456',
    amountMinor: 5000,
    adviceRouting: '121042882',
    fileIdentification: '11131',
    operatorData: '',
    name: 'SUMMARY',
    discretionaryData: '',
    addendaIndicator: 0,
    operatorRouting: '09100001',
    julianDay: '245',
    sequence: '0001',
    category: 'forward',
    addenda: [],
    ...change,
  }
}

/** One well-formed entry of each class. */
export function sampleEntryOf(secCode: string): Entry {
  const make = SAMPLES[secCode]
  return make === undefined ? sampleEntry() : make()
}

/** One batch of a class with the entries given, or with its sample entry. */
export function sampleBatch(secCode: string, entries: readonly Entry[] = [sampleEntryOf(secCode)]): NachaBatch {
  return { header: secCode === 'IAT' ? sampleIatHeader() : sampleBatchHeader(secCode), entries }
}

/** The bytes of a file with these batches. */
export function sampleFile(batches: readonly NachaBatch[], style?: WriteStyle): Uint8Array {
  return writeNachaFile({ header: SAMPLE_HEADER, batches, ...(style === undefined ? {} : { style }) })
}

const debit = (change: Partial<StandardEntry> = {}) => sampleEntry({ transactionCode: 27, ...change })
const counted = (change: Partial<StandardEntry> = {}) =>
  sampleEntry({ name: '0002ACME COMPANY', addenda: [sample05(1), sample05(2)], ...change })
const card = (change: Partial<StandardEntry> = {}) =>
  debit({ discretionaryData: '01', addenda: [sample02()], ...change })

const ENROLMENT: EnrInformation = {
  transactionCode: '22',
  rdfi: '12104288',
  checkDigit: '2',
  account: '4000123456',
  individualId: '000000000',
  name: 'EXAMPLE',
  nameContinued: 'ADA',
  enrolleeClass: 'A',
}

const SAMPLES: Readonly<Record<string, () => Entry>> = {
  ACK: () => sampleEntry({ transactionCode: 24, amountMinor: 0 }),
  ADV: () => sampleAdvEntry(),
  ARC: () => debit({ identification: '1042' }),
  ATX: () => counted({ transactionCode: 24, amountMinor: 0 }),
  BOC: () => debit({ identification: '1042' }),
  CCD: () => sampleEntry({ addenda: [sample05(1)] }),
  COR: () => sampleNoc('C03', formatCorrectedData('C03', { routing: '121042882', account: '1918171614' })),
  CTX: () => counted(),
  DNE: () =>
    sampleEntry({
      transactionCode: 23,
      amountMinor: 0,
      addenda: [
        sample05(1, {
          paymentInformation: formatDneInformation({
            dateOfDeath: '082826',
            socialSecurityNumber: '000000000',
            amount: '0.00',
          }),
        }),
      ],
    }),
  ENR: () =>
    sampleEntry({
      transactionCode: 23,
      amountMinor: 0,
      addenda: [sample05(1, { paymentInformation: formatEnrInformation(ENROLMENT) })],
    }),
  IAT: () => sampleIatEntry(),
  MTE: () => debit({ addenda: [sample02()] }),
  POP: () =>
    debit(
      detailColumns({
        kind: 'purchase',
        checkSerial: '1042',
        terminalCity: 'SPRI',
        terminalState: 'IL',
        individualName: 'ADA EXAMPLE',
      }),
    ),
  POS: () => card(),
  RCK: () => debit({ identification: '1042' }),
  SHR: () =>
    card(detailColumns({ kind: 'card', cardExpiry: '1227', documentReference: '42', cardAccount: '4000123456' })),
  TEL: () => debit(),
  TRC: () => debit({ identification: '1042', name: 'CHECK1RESEARCH-1' }),
  TRX: () => counted({ transactionCode: 27 }),
  XCK: () => debit({ identification: '1042', name: 'CHECK1RESEARCH-1' }),
}
