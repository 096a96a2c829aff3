import { invariant } from '../core/invariant.ts'
import type { BatchDetail, FileClosed, IntakeSink, Pack, ReceivedItem } from '../core/pack.ts'
import { addTally, NOTHING, type Tally } from '../core/tally.ts'
import type { Part } from '../store/part.ts'
import type { Receipt } from '../store/receipt.ts'
import type { Engine } from './engine.ts'

/** What a stored file is worth, read from it alone. */
export interface FileValue {
  /** Its items, and the value that stands in no item because it could not be read. */
  readonly whole: Tally
  /** In the order of the file: what the items of each batch that fall into the asked parts are worth. */
  readonly batches: readonly { readonly detail: BatchDetail; readonly inParts: Tally }[]
}

interface OpenBatch {
  readonly detail: BatchDetail
  count: number
  debitMinor: number
  creditMinor: number
}

/** Reads the file once and adds it up; decides and keeps nothing. Throws what the pack's reader throws. */
export async function readFileValue(
  engine: Engine,
  receipt: Receipt,
  pack: Pack,
  parts: readonly Part[] | 'all',
): Promise<FileValue> {
  const isAsked = (bucket: number) =>
    parts === 'all' || parts.some(part => part.bucketFrom <= bucket && bucket <= part.bucketTo)
  const adding = addUp(isAsked)
  const feed = pack.createReader(adding.sink, engine.institution.settings)
  for await (const chunk of engine.blobs.read(receipt.sha256)) feed.write(chunk)
  feed.end()
  return adding.value()
}

function addUp(isAsked: (bucket: number) => boolean): { readonly sink: IntakeSink; value(): FileValue } {
  const batches: OpenBatch[] = []
  let lost = NOTHING
  let closed: FileClosed | undefined
  const sink: IntakeSink = {
    fileHeader() {},
    fault() {},
    batchOpened(batch) {
      batches[batch.ordinal] = { detail: batch.detail, count: 0, debitMinor: 0, creditMinor: 0 }
    },
    item(item: ReceivedItem) {
      const batch = batches[item.batch]
      invariant(batch !== undefined, `item ${item.seq} is of batch ${item.batch}, which was not opened`)
      if (!isAsked(item.bucket)) return
      batch.count++
      if (item.direction === 'debit') batch.debitMinor += item.amountMinor
      else batch.creditMinor += item.amountMinor
    },
    batchClosed(batch) {
      lost = addTally(lost, batch.lost)
    },
    fileClosed(file) {
      closed = file
    },
  }
  return {
    sink,
    value() {
      invariant(closed !== undefined, 'a reader must close its file')
      return {
        whole: addTally(addTally(closed.computed, lost), closed.lost),
        batches: batches.map(({ detail, ...inParts }) => ({ detail, inParts })),
      }
    },
  }
}
