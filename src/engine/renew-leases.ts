import { leaseUntil } from '../core/work/lease.ts'
import { type HeldPlace, renewPlaces } from '../store/claim-places.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { queuesOf, shardsOf } from './work-queues.ts'

/**
 * A heartbeat: renews what somebody works on and gives it. What is not among it is lost. It waits for no bucket and has no event:
 * it changes nobody's work.
 */
export async function renewLeases(engine: Engine, personId: number): Promise<readonly HeldPlace[]> {
  const shards = shardsOf(queuesOf(engine).values())
  return inWriteRequest(engine.database, engine.institution.orgId, tx => {
    const now = engine.now()
    return renewPlaces(tx, shards, { holder: personId, now, until: leaseUntil(now) })
  })
}
