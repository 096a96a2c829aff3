import { createHash } from 'node:crypto'
import type pg from 'pg'
import { linkPlace } from '../core/audit-walk.ts'
import { dateOfDayNumber } from '../core/calendar/day.ts'
import { binaryInt8s, binaryTexts } from './binary-array.ts'
import { copyInto } from './copy-into.ts'
import { CopyRows } from './copy-rows.ts'
import { changedTogether, type Write } from './one-trip.ts'
import { frequentStatement, type Runner, rowOf, rowsOf, statement } from './statement.ts'

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

/** Every kind of event there is. */
export const EVENT_KINDS = [
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
  'batch_released',
  'entry_posted',
  'exception_raised',
  'over_short_raised',
  'claim_received',
  'item_returned',
  'notice_sent',
  'return_missed',
  'return_file_released',
  'return_file_published',
  'exception_closed',
  'decision_made',
  'decision_undone',
  'decision_proposed',
  'decision_stale',
  'decision_keyed',
  'decision_returned',
  'decision_reviewed',
  'decision_withdrawn',
  'limit_refused',
  'letter_sent',
  'letter_answered',
  'bulk_started',
  'bulk_ended',
  'data_revealed',
  'audit_exported',
  'rows_sealed',
  'transfers_posted',
  'person_added',
  'person_suspended',
  'person_reactivated',
  'person_left',
  'owner_set',
  'team_added',
  'member_granted',
  'role_granted',
  'skill_granted',
  'credential_granted',
  'limit_set',
  'delegation_granted',
  'absence_set',
  'supervision_set',
  'holding_ended',
  'signed_in',
  'sign_in_failed',
  'stepped_up',
  'signed_out',
  'session_ended',
  'password_set',
  'passkey_registered',
  'passkey_revoked',
  'passkey_counter_fell',
  'provider_identity_bound',
  'provider_identity_ended',
  'cases_opened',
  'case_claimed',
  'case_released',
  'case_skipped',
  'case_pended',
  'case_woken',
  'case_parked',
  'case_unparked',
  'case_reassigned',
  'case_closed',
  'case_reopened',
  'case_returned',
  'lease_ended',
  'presence_changed',
  'question_asked',
  'question_taken',
  'question_given_back',
  'question_handed_on',
  'question_answered',
  'question_refused',
  'question_withdrawn',
  'note_added',
  'document_received',
  'document_attached',
  'document_detached',
  'document_handed_over',
  'document_ended',
  'day_closing',
  'day_closed',
  'day_close_refused',
  'day_reopened',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

const LAST_LINKS = frequentStatement(
  'event.last-links',
  `
select wanted.shard, link.n, link.last_event, link.hash
from unnest($1::bigint[]) as wanted (shard)
cross join lateral (
  select n, last_event, hash from event_link where event_link.shard = wanted.shard order by n desc limit 1
) as link`,
)

const LAST_LINK = frequentStatement(
  'event.last-link',
  'select shard, n, last_event, hash from event_link where shard = $1 order by n desc limit 1',
)

const COPY_EVENTS = statement(
  'event.copy',
  'copy event (shard, day, n, at, actor, kind, subject, body) from stdin (format binary)',
)
const COPY_LINKS = statement(
  'event.copy-links',
  'copy event_link (shard, n, day, first_event, last_event, prev, hash) from stdin (format binary)',
)

const INSERT_EVENTS = frequentStatement(
  'event.insert',
  `
insert into event (shard, day, n, at, actor, kind, subject, body)
select * from unnest($1::bigint[], $2::date[], $3::bigint[], $4::timestamptz[], $5::text[], $6::text[], $7::bigint[], $8::text[])`,
)
const INSERT_LINKS = frequentStatement(
  'event.insert-links',
  `
insert into event_link (shard, n, day, first_event, last_event, prev, hash)
select * from unnest($1::bigint[], $2::bigint[], $3::date[], $4::bigint[], $5::bigint[], $6::bytea[], $7::bytea[])`,
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
  const rows = new CopiedEvents()
  addLinks(events, when, await lastLinks(tx, [...events.keys()]), rows)
  await copyInto(tx, { what: COPY_EVENTS, rows: rows.events }, { what: COPY_LINKS, rows: rows.links })
}

/** The same for a request: what COPY writes cannot be held under row-level security. For hundreds of events, not for a part. */
export async function insertEvents(
  tx: pg.ClientBase,
  events: ReadonlyMap<number, readonly NewEvent[]>,
  when: { readonly day: number; readonly at: Temporal.Instant },
): Promise<void> {
  const writes = writesOfEvents(events, when, await lastLinks(tx, [...events.keys()]))
  if (writes.length > 0) await changedTogether(tx, writes)
}

/** As `insertEvents`: the writes, for whoever sends them with others. */
export function writesOfEvents(
  events: ReadonlyMap<number, readonly NewEvent[]>,
  when: { readonly day: number; readonly at: Temporal.Instant },
  ends: LastLinks,
): readonly Write[] {
  const rows = new InsertedEvents()
  addLinks(events, when, ends, rows)
  return rows.writes
}

/** The last link of each shard's chain, of those that have one. The caller holds the buckets' locks, and so it stays until an event is added. */
export type LastLinks = ReadonlyMap<number, LastLink>

export async function lastLinks(run: Runner, shards: readonly number[]): Promise<LastLinks> {
  return new Map((await rowsOf<LastLink & pg.QueryResultRow>(run, LAST_LINKS, [shards])).map(row => [row.shard, row]))
}

/** Where the chain of a shard ends. The caller holds the bucket's lock, and so does it until an event is added. */
export async function chainEnd(tx: Runner, shard: number): Promise<ChainEnd> {
  const last = await rowOf<LastLink & pg.QueryResultRow>(tx, LAST_LINK, [shard])
  return { shard, last, nextEvent: (last?.last_event ?? 0) + 1 }
}

export interface ChainEnd {
  readonly shard: number
  readonly last: LastLink | undefined
  /** The number that the next event has. */
  readonly nextEvent: number
}

/** As `insertEvents` for one chain whose end is known: the writes, for whoever sends them with others. */
export function eventWrites(
  end: ChainEnd,
  events: readonly NewEvent[],
  when: { readonly day: number; readonly at: Temporal.Instant },
): readonly Write[] {
  const rows = new InsertedEvents()
  addLink(end.shard, events, end.last, when, rows)
  return rows.writes
}

/** Where events and links are written to, row by row. */
interface EventRows {
  event(row: EventRow): void
  link(row: LinkRow): void
}

interface EventRow {
  readonly shard: number
  readonly day: number
  readonly n: number
  readonly at: Temporal.Instant
  readonly actor: string
  readonly kind: string
  readonly subject: number
  readonly body: string
}

interface LinkRow {
  readonly shard: number
  readonly n: number
  readonly day: number
  readonly first: number
  readonly last: number
  readonly prev: Uint8Array
  readonly hash: Uint8Array
}

class CopiedEvents implements EventRows {
  readonly events = new CopyRows()
  readonly links = new CopyRows()

  event({ shard, day, n, at, actor, kind, subject, body }: EventRow): void {
    this.events.row(8).int8(shard).date(day).int8(n).instant(at).text(actor).text(kind).int8(subject).text(body)
  }

  link({ shard, n, day, first, last, prev, hash }: LinkRow): void {
    this.links.row(7).int8(shard).int8(n).date(day).int8(first).int8(last).bytea(prev).bytea(hash)
  }
}

/** Columns, one array each, as `unnest` takes them: words that need no quoting but for those in binary arrays. */
class InsertedEvents implements EventRows {
  readonly #events: EventRow[] = []
  readonly #links: LinkRow[] = []

  event(row: EventRow): void {
    this.#events.push(row)
  }

  link(row: LinkRow): void {
    this.#links.push(row)
  }

  get writes(): readonly Write[] {
    if (this.#links.length === 0) return []
    return [
      { what: INSERT_EVENTS, values: eventColumns(this.#events) },
      { what: INSERT_LINKS, values: linkColumns(this.#links) },
    ]
  }
}

function eventColumns(rows: readonly EventRow[]): Write['values'] {
  const int8s = (value: (row: EventRow) => number) => binaryInt8s(rows.map(value))
  const texts = (value: (row: EventRow) => string) => binaryTexts(rows.map(value))
  const when = [daysOf(rows), int8s(row => row.n), listOf(rows.map(row => row.at.toString()))]
  const words = [texts(row => row.actor), texts(row => row.kind), int8s(row => row.subject), texts(row => row.body)]
  return [int8s(row => row.shard), ...when, ...words]
}

function linkColumns(rows: readonly LinkRow[]): Write['values'] {
  const int8s = (value: (row: LinkRow) => number) => binaryInt8s(rows.map(value))
  const hexes = (value: (row: LinkRow) => Uint8Array) =>
    listOf(rows.map(row => `"\\\\x${Buffer.from(value(row)).toString('hex')}"`))
  const place = [int8s(row => row.shard), int8s(row => row.n), daysOf(rows)]
  return [...place, int8s(row => row.first), int8s(row => row.last), hexes(row => row.prev), hexes(row => row.hash)]
}

function daysOf(rows: readonly { readonly day: number }[]): string {
  return listOf(rows.map(row => dateOfDayNumber(row.day).toString()))
}

function listOf(words: readonly string[]): string {
  return `{${words.join(',')}}`
}

function addLinks(
  events: ReadonlyMap<number, readonly NewEvent[]>,
  when: { readonly day: number; readonly at: Temporal.Instant },
  ends: LastLinks,
  rows: EventRows,
): void {
  for (const [shard, added] of events) if (added.length > 0) addLink(shard, added, ends.get(shard), when, rows)
}

export interface LastLink {
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
  rows: EventRows,
): void {
  const prev = last?.hash ?? GENESIS
  const first = (last?.last_event ?? 0) + 1
  const n = (last?.n ?? 0) + 1
  const { day } = when
  // The database keeps microseconds; what is hashed must be what is read back.
  const at = Temporal.Instant.fromEpochNanoseconds((when.at.epochNanoseconds / 1000n) * 1000n)
  const hash = startLink(prev, shard, n)
  const atText = at.toString()
  let text = ''
  events.forEach(({ actor, kind, subject, body: said }, index) => {
    const event = { shard, day, n: first + index, actor, kind, subject, body: JSON.stringify(said) }
    text += eventText({ ...event, at: atText })
    rows.event({ ...event, at })
    if (text.length < HASHED_AT_ONCE) return
    hash.update(text)
    text = ''
  })
  hash.update(text)
  rows.link({ shard, n, day, first, last: first + events.length - 1, prev, hash: hash.digest() })
}

/** The first bytes under a link's hash: where it stands and what it follows. */
export function startLink(prev: Uint8Array, shard: number, n: number): ReturnType<typeof createHash> {
  return createHash('sha256').update(prev).update(linkPlace(shard, n))
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
