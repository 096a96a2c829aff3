import type { ImageReading, Pack, PackItem, PackSettings } from '../core/pack.ts'
import type { BatchVerdict, SeenItem } from '../core/second-look.ts'
import { readCheckImage } from '../media/read-check-image.ts'
import type { DoubtedBatch } from './file-report.ts'

/** The file's bytes once more, from its first. */
export type Reopen = () => AsyncIterable<Uint8Array>

/**
 * The second look that processing gives a batch: the images of its items are read, in one more pass over the bytes, and the
 * pack judges again. Bytes are read again only where a batch is doubted.
 */
export async function inspectAgain(
  doubted: readonly DoubtedBatch[],
  pack: Pack,
  settings: PackSettings,
  reopen: Reopen,
): Promise<ReadonlyMap<number, BatchVerdict>> {
  const { secondLook } = pack
  if (secondLook === undefined || doubted.length === 0) return new Map()
  const items = doubted.map(({ items, opened }) =>
    items.map(({ seq, raw }) => ({ seq, item: pack.parseItem(raw, opened.detail, settings) })),
  )
  const images = await readFronts(items.flat(), pack, reopen)
  return new Map(
    doubted.map(({ closed }, n) => {
      const seen = (items[n] ?? []).map((one): SeenItem => ({ ...one, image: images.get(one.seq) }))
      return [closed.ordinal, secondLook.judge(closed, seen)]
    }),
  )
}

interface Front {
  readonly seq: number
  readonly offset: number
  readonly length: number
}

/** What the front images say, by the item's number in the file. */
async function readFronts(
  items: readonly { readonly seq: number; readonly item: PackItem }[],
  pack: Pack,
  reopen: Reopen,
): Promise<ReadonlyMap<number, ImageReading>> {
  const readings = new Map<number, ImageReading>()
  const fronts: Front[] = []
  for (const { seq, item } of items) {
    const place = pack.frontImage?.(item)
    if (place === undefined) continue
    if (place.length === 0) readings.set(seq, readCheckImage(new Uint8Array(0)))
    else fronts.push({ seq, ...place })
  }
  fronts.sort((a, b) => a.offset - b.offset)
  for await (const { seq, bytes } of cut(fronts, reopen())) readings.set(seq, readCheckImage(bytes))
  return readings
}

/** The bytes of each place, one after the other: the places are in order and do not overlap. */
async function* cut(
  places: readonly Front[],
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly seq: number; readonly bytes: Uint8Array }> {
  let next = 0
  let at = 0
  let pieces: Uint8Array[] = []
  for await (const chunk of chunks) {
    for (let place = places[next]; place !== undefined && place.offset < at + chunk.length; place = places[next]) {
      const end = place.offset + place.length
      pieces.push(chunk.slice(Math.max(0, place.offset - at), end - at))
      if (end > at + chunk.length) break
      yield { seq: place.seq, bytes: Buffer.concat(pieces) }
      pieces = []
      next += 1
    }
    at += chunk.length
    if (next === places.length) return
  }
}
