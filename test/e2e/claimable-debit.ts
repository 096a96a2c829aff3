import type { Item, ItemStory } from '../../src/contract/item.ts'

/** A posted debit of the sample day that a customer may claim. */
export async function claimableDebit(read: <Body>(path: string) => Promise<Body>): Promise<number> {
  const { data } = await read<{ data: Item[] }>('/v1/items?day=2026-11-20&state=posted&limit=200')
  for (const { id, direction } of data.toReversed()) {
    if (direction !== 'debit') continue
    if ((await read<ItemStory>(`/v1/items/${id}`)).claimable) return id
  }
  throw new Error('the sample day has no debit that could be claimed')
}
