import { dayNumber } from '../core/calendar/day.ts'
import { lockShards } from '../store/bucket.ts'
import { inBulk, type Transaction } from '../store/database.ts'
import { appendEvents, type NewEvent } from '../store/event.ts'
import { lockPlace, savePlaces } from '../store/queue-place.ts'
import { closeWorkCase, emptyCases } from '../store/work-case.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { queueNamed, queuesOf } from './work-queues.ts'

const AT_ONCE_MAX = 500

/** Closes cases whose exceptions were all closed by other hands: returned by a policy, retried, matched. Nobody is handed an empty case. */
export async function closeEmptyCases(engine: Engine): Promise<void> {
  const orgShard = orgShardOf(engine)
  const found = await inBulk(engine.database, tx => emptyCases(tx, orgShard, AT_ONCE_MAX))
  const queues = queuesOf(engine)
  for (const one of found)
    await inBulk(engine.database, async tx => {
      await closeEmpty(engine, tx, {
        shard: queueNamed(queues, one.queue).shard,
        caseShard: one.shard,
        caseId: one.id,
      })
    })
}

async function closeEmpty(
  engine: Engine,
  tx: Transaction,
  at: { readonly shard: number; readonly caseShard: number; readonly caseId: number },
): Promise<void> {
  await lockShards(tx, [at.shard])
  const place = await lockPlace(tx, at)
  if (place === undefined || place.at.state === 'done') return
  const now = engine.now()
  await savePlaces(tx, [{ place: { ...place, byName: false, at: { state: 'done' } } }])
  await closeWorkCase(tx, at, now)
  const event: NewEvent = {
    kind: 'case_closed',
    actor: ENGINE_ACTOR,
    subject: at.caseId,
    body: { caseShard: at.caseShard, fence: place.fence, as: 'emptied' },
  }
  const day = dayNumber(now.toZonedDateTimeISO(engine.institution.zone).toPlainDate())
  await appendEvents(tx, new Map([[at.shard, [event]]]), { day, at: now })
}
