import type { Transaction } from '../store/database.ts'
import { insertEvents, type NewEvent } from '../store/event.ts'
import { sealExceptions } from '../store/seal.ts'
import type { Engine } from './engine.ts'
import { dayNumberOf } from './post-legs.ts'
import { bookingDay } from './resolution-facts.ts'
import type { DecisionPlace } from './resolve-exception.ts'
import { settleCase, shardOfQueue } from './settle-case.ts'

/**
 * Tells of a decision of which nothing is written, or nothing more: seals the rows of its exception as they are now, settles the
 * case, and adds the events. The caller has the locks of a decision about the item.
 */
export async function tellOfDecision(
  engine: Engine,
  tx: Transaction,
  of: { readonly decidable: DecisionPlace; readonly event: NewEvent },
): Promise<void> {
  const { decidable, event } = of
  const { item, exceptionId: id, queue } = decidable
  const { shard } = item
  const sealed = await sealExceptions(tx, [{ shard, id }])
  const events = new Map<number, readonly NewEvent[]>([[shard, [event, ...sealed.values()]]])
  const ofCase = await settleCase(engine, tx, { shard, id, queue }, event.actor)
  const queueShard = shardOfQueue(engine, queue)
  events.set(queueShard, [...(events.get(queueShard) ?? []), ...ofCase])
  const day = dayNumberOf(bookingDay(engine, item.day).toString())
  await insertEvents(tx, events, { day, at: engine.now() })
}
