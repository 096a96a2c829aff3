import type { EventKind } from './event.ts'
import { type Runner, rowOf, rowsOf, statement } from './statement.ts'

const OF_DAY = statement(
  'event.page-of-day',
  `
-- of each bucket no more than a page, by the key of the table, so that a day of many events is not sorted
select event.shard, event.day::text, event.n, event.at, event.at::text as at_text, event.actor, event.kind, event.subject, event.body
from generate_series($1::bigint, $1::bigint + 1023) as bucket (shard)
cross join lateral (
  select * from event
  where event.shard = bucket.shard and event.day = $2
    and ($3::text is null or event.actor = $3) and ($4::text is null or event.kind = $4) and ($5::bigint is null or event.subject = $5)
    and ($6::text[] is null or event.kind = any ($6) and event.body not like '%"personId":null%')
    and ($7::timestamptz is null or (event.at, event.shard, event.n) < ($7, $8::bigint, $9::bigint))
  order by event.n desc
  limit $10
) as event
order by event.at desc, event.shard desc, event.n desc
limit $10`,
)
const OF_SUBJECT = statement(
  'event.page-of-subject',
  `
-- whenever it was: the index by subject of each bucket; what is given to a team or a role has nobody's number, and is about no person
select event.shard, event.day::text, event.n, event.at, event.at::text as at_text, event.actor, event.kind, event.subject, event.body
from generate_series($1::bigint, $1::bigint + 1023) as bucket (shard)
cross join lateral (
  select * from event
  where event.shard = bucket.shard and event.subject = $2
    and ($3::text is null or event.actor = $3) and ($4::text is null or event.kind = $4)
    and ($5::text[] is null or event.kind = any ($5) and event.body not like '%"personId":null%')
    and ($6::timestamptz is null or (event.at, event.shard, event.n) < ($6, $7::bigint, $8::bigint))
  order by event.at desc, event.n desc
  limit $9
) as event
order by event.at desc, event.shard desc, event.n desc
limit $9`,
)
const AT = statement('event.place', 'select at::text as at_text from event where shard = $1 and day = $2 and n = $3')
const ENDS = statement(
  'event.ends',
  `
-- one look at the end of each bucket's chain
select count(*) as chains, coalesce(sum(link.n), 0)::bigint as links, coalesce(sum(link.last_event), 0)::bigint as events,
  encode(sha256(convert_to(coalesce(string_agg(link.shard || ' ' || link.n || ' ' || encode(link.hash, 'hex'), ',' order by link.shard), ''), 'UTF8')), 'hex') as head
from generate_series($1::bigint, $1::bigint + 1023) as bucket (shard)
cross join lateral (
  select shard, n, last_event, hash from event_link where event_link.shard = bucket.shard order by n desc limit 1
) as link`,
)

const HAS_OF_ACT = statement(
  'event.has-of-act',
  `
-- as text: an altered body is no JSON, and is told by its chain
select exists (
  select from event
  where shard = $1 and subject = $2 and day = $3 and kind = $4 and actor = $5 and body like '%"act":"' || $6 || '"%'
) as has`,
)

/** Whether an event of the kind tells that day that the actor did, or tried, the act on the subject. */
export async function hasEventOfAct(
  run: Runner,
  of: Omit<EventKey, 'n'> & {
    readonly kind: EventKind
    readonly actor: string
    readonly subject: number
    readonly act: string
  },
): Promise<boolean> {
  const { shard, subject, day, kind, actor, act } = of
  return (await rowOf<{ has: boolean }>(run, HAS_OF_ACT, [shard, subject, day, kind, actor, act]))?.has === true
}

/** Which events are read: of one day, or of one subject on all days. */
export interface EventsWanted {
  /** YYYY-MM-DD; undefined for all days, and then with a subject. */
  readonly day: string | undefined
  readonly actor: string | undefined
  readonly kind: string | undefined
  readonly subject: number | undefined
  /**
   * The kinds of events that are about people, where the subject is a person: items, receipts, teams and people are counted each for
   * themselves. Undefined where the number may be of any of them.
   */
  readonly ofPeople: readonly string[] | undefined
  /** The event after which the page begins. */
  readonly after: EventKey | undefined
  readonly limit: number
}

export interface EventKey {
  readonly shard: number
  /** YYYY-MM-DD. */
  readonly day: string
  readonly n: number
}

export interface PagedEvent extends EventKey {
  readonly at: Temporal.Instant
  readonly actor: string
  readonly kind: string
  readonly subject: number
  readonly body: Readonly<Record<string, unknown>>
}

interface Row extends EventKey {
  at: Date
  actor: string
  kind: string
  subject: number
  body: string
}

/** A page of an institution's events, the newest first; undefined where there is no event to go on after. */
export async function pageEvents(
  run: Runner,
  orgShard: number,
  wanted: EventsWanted,
): Promise<readonly PagedEvent[] | undefined> {
  const { day, actor = null, kind = null, subject = null, ofPeople = null, after, limit } = wanted
  const from: readonly (string | number | null)[] | undefined =
    after === undefined ? [null, null, null] : await placeOf(run, after)
  if (from === undefined) return undefined
  const rows =
    day === undefined
      ? await rowsOf<Row>(run, OF_SUBJECT, [orgShard, subject, actor, kind, ofPeople, ...from, limit])
      : await rowsOf<Row>(run, OF_DAY, [orgShard, day, actor, kind, subject, ofPeople, ...from, limit])
  return rows.map(({ at, body, shard, day: on, n, actor: by, kind: what, subject: of }) => ({
    ...{ shard, day: on, n, actor: by, kind: what, subject: of },
    at: Temporal.Instant.fromEpochMilliseconds(at.getTime()),
    body: JSON.parse(body),
  }))
}

/** As text: a moment of the database has more digits than one of the program. */
async function placeOf(run: Runner, { shard, day, n }: EventKey): Promise<readonly (string | number)[] | undefined> {
  const row = await rowOf<{ at_text: string }>(run, AT, [shard, day, n])
  return row === undefined ? undefined : [row.at_text, shard, n]
}

/** Where all chains of an institution end. */
export interface ChainEnds {
  readonly chains: number
  readonly links: number
  readonly events: number
  /** SHA-256 over the ends of all chains in their order, as hex: it differs when any of them does. */
  readonly head: string
}

export async function chainEnds(run: Runner, orgShard: number): Promise<ChainEnds> {
  const row = await rowOf<ChainEnds & Record<string, unknown>>(run, ENDS, [orgShard])
  return row ?? { chains: 0, links: 0, events: 0, head: '' }
}
