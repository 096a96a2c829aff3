import { invariant } from '../../core/invariant.ts'
import { layoutOfAddenda } from './addenda-layouts.ts'
import type { LineEnd } from './frame.ts'
import {
  digitsAt,
  type Fields,
  type Layout,
  RECORD_LENGTH,
  textAt,
  type Values,
  writeLoosely,
  writeRecord,
} from './layout.ts'
import {
  ADV_BATCH_CONTROL,
  ADV_ENTRY,
  ADV_FILE_CONTROL,
  type AdvBatchControlFields,
  type AdvFileControlFields,
  BATCH_CONTROL,
  BATCH_HEADER,
  type BatchControlFields,
  type BatchHeaderFields,
  ENTRY,
  FILE_CONTROL,
  FILE_HEADER,
  type FileControlFields,
  type FileHeaderFields,
  IAT_BATCH_HEADER,
  IAT_ENTRY,
  type IatBatchHeaderFields,
} from './layouts.ts'
import type { Entry } from './parse-entry.ts'
import type { FileStyle } from './sink.ts'
import { directionOf } from './transaction-codes.ts'

/** How a file is to be written: as FileStyle, or with so many 9-filled records that the last block of ten is full. */
export interface WriteStyle {
  readonly lineEnd: LineEnd
  readonly lastLineEnd: LineEnd
  readonly fillRecords: number | 'to a block of ten'
  readonly blankLines: number
}

/** What is written when nothing else is asked for: LF behind every record, the last block filled. */
const DEFAULT_STYLE: WriteStyle = {
  lineEnd: '\n',
  lastLineEnd: '\n',
  fillRecords: 'to a block of ten',
  blankLines: 0,
}

/** Values that stand in a control record in place of the computed ones: reserved columns, or a planted fault. */
export type BatchControlValues = Partial<BatchControlFields> | Partial<AdvBatchControlFields>
export type FileControlValues = Partial<FileControlFields> | Partial<AdvFileControlFields>

/**
 * Writes a file record by record, in constant memory. Counts, hash, totals, batch number in the control and block fill are
 * computed. Calls out of order, and values that do not fit their columns, are defects.
 */
export interface NachaWriter {
  fileHeader(values: FileHeaderFields): void
  batchHeader(values: BatchHeaderFields | IatBatchHeaderFields): void
  entry(entry: Entry): void
  /** An entry with its addenda as 94-byte records back to back, as `EntryCursor.copyTo` writes them. */
  entryRecords(raw: Uint8Array): void
  batchControl(instead?: BatchControlValues): void
  /** Writes the file control and the fill, and emits what is left. The file is finished. */
  fileControl(instead?: FileControlValues): void
}

/** @param emit Takes the bytes in order, in chunks of about 64 KiB that are the receiver's to keep. */
export function createNachaWriter(
  emit: (chunk: Uint8Array) => void,
  style: WriteStyle | FileStyle = DEFAULT_STYLE,
): NachaWriter {
  const out = new RecordOutput(emit, style)
  const file = { ...NOTHING, batchCount: 0, adv: false }
  let batch: WrittenBatch | undefined
  return {
    fileHeader: values => out.record(FILE_HEADER, values),
    batchHeader: values => {
      invariant(batch === undefined, 'nacha: the batch before has no control yet')
      batch = { ...NOTHING, header: values }
      file.batchCount++
      if (values.secCode === 'ADV') file.adv = true
      if ('iatIndicator' in values) out.record(IAT_BATCH_HEADER, values)
      else out.record(BATCH_HEADER, values)
    },
    entry: entry => writeEntry(out, opened(batch), entry),
    entryRecords: raw => writeEntryRecords(out, opened(batch), raw),
    batchControl: instead => {
      writeBatchControl(out, opened(batch), instead)
      addTotals(file, opened(batch))
      batch = undefined
    },
    fileControl: instead => {
      invariant(batch === undefined, 'nacha: the last batch has no control yet')
      writeFileControl(out, file, style.fillRecords, instead)
      out.finish(style.blankLines)
    },
  }
}

interface Totals {
  entryAddendaCount: number
  entryHash: number
  totalDebit: number
  totalCredit: number
}

type WrittenBatch = Totals & { readonly header: BatchHeaderFields | IatBatchHeaderFields }
type WrittenFile = Totals & { batchCount: number; adv: boolean }

const NOTHING = { entryAddendaCount: 0, entryHash: 0, totalDebit: 0, totalCredit: 0 }

function opened(batch: WrittenBatch | undefined): WrittenBatch {
  invariant(batch !== undefined, 'nacha: no batch is open')
  return batch
}

function writeEntry(out: RecordOutput, batch: WrittenBatch, entry: Entry): void {
  if (entry.layout === 'iat') out.record(IAT_ENTRY, entry)
  else if (entry.layout === 'adv') out.record(ADV_ENTRY, entry)
  else out.record(ENTRY, entry)
  count(
    batch,
    entry.transactionCode,
    /^\d{8}$/.test(entry.rdfi) ? Number(entry.rdfi) : -1,
    entry.amountMinor,
    1 + entry.addenda.length,
  )
  for (const one of entry.addenda) out.loosely(layoutOfAddenda(one.kind), one)
}

function writeEntryRecords(out: RecordOutput, batch: WrittenBatch, raw: Uint8Array): void {
  invariant(raw.length > 0 && raw.length % RECORD_LENGTH === 0, 'nacha: entry records are 94 bytes each')
  for (let at = 0; at < raw.length; at += RECORD_LENGTH) out.copy(raw, at)
  const amount = batch.header.secCode === 'ADV' ? digitsAt(raw, 27, 12) : digitsAt(raw, 29, 10)
  count(batch, digitsAt(raw, 1, 2), digitsAt(raw, 3, 8), amount, raw.length / RECORD_LENGTH)
}

/** Counts as a reader will: what is no number counts as zero. */
function count(batch: WrittenBatch, code: number, rdfi8: number, amountMinor: number, records: number): void {
  batch.entryAddendaCount += records
  batch.entryHash = (batch.entryHash + (rdfi8 > 0 ? rdfi8 : 0)) % 10_000_000_000
  const credit = code >= 0 ? directionOf(code) === 'credit' : batch.header.serviceClass === 220
  if (credit) batch.totalCredit += Math.max(0, amountMinor)
  else batch.totalDebit += Math.max(0, amountMinor)
}

function addTotals(file: WrittenFile, batch: WrittenBatch): void {
  file.entryAddendaCount += batch.entryAddendaCount
  file.entryHash = (file.entryHash + batch.entryHash) % 10_000_000_000
  file.totalDebit += batch.totalDebit
  file.totalCredit += batch.totalCredit
}

function writeBatchControl(out: RecordOutput, batch: WrittenBatch, instead: BatchControlValues | undefined): void {
  const { header, ...totals } = batch
  const { serviceClass, odfi, batchNumber } = header
  const common = { ...totals, serviceClass, odfi, batchNumber }
  if (header.secCode === 'ADV') {
    out.loosely(ADV_BATCH_CONTROL, { ...common, operatorData: '', ...instead })
    return
  }
  const companyId = 'iatIndicator' in header ? header.originatorId : header.companyId
  out.loosely(BATCH_CONTROL, { ...common, companyId, messageAuthenticationCode: '', reserved: '', ...instead })
}

function writeFileControl(
  out: RecordOutput,
  file: WrittenFile,
  fill: WriteStyle['fillRecords'],
  instead: FileControlValues | undefined,
): void {
  const { adv, ...totals } = file
  const records = out.records + 1
  const filled = records + (fill === 'to a block of ten' ? (10 - (records % 10)) % 10 : fill)
  const values = { ...totals, blockCount: Math.ceil(filled / 10), reserved: '', ...instead }
  out.loosely(adv ? ADV_FILE_CONTROL : FILE_CONTROL, values)
  for (let i = records; i < filled; i++) out.fill()
}

const CHUNK = 65_536

/** Puts records behind one another with the style's line ends, and hands them on in chunks. */
class RecordOutput {
  records = 0
  readonly #emit: (chunk: Uint8Array) => void
  readonly #lineEnd: LineEnd
  readonly #lastLineEnd: LineEnd
  #chunk = new Uint8Array(CHUNK)
  #at = 0

  constructor(emit: (chunk: Uint8Array) => void, style: WriteStyle | FileStyle) {
    this.#emit = emit
    this.#lineEnd = style.lineEnd
    this.#lastLineEnd = style.lastLineEnd
  }

  record<F extends Fields>(layout: Layout<F>, values: Values<F>): void {
    const at = this.#next() // may begin a new chunk
    writeRecord(layout, values, this.#chunk, at)
  }

  loosely(layout: Layout<Fields>, values: Readonly<Record<string, unknown>>): void {
    const at = this.#next()
    writeLoosely(layout, values, this.#chunk, at)
  }

  copy(raw: Uint8Array, from: number): void {
    const at = this.#next()
    for (let i = 0; i < RECORD_LENGTH; i++) this.#chunk[at + i] = raw[from + i] ?? 0x20
  }

  fill(): void {
    const at = this.#next()
    this.#chunk.fill(0x39, at, at + RECORD_LENGTH)
  }

  finish(blankLines: number): void {
    this.#put(this.#lastLineEnd)
    for (let i = 0; i < blankLines; i++) this.#put(this.#lineEnd)
    this.#flush()
  }

  /** Ends the record before and makes room for the next: a record's line end is written only when another follows. */
  #next(): number {
    if (this.records > 0) this.#put(this.#lineEnd)
    if (this.#at + RECORD_LENGTH + 4 > CHUNK) this.#flush()
    this.records++
    const at = this.#at
    this.#at += RECORD_LENGTH
    return at
  }

  #put(lineEnd: LineEnd): void {
    if (this.#at + lineEnd.length > CHUNK) this.#flush()
    for (let i = 0; i < lineEnd.length; i++) this.#chunk[this.#at++] = lineEnd.charCodeAt(i)
  }

  #flush(): void {
    if (this.#at > 0) this.#emit(this.#chunk.subarray(0, this.#at))
    this.#chunk = new Uint8Array(CHUNK)
    this.#at = 0
  }
}

/** One record as text, for tests and for people. */
export function recordText<F extends Fields>(layout: Layout<F>, values: Values<F>): string {
  const bytes = new Uint8Array(RECORD_LENGTH)
  writeRecord(layout, values, bytes, 0)
  return textAt(bytes, 0, RECORD_LENGTH)
}
