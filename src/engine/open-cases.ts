import { dayNumber } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import type { PackName } from '../core/pack.ts'
import { causeOf } from '../core/work/cause.ts'
import { type CaseMember, groupCases, type NewCase } from '../core/work/group-cases.ts'
import { lockShards } from '../store/bucket.ts'
import { inBulk, type Transaction } from '../store/database.ts'
import { appendEvents, type NewEvent } from '../store/event.ts'
import { lockPlaces } from '../store/queue-place.ts'
import {
  casesDecidedBefore,
  type ExceptionWithoutCase,
  exceptionsWithoutCase,
  insertCases,
  receivedDaysOf,
} from '../store/work-case.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { settlePlaces } from './settle-case.ts'
import { type PlacedQueue, queueNamed, queuesOf } from './work-queues.ts'

/** Exceptions looked at in one round: read without a lock, and grouped in memory. */
const READ_AT_ONCE_MAX = 20_000
/** Exceptions put into cases in one transaction: while it runs nobody is handed anything of that queue. */
const BOUND_AT_ONCE_MAX = 500

/**
 * Opens cases for every open exception that a person decides and that is in none yet. Runs after processing, not in it. Each transaction is whole by itself: after a kill the next call goes on, and what
 * two processes look at both, one of them does. Gives how many cases it opened.
 */
export async function openCases(engine: Engine): Promise<number> {
  const queues = queuesOf(engine)
  let opened = 0
  for (;;) {
    const found = await withoutCase(engine)
    const groups = Map.groupBy(groupCases(found), one => one.queue)
    for (const [name, cases] of groups)
      for (const some of inRounds(cases))
        if (await openSome(engine, queueNamed(queues, name), some)) opened += some.length
    if (found.length < READ_AT_ONCE_MAX) break
  }
  return opened
}

async function withoutCase(engine: Engine): Promise<readonly CaseMember[]> {
  const orgShard = orgShardOf(engine)
  return inBulk(engine.database, async tx => {
    const found = await exceptionsWithoutCase(tx, orgShard, READ_AT_ONCE_MAX)
    const receipts = [...new Set(found.map(one => one.receiptId))]
    const days = receipts.length === 0 ? new Map() : await receivedDaysOf(tx, orgShard, receipts)
    return found.map(one => memberOf(engine, one, days.get(one.receiptId) ?? ''))
  })
}

function memberOf(engine: Engine, found: ExceptionWithoutCase, receivedOn: string): CaseMember {
  const kind = engine.packs[found.pack as PackName]?.kinds[found.kind]
  invariant(kind !== undefined, `no pack lists the kind ${found.pack}/${found.kind}`)
  return { ...found, cause: causeOf(kind, { ...found, exceptionId: found.id, receivedOn }) }
}

/** Cases of a queue in the portions of a transaction each. */
function inRounds(cases: readonly NewCase[]): readonly (readonly NewCase[])[] {
  const rounds: NewCase[][] = [[]]
  let exceptions = 0
  for (const one of cases) {
    if (exceptions > 0 && exceptions + one.members.length > BOUND_AT_ONCE_MAX) {
      rounds.push([])
      exceptions = 0
    }
    exceptions += one.members.length
    rounds.at(-1)?.push(one)
  }
  return rounds
}

/** True when all of them were opened; false when another process, or somebody who closed an exception, was faster: the next call looks again. */
async function openSome(engine: Engine, queue: PlacedQueue, cases: readonly NewCase[]): Promise<boolean> {
  try {
    await inBulk(engine.database, tx => writeSome(engine, tx, queue, cases))
    return true
  } catch (error) {
    if (error instanceof BoundMeanwhile) return false
    throw error
  }
}

class BoundMeanwhile extends Error {}

async function writeSome(
  engine: Engine,
  tx: Transaction,
  queue: PlacedQueue,
  cases: readonly NewCase[],
): Promise<void> {
  await lockShards(tx, [queue.shard])
  const now = engine.now()
  const placed = cases.map(of => ({ of, placeShard: queue.shard, forRole: queue.leastRole }))
  if (!(await insertCases(tx, placed, now))) throw new BoundMeanwhile()
  const day = dayNumber(now.toZonedDateTimeISO(engine.institution.zone).toPlainDate())
  const told = [opened(queue, cases), ...(await settleDecided(engine, tx, queue, cases))]
  await appendEvents(tx, new Map([[queue.shard, told]]), { day, at: now })
}

/** What was decided before its case opened stands under the queue's lock now: a case of which nothing is left to do waits from the start. */
async function settleDecided(
  engine: Engine,
  tx: Transaction,
  { shard }: PlacedQueue,
  cases: readonly NewCase[],
): Promise<readonly NewEvent[]> {
  const decided = await casesDecidedBefore(tx, cases)
  if (decided.length === 0) return []
  const places = await lockPlaces(
    tx,
    decided.map(one => ({ shard, caseShard: one.shard, caseId: one.id })),
  )
  return (await settlePlaces(engine, tx, places, ENGINE_ACTOR)).map(one => one.event)
}

function opened(queue: PlacedQueue, cases: readonly NewCase[]): NewEvent {
  const told = cases.map(({ shard, id, members, value }) => [
    shard,
    id,
    members.length,
    value.debitMinor,
    value.creditMinor,
  ])
  return {
    kind: 'cases_opened',
    actor: ENGINE_ACTOR,
    subject: cases[0]?.id ?? 0,
    body: { queue: queue.name, cases: told },
  }
}
