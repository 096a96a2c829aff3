import { shardOf } from '../core/bucket.ts'
import type { Presence } from '../core/work/presence.ts'
import { callersOf } from '../store/queue-caller.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'

/** What somebody last said of being ready for work. */
export async function readPresence(engine: Engine, personId: number): Promise<Presence> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, async tx => {
    const [caller] = await callersOf(tx, shardOf(orgId, 0), [personId], engine.now())
    return caller?.presence ?? 'available'
  })
}
