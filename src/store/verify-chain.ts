import { createHash } from 'node:crypto'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { eventText, startLink } from './event.ts'
import { rowsOf, statement } from './statement.ts'

export interface AuditVerdict {
  readonly events: number
  readonly links: number
  /** Rows that events stand for and that were hashed again. */
  readonly rows: number
  /** One sentence for each thing found, the first bad place named; at most 100. */
  readonly problems: readonly string[]
  /** The last link of each shard, for signing. */
  readonly heads: readonly { readonly shard: number; readonly n: number; readonly hash: string }[]
}

const PROBLEMS_MAX = 100

const LINKS = statement('event.links', 'select shard, n, first_event, last_event, prev, hash from event_link where shard between $1 and $1 + 1023 order by shard, n')
const EVENTS = statement(
  'event.all',
  `
select shard, day::text, n, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, actor, kind, subject, body
from event
where shard = $1
order by n`,
)
const SHARDS = statement('event.shards', 'select distinct shard from event where shard between $1 and $1 + 1023 order by shard')

interface LinkRow {
  shard: number; n: number; first_event: number; last_event: number; prev: Buffer; hash: Buffer
} // prettier-ignore
interface EventRow {
  shard: number; day: string; n: number; at: string; actor: string; kind: string; subject: number; body: string
} // prettier-ignore

/** Recomputes every link from the events, and every part's rows from the tables. Finds any edited, added or missing byte up to the last link. */
export async function verifyChains(tx: pg.ClientBase, orgShard: number): Promise<AuditVerdict> {
  const problems: string[] = []
  const report = (sentence: string) => {
    if (problems.length < PROBLEMS_MAX) problems.push(sentence)
  }
  const links = Map.groupBy(await rowsOf<LinkRow>(tx, LINKS, [orgShard]), link => link.shard)
  const withEvents = new Set((await rowsOf<{ shard: number }>(tx, SHARDS, [orgShard])).map(row => row.shard))
  let events = 0
  let rows = 0
  for (const shard of new Set([...links.keys(), ...withEvents])) {
    const found = await rowsOf<EventRow>(tx, EVENTS, [shard])
    events += found.length
    verifyChain(shard, links.get(shard) ?? [], found, report)
    rows += await verifyParts(tx, found, report)
  }
  const heads = [...links.values()].flatMap(chain => {
    const last = chain.at(-1)
    return last === undefined ? [] : [{ shard: last.shard, n: last.n, hash: last.hash.toString('hex') }]
  })
  return { events, links: [...links.values()].reduce((sum, chain) => sum + chain.length, 0), rows, problems, heads }
}

function verifyChain(shard: number, links: readonly LinkRow[], events: readonly EventRow[], report: (sentence: string) => void): void {
  let prev: Buffer = Buffer.alloc(32)
  let next = 1
  let at = 0
  for (const [index, link] of links.entries()) {
    if (link.n !== index + 1) return report(`Audit chain of shard ${shard}: link ${index + 1} is missing.`)
    if (link.first_event !== next || !link.prev.equals(prev)) return report(`Audit chain of shard ${shard}: link ${link.n} does not follow the one before it.`)
    const hash = startLink(link.prev, shard, link.n)
    for (; next <= link.last_event; next++, at++) {
      const event = events[at]
      if (event?.n !== next) return report(`Audit chain of shard ${shard}: event ${next} is missing or out of place.`)
      hash.update(eventText({ ...event, day: dayOf(event.day), at: Temporal.Instant.from(event.at) }))
    }
    if (!hash.digest().equals(link.hash)) return report(`Audit chain of shard ${shard}: an event between ${link.first_event} and ${link.last_event} was changed.`)
    prev = link.hash
  }
  if (at < events.length) report(`Audit chain of shard ${shard}: event ${events[at]?.n} stands after the last link.`)
}

function dayOf(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / 86_400_000
}

/** Hashes again the items and postings that each `part_processed` event of a shard stands for. */
async function verifyParts(tx: pg.ClientBase, events: readonly EventRow[], report: (sentence: string) => void): Promise<number> {
  let rows = 0
  for (const event of events) {
    if (event.kind !== 'part_processed') continue
    const body = JSON.parse(event.body) as { receipt: number; part: number; items: number; postings: number; itemsSha256: string; postingsSha256: string }
    const items = await hashRows(tx, itemsOfPart(event, body.receipt))
    const postings = await hashRows(tx, postingsOfPart(event, body.receipt, body.part))
    rows += items.rows + postings.rows
    if (items.rows !== body.items || items.sha256 !== body.itemsSha256) report(`Items of receipt ${body.receipt} in shard ${event.shard} are not as they were received.`)
    if (postings.rows !== body.postings || postings.sha256 !== body.postingsSha256) report(`Postings of receipt ${body.receipt} in shard ${event.shard} were changed.`)
  }
  return rows
}

function itemsOfPart(event: EventRow, receiptId: number): string {
  return `copy (select shard, day, id, batch, line, byte_offset, byte_length, account_id, direction, amount_minor, reference from item
    where shard = ${event.shard} and day = '${event.day}' and id >= ${receiptId} * 67108864::bigint and id < (${receiptId} + 1) * 67108864::bigint
    order by id) to stdout (format binary)`
}

function postingsOfPart(event: EventRow, receiptId: number, part: number): string {
  return `copy (select shard, day, account_id, entry_id, line, contra_id, amount_minor, item_id from posting
    where shard = ${event.shard} and day = '${event.day}' and entry_id = ${receiptId} * 67108864::bigint + ${part}
    order by line) to stdout (format binary)`
}

const HEADER_BYTES = 19

/** SHA-256 over the fields of the rows of a binary COPY, without the two bytes of each row's field count: exactly what was hashed when they were written. */
async function hashRows(tx: pg.ClientBase, text: string): Promise<{ rows: number; sha256: string }> {
  const chunks: Buffer[] = []
  for await (const chunk of tx.query(copyTo(text))) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  const hash = createHash('sha256')
  let rows = 0
  for (let at = HEADER_BYTES; ; rows++) {
    const fields = bytes.readInt16BE(at)
    if (fields === -1) break
    const from = at + 2
    at = from
    for (let field = 0; field < fields; field++) at += 4 + Math.max(0, bytes.readInt32BE(at))
    hash.update(bytes.subarray(from, at))
  }
  return { rows, sha256: hash.digest('hex') }
}
