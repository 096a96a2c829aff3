import { shardOf } from '../core/bucket.ts'
import { dayNumber } from '../core/calendar/day.ts'
import { lockBuckets } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { insertEvents, type NewEvent } from '../store/event.ts'
import type { Engine } from './engine.ts'
import { today } from './open-day.ts'

/** Who the audit log names for what a person does. */
export function personActor(personId: number): string {
  return `person ${personId}`
}

/** Adds events to the institution's own chain in the transaction of a request, whose last step it is: the bucket is locked until its end. */
export async function addOwnEvents(engine: Engine, tx: Transaction, events: readonly NewEvent[]): Promise<void> {
  const shard = shardOf(engine.institution.orgId, 0)
  await lockBuckets(tx, [shard])
  await insertEvents(tx, new Map([[shard, events]]), { day: dayNumber(today(engine)), at: engine.now() })
}
