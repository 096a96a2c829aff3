import { dayNumber } from '../core/calendar/day.ts'
import { lockShards } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { insertEvents, type NewEvent } from '../store/event.ts'
import type { Engine } from './engine.ts'
import { today } from './open-day.ts'
import { orgShardOf } from './org-shard.ts'

/** Who the audit log names for what a person does. */
export function personActor(personId: number): string {
  return `person ${personId}`
}

/**
 * Locks the bucket of the institution's people until the transaction ends. Whoever changes or locks a session, a password, a passkey
 * or a provider's identity does this before: attempts first, then the bucket, then those rows. In another order an act of somebody
 * and the act that signs them out wait for each other.
 */
export async function lockOwnBucket(engine: Engine, tx: Transaction): Promise<void> {
  await lockShards(tx, [orgShardOf(engine)])
}

/** Adds events to the institution's own chain in the transaction of a request, whose last step it is: the bucket is locked until its end. */
export async function addOwnEvents(engine: Engine, tx: Transaction, events: readonly NewEvent[]): Promise<void> {
  const shard = orgShardOf(engine)
  await lockOwnBucket(engine, tx)
  await insertEvents(tx, new Map([[shard, events]]), { day: dayNumber(today(engine)), at: engine.now() })
}
