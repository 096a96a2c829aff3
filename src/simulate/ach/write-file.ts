import { layoutOfAddenda } from '../../formats/nacha/addenda-layouts.ts'
import { RECORD_LENGTH, type Values, writeRecord } from '../../formats/nacha/layout.ts'
import {
  BATCH_CONTROL,
  BATCH_HEADER,
  ENTRY,
  FILE_CONTROL,
  FILE_HEADER,
  IAT_BATCH_HEADER,
  IAT_ENTRY,
} from '../../formats/nacha/layouts.ts'
import type { DayFile } from '../day-writer.ts'
import type { Label, Moves, TruthFile } from '../truth.ts'
import type { AchBatch, AchEntry, AchFile, LabelledEntry, LineEnd, Patch } from './model.ts'

/**
 * Writes one planned file, its batches' entries drawn one after the other, and the truth of each. The totals are added up
 * here from what is written, by the rules' arithmetic and not by the reader's code.
 */
export function writeAchFile(
  file: AchFile,
  entriesOf: (batch: AchBatch) => Iterable<LabelledEntry>,
  out: DayFile,
  truth: TruthFile,
): void {
  const records = createRecords(out, file.lineEnd)
  const sums: Sums = { count: 0, hash: 0, debit: 0, credit: 0 }
  const told: Told = { file, truth, seq: 0, minor: 0 }
  putFileHeader(records, file)
  const batches = file.batches.filter(batch => batch.ordinary > 0 || batch.planted.length > 0)
  batches.forEach((batch, ordinal) => {
    const of = writeBatch(records, batch, ordinal, entriesOf(batch), told)
    sums.count += of.count
    sums.hash = (sums.hash + of.hash) % HASH_MODULUS
    sums.debit += of.debit
    sums.credit += of.credit
  })
  putFileControl(records, file, batches.length, sums)
  records.end()
  if (file.label !== undefined && !file.isHistory) {
    truth.add({ ...ABOUT_A_FILE, path: file.path, amountMinor: told.minor, ...file.label })
  }
}

/** The entry hash keeps the low ten digits of the sum. */
const HASH_MODULUS = 10_000_000_000

interface Sums {
  count: number
  hash: number
  debit: number
  credit: number
}

/** Where truth stands in the file being written. */
interface Told {
  readonly file: AchFile
  readonly truth: TruthFile
  seq: number
  minor: number
}

const ABOUT_A_FILE = {
  seq: undefined,
  scope: 'file',
  batch: undefined,
  account: '',
  direction: undefined,
  moves: 'nothing',
} as const

/** Writes header, entries and control. Gives the totals as the control declares them: the sender adds up its own controls. */
function writeBatch(
  records: Records,
  batch: AchBatch,
  ordinal: number,
  entries: Iterable<LabelledEntry>,
  told: Told,
): Sums {
  const sums: Sums = { count: 0, hash: 0, debit: 0, credit: 0 }
  const minorBefore = told.minor
  putBatchHeader(records, batch, ordinal + 1)
  let trace = traceStart(batch)
  for (const labelled of entries) {
    const { entry } = labelled
    trace += 1
    putEntry(records, batch, entry, entry.trace ?? batch.header.odfi + String(trace).padStart(7, '0'), sums)
    tellEntry(told, batch, ordinal, labelled)
  }
  if (batch.fault?.in === 'control') addFault(sums, batch.fault)
  putBatchControl(records, batch, ordinal + 1, sums)
  if (batch.label !== undefined && !told.file.isHistory) {
    const about = { ...ABOUT_A_FILE, scope: 'batch', batch: ordinal } as const
    told.truth.add({ ...about, path: told.file.path, amountMinor: told.minor - minorBefore, ...batch.label })
  }
  return sums
}

/** Traces of different batches of one sender lie apart, so that no two entries of a day share one by chance. */
function traceStart(batch: AchBatch): number {
  let hash = 7
  for (let at = 0; at < batch.streamLabel.length; at++) hash = (hash * 31 + batch.streamLabel.charCodeAt(at)) % 9_973
  return hash * 900 + 1_000
}

function tellEntry(told: Told, batch: AchBatch, ordinal: number, labelled: LabelledEntry): void {
  const { entry, label, account } = labelled
  told.minor += entry.amountMinor
  if (told.file.isHistory) return
  const held = heldLabel(batch, told.file)
  told.truth.add({
    path: told.file.path,
    seq: told.seq++,
    scope: 'item',
    batch: ordinal,
    account: account ?? entry.account.trim(),
    direction: isCredit(entry.code) ? 'credit' : 'debit',
    amountMinor: entry.amountMinor,
    moves: movesOf(entry),
    ...(held ?? label),
  })
}

/** Units 1 and 6 of the transaction code answer what we sent; without an amount nothing moves. */
function movesOf({ code, amountMinor }: AchEntry): Moves {
  if (amountMinor === 0) return 'nothing'
  return code % 10 === 1 || code % 10 === 6 ? 'originations' : 'account'
}

const HELD: Label = { outcome: 'quarantine', kind: '', near: '' }

/** What is held with its batch or file is not judged item by item. */
function heldLabel(batch: AchBatch, file: AchFile): Label | undefined {
  return batch.label?.outcome === 'quarantine' || file.label?.outcome === 'quarantine' ? HELD : undefined
}

/** Units 0 to 4 are credits, 5 to 9 debits (the rules' code list). */
function isCredit(code: number): boolean {
  return code % 10 < 5
}

function addFault(sums: Sums, fault: { readonly field: string; readonly add: number }): void {
  if (fault.field === 'entryAddendaCount') sums.count += fault.add
  if (fault.field === 'entryHash') sums.hash = (sums.hash + fault.add) % HASH_MODULUS
  if (fault.field === 'totalDebit') sums.debit += fault.add
  if (fault.field === 'totalCredit') sums.credit += fault.add
}

function putFileHeader(records: Records, file: AchFile): void {
  writeRecord(
    FILE_HEADER,
    {
      priorityCode: '01',
      immediateDestination: ` ${file.destination}`,
      immediateOrigin: ` ${file.origin.routing}`,
      fileCreationDate: shortDate(file.arrival.at.toPlainDate()),
      fileCreationTime: shortTime(file.arrival.at),
      fileIdModifier: file.modifier,
      recordSize: '094',
      blockingFactor: '10',
      formatCode: '1',
      immediateDestinationName: 'CLEARWATER VALLEY BANK',
      immediateOriginName: file.origin.name,
      referenceCode: '',
    },
    records.bytes,
    records.at(),
  )
  records.put()
}

function putBatchHeader(records: Records, batch: AchBatch, number: number): void {
  const { header } = batch
  const at = records.at()
  if (header.sec === 'IAT') writeRecord(IAT_BATCH_HEADER, iatHeader(batch, number), records.bytes, at)
  else {
    const { sec, description, ...rest } = header
    writeRecord(
      BATCH_HEADER,
      {
        ...rest,
        secCode: sec,
        entryDescription: description,
        companyDiscretionaryData: '',
        ...CLEARED,
        batchNumber: number,
      },
      records.bytes,
      at,
    )
  }
  if (batch.fault?.in === 'header') putOver(records.bytes, at, batch.fault.column, batch.fault.text)
  records.put()
}

/** The operator fills in the settlement date; status 1 is a bank that keeps the rules. */
const CLEARED = { settlementDate: '', originatorStatus: '1' } as const

function iatHeader(batch: AchBatch, number: number): Values<typeof IAT_BATCH_HEADER.fields> {
  const { header } = batch
  return {
    serviceClass: header.serviceClass,
    iatIndicator: '',
    foreignExchangeIndicator: 'FF',
    foreignExchangeReferenceIndicator: '3',
    foreignExchangeReference: '',
    destinationCountry: 'US',
    originatorId: header.companyId,
    secCode: header.sec,
    entryDescription: header.description,
    originatingCurrency: 'CAD',
    destinationCurrency: 'USD',
    effectiveDate: header.effectiveDate,
    ...CLEARED,
    odfi: header.odfi,
    batchNumber: number,
  }
}

function putEntry(records: Records, batch: AchBatch, entry: AchEntry, trace: string, sums: Sums): void {
  const addenda = entry.addenda?.(trace) ?? []
  const addendaIndicator = entry.addendaIndicator ?? (addenda.length > 0 ? 1 : 0)
  putEntryRecord(records, batch, entry, trace, addendaIndicator, addenda.length)
  addenda.forEach((addendum, index) => {
    const at = records.at()
    const { kind, ...values } = addendum
    // A kind's layout and its values belong together by the type of `Addenda`; the compiler loses the tie in the look-up.
    writeRecord(
      layoutOfAddenda(kind),
      values as Values<ReturnType<typeof layoutOfAddenda>['fields']>,
      records.bytes,
      at,
    )
    patch(records.bytes, at, entry.patches, index + 1)
    records.put()
  })
  sums.count += 1 + addenda.length
  sums.hash = (sums.hash + Number(entry.routing.slice(0, 8))) % HASH_MODULUS
  if (isCredit(entry.code)) sums.credit += entry.amountMinor
  else sums.debit += entry.amountMinor
}

function putEntryRecord(
  records: Records,
  batch: AchBatch,
  entry: AchEntry,
  trace: string,
  addendaIndicator: number,
  addendaCount: number,
): void {
  const at = records.at()
  const shared = {
    transactionCode: entry.code,
    rdfi: entry.routing.slice(0, 8),
    checkDigit: entry.routing.slice(8),
    account: entry.account,
    amountMinor: entry.amountMinor,
    addendaIndicator,
    trace,
  }
  if (batch.header.sec === 'IAT') writeRecord(IAT_ENTRY, { ...shared, ...IAT_BLANKS, addendaCount }, records.bytes, at)
  else {
    const { identification, name, discretionary = '' } = entry
    writeRecord(ENTRY, { ...shared, identification, name, discretionaryData: discretionary }, records.bytes, at)
  }
  patch(records.bytes, at, entry.patches, 0)
  records.put()
}

const IAT_BLANKS = { reserved1: '', reserved2: '', ofacScreening: '', secondaryOfacScreening: '' } as const

function putBatchControl(records: Records, batch: AchBatch, number: number, sums: Sums): void {
  const { serviceClass, companyId, odfi } = batch.header
  const totals = {
    entryAddendaCount: sums.count,
    entryHash: sums.hash,
    totalDebit: sums.debit,
    totalCredit: sums.credit,
  }
  const rest = { messageAuthenticationCode: '', reserved: '', odfi, batchNumber: number }
  writeRecord(BATCH_CONTROL, { serviceClass, companyId, ...totals, ...rest }, records.bytes, records.at())
  records.put()
}

/** The control, then lines of nines up to a whole block of ten. */
function putFileControl(records: Records, file: AchFile, batchCount: number, sums: Sums): void {
  const declared: Sums = { ...sums }
  if (file.fault !== undefined) addFault(declared, file.fault)
  const add = (field: string) => (file.fault?.field === field ? file.fault.add : 0)
  const blockCount = Math.ceil((records.count() + 1) / 10)
  const values = {
    batchCount: batchCount + add('batchCount'),
    blockCount: blockCount + add('blockCount'),
    entryAddendaCount: declared.count,
    entryHash: declared.hash,
    totalDebit: declared.debit,
    totalCredit: declared.credit,
    reserved: '',
  }
  writeRecord(FILE_CONTROL, values, records.bytes, records.at())
  records.put()
  while (records.count() % 10 !== 0) {
    const at = records.at()
    records.bytes.fill(0x39, at, at + RECORD_LENGTH)
    records.put()
  }
}

function patch(bytes: Uint8Array, at: number, patches: readonly Patch[] | undefined, record: number): void {
  for (const each of patches ?? []) if (each.record === record) putOver(bytes, at, each.column, each.text)
}

function putOver(bytes: Uint8Array, at: number, column: number, text: string): void {
  for (let index = 0; index < text.length; index++) bytes[at + column - 1 + index] = text.charCodeAt(index)
}

/** Records gathered in one buffer that goes out when it is full. */
interface Records {
  readonly bytes: Uint8Array
  /** Where the next record begins. */
  at(): number
  /** Takes the record that was written at `at()`. */
  put(): void
  count(): number
  end(): void
}

const BUFFER_BYTES = 1 << 16

function createRecords(out: DayFile, lineEnd: LineEnd): Records {
  const bytes = new Uint8Array(BUFFER_BYTES)
  let used = 0
  let count = 0
  const flush = () => {
    out.write(bytes.subarray(0, used))
    used = 0
  }
  return {
    bytes,
    at: () => used,
    put: () => {
      used += RECORD_LENGTH
      for (let index = 0; index < lineEnd.length; index++) bytes[used++] = lineEnd.charCodeAt(index)
      count += 1
      if (used + RECORD_LENGTH + 2 > BUFFER_BYTES) flush()
    },
    count: () => count,
    end: () => {
      flush()
      out.close()
    },
  }
}

/** YYMMDD. */
export function shortDate(date: Temporal.PlainDate): string {
  return date.toString().replaceAll('-', '').slice(2)
}

function shortTime(at: Temporal.PlainDateTime): string {
  return at.toPlainTime().toString({ smallestUnit: 'minute' }).replace(':', '')
}
