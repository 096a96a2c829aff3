import type pg from 'pg'
import type { SignedHeads } from '../core/signed-heads.ts'
import { eventText, startLink } from './event.ts'
import { rowsOf, statement } from './statement.ts'
import { nothingTold, takeDown, verifyRows } from './verify-rows.ts'
import { ToldSeals } from './verify-seals.ts'

export interface AuditVerdict {
  readonly events: number
  readonly links: number
  /** Rows that events stand for and that were hashed again. */
  readonly rows: number
  /** One sentence for each thing found, the first bad place named; at most 100. */
  readonly problems: readonly string[]
  /** Heads that were signed outside the database and that were held against the links; when the last of them was signed. */
  readonly signed: number
  readonly signedAt: string | undefined
}

const PROBLEMS_MAX = 100

const LINKS = statement(
  'event.links',
  'select shard, n, day::text, first_event, last_event, prev, hash from event_link where shard between $1 and $1 + 1023 order by shard, n',
)
const EVENTS = statement(
  'event.all',
  `
select shard, day::text, n, to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, actor, kind, subject, body
from event
where shard = $1
order by n`,
)
const SHARDS = statement(
  'event.shards',
  'select distinct shard from event where shard between $1 and $1 + 1023 order by shard',
)

interface LinkRow {
  shard: number
  n: number
  day: string
  first_event: number
  last_event: number
  prev: Buffer
  hash: Buffer
}
interface EventRow {
  shard: number
  day: string
  n: number
  at: string
  actor: string
  kind: string
  subject: number
  body: string
}

/**
 * Recomputes every link from the events, and hashes again every item and posting that events stand for. Finds any edited, added
 * or missing byte; with signed heads also a history that was written anew or cut off, up to the last head that was signed.
 */
export async function verifyChains(
  tx: pg.ClientBase,
  orgShard: number,
  signed: SignedHeads | undefined,
): Promise<AuditVerdict> {
  const problems: string[] = []
  const report = (sentence: string) => {
    if (problems.length < PROBLEMS_MAX) problems.push(sentence)
  }
  const links = Map.groupBy(await rowsOf<LinkRow>(tx, LINKS, [orgShard]), link => link.shard)
  const withEvents = (await rowsOf<{ shard: number }>(tx, SHARDS, [orgShard])).map(row => row.shard)
  const told = nothingTold()
  const seals = new ToldSeals()
  let events = 0
  for (const shard of new Set([...links.keys(), ...withEvents])) {
    const found = await rowsOf<EventRow>(tx, EVENTS, [shard])
    events += found.length
    const problem = chainProblem(shard, links.get(shard) ?? [], found)
    if (problem !== undefined) report(problem)
    for (const event of found) {
      takeDown(told, event)
      seals.take(event)
    }
  }
  const { problems: ofFile, ...held } = await verifySigned(signed, links, report)
  const rows = await verifyRows(tx, orgShard, told, report)
  await seals.verify(tx, orgShard, report)
  const count = [...links.values()].reduce((sum, chain) => sum + chain.length, 0)
  return { events, links: count, rows, problems: [...ofFile, ...problems], ...held }
}

/**
 * Every head that was ever signed must still be a link of its chain, also when newer ones were signed since. Years of them are
 * read line by line and not kept.
 */
async function verifySigned(
  heads: SignedHeads | undefined,
  links: ReadonlyMap<number, readonly LinkRow[]>,
  report: (sentence: string) => void,
): Promise<Pick<AuditVerdict, 'signed' | 'signedAt' | 'problems'>> {
  let signed = 0
  const verdict = await heads?.each(head => {
    signed++
    const link = links.get(head.shard)?.[head.n - 1]
    const place = () => `Audit chain of shard ${head.shard}: link ${head.n}, signed at ${head.at}`
    if (link === undefined) report(`${place()}, is gone: the end of the chain was cut off.`)
    else if (link.hash.toString('hex') !== head.hash)
      report(`${place()}, is another one now: history was written anew.`)
  })
  return { signed, signedAt: verdict?.at, problems: verdict?.problems ?? [] }
}

/** The first thing of a chain that does not hold, as a sentence. */
function chainProblem(shard: number, links: readonly LinkRow[], events: readonly EventRow[]): string | undefined {
  const chain = `Audit chain of shard ${shard}:`
  let prev: Buffer = Buffer.alloc(32)
  let next = 1
  let at = 0
  for (const [index, link] of links.entries()) {
    if (link.n !== index + 1) return `${chain} link ${index + 1} is missing.`
    if (link.first_event !== next || !link.prev.equals(prev))
      return `${chain} link ${link.n} does not follow the one before it.`
    const hash = startLink(link.prev, shard, link.n)
    for (; next <= link.last_event; next++, at++) {
      const event = events[at]
      if (event?.n !== next) return `${chain} event ${next} is missing or out of place.`
      if (event.day !== link.day) return `${chain} link ${link.n} says another day than its event ${next}.`
      hash.update(eventText({ ...event, day: dayOf(event.day), at: shortest(event.at) }))
    }
    if (!hash.digest().equals(link.hash))
      return `${chain} an event between ${link.first_event} and ${link.last_event} was changed.`
    prev = link.hash
  }
  return at < events.length ? `${chain} event ${events[at]?.n} stands after the last link.` : undefined
}

/** `…:00.120000Z` as `…:00.12Z`: how an instant is written when it is hashed. */
function shortest(at: string): string {
  return at.replace(/\.?0+Z$/, 'Z')
}

function dayOf(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / 86_400_000
}
