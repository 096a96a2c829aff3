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
order by n, day`,
)

const LINKS_AT_ONCE = 1_000
const EVENTS_AT_ONCE = 5_000

/**
 * The links and events of a chain's part in the order in which its hashes cover them: a link, then its events. Also what is out
 * of place comes, where its number puts it, and what stands behind the last link comes last. Memory is flat. Inside a
 * transaction; one chain at a time.
 */
export async function* chainRecords(tx: pg.ClientBase, range: ChainRange): AsyncGenerator<readonly ChainRecord[]> {
  const first = Number.MIN_SAFE_INTEGER // also numbers that none of ours has, from the start of a whole chain
  const after = range.after.link === 0 ? { link: first, event: first } : range.after
  const to = range.to ?? { link: Number.MAX_SAFE_INTEGER, event: Number.MAX_SAFE_INTEGER }
  const links = new LinksAhead(tx, range.shard, after.link, to.link)
  await tx.query(`declare chain_events no scroll cursor for ${EVENTS.text}`, [range.shard, after.event, to.event])
  try {
    for (;;) {
      const { rows } = await tx.query<EventRow>(`fetch ${EVENTS_AT_ONCE} from chain_events`)
      const records: ChainRecord[] = []
      for (const row of rows) {
        while (!links.reach(row.n)) {
          const link = await links.next()
          if (link === undefined) break
          records.push({ is: 'link', link })
        }
        records.push({ is: 'event', event: eventOf(row) })
      }
      if (records.length > 0) yield records
      if (rows.length < EVENTS_AT_ONCE) break
    }
    for (let rest = await links.rest(); rest.length > 0; rest = await links.rest())
      yield rest.map(link => ({ is: 'link', link }) as const)
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
  #ahead: readonly ChainLink[] = []
  #at = 0
  #isEnded = false
  #last = Number.NEGATIVE_INFINITY

  constructor(tx: pg.ClientBase, shard: number, from: number, to: number) {
    this.#tx = tx
    this.#shard = shard
    this.#from = from
    this.#to = to
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
