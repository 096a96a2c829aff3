import { type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** What happened to an item: its events and those of its receipt, each at its place in its chain; and what went out for it. */
const EVENTS = statement(
  'event.of-item',
  `
select event.shard, event.n, event.at, event.actor, event.kind, event.subject, event.body, link.n as link, link.hash
from (
  select * from event where shard = $1 and subject = $2
  union all
  select * from event where shard = $3 and subject = $4 and kind in ('file_received', 'file_staged', 'file_retried', 'file_done', 'file_quarantined')
  union all
  select * from event where shard = $1 and subject = $4 and kind = 'part_processed'
  union all
  select * from event where shard = $3 and subject = $5 and kind in ('return_file_released', 'return_file_published', 'rows_sealed')
  union all
  select * from event where shard = $3 and subject = $2 and kind = 'data_revealed'
) as event
cross join lateral (
  select n, last_event, hash from event_link where event_link.shard = event.shard and first_event <= event.n order by first_event desc limit 1
) as link
where event.n <= link.last_event
order by event.at, event.shard, event.n
limit 200`,
)

const OUTBOUND = statement(
  'outbound-item.by-item',
  `
select outbound_item.kind, outbound_item.code, outbound_item.state, outbound_item.due_at, outbound_file.name as file, outbound_file.released_at, outbound_item.raw, outbound_item.keyed_minor
from outbound_item
left join outbound_file on outbound_file.shard = $3 and outbound_file.id = outbound_item.file_id
where outbound_item.shard = $1 and outbound_item.item_id = $2
order by outbound_item.kind`,
)

const HEAD = statement(
  'day.head',
  `
-- every change of the day adds a link to the chain of its bucket: one look at the end of each, as event.heads has it
select coalesce(sum(link.n), 0)::bigint as links
from generate_series($1::bigint, $1::bigint + 1023) as bucket (shard)
cross join lateral (
  select n from event_link where event_link.shard = bucket.shard order by n desc limit 1
) as link`,
)

export interface StoredEvent {
  readonly shard: number
  readonly n: number
  readonly at: Temporal.Instant
  readonly actor: string
  readonly kind: string
  readonly subject: number
  readonly body: Readonly<Record<string, unknown>>
  /** The link of the chain that covers it, and its hash. */
  readonly link: number
  readonly hash: Uint8Array
}

export interface ItemPlace {
  readonly shard: number
  readonly id: number
  readonly orgShard: number
  readonly receiptId: number
  /** The exception of its batch or file, where that holds it. */
  readonly heldBy: number | undefined
}

/** Events of an item, oldest first: its own, its part's, and its file's. */
export async function eventsOfItem(run: Runner, at: ItemPlace): Promise<readonly StoredEvent[]> {
  const rows = await rowsOf<{
    shard: number
    n: number
    at: Date
    actor: string
    kind: string
    subject: number
    body: string
    link: number
    hash: Buffer
  }>(run, EVENTS, [at.shard, at.id, at.orgShard, at.receiptId, at.heldBy ?? null])
  return rows.map(row => ({
    ...row,
    at: Temporal.Instant.fromEpochMilliseconds(row.at.getTime()),
    body: JSON.parse(row.body),
  }))
}

export interface OutboundOfItem {
  readonly kind: 'return' | 'notice'
  readonly code: string
  readonly state: 'queued' | 'sent' | 'missed' | 'withdrawn'
  readonly dueAt: Temporal.Instant
  readonly file: string | undefined
  /** When that file went out. */
  readonly sentAt: Temporal.Instant | undefined
  /** The item's bytes as its pack parses them. */
  readonly raw: Uint8Array
  /** What somebody keyed of an amount that cannot be read; undefined for any other. Minor units. */
  readonly keyedMinor: number | undefined
}

/** Returns and notices for an item. */
export async function outboundOfItem(run: Runner, at: ItemPlace): Promise<readonly OutboundOfItem[]> {
  const rows = await rowsOf<{
    kind: 'return' | 'notice'
    code: string
    state: 'queued' | 'sent' | 'missed' | 'withdrawn'
    due_at: Date
    file: string | null
    released_at: Date | null
    raw: Buffer
    keyed_minor: number | null
  }>(run, OUTBOUND, [at.shard, at.id, at.orgShard])
  return rows.map(row => ({
    kind: row.kind,
    code: row.code,
    state: row.state,
    dueAt: Temporal.Instant.fromEpochMilliseconds(row.due_at.getTime()),
    file: row.file ?? undefined,
    sentAt: row.released_at === null ? undefined : Temporal.Instant.fromEpochMilliseconds(row.released_at.getTime()),
    raw: row.raw,
    keyedMinor: row.keyed_minor ?? undefined,
  }))
}

/** How many links the chains of an institution have, as a text: another one after anything was recorded. */
export async function headOfDay(run: Runner, orgShard: number): Promise<string> {
  const row = await rowOf<{ links: number }>(run, HEAD, [orgShard])
  return String(row?.links ?? 0)
}
