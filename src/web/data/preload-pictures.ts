import type { QueryClient } from '@tanstack/react-query'
import { pathTo } from '../../contract/paths.ts'
import { itemQuery } from './queries.ts'

/** Reads an item and its covered pictures, and those of what came before it, while the rest of its case is still on its way. */
export async function preloadPictures(client: QueryClient, item: number): Promise<void> {
  const story = await client.ensureQueryData(itemQuery(String(item))).catch(() => undefined)
  if (story === undefined) return // whoever shows the item says why
  const pictures = [{ item, images: story.images }, ...(story.earlier === null ? [] : [story.earlier.earlier])]
  for (const { item: of, images } of pictures)
    if (of !== null) for (const side of images) new Image().src = pathTo('itemImage', { item: of, side })
}
