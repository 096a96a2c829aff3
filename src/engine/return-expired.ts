import { holderOf } from '../core/work/place.ts'
import { returned } from '../core/work/place-acts.ts'
import { lockShards } from '../store/bucket.ts'
import { expiredShards, lockExpired } from '../store/queue-place.ts'
import { inReadRequest } from '../store/read-request.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { saveChanges } from './change-place.ts'
import type { Engine } from './engine.ts'
import { queuesOf, shardsOf } from './work-queues.ts'

/** Returned in one transaction. */
const AT_ONCE_MAX = 200

/**
 * Returns cases whose lease ran out to their queues, with an event each. They count as ready from that moment on, swept or not;
 * this tells it, and takes them off the holder's desk. Gives how many there were.
 */
export async function returnExpired(engine: Engine): Promise<number> {
  let sum = 0
  for (const shard of await shardsWithExpired(engine)) {
    for (let some = AT_ONCE_MAX; some === AT_ONCE_MAX; sum += some) some = await returnSome(engine, shard)
  }
  return sum
}

/** A look without a lock: nearly always there is nothing, and then nobody is held up. */
async function shardsWithExpired(engine: Engine): Promise<readonly number[]> {
  const shards = shardsOf(queuesOf(engine).values())
  return inReadRequest(engine.database, engine.institution.orgId, tx => expiredShards(tx, shards, engine.now()))
}

async function returnSome(engine: Engine, shard: number): Promise<number> {
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    await lockShards(tx, [shard])
    const now = engine.now()
    const places = await lockExpired(tx, [shard], { now, limit: AT_ONCE_MAX })
    const changes = places.map(
      place =>
        ({ kind: 'lease_ended', place: returned(place, now), body: { from: `person ${holderOf(place)}` } }) as const,
    )
    if (changes.length > 0) await saveChanges(engine, tx, changes, 'engine')
    return changes.length
  })
}
