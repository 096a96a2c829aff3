import { invariant } from '../core/invariant.ts'
import type { BatchDetail, FileClosed, IntakeSink, Pack } from '../core/pack.ts'
import { addTally, NOTHING, type Tally } from '../core/tally.ts'
import type { Receipt } from '../store/receipt.ts'
import type { Engine } from './engine.ts'

/** What a stored file is worth, read from it alone. */
export interface FileValue {
  /** Its items, and the value that stands in no item because it could not be read. */
  readonly whole: Tally
  /** Of its batches, in the order of the file. */
  readonly details: readonly BatchDetail[]
}

/** Reads the file once and adds it up; decides and keeps nothing. Throws what the pack's reader throws. */
export async function readFileValue(engine: Engine, receipt: Receipt, pack: Pack): Promise<FileValue> {
  const adding = addUp()
  const feed = pack.createReader(adding.sink, engine.institution.settings)
  for await (const chunk of engine.blobs.read(receipt.sha256)) feed.write(chunk)
  feed.end()
  return adding.value()
}

function addUp(): { readonly sink: IntakeSink; value(): FileValue } {
  const details: BatchDetail[] = []
  let lost = NOTHING
  let closed: FileClosed | undefined
  const sink: IntakeSink = {
    fileHeader() {},
    fault() {},
    batchOpened(batch) {
      details.push(batch.detail)
    },
    item() {},
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
      return { whole: addTally(addTally(closed.computed, lost), closed.lost), details }
    },
  }
}
