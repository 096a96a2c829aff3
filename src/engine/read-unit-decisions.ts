import { decisionsOf, type PastDecision } from '../store/decision-history.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import { findUnit } from './find-unit.ts'

/** What was decided about a held batch or file as a whole, the newest first; undefined where there is none of this number. */
export async function readUnitDecisions(
  engine: Engine,
  exceptionId: number,
): Promise<readonly PastDecision[] | undefined> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, async tx => {
    const unit = await findUnit(engine, tx, exceptionId)
    if (unit === undefined) return undefined
    return decisionsOf(tx, { orgShard: orgId * 1024, shard: unit.place.shard, exceptionId })
  })
}
