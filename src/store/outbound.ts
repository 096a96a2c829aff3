import type pg from 'pg'
import type { Direction, ItemState } from '../core/item.ts'
import type { PackName } from '../core/pack.ts'
import type { Tally } from '../core/tally.ts'
import type { Copy } from './copy-into.ts'
import type { CopyRows } from './copy-rows.ts'
import { changedBy, type Runner, rowOf, rowsOf, statement } from './statement.ts'

/** An answer that waits for its file: a return, or a notification. */
export interface NewOutbound {
  readonly shard: number
  readonly itemId: number
  readonly kind: 'return' | 'notice'
  readonly pack: PackName
  readonly code: string
  readonly day: number
  readonly dueAt: Temporal.Instant
  readonly batch: number
  readonly raw: Uint8Array
  /** Corrected data of a notice; empty for a return. */
  readonly correction: string
}

export interface QueuedOutbound {
  readonly shard: number
  readonly itemId: number
  readonly kind: 'return' | 'notice'
  readonly code: string
  /** Posting day of the item, YYYY-MM-DD. */
  readonly day: string
  readonly dueAt: Temporal.Instant
  readonly batch: number
  readonly raw: Uint8Array
  readonly correction: string
  readonly direction: Direction
  readonly amountMinor: number
  /** What was keyed as its amount, where none could be read of its item. Minor units. */
  readonly keyedMinor: number | undefined
  /** What its item is until it goes. */
  readonly state: ItemState
}

const COPY = statement(
  'outbound-item.copy',
  'copy outbound_item (shard, item_id, kind, pack, code, day, due_at, batch, raw, correction, state) from stdin (format binary)',
)
const QUEUED = statement(
  'outbound-item.queued',
  `
select outbound_item.shard, outbound_item.item_id, outbound_item.kind, outbound_item.code, outbound_item.day::text, outbound_item.due_at, outbound_item.batch,
  outbound_item.raw, outbound_item.correction, outbound_item.keyed_minor, item.direction, item.amount_minor, item.state
from outbound_item
join item on item.shard = outbound_item.shard and item.day = outbound_item.day and item.id = outbound_item.item_id
where outbound_item.shard between $1 and $1 + 1023 and outbound_item.pack = $2 and outbound_item.kind = $5 and outbound_item.state = 'queued' and outbound_item.due_at <= $3
  and outbound_item.item_id <> all ($6::bigint[])
order by outbound_item.due_at, outbound_item.item_id
limit $4`,
)
const SEND = statement(
  'outbound-item.send',
  `
-- compare-and-set: an answer goes into one file, whoever else builds one at the same time
update outbound_item
set state = 'sent', file_id = $5, trace = sent.trace
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) as sent (shard, item_id, kind, trace)
where outbound_item.shard = sent.shard and outbound_item.item_id = sent.item_id and outbound_item.kind = sent.kind and outbound_item.state = 'queued'`,
)
const ARE_QUEUED = statement(
  'outbound-item.are-queued',
  `
select count(*) as answers
from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[]) as read (shard, item_id, kind, code, correction)
join outbound_item using (shard, item_id, kind, code, correction)
where outbound_item.state = 'queued'`,
)
const RETURN_ITEMS = statement(
  'item.return',
  `
update item
set state = 'returned'
from unnest($1::bigint[], $2::date[], $3::bigint[]) as returned (shard, day, id)
where item.shard = returned.shard and item.day = returned.day and item.id = returned.id
  -- a debit that a customer claims is posted until it goes back
  and (item.state = 'suspended' or (item.state = 'posted' and item.exception_id = item.id))`,
)
const NUMBERED = statement(
  'outbound-file.numbered',
  `
select
  (select trace_to from outbound_file where shard = $1 and pack = $2 order by id desc limit 1) as last_trace,
  (select count(*) from outbound_file where shard = $1 and pack = $2 and business_day = $3) as files_today`,
)
const LOCK_PUBLISHING = statement(
  'outbound-file.lock-publishing',
  `
-- one process writes the folder of outgoing files at a time; the lock goes with the transaction, also when the process is killed
select pg_advisory_xact_lock(723411900, hashint8($1))`,
)
const INSERT_FILE = statement(
  'outbound-file.insert',
  `
insert into outbound_file (shard, pack, name, business_day, sha256, size_bytes, items, debit_minor, credit_minor, trace_from, trace_to, due_at, released_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
returning id`,
)
const NEXT_UNPUBLISHED = statement(
  'outbound-file.next-unpublished',
  `
select id, name, sha256
from outbound_file
where shard = $1 and id > $2 and published_at is null
order by id
limit 1`,
)
const MARK_PUBLISHED = statement(
  'outbound-file.mark-published',
  `
-- compare-and-set: what was published once is never published again; greatest: a clock that was set back publishes nothing before it was released
update outbound_file
set published_at = greatest($3, released_at)
where shard = $1 and id = $2 and published_at is null`,
)
const FILES = statement('outbound-file.list', 'select * from outbound_file where shard = $1 order by id desc limit $2')
const WAITING = statement(
  'outbound-item.waiting',
  `
select pack, kind, code, count(*) as items, min(due_at) as first_due
from outbound_item
where shard between $1 and $1 + 1023 and state = 'queued'
group by pack, kind, code
order by pack, kind, code`,
)

export function outboundRow(rows: CopyRows, outbound: NewOutbound): void {
  rows
    .row(11)
    .int8(outbound.shard)
    .int8(outbound.itemId)
    .text(outbound.kind)
    .text(outbound.pack)
    .text(outbound.code)
    .date(outbound.day)
  rows.instant(outbound.dueAt).int4(outbound.batch).bytea(outbound.raw).text(outbound.correction).text('queued')
}

export function outboundCopy(rows: CopyRows): Copy {
  return { what: COPY, rows }
}

/** Answers of a pack that wait and are due by then, the first to be due first, but those of the items `except`. */
export async function queuedOutbound(
  tx: Runner,
  orgShard: number,
  of: { pack: PackName; kind: 'return' | 'notice'; dueBy: Temporal.Instant; limit: number; except: readonly number[] },
): Promise<readonly QueuedOutbound[]> {
  const rows = await rowsOf<{
    shard: number
    item_id: number
    kind: 'return' | 'notice'
    code: string
    day: string
    due_at: Date
    batch: number
    raw: Buffer
    correction: string
    keyed_minor: number | null
    direction: Direction
    amount_minor: number
    state: ItemState
  }>(tx, QUEUED, [orgShard, of.pack, of.dueBy.toString(), of.limit, of.kind, of.except])
  return rows.map(row => ({
    shard: row.shard,
    itemId: row.item_id,
    kind: row.kind,
    code: row.code,
    day: row.day,
    dueAt: Temporal.Instant.fromEpochMilliseconds(row.due_at.getTime()),
    batch: row.batch,
    raw: row.raw,
    correction: row.correction,
    keyedMinor: row.keyed_minor ?? undefined,
    direction: row.direction,
    amountMinor: row.amount_minor,
    state: row.state,
  }))
}

/** Whether each of the answers waits as it was read, under the locks of their buckets. */
export async function areQueued(tx: Runner, read: readonly QueuedOutbound[]): Promise<boolean> {
  const keys = [read.map(one => one.shard), read.map(one => one.itemId), read.map(one => one.kind)]
  const says = [read.map(one => one.code), read.map(one => one.correction)]
  const row = await rowOf<{ answers: number }>(tx, ARE_QUEUED, [...keys, ...says])
  return row?.answers === read.length
}

/** Marks answers as sent, each with its number. Throws when one was sent before. */
export async function sendOutbound(
  tx: pg.ClientBase,
  fileId: number,
  sent: readonly (QueuedOutbound & { readonly trace: string })[],
): Promise<void> {
  const shards = sent.map(one => one.shard)
  const ids = sent.map(one => one.itemId)
  const marked = await changedBy(tx, SEND, [shards, ids, sent.map(one => one.kind), sent.map(one => one.trace), fileId])
  if (marked !== sent.length) throw new Error(`${sent.length} answers were to go out, ${marked} were marked`)
}

/** Turns the items of returns that went out to returned: from suspended, or from posted where a customer claims. Throws when one was neither. */
export async function returnSuspendedItems(tx: pg.ClientBase, returned: readonly QueuedOutbound[]): Promise<void> {
  const [shards, ids] = [returned.map(one => one.shard), returned.map(one => one.itemId)]
  const items = await changedBy(tx, RETURN_ITEMS, [shards, returned.map(one => one.day), ids])
  if (items !== returned.length)
    throw new Error(`${returned.length} items were to be returned, ${items} were suspended`)
}

/** The last number given to an answer of a pack (0 before the first), and how many of its files there are of a business day. */
export async function numberedSoFar(
  tx: Runner,
  orgShard: number,
  pack: PackName,
  businessDay: string,
): Promise<{ readonly lastTrace: number; readonly filesToday: number }> {
  const row = await rowOf<{ last_trace: number | null; files_today: number }>(tx, NUMBERED, [
    orgShard,
    pack,
    businessDay,
  ])
  return { lastTrace: row?.last_trace ?? 0, filesToday: row?.files_today ?? 0 }
}

/** Waits until no other process writes the institution's folder of outgoing files, until the transaction ends. */
export async function lockPublishing(tx: pg.ClientBase, orgShard: number): Promise<void> {
  await tx.query(LOCK_PUBLISHING.text, [orgShard])
}

export interface OutboundFile {
  readonly id: number
  readonly pack: PackName
  readonly name: string
  /** YYYY-MM-DD. */
  readonly businessDay: string
  readonly sha256: Uint8Array
  readonly sizeBytes: number
  readonly value: Tally
  readonly traceFrom: number
  readonly traceTo: number
  readonly dueAt: Temporal.Instant
  readonly releasedAt: Temporal.Instant
}

export async function insertOutboundFile(
  tx: pg.ClientBase,
  orgShard: number,
  file: Omit<OutboundFile, 'id'>,
): Promise<number> {
  const row = await rowOf<{ id: number }>(tx, INSERT_FILE, [
    orgShard,
    file.pack,
    file.name,
    file.businessDay,
    file.sha256,
    file.sizeBytes,
    file.value.count,
    file.value.debitMinor,
    file.value.creditMinor,
    file.traceFrom,
    file.traceTo,
    file.dueAt.toString(),
    file.releasedAt.toString(),
  ])
  if (row === undefined) throw new Error('an outbound file was inserted and gave no id')
  return row.id
}

/** A file that was released and is not known to have stood in the folder of outgoing files. */
export interface UnpublishedFile {
  readonly id: number
  readonly name: string
  readonly sha256: Uint8Array
}

/** The first file after this id that is still to be published. */
export async function nextUnpublished(tx: Runner, shard: number, after: number): Promise<UnpublishedFile | undefined> {
  return rowOf<{ id: number; name: string; sha256: Buffer }>(tx, NEXT_UNPUBLISHED, [shard, after])
}

/** Throws when it was published before. */
export async function markPublished(
  tx: pg.ClientBase,
  file: { readonly shard: number; readonly id: number },
  at: Temporal.Instant,
): Promise<void> {
  const marked = await changedBy(tx, MARK_PUBLISHED, [file.shard, file.id, at.toString()])
  if (marked !== 1) throw new Error(`outbound file ${file.id} was published before`)
}

/** The newest files that went out. */
export async function listOutboundFiles(
  run: Runner,
  orgShard: number,
  limit: number,
): Promise<readonly OutboundFile[]> {
  const rows = await rowsOf<{
    id: number
    pack: PackName
    name: string
    business_day: string
    sha256: Buffer
    size_bytes: number
    items: number
    debit_minor: number
    credit_minor: number
    trace_from: number
    trace_to: number
    due_at: Date
    released_at: Date
  }>(run, FILES, [orgShard, limit])
  return rows.map(row => ({
    id: row.id,
    pack: row.pack,
    name: row.name,
    businessDay: row.business_day,
    sha256: row.sha256,
    sizeBytes: row.size_bytes,
    value: { count: row.items, debitMinor: row.debit_minor, creditMinor: row.credit_minor },
    traceFrom: row.trace_from,
    traceTo: row.trace_to,
    dueAt: Temporal.Instant.fromEpochMilliseconds(row.due_at.getTime()),
    releasedAt: Temporal.Instant.fromEpochMilliseconds(row.released_at.getTime()),
  }))
}

export interface WaitingOutbound {
  readonly pack: PackName
  readonly kind: 'return' | 'notice'
  readonly code: string
  readonly items: number
  readonly firstDue: Temporal.Instant
}

/** What waits for a file, by pack and code. */
export async function waitingOutbound(run: Runner, orgShard: number): Promise<readonly WaitingOutbound[]> {
  const rows = await rowsOf<{
    pack: PackName
    kind: 'return' | 'notice'
    code: string
    items: number
    first_due: Date
  }>(run, WAITING, [orgShard])
  return rows.map(row => ({
    pack: row.pack,
    kind: row.kind,
    code: row.code,
    items: row.items,
    firstDue: Temporal.Instant.fromEpochMilliseconds(row.first_due.getTime()),
  }))
}
