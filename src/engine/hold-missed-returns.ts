import { shardOf } from '../core/bucket.ts'
import { dayNumber } from '../core/calendar/day.ts'
import type { PackName } from '../core/pack.ts'
import { lockBuckets } from '../store/bucket.ts'
import { inBulk, type Transaction } from '../store/database.ts'
import { appendEvents, type NewEvent } from '../store/event.ts'
import { handToPerson } from '../store/exception.ts'
import { type MissedReturn, markMissed, missedReturns } from '../store/missed-return.ts'
import { sealExceptions } from '../store/seal.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { settleCase, shardOfQueue } from './settle-case.ts'

/** Returns taken out of the queue in one transaction. */
const AT_ONCE_MAX = 1_000

/**
 * Takes every queued return out of the queue whose window has closed by `asOf`, and hands its exception to a person: a return
 * after its window is dishonored (R68), so no policy sends one. The item stays suspended with its position; the sentence says
 * when the window closed. Gives how many there were.
 */
export async function holdMissedReturns(engine: Engine, pack: PackName, asOf: Temporal.Instant): Promise<number> {
  let held = 0
  for (;;) {
    const some = await inBulk(engine.database, tx => holdSome(engine, tx, pack, asOf))
    held += some.held
    if (some.found < AT_ONCE_MAX) return held
  }
}

/** `found` before those were waited for who take one back or over at this moment, `held` of them. */
async function holdSome(
  engine: Engine,
  tx: Transaction,
  pack: PackName,
  asOf: Temporal.Instant,
): Promise<{ readonly found: number; readonly held: number }> {
  const { orgId, zone } = engine.institution
  const orgShard = shardOf(orgId, 0)
  // Bucket 0 first, as the files of returns do: nobody sends what is being held.
  await lockBuckets(tx, [orgShard])
  const wanted = { pack, asOf, limit: AT_ONCE_MAX }
  const found = await missedReturns(tx, orgShard, wanted)
  if (found.length === 0) return { found: 0, held: 0 }
  const shards = found.flatMap(one => [one.shard, shardOfQueue(engine, one.queue)])
  await lockBuckets(
    tx,
    [...new Set(shards)].sort((a, b) => a - b),
  )
  const locked = new Set(found.map(one => one.itemId))
  const missed = (await missedReturns(tx, orgShard, wanted)).filter(one => locked.has(one.itemId))
  const byShard = Map.groupBy(missed, one => one.shard)
  const queueShards = missed.map(one => shardOfQueue(engine, one.queue))
  await markMissed(tx, missed)
  await handToPerson(
    tx,
    missed.map(one => ({ shard: one.shard, id: one.itemId, why: whyMissed(one, zone) })),
  )
  const sealed = await sealExceptions(
    tx,
    missed.map(one => ({ shard: one.shard, id: one.itemId })),
  )
  const events = new Map<number, readonly NewEvent[]>(
    [...byShard].map(([shard, of]) => {
      const seal = sealed.get(shard)
      return [shard, [...of.map(missedEvent), ...(seal === undefined ? [] : [seal])]]
    }),
  )
  // What a person decided was in a case, which is open again.
  for (const [n, { shard, itemId: id, queue }] of missed.entries()) {
    const ofCase = await settleCase(engine, tx, { shard, id, queue }, ENGINE_ACTOR)
    const queueShard = queueShards[n] ?? shard
    events.set(queueShard, [...(events.get(queueShard) ?? []), ...ofCase])
  }
  const now = engine.now()
  await appendEvents(tx, events, { day: dayNumber(now.toZonedDateTimeISO(zone).toPlainDate()), at: now })
  return { found: found.length, held: missed.length }
}

function whyMissed({ code, dueAt }: MissedReturn, zone: string): string {
  const closed = dueAt.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ')
  return `Its return (${code}) was not sent before the window closed on ${closed}, so no policy sends it any more: a person asks the other bank to take it, or keeps it.`
}

function missedEvent({ itemId, code, dueAt }: MissedReturn): NewEvent {
  return { kind: 'return_missed', actor: ENGINE_ACTOR, subject: itemId, body: { code, due: dueAt.toString() } }
}
