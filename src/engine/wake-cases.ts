import { woken } from '../core/work/place-acts.ts'
import { lockShards } from '../store/bucket.ts'
import { lockWaking } from '../store/queue-place.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { saveChanges } from './change-place.ts'
import type { Engine } from './engine.ts'
import { queuesOf, shardsOf } from './work-queues.ts'

/**
 * Something came that cases wait for: a reply, a file, an event of the ledger. They are ready again, for whoever let them wait
 * before all others. Gives how many there were.
 */
export async function wakeCases(
  engine: Engine,
  wake: { readonly on: 'mail' | 'file' | 'ledger'; readonly key: string },
): Promise<number> {
  const shards = shardsOf(queuesOf(engine).values())
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    await lockShards(tx, shards)
    const places = await lockWaking(tx, shards, wake)
    const now = engine.now()
    const changes = places.map(place => ({ kind: 'case_woken', place: woken(place, now), body: { wake } }) as const)
    if (changes.length > 0) await saveChanges(engine, tx, changes, 'engine')
    return changes.length
  })
}
