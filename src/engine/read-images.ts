import type { ImageReading, Pack, PackItem } from '../core/pack.ts'
import type { Receipt } from '../store/receipt.ts'
import { blobRange } from './blob-range.ts'
import type { Engine } from './engine.ts'
import type { PartItem } from './part-items.ts'
import type { PartJob } from './process-part.ts'

/** Reads the codelines of the front images of a part's items, from the stored file. Items of packs without images have none. */
export async function readImages(
  engine: Engine,
  job: PartJob,
  items: readonly PartItem[],
): Promise<ReadonlyMap<PartItem, ImageReading>> {
  const readings = new Map<PartItem, ImageReading>()
  if (job.pack.frontImage === undefined) return readings
  for (const item of items) {
    if (item.held) continue
    const reading = await readImage(engine, job.receipt, job.pack, item.item)
    if (reading !== undefined) readings.set(item, reading)
  }
  return readings
}

/** What the front image of one item says; undefined when it has none by nature. */
export async function readImage(
  engine: Engine,
  receipt: Receipt,
  pack: Pack,
  item: PackItem,
): Promise<ImageReading | undefined> {
  const place = pack.frontImage?.(item)
  if (place === undefined) return undefined
  return place.length === 0 ? MISSING : engine.readImage(await blobRange(engine.blobs, receipt.sha256, place))
}

const MISSING: ImageReading = { status: 'missing', micr: '', fields: {}, confidence: 0 }
