import { type Runner, rowsOf, statement } from './statement.ts'

const RETURNED_AS = statement(
  'item.returned-as',
  `
-- for the few whose identity came again: whether the earlier item went back. An item's day is its receipt's posting day
select wanted.n::integer - 1 as n, sent.code
from unnest($1::bigint[], $2::bigint[]) with ordinality as wanted (shard, id, n)
join receipt on receipt.shard = wanted.shard / 1024 * 1024 and receipt.id = wanted.id / 67108864
join item on item.shard = wanted.shard and item.day = receipt.posting_on and item.id = wanted.id and item.state = 'returned'
join outbound_item as sent on sent.shard = item.shard and sent.item_id = item.id and sent.kind = 'return' and sent.state = 'sent'`,
)

/** The codes with which items went back to their sender, by index among those asked for; absent while one did not. */
export async function returnedAs(
  tx: Runner,
  items: readonly { readonly shard: number; readonly id: number }[],
): Promise<ReadonlyMap<number, string>> {
  if (items.length === 0) return new Map()
  const rows = await rowsOf<{ n: number; code: string }>(tx, RETURNED_AS, [
    items.map(item => item.shard),
    items.map(item => item.id),
  ])
  return new Map(rows.map(row => [row.n, row.code]))
}
