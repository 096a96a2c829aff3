import type { Transaction } from '../store/database.ts'
import type { NewEvent } from '../store/event.ts'
import type { Engine } from './engine.ts'
import { dayNumberOf } from './post-legs.ts'
import { bookingDay } from './resolution-facts.ts'
import type { DecisionPlace } from './resolve-exception.ts'
import { tellChains } from './tell-chains.ts'

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
  await tellChains(engine, tx, {
    events: new Map([[shard, [event]]]),
    sealed: [{ shard, id }],
    exception: { shard, id, queue },
    actor: event.actor,
    tallies: [],
    day: dayNumberOf(bookingDay(engine, item.day).toString()),
  })
}
