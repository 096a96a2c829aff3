import type { Direction } from '../core/item.ts'
import type { BatchDetail, PostedBefore } from '../core/pack.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

const POSTED_BEFORE = statement(
  'item.posted-before',
  `
-- the receipt is in the item's id, and batches lie in the institution's bucket 0
select wanted.n, item.id as item_id, item.day - date '1970-01-01' as day, item.amount_minor, item.direction, item.reference, batch.detail
from unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::integer[]) as wanted (n, shard, account_id, amount_minor, direction, since)
join posting on posting.shard = wanted.shard and posting.account_id = wanted.account_id and posting.day >= date '1970-01-01' + wanted.since
  and posting.amount_minor = case wanted.direction when 'credit' then wanted.amount_minor else -wanted.amount_minor end
join item on item.shard = posting.shard and item.day = posting.day and item.id = posting.item_id
join batch on batch.shard = item.shard / 1024 * 1024 and batch.receipt_id = item.id / 67108864 and batch.ordinal = item.batch
where item.state = 'posted'
order by wanted.n, item.day desc, item.id desc`,
)

export interface PostedWanted {
  /** Which of the caller's questions this is. */
  readonly n: number
  readonly shard: number
  readonly accountId: number
  readonly amountMinor: number
  readonly direction: Direction
  readonly sinceDay: number
}

/** Earlier posted items of an account with this amount and direction, newest first, by question. */
export async function postedBefore(
  tx: Runner,
  wanted: readonly PostedWanted[],
): Promise<ReadonlyMap<number, readonly PostedBefore[]>> {
  if (wanted.length === 0) return new Map()
  const rows = await rowsOf<{
    n: number
    item_id: number
    day: number
    amount_minor: number
    direction: Direction
    reference: string
    detail: BatchDetail
  }>(tx, POSTED_BEFORE, [
    wanted.map(one => one.n),
    wanted.map(one => one.shard),
    wanted.map(one => one.accountId),
    wanted.map(one => one.amountMinor),
    wanted.map(one => one.direction),
    wanted.map(one => one.sinceDay),
  ])
  return Map.groupBy(
    rows.map(row => ({
      n: row.n,
      itemId: row.item_id,
      day: row.day,
      amountMinor: row.amount_minor,
      direction: row.direction,
      reference: row.reference,
      batch: row.detail,
    })),
    row => row.n,
  )
}
