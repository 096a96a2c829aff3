import { shardOf } from '../core/bucket.ts'
import { holderOf, type QueuePlace } from '../core/work/place.ts'
import type { Transaction } from '../store/database.ts'
import type { NewEvent } from '../store/event.ts'
import { lockPlace, savePlace } from '../store/queue-place.ts'
import { caseOfException, recountCase } from '../store/work-case.ts'
import type { Engine } from './engine.ts'
import { queueNamed, queuesOf } from './work-queues.ts'

interface ExceptionOfQueue {
  readonly shard: number
  readonly id: number
  readonly queue: string
}

/** The bucket of a queue's name. */
export function shardOfQueue(engine: Engine, queue: string): number {
  return queueNamed(queuesOf(engine), queue).shard
}

/** The place of an exception's case, locked; undefined while it has none. The caller holds the lock of the queue's bucket. */
export async function placeOfException(
  engine: Engine,
  tx: Transaction,
  exception: ExceptionOfQueue,
): Promise<QueuePlace | undefined> {
  const of = await caseOfException(tx, exception)
  if (of === undefined) return undefined
  return lockPlace(tx, { shard: shardOfQueue(engine, exception.queue), caseShard: of.shard, caseId: of.id })
}

/** Who has the case now, by a lease that runs or because it waits or is put aside for them; undefined for nobody. */
export function holderNow(place: QueuePlace, now: Temporal.Instant): number | undefined {
  const isOver = place.at.state === 'leased' && Temporal.Instant.compare(place.at.until, now) <= 0
  return isOver ? undefined : holderOf(place)
}

/**
 * After an exception of a case was decided or opened again: the case ends when nothing of it is open, and is ready again when
 * something is, with the clock of its exceptions. Gives the events for the chain of the queue's bucket, whose lock the caller holds.
 */
export async function settleCase(
  engine: Engine,
  tx: Transaction,
  exception: ExceptionOfQueue,
  actor: string,
): Promise<readonly NewEvent[]> {
  const place = await placeOfException(engine, tx, exception)
  if (place === undefined) return []
  const { shard: placeShard, caseShard, caseId, fence } = place
  const now = engine.now()
  const at = { orgShard: shardOf(engine.institution.orgId, 0), shard: caseShard, id: caseId, placeShard }
  const state = await recountCase(tx, at, now)
  const isDone = place.at.state === 'done'
  if ((state === 'closed') === isDone) return []
  const told = (kind: NewEvent['kind'], of: QueuePlace, as: string): NewEvent => {
    return { kind, actor, subject: caseId, body: { caseShard, fence: of.fence, as } }
  }
  if (state === 'closed') {
    await savePlace(tx, { ...place, at: { state: 'done' } })
    return [told('case_closed', place, 'decided')]
  }
  const again: QueuePlace = { ...place, fence: fence + 1, readyAt: now, at: { state: 'ready' } }
  await savePlace(tx, again, fence)
  return [told('case_reopened', again, 'undone')]
}
