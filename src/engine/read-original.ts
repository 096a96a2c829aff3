import { seqOfItem } from '../core/item.ts'
import type { IntakeSink, Pack, PackItem } from '../core/pack.ts'
import type { Batch } from '../store/batch.ts'
import type { StoredItem } from '../store/item.ts'
import type { Receipt } from '../store/receipt.ts'
import { blobRange } from './blob-range.ts'
import type { Engine } from './engine.ts'

export interface OriginalWanted {
  readonly receipt: Receipt
  readonly item: StoredItem
  readonly batch: Batch
  readonly pack: Pack
  /** The item's bytes, where something keeps them already: an answer that goes out. */
  readonly kept: Uint8Array | undefined
}

/** An item of more bytes is not shown. */
const ITEM_BYTES_MAX = 64 * 2 ** 20

/**
 * The bytes of one item as its pack parses them, from the stored original. Cheapest first: bytes that are kept; the item's
 * own place in the file, where the pack can read that; else the file from its start, because some formats say only at the
 * top how the rest is written. Undefined when the file does not give the item any more, which the proof would report.
 */
export async function readOriginal(engine: Engine, wanted: OriginalWanted): Promise<Uint8Array | undefined> {
  if (wanted.kept !== undefined) return wanted.kept
  const slice = await readSlice(engine, wanted.receipt, wanted.item)
  if (slice !== undefined && isTheItem(engine, wanted, slice)) return slice
  return readFromStart(engine, wanted)
}

/** The item's bytes as they stand in the file, frames and images included. */
async function readSlice(engine: Engine, receipt: Receipt, item: StoredItem): Promise<Uint8Array | undefined> {
  if (item.byteLength > ITEM_BYTES_MAX) return undefined
  return blobRange(engine.blobs, receipt.sha256, { offset: item.byteOffset, length: item.byteLength })
}

/** What the pack reads from the bytes is the item that was stored. */
function isTheItem(engine: Engine, { item, batch, pack }: OriginalWanted, bytes: Uint8Array): boolean {
  const parsed: PackItem = pack.parseItem(bytes, batch.detail, engine.institution.settings)
  return (
    parsed.amountMinor === item.amountMinor &&
    parsed.direction === item.direction &&
    parsed.reference === item.reference &&
    item.reference !== ''
  )
}

async function readFromStart(engine: Engine, { receipt, item, pack }: OriginalWanted): Promise<Uint8Array | undefined> {
  let found: Uint8Array | undefined
  const seq = seqOfItem(item.id)
  const sink: IntakeSink = {
    ...SILENT,
    item: received => {
      if (received.seq === seq) found = received.bytes.slice(received.start, received.start + received.size)
    },
  }
  const feed = pack.createReader(sink, engine.institution.settings)
  for await (const chunk of engine.blobs.read(receipt.sha256)) {
    feed.write(chunk)
    if (found !== undefined) return found
  }
  feed.end()
  return found
}

const nothing = () => {}
const SILENT: IntakeSink = {
  fileHeader: nothing,
  batchOpened: nothing,
  item: nothing,
  batchClosed: nothing,
  fault: nothing,
  fileClosed: nothing,
}
