import type { Direction } from '../core/item.ts'
import type { BatchDetail, PostedBefore } from '../core/pack.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

export const POSTED_BEFORE = statement(
  'item.posted-before',
  `
-- counted by day and by what the pack tells batches apart with, however many posted; the receipt is in the item's id, and batches lie in the institution's bucket 0
with
  counted as (
    select wanted.n, item.day, item.shard / 1024 * 1024 as shard, item.id / 67108864 as receipt_id, item.batch as ordinal, count(*) as items
    from unnest($1::integer[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::integer[]) as wanted (n, shard, account_id, amount_minor, direction, since)
    join posting on posting.shard = wanted.shard and posting.account_id = wanted.account_id and posting.day >= date '1970-01-01' + wanted.since
      and posting.amount_minor = case wanted.direction when 'credit' then wanted.amount_minor else -wanted.amount_minor end
    join item on item.shard = posting.shard and item.day = posting.day and item.id = posting.item_id
    where item.state = 'posted' and item.direction = wanted.direction
    group by 1, 2, 3, 4, 5
  )
select counted.n, counted.day - date '1970-01-01' as day, sum(counted.items)::bigint as count, told.detail
from counted
join batch using (shard, receipt_id, ordinal)
cross join lateral (
  select coalesce(jsonb_object_agg(name, value), '{}') as detail
  from jsonb_each(batch.detail) as field (name, value)
  where name = any ($7::text[])
) as told
group by counted.n, counted.day, told.detail
order by counted.n, counted.day desc`,
)

export interface PostedWanted {
  readonly shard: number
  readonly accountId: number
  readonly amountMinor: number
  readonly direction: Direction
  readonly sinceDay: number
}

/**
 * Earlier posted items of an account with this amount and direction, newest first: for each question, by its place.
 *
 * @param by Names of the batch's detail that tell its items apart from others'; no other comes back.
 */
export async function postedBefore(
  tx: Runner,
  wanted: readonly PostedWanted[],
  by: readonly string[],
): Promise<readonly (readonly PostedBefore[])[]> {
  if (wanted.length === 0) return []
  const rows = await rowsOf<{ n: number; day: number; count: number; detail: BatchDetail }>(tx, POSTED_BEFORE, [
    wanted.map((_, n) => n),
    wanted.map(one => one.shard),
    wanted.map(one => one.accountId),
    wanted.map(one => one.amountMinor),
    wanted.map(one => one.direction),
    wanted.map(one => one.sinceDay),
    by,
  ])
  const found = wanted.map((): PostedBefore[] => [])
  for (const { n, day, count, detail } of rows) {
    const { amountMinor, direction } = wanted[n] as PostedWanted // n is the place of a question
    found[n]?.push({ day, amountMinor, direction, count, batch: detail })
  }
  return found
}
