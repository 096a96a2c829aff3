import { blobRange } from './blob-range.ts'
import type { Engine } from './engine.ts'
import type { ItemStory } from './read-item.ts'

const IMAGE_SIDES = ['front', 'back'] as const
export type ImageSide = (typeof IMAGE_SIDES)[number]

const IMAGE_BYTES_MAX = 16 * 2 ** 20

/** The sides of which the file holds an image. */
export function imageSides(story: ItemStory): readonly ImageSide[] {
  return IMAGE_SIDES.filter(side => placeOf(story, side) !== undefined)
}

/** The bytes of an image as they were sent; undefined when the item has none of that side. */
export async function readItemImage(
  engine: Engine,
  story: ItemStory,
  side: ImageSide,
): Promise<Uint8Array | undefined> {
  const place = placeOf(story, side)
  return place === undefined ? undefined : blobRange(engine.blobs, story.receipt.sha256, place)
}

function placeOf(
  { original }: ItemStory,
  side: ImageSide,
): { readonly offset: number; readonly length: number } | undefined {
  if (original === undefined) return undefined
  const front = original.pack.frontImage?.(original.parsed)
  if (side === 'front') return usable(front)
  // An answer carries the images of both sides; what is not the front is the back.
  return usable(original.pack.answers?.images(original.raw).find(image => image.offset !== front?.offset))
}

function usable(place: { readonly offset: number; readonly length: number } | undefined) {
  return place === undefined || place.length === 0 || place.length > IMAGE_BYTES_MAX ? undefined : place
}
