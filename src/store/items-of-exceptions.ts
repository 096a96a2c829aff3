import type { WorkRole } from '../core/work/queue.ts'
import { type ExceptionRow, exceptionOf, type StoredException } from './exception.ts'
import { type ItemRow, itemOf, type StoredItem } from './item.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** What is read of many exceptions at once, for whoever decides about all of them. */
const BY_KEYS = statement(
  'exception.by-keys',
  `
select exception.*
from unnest($1::bigint[], $2::bigint[]) as wanted (shard, id)
join exception on exception.shard = wanted.shard and exception.id = wanted.id`,
)
const ITEMS = statement(
  'item.by-keys',
  `
select item.*
from unnest($1::bigint[], $2::date[], $3::bigint[]) as wanted (shard, day, id)
join item on item.shard = wanted.shard and item.day = wanted.day and item.id = wanted.id`,
)
const HINDERED = statement(
  'exception.hindered',
  `
-- who works on the case now, who may not have it, and who proposed something about it that waits; what is stale is in nobody's way
select exception.id, place.barred, place.for_role, waiting.maker_id, person.name as maker_name,
  holding.id as holder, holding.name as holder_name
from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as wanted (shard, id, queue_shard)
join exception on exception.shard = wanted.shard and exception.id = wanted.id
left join queue_place as place on place.shard = wanted.queue_shard and place.case_shard = exception.case_shard and place.case_id = exception.case_id
left join decision as waiting on waiting.shard = exception.shard and waiting.exception_id = exception.id and waiting.state = 'proposed' and waiting.stale_at is null
left join person on person.shard = $4 and person.id = waiting.maker_id
left join person as holding on holding.shard = $4 and holding.id = place.holder and (place.state <> 'leased' or place.lease_until > $5)
where place.shard is not null or waiting.id is not null`,
)

/** The exceptions of these keys, in no order. */
export async function exceptionsByKeys(
  run: Runner,
  keys: readonly { readonly shard: number; readonly id: number }[],
): Promise<readonly StoredException[]> {
  const columns = [keys.map(one => one.shard), keys.map(one => one.id)]
  return (await rowsOf<ExceptionRow>(run, BY_KEYS, columns)).map(exceptionOf)
}

/** The items that exceptions of items are about, by their numbers. */
export async function itemsOfExceptions(
  run: Runner,
  of: readonly Pick<StoredException, 'shard' | 'day' | 'id'>[],
): Promise<ReadonlyMap<number, StoredItem>> {
  const columns = [of.map(one => one.shard), of.map(one => one.day), of.map(one => one.id)]
  return new Map((await rowsOf<ItemRow>(run, ITEMS, columns)).map(row => [row.id, itemOf(row)]))
}

/** What may keep somebody from an exception that is open. */
export interface Hindrance {
  /** Who works on its case at the moment. */
  readonly holder: { readonly id: number; readonly name: string } | undefined
  readonly barred: readonly number[]
  /** The least role that its case is for now; undefined where it has none. */
  readonly forRole: WorkRole | undefined
  /** Who decided about it, and waits for a second person. */
  readonly maker: { readonly id: number; readonly name: string } | undefined
}

/** By the number of the exception; of those that nothing hinders there is none. `queueShard`: the bucket of the queue's name. */
export async function hindrancesOf(
  run: Runner,
  of: readonly { readonly shard: number; readonly id: number; readonly queueShard: number }[],
  at: { readonly orgShard: number; readonly now: Temporal.Instant },
): Promise<ReadonlyMap<number, Hindrance>> {
  const columns = [of.map(one => one.shard), of.map(one => one.id), of.map(one => one.queueShard)]
  const rows = await rowsOf<{
    id: number
    barred: string[] | null
    for_role: WorkRole | null
    maker_id: number | null
    maker_name: string | null
    holder: number | null
    holder_name: string | null
  }>(run, HINDERED, [...columns, at.orgShard, at.now.toString()])
  return new Map(
    rows.map(row => [
      row.id,
      {
        holder: row.holder === null ? undefined : { id: row.holder, name: row.holder_name ?? '' },
        barred: (row.barred ?? []).map(Number),
        forRole: row.for_role ?? undefined,
        maker: row.maker_id === null ? undefined : { id: row.maker_id, name: row.maker_name ?? '' },
      },
    ]),
  )
}
