import { shardOf } from '../core/bucket.ts'
import { inReadRequest } from '../store/read-request.ts'
import { type ReturnedUndo, returnedUndosOf } from '../store/returned-undo.ts'
import type { Engine } from './engine.ts'

/**
 * What somebody asked to have taken back and a second person returned: it comes back to them before all else, as every proposal does.
 * What is open has a case that is handed to them first; what is closed has none, and stands here until they ask for it anew or write
 * why it stays.
 */
export async function readReturnedUndos(engine: Engine, personId: number): Promise<readonly ReturnedUndo[]> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, tx => returnedUndosOf(tx, { orgShard: shardOf(orgId, 0), personId }))
}
