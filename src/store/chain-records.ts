import type pg from 'pg'
import { CHAIN_START, type ChainLink, type ChainPlace } from '../core/audit-walk.ts'
import { eventText } from './event.ts'
import { rowsOf, statement } from './statement.ts'

/** An event as its row has it, with the bytes that its link's hash covers. */
export interface ChainEvent {
  readonly shard: number
  /** Days since 1970-01-01. */
  readonly day: number
  readonly n: number
  readonly kind: string
  readonly subject: number
  readonly body: string
  /** A line of JSON with its end, see `eventText`. */
  readonly text: string
}

export type ChainRecord =
  | { readonly is: 'link'; readonly link: ChainLink }
  | { readonly is: 'event'; readonly event: ChainEvent }

/** A chain, or the part of it whose days are asked for, and where the whole of it ends. */
export interface ChainRange {
  readonly shard: number
  /** Behind this place the part begins. */
  readonly after: ChainPlace
  /** Where the part ends; undefined for one that goes to the end and takes also what stands behind the last link. */
  readonly to: Pick<ChainPlace, 'link' | 'event'> | undefined
  /** The last link that there is. */
  readonly head: ChainPlace
}

/** Days, both included, YYYY-MM-DD; without one there is no bound on that side. */
export interface ChainDays {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

const RANGES = statement(
  'event.chain-ranges',
  `
-- a chain's part of some days is what lies between the first and the last link of them: days do not always rise along a chain
with chain as (
  select shard, min(n) filter (where day >= coalesce($2::date, '-infinity')) as first_n,
    max(n) filter (where day <= coalesce($3::date, 'infinity')) as last_n, max(n) as head_n
  from event_link
  where shard between $1 and $1 + 1023
  group by shard
), with_events as (
  select distinct shard from event where shard between $1 and $1 + 1023
)
select coalesce(chain.shard, with_events.shard) as shard, head.n as head_n, head.last_event as head_event, head.hash as head_hash,
  first.n as first_n, first.first_event, first.prev as first_prev, last.n as last_n, last.last_event
from chain
full join with_events on with_events.shard = chain.shard
left join event_link as head on (head.shard, head.n) = (chain.shard, chain.head_n)
left join event_link as first on (first.shard, first.n) = (chain.shard, chain.first_n)
left join event_link as last on (last.shard, last.n) = (chain.shard, chain.last_n)
order by 1`,
)

interface RangeRow {
  shard: number
  head_n: number | null
  head_event: number
  head_hash: Buffer
  first_n: number | null
  first_event: number
  first_prev: Buffer
  last_n: number | null
  last_event: number
}

/** Every chain of an institution, in order of shard; also one that has lost its links. */
export async function chainRanges(
  tx: pg.ClientBase,
  orgShard: number,
  days: ChainDays = {},
): Promise<readonly ChainRange[]> {
  const rows = await rowsOf<RangeRow>(tx, RANGES, [orgShard, days.from ?? null, days.to ?? null])
  return rows.map(row => rangeOf(row, days))
}

function rangeOf(row: RangeRow, { from, to }: ChainDays): ChainRange {
  const { shard } = row
  if (row.head_n === null) return { shard, after: CHAIN_START, to: undefined, head: CHAIN_START }
  const head = { link: row.head_n, event: row.head_event, hash: row.head_hash }
  const before =
    row.first_n === null ? head : { link: row.first_n - 1, event: row.first_event - 1, hash: row.first_prev }
  const after = from === undefined ? CHAIN_START : before
  if (to === undefined) return { shard, after, to: undefined, head }
  const ends = row.last_n !== null && row.last_n > after.link ? { link: row.last_n, event: row.last_event } : after
  return { shard, after, to: { link: ends.link, event: ends.event }, head }
}

const LINKS = statement(
  'event.chain-links',
  `
select n, day - date '1970-01-01' as day, first_event as first, last_event as last, prev, hash
from event_link
where shard = $1 and n > $2 and n <= $3
order by n
limit $4`,
)
const EVENTS = statement(
  'event.chain-events',
  `
select shard, day - date '1970-01-01' as day, n, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, actor, kind, subject, body
from event
where shard = $1 and n > $2 and n <= $3
order by n, day
limit $4`,
)

const LINKS_OF_CHAINS = statement(
  'event.links-of-chains',
  `
select link.shard, n, day - date '1970-01-01' as day, first_event as first, last_event as last, prev, hash
from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as wanted (shard, after, until)
join event_link as link on link.shard = wanted.shard and n > after and n <= until
order by link.shard, n
limit $4`,
)

const CHAINS_AT_ONCE = 64
const LINKS_AT_ONCE = 5_000
const EVENTS_AT_ONCE = 5_000

/** A chain with its links and events, see `chainRecords`. */
export interface ChainRead {
  readonly range: ChainRange
  readonly records: AsyncIterable<readonly ChainRecord[]>
}

/** Chains one after the other, each to be read to its end before the next. Of short ones one look at the database reads the links of many. */
export async function* readChains(tx: pg.ClientBase, ranges: readonly ChainRange[]): AsyncGenerator<ChainRead> {
  for (let from = 0; from < ranges.length; from += CHAINS_AT_ONCE) {
    const some = ranges.slice(from, from + CHAINS_AT_ONCE)
    const links = await shortChainsLinks(tx, some)
    for (const range of some) yield { range, records: chainRecords(tx, range, links?.get(range.shard)) }
  }
}

/** The links of every one of the chains; undefined when there are too many to hold. */
async function shortChainsLinks(
  tx: pg.ClientBase,
  ranges: readonly ChainRange[],
): Promise<ReadonlyMap<number, readonly ChainLink[]> | undefined> {
  const bounds = ranges.map(range => ({ shard: range.shard, ...boundsOf(range) }))
  const columns = [bounds.map(one => one.shard), bounds.map(one => one.after.link), bounds.map(one => one.to.link)]
  const rows = await rowsOf<ChainLink & { shard: number }>(tx, LINKS_OF_CHAINS, [...columns, LINKS_AT_ONCE])
  if (rows.length === LINKS_AT_ONCE) return undefined
  const links = Map.groupBy(rows, row => row.shard)
  return new Map(ranges.map(({ shard }) => [shard, links.get(shard) ?? []]))
}

/** Whole chains begin with whatever number stands first, also one that none of ours has. */
function boundsOf(range: ChainRange): Record<'after' | 'to', Pick<ChainPlace, 'link' | 'event'>> {
  const first = Number.MIN_SAFE_INTEGER
  const last = Number.MAX_SAFE_INTEGER
  return {
    after: range.after.link === 0 ? { link: first, event: first } : range.after,
    to: range.to ?? { link: last, event: last },
  }
}

/**
 * The links and events of a chain's part in the order in which its hashes cover them: a link, then its events. Also what is out
 * of place comes, where its number puts it, and what stands behind the last link comes last. Memory is flat. Inside a
 * transaction.
 */
async function* chainRecords(
  tx: pg.ClientBase,
  range: ChainRange,
  known: readonly ChainLink[] | undefined,
): AsyncGenerator<readonly ChainRecord[]> {
  const { after, to } = boundsOf(range)
  const links = new LinksAhead(tx, { shard: range.shard, after: after.link, to: to.link }, known)
  for await (const rows of eventRows(tx, [range.shard, after.event, to.event])) {
    const records: ChainRecord[] = []
    for (const row of rows) {
      while (!links.reach(row.n)) {
        const link = await links.next()
        if (link === undefined) break
        records.push({ is: 'link', link })
      }
      records.push({ is: 'event', event: eventOf(row) })
    }
    yield records
  }
  for (let rest = await links.rest(); rest.length > 0; rest = await links.rest())
    yield rest.map(link => ({ is: 'link', link }) as const)
}

/** The events of a chain between two numbers. Few come with one look; many through a cursor, sorted once. */
async function* eventRows(tx: pg.ClientBase, of: readonly number[]): AsyncGenerator<readonly EventRow[]> {
  const few = await rowsOf<EventRow & Record<string, unknown>>(tx, EVENTS, [...of, EVENTS_AT_ONCE])
  if (few.length < EVENTS_AT_ONCE) return yield few
  await tx.query(`declare chain_events no scroll cursor for ${EVENTS.text}`, [...of, null])
  try {
    for (;;) {
      const { rows } = await tx.query<EventRow>(`fetch ${EVENTS_AT_ONCE} from chain_events`)
      yield rows
      if (rows.length < EVENTS_AT_ONCE) break
    }
  } finally {
    await tx.query('close chain_events').catch(() => {}) // in a transaction that failed it is gone
  }
}

/** Links in their order, each given out when the first event behind the one before it comes. */
class LinksAhead {
  readonly #tx: pg.ClientBase
  readonly #shard: number
  readonly #to: number
  #from: number
  #ahead: readonly ChainLink[]
  #at = 0
  #isEnded: boolean
  #last = Number.NEGATIVE_INFINITY

  /** @param known All of them, when they were read before. */
  constructor(
    tx: pg.ClientBase,
    { shard, after, to }: Readonly<Record<'shard' | 'after' | 'to', number>>,
    known: readonly ChainLink[] | undefined,
  ) {
    this.#tx = tx
    this.#shard = shard
    this.#from = after
    this.#to = to
    this.#ahead = known ?? []
    this.#isEnded = known !== undefined
  }

  /** True when the last link that was given out says that it covers this event, or one behind it. */
  reach(event: number): boolean {
    return event <= this.#last
  }

  async next(): Promise<ChainLink | undefined> {
    if (this.#at === this.#ahead.length) await this.#read()
    const link = this.#ahead[this.#at]
    if (link === undefined) return undefined
    this.#at++
    this.#last = link.last
    return link
  }

  /** Links behind the last event; none at the end. */
  async rest(): Promise<readonly ChainLink[]> {
    if (this.#at === this.#ahead.length) await this.#read()
    const rest = this.#ahead.slice(this.#at)
    this.#at = this.#ahead.length
    return rest
  }

  async #read(): Promise<void> {
    if (this.#isEnded) return
    this.#at = 0
    this.#ahead = await rowsOf<ChainLink & Record<string, unknown>>(this.#tx, LINKS, [
      this.#shard,
      this.#from,
      this.#to,
      LINKS_AT_ONCE,
    ])
    this.#from = this.#ahead.at(-1)?.n ?? this.#from
    this.#isEnded = this.#ahead.length < LINKS_AT_ONCE
  }
}

interface EventRow {
  shard: number
  day: number
  n: number
  at: string
  actor: string
  kind: string
  subject: number
  body: string
}

function eventOf(row: EventRow): ChainEvent {
  const { shard, day, n, kind, subject, body } = row
  return { shard, day, n, kind, subject, body, text: eventText({ ...row, at: shortest(row.at) }) }
}

/** `…:00.120000Z` as `…:00.12Z`: how an instant is written when it is hashed. */
function shortest(at: string): string {
  return at.replace(/\.?0+Z$/, 'Z')
}
