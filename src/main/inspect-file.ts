import { createReadStream } from 'node:fs'
import { archiveKind } from '../core/archive.ts'
import type { Fault } from '../core/fault.ts'
import type { BatchClosed, BatchOpened, FileClosed, FileDetail, IntakeSink, PackSettings } from '../core/pack.ts'
import { addTally, NOTHING, type Tally } from '../core/tally.ts'
import { PACKS } from '../packs/index.ts'

/** What the bytes of a file say: the same bytes always give the same. */
export interface FileReport {
  readonly detail: FileDetail | undefined
  readonly closed: FileClosed | undefined
  readonly batches: readonly InspectedBatch[]
  readonly items: Tally
  /** The first ones, in the order of the file. */
  readonly faults: readonly Fault[]
  readonly faultsFound: number
}

export interface InspectedBatch {
  readonly ordinal: number
  readonly line: number
  readonly label: string
  readonly fate: BatchClosed['fate']
  readonly declared: Tally | undefined
  readonly computed: Tally
}

const HEAD_BYTES = 256
const CHUNK_BYTES = 1 << 20

/** Reads a file as a stream, with memory for its batches and at most `faultsMax` faults, whatever its size. Rejects when it cannot be read. */
export async function inspectFile(
  path: string,
  settings: PackSettings,
  faultsMax: number,
  progress: (bytes: number) => void,
): Promise<FileReport> {
  const { sink, report } = collectReport(faultsMax)
  const head = await readHead(path)
  const pack = Object.values(PACKS).find(one => one.recognises(head))
  if (pack === undefined) return { ...report(), faults: [unknownFormat(head)], faultsFound: 1 }
  const feed = pack.createReader(sink, settings)
  let bytes = 0
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Uint8Array>) {
    feed.write(chunk)
    bytes += chunk.length
    progress(bytes)
  }
  feed.end()
  return report()
}

async function readHead(path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of createReadStream(path, { end: HEAD_BYTES - 1 }) as AsyncIterable<Uint8Array>)
    chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}

function unknownFormat(head: Uint8Array): Fault {
  const place = { scope: 'file', rest: 'file left out', line: 1, record: 1, column: 1 } as const
  const expected = 'an ACH file (101 …) or an X9 image cash letter'
  if (head.length === 0)
    return { ...place, code: 'empty-file', expected, message: 'The file is empty. Ask the sender for it again.' }
  if (archiveKind(head) !== undefined)
    return {
      ...place,
      code: 'archive',
      expected,
      message: 'This is an archive. Unpack it to inspect its files; when it is received, it is unpacked by itself.',
    }
  return {
    ...place,
    code: 'unknown-format',
    expected,
    message: 'The first bytes are of no format that is read here. Ask the sender what it is.',
  }
}

function collectReport(faultsMax: number): { sink: IntakeSink; report(): FileReport } {
  const opened = new Map<number, BatchOpened>()
  const batches: InspectedBatch[] = []
  const faults: Fault[] = []
  const items = { count: 0, debitMinor: 0, creditMinor: 0 }
  let faultsFound = 0
  let detail: FileDetail | undefined
  let closed: FileClosed | undefined
  const sink: IntakeSink = {
    fileHeader(header) {
      detail = header
    },
    batchOpened(batch) {
      opened.set(batch.ordinal, batch)
    },
    item(item) {
      items.count++
      if (item.direction === 'debit') items.debitMinor += item.amountMinor
      else items.creditMinor += item.amountMinor
    },
    batchClosed({ ordinal, fate, declared, computed }) {
      const from = opened.get(ordinal)
      opened.delete(ordinal)
      batches.push({
        ordinal,
        line: from?.line ?? 0,
        label: from?.label ?? '',
        fate,
        declared,
        computed: addTally(computed, NOTHING),
      })
    },
    fault(fault) {
      faultsFound++
      if (faults.length < faultsMax) faults.push(fault)
    },
    fileClosed(file) {
      closed = file
    },
  }
  return { sink, report: () => ({ detail, closed, batches, items: addTally(items, NOTHING), faults, faultsFound }) }
}
