import { createHash } from 'node:crypto'
import type pg from 'pg'
import { ChainWalk, headProblem } from '../core/audit-walk.ts'
import type { SignedHeads } from '../core/signed-heads.ts'
import { type ChainEvent, type ChainRecord, chainRanges, readChains } from './chain-records.ts'
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

/**
 * Recomputes every link from the events, and hashes again every item and posting that events stand for. Finds any edited, added
 * or missing byte; with signed heads also a history that was written anew or cut off, up to the last head that was signed.
 * Inside a transaction.
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
  const told = nothingTold()
  const seals = new ToldSeals()
  const walks = new Map<number, ChainWalk>()
  let events = 0
  let links = 0
  for await (const { range, records } of readChains(tx, await chainRanges(tx, orgShard))) {
    const walk = new ChainWalk(range.shard, range.after, () => createHash('sha256'))
    walks.set(range.shard, walk)
    events += await walkChain(walk, records, event => {
      takeDown(told, event)
      seals.take(event)
    })
    const problem = walk.end()
    if (problem !== undefined) report(problem)
    links += walk.links
  }
  const { problems: ofFile, ...held } = await verifySigned(signed, walks, report)
  const rows = await verifyRows(tx, orgShard, told, report)
  await seals.verify(tx, orgShard, report)
  return { events, links, rows, problems: [...ofFile, ...problems], ...held }
}

/** Characters handed to the hash in one call. */
const HASHED_AT_ONCE = 1 << 16

/** Walks the records of one chain and gives every event, whether its link holds or not. Gives how many there are. */
async function walkChain(
  walk: ChainWalk,
  batches: AsyncIterable<readonly ChainRecord[]>,
  take: (event: ChainEvent) => void,
): Promise<number> {
  let events = 0
  let text = ''
  const flush = () => {
    walk.hashed(text)
    text = ''
  }
  for await (const batch of batches) {
    for (const record of batch) {
      if (record.is === 'link') {
        flush()
        walk.link(record.link)
        continue
      }
      const { event } = record
      walk.event(event.n, event.day)
      text += event.text
      if (text.length >= HASHED_AT_ONCE) flush()
      events++
      take(event)
    }
  }
  flush()
  return events
}

/**
 * Every head that was ever signed must still be a link of its chain, also when newer ones were signed since. Years of them are
 * read line by line and not kept.
 */
async function verifySigned(
  heads: SignedHeads | undefined,
  walks: ReadonlyMap<number, ChainWalk>,
  report: (sentence: string) => void,
): Promise<Pick<AuditVerdict, 'signed' | 'signedAt' | 'problems'>> {
  let signed = 0
  const verdict = await heads?.each(head => {
    signed++
    const problem = headProblem(walks.get(head.shard), head)
    if (problem !== undefined) report(problem)
  })
  return { signed, signedAt: verdict?.at, problems: verdict?.problems ?? [] }
}
