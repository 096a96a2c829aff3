import type { Direction } from '../core/item.ts'
import type { PackName } from '../core/pack.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/** Answers one by one, as people look through them: those that wait, and those of a file. */
const WAITING = statement(
  'outbound-item.page-waiting',
  `
-- (due_at, shard, item_id, kind) is the cursor; the items of a page alone are looked up
select waiting.*, null as trace, null as file, null as released_at, item.direction, coalesce(waiting.keyed_minor, item.amount_minor) as amount_minor, exception.kind as exception_kind
from (
  select shard, item_id, kind, pack, code, day, due_at, keyed_minor, state
  from outbound_item
  where shard between $1 and $1 + 1023 and state = 'queued'
    and ($2::timestamptz is null or (due_at, shard, item_id, kind) > ($2, $3::bigint, $4::bigint, $5::text))
  order by due_at, shard, item_id, kind
  limit $6
) as waiting
join item on item.shard = waiting.shard and item.day = waiting.day and item.id = waiting.item_id
left join exception on exception.shard = waiting.shard and exception.id = waiting.item_id
order by waiting.due_at, waiting.shard, waiting.item_id, waiting.kind`,
)

const OF_FILE = statement(
  'outbound-item.page-of-file',
  `
-- one look a bucket: a file has ten thousand answers at most, its institution years of them
select sent.*, file.name as file, file.released_at, item.direction, coalesce(sent.keyed_minor, item.amount_minor) as amount_minor, exception.kind as exception_kind
from (
  select answer.*
  from generate_series($1::bigint, $1::bigint + 1023) as walked (shard)
  cross join lateral (
    select shard, item_id, kind, pack, code, day, due_at, keyed_minor, state, trace
    from outbound_item
    where outbound_item.shard = walked.shard and outbound_item.file_id = $2
  ) as answer
  where answer.trace::bigint > $3
  order by answer.trace::bigint
  limit $4
) as sent
join outbound_file as file on file.shard = $1 and file.id = $2
join item on item.shard = sent.shard and item.day = sent.day and item.id = sent.item_id
left join exception on exception.shard = sent.shard and exception.id = sent.item_id
order by sent.trace::bigint`,
)

/** A return or a notice with the item that it answers. */
export interface PagedOutboundItem {
  readonly shard: number
  readonly itemId: number
  readonly kind: 'return' | 'notice'
  readonly pack: PackName
  readonly code: string
  readonly state: 'queued' | 'sent' | 'missed' | 'withdrawn'
  /** When it has to leave here. */
  readonly dueAt: Temporal.Instant
  readonly direction: Direction
  readonly amountMinor: number
  /** The kind of its item's exception; undefined for an item that posted, as that of a notice does. */
  readonly exceptionKind: string | undefined
  /** The file it went out in, its number there, and when; undefined while it waits. */
  readonly sent: { readonly file: string; readonly number: number; readonly at: Temporal.Instant } | undefined
}

/** Where a page of those that wait ended. */
export type WaitingCursor = Pick<PagedOutboundItem, 'shard' | 'itemId' | 'kind' | 'dueAt'>

/** Answers that wait for their file, the first to be due first. */
export async function pageWaiting(
  run: Runner,
  orgShard: number,
  { after, limit }: { readonly after?: WaitingCursor | undefined; readonly limit: number },
): Promise<readonly PagedOutboundItem[]> {
  const cursor = [after?.dueAt.toString() ?? null, after?.shard ?? null, after?.itemId ?? null, after?.kind ?? null]
  return (await rowsOf<Row>(run, WAITING, [orgShard, ...cursor, limit])).map(pagedOf)
}

/** Answers of a file that went out after the one with this number, in the order of the file. */
export async function pageOfFile(
  run: Runner,
  orgShard: number,
  { fileId, after, limit }: { readonly fileId: number; readonly after: number; readonly limit: number },
): Promise<readonly PagedOutboundItem[]> {
  return (await rowsOf<Row>(run, OF_FILE, [orgShard, fileId, after, limit])).map(pagedOf)
}

interface Row {
  readonly shard: number
  readonly item_id: number
  readonly kind: 'return' | 'notice'
  readonly pack: PackName
  readonly code: string
  readonly state: 'queued' | 'sent' | 'missed' | 'withdrawn'
  readonly due_at: Date
  readonly direction: Direction
  readonly amount_minor: number
  readonly exception_kind: string | null
  /** All three or none. */
  readonly trace: string | null
  readonly file: string | null
  readonly released_at: Date | null
}

function pagedOf(row: Row): PagedOutboundItem {
  const { trace, file, released_at: releasedAt } = row
  return {
    shard: row.shard,
    itemId: row.item_id,
    kind: row.kind,
    pack: row.pack,
    code: row.code,
    state: row.state,
    dueAt: Temporal.Instant.fromEpochMilliseconds(row.due_at.getTime()),
    direction: row.direction,
    amountMinor: row.amount_minor,
    exceptionKind: row.exception_kind ?? undefined,
    sent:
      trace === null || file === null || releasedAt === null
        ? undefined
        : { file, number: Number(trace), at: Temporal.Instant.fromEpochMilliseconds(releasedAt.getTime()) },
  }
}
