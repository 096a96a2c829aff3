import { createHash } from 'node:crypto'
import type pg from 'pg'
import { copyInto } from './copy-into.ts'
import { CopyRows } from './copy-rows.ts'
import { rowsOf, statement } from './statement.ts'

/**
 * The audit log: one chain per shard. Every transaction that changes a shard adds its events and one link; the link's hash
 * covers the link before it and every byte of the events. An event that stands for many rows (a part of a file) carries the
 * SHA-256 of those rows in its body, so that an edited posting or item is found as surely as an edited event.
 */
export interface NewEvent {
  readonly kind: EventKind
  readonly actor: string
  /** The item, receipt or file the event is about. */
  readonly subject: number
  readonly body: Readonly<Record<string, unknown>>
}

const EVENT_KINDS = [
  'institution_opened',
  'file_received',
  'file_refused',
  'file_staged',
  'file_done',
  'batch_quarantined',
  'file_quarantined',
  'batches_taken_over',
  'file_retried',
  'accounts_loaded',
  'facts_loaded',
  'part_processed',
  'entry_posted',
  'exception_raised',
  'claim_received',
  'item_returned',
  'notice_sent',
  'return_missed',
  'return_file_released',
  'return_file_published',
  'exception_closed',
  'data_revealed',
  'rows_sealed',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

const LAST_LINKS = statement(
  'event.last-links',
  `
select wanted.shard, link.n, link.last_event, link.hash
from unnest($1::bigint[]) as wanted (shard)
cross join lateral (
  select n, last_event, hash from event_link where event_link.shard = wanted.shard order by n desc limit 1
) as link`,
)

const COPY_EVENTS = statement(
  'event.copy',
  'copy event (shard, day, n, at, actor, kind, subject, body) from stdin (format binary)',
)
const COPY_LINKS = statement(
  'event.copy-links',
  'copy event_link (shard, n, day, first_event, last_event, prev, hash) from stdin (format binary)',
)

const GENESIS = new Uint8Array(32)
/** Characters handed to the hash in one call, because a call for each event costs more than its hashing. */
const HASHED_AT_ONCE = 1 << 16

/**
 * Adds events to the chains of several shards, one link each. The caller holds the buckets' locks (`lockBuckets`), so the last
 * link cannot change under it.
 */
export async function appendEvents(
  tx: pg.ClientBase,
  events: ReadonlyMap<number, readonly NewEvent[]>,
  when: { readonly day: number; readonly at: Temporal.Instant },
): Promise<void> {
  const shards = [...events.keys()].filter(shard => (events.get(shard) ?? []).length > 0)
  const last = new Map((await rowsOf<LastLink>(tx, LAST_LINKS, [shards])).map(row => [row.shard, row]))
  const eventRows = new CopyRows()
  const linkRows = new CopyRows()
  for (const shard of shards) addLink(shard, events.get(shard) ?? [], last.get(shard), when, eventRows, linkRows)
  await copyInto(tx, { what: COPY_EVENTS, rows: eventRows }, { what: COPY_LINKS, rows: linkRows })
}

interface LastLink {
  readonly shard: number
  readonly n: number
  readonly last_event: number
  readonly hash: Uint8Array
}

function addLink(
  shard: number,
  events: readonly NewEvent[],
  last: LastLink | undefined,
  when: { readonly day: number; readonly at: Temporal.Instant },
  eventRows: CopyRows,
  linkRows: CopyRows,
): void {
  const prev = last?.hash ?? GENESIS
  const first = (last?.last_event ?? 0) + 1
  // The database keeps microseconds; what is hashed must be what is read back.
  const at = Temporal.Instant.fromEpochNanoseconds((when.at.epochNanoseconds / 1000n) * 1000n)
  const hash = startLink(prev, shard, (last?.n ?? 0) + 1)
  const atText = at.toString()
  let text = ''
  events.forEach((event, index) => {
    const body = JSON.stringify(event.body)
    const n = first + index
    const { actor, kind, subject } = event
    text += eventText({ shard, day: when.day, n, at: atText, actor, kind, subject, body })
    eventRows.row(8).int8(shard).date(when.day).int8(n).instant(at).text(actor).text(kind).int8(subject).text(body)
    if (text.length < HASHED_AT_ONCE) return
    hash.update(text)
    text = ''
  })
  hash.update(text)
  linkRows
    .row(7)
    .int8(shard)
    .int8((last?.n ?? 0) + 1)
    .date(when.day)
    .int8(first)
    .int8(first + events.length - 1)
    .bytea(prev)
    .bytea(hash.digest())
}

/** The first bytes under a link's hash: where it stands and what it follows. */
export function startLink(prev: Uint8Array, shard: number, n: number): ReturnType<typeof createHash> {
  return createHash('sha256').update(prev).update(`${shard}/${n}\n`)
}

/** The bytes of one event under its link's hash: a line of JSON. `at` is the instant's shortest text in UTC. */
export function eventText(event: {
  readonly shard: number
  readonly day: number
  readonly n: number
  readonly at: string
  readonly actor: string
  readonly kind: string
  readonly subject: number
  readonly body: string
}): string {
  const { shard, day, n, at, actor, kind, subject, body } = event
  const words = `${JSON.stringify(at)},${JSON.stringify(actor)},${JSON.stringify(kind)},${subject},${JSON.stringify(body)}`
  return `[${shard},${day},${n},${words}]\n`
}

/** What the body of an event says; undefined when it is no object any more: somebody changed it, and its chain says so. */
export function jsonOf(body: string): object | undefined {
  try {
    const said: unknown = JSON.parse(body)
    return typeof said === 'object' && said !== null ? said : undefined
  } catch {
    return undefined
  }
}
