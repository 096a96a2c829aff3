import type { ItemState } from '../core/item.ts'
import { type ItemRow, itemOf, type StoredItem } from './item.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

const RECEIPTS = statement(
  'item.receipts-of-page',
  `
select id, posting_on
from receipt
where shard = $1 and ($2::date is null or received_on = $2) and ($3::text is null or source = $3) and ($4::bigint is null or id = $4)
order by id desc
limit 5000`,
)

const PAGE = statement(
  'item.page',
  `
-- the posting days name the partitions; inside, the key's own order is the page's
select * from item
where shard between $1 and $1 + 1023 and day = any ($2::date[])
  and id / 67108864 = any ($3::bigint[])
  and ($4::text is null or state = $4)
  and ($5::integer is null or batch = $5)
  and ($6::bigint is null or (shard, day, id) > ($6::bigint, $7::date, $8::bigint))
order by shard, day, id
limit $9`,
)

export interface ItemsWanted {
  readonly receivedOn?: string | undefined
  readonly source?: string | undefined
  readonly receiptId?: number | undefined
  /** 0-based ordinal in the file. */
  readonly batch?: number | undefined
  readonly state?: ItemState | undefined
  readonly after?: { readonly shard: number; readonly day: string; readonly id: number } | undefined
  readonly limit: number
}

/** Items of the receipts that are meant, in the order of their keys. */
export async function pageItems(run: Runner, orgShard: number, wanted: ItemsWanted): Promise<readonly StoredItem[]> {
  const receipts = await rowsOf<{ id: number; posting_on: string }>(run, RECEIPTS, [
    orgShard,
    wanted.receivedOn ?? null,
    wanted.source ?? null,
    wanted.receiptId ?? null,
  ])
  if (receipts.length === 0) return []
  const days = [...new Set(receipts.map(receipt => receipt.posting_on))]
  const { after } = wanted
  const rows = await rowsOf<ItemRow>(run, PAGE, [
    orgShard,
    days,
    receipts.map(receipt => receipt.id),
    wanted.state ?? null,
    wanted.batch ?? null,
    after?.shard ?? null,
    after?.day ?? null,
    after?.id ?? null,
    wanted.limit,
  ]) // prettier-ignore
  return rows.map(itemOf)
}
