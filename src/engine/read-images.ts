import type { ImageReading } from '../core/pack.ts'
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
  const { frontImage } = job.pack
  if (frontImage === undefined) return readings
  for (const item of items) {
    if (item.held) continue
    const place = frontImage(item.item)
    if (place === undefined) continue
    readings.set(
      item,
      place.length === 0 ? MISSING : engine.readImage(await blobRange(engine.blobs, job.receipt.sha256, place)),
    )
  }
  return readings
}

const MISSING: ImageReading = { status: 'missing', micr: '', fields: {}, confidence: 0 }
