import { joinBytes } from '../../core/join-bytes.ts'
import { latin1Bytes } from '../../core/latin1.ts'
import type { NachaFault } from './fault-codes.ts'
import { RECORD_LENGTH, readRecord } from './layout.ts'
import {
  BATCH_HEADER,
  type BatchHeaderFields,
  FILE_HEADER,
  type FileHeaderFields,
  type IatBatchHeaderFields,
} from './layouts.ts'
import { type Entry, parseEntry } from './parse-entry.ts'
import { createNachaReader } from './read.ts'
import type { BatchEnd, BatchHeader, FileEnd, FileStyle } from './sink.ts'
import { type BatchControlValues, createNachaWriter, type FileControlValues, type WriteStyle } from './write.ts'

/** A whole file as values: for return files, inspections and tests. Bulk work streams instead. */
export interface NachaFile {
  readonly header: FileHeaderFields
  readonly batches: readonly NachaBatch[]
  /** Columns of the file control that are not computed. */
  readonly control?: FileControlValues
  readonly style?: WriteStyle | FileStyle
}

export interface NachaBatch {
  readonly header: BatchHeaderFields | IatBatchHeaderFields
  readonly entries: readonly Entry[]
  /** Columns of the batch control that are not computed. */
  readonly control?: BatchControlValues
}

/** What became of a whole file that was read. */
export interface ReadFile {
  /** Undefined when there is no file header: such a file cannot be written again. */
  readonly file: NachaFile | undefined
  readonly batchEnds: readonly BatchEnd[]
  readonly end: FileEnd
  readonly faults: readonly NachaFault[]
}

/** Reads a whole file into values, in chunks of the size given. Total: see `createNachaReader`. */
export function readNachaFile(bytes: Uint8Array, chunkBytes: number = bytes.length): ReadFile {
  const faults: NachaFault[] = []
  const batches: { header: BatchHeader; entries: Entry[]; end: BatchEnd | undefined }[] = []
  let header: FileHeaderFields | undefined
  let end: FileEnd | undefined
  const feed = createNachaReader({
    fileHeader: found => {
      header = readRecord(FILE_HEADER, latin1(found.raw), 0)
    },
    batchHeader: found => batches.push({ header: found, entries: [], end: undefined }),
    entry: cursor => {
      const raw = new Uint8Array((cursor.addenda + 1) * RECORD_LENGTH)
      cursor.copyTo(raw, 0)
      const batch = batches[cursor.batch]
      batch?.entries.push(parseEntry(raw, batch.header.secCode, batch.header.iat === undefined ? undefined : 'iat'))
    },
    batchEnd: found => {
      const batch = batches[found.ordinal]
      if (batch !== undefined) batch.end = found
    },
    fileEnd: found => {
      end = found
    },
    fault: fault => faults.push(fault),
  })
  for (let at = 0; at < bytes.length; at += chunkBytes) feed.write(bytes.subarray(at, at + chunkBytes))
  feed.end()
  if (end === undefined) throw new Error('nacha: the reader did not end') // a defect of the reader, never of the bytes
  const batchEnds = batches.flatMap(batch => batch.end ?? [])
  const read = batches.map(toBatch)
  const file = header && { header, batches: read, ...controlOf(end, read), style: end.style }
  return { file, batchEnds, end, faults }
}

/** Writes a whole file. Counts, totals, hash and fill are computed; see `createNachaWriter`. */
export function writeNachaFile(file: NachaFile): Uint8Array {
  const chunks: Uint8Array[] = []
  const writer = createNachaWriter(chunk => chunks.push(chunk), file.style)
  writer.fileHeader(file.header)
  for (const batch of file.batches) {
    writer.batchHeader(batch.header)
    for (const entry of batch.entries) writer.entry(entry)
    writer.batchControl(batch.control)
  }
  writer.fileControl(file.control)
  return joinBytes(chunks)
}

function toBatch(batch: { header: BatchHeader; entries: Entry[]; end: BatchEnd | undefined }): NachaBatch {
  const raw = latin1(batch.header.raw)
  const header = batch.header.iat ?? readRecord(BATCH_HEADER, raw, 0)
  const control = batch.end?.control
  if (control === undefined) return { header, entries: batch.entries }
  if (control.kind === 'adv') return { header, entries: batch.entries, control: { operatorData: control.operatorData } }
  const { companyId, messageAuthenticationCode, reserved } = control
  return { header, entries: batch.entries, control: { companyId, messageAuthenticationCode, reserved } }
}

/** The reserved columns of the file control; they stand elsewhere when an ADV batch was found only behind it. */
function controlOf(end: FileEnd, batches: readonly NachaBatch[]): { readonly control?: FileControlValues } {
  const { control } = end
  const adv = batches.some(batch => batch.header.secCode === 'ADV')
  return control === undefined || (control.kind === 'adv') !== adv ? {} : { control: { reserved: control.reserved } }
}

function latin1(text: string): Uint8Array {
  return latin1Bytes(text.padEnd(RECORD_LENGTH))
}
