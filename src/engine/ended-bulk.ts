import { shardOf } from '../core/bucket.ts'
import { bulkById } from '../store/bulk-act.ts'
import { decidedMembers, type StoredMember } from '../store/bulk-member.ts'
import { inReadRequest } from '../store/read-request.ts'
import { unknownBulk } from './commit-bulk.ts'
import type { Engine } from './engine.ts'

/** Why what an act on many decided is neither answered nor taken back as a whole. */
export interface NotOfAct {
  readonly is: 'refused'
  readonly refused: 'bulk_unknown' | 'nothing_to_do'
  readonly why: string
}

/**
 * The members of an act on many of which a decision was made, the last first; of one that took another back those that were put before
 * a second person, because what it took back at once is no decision of its own. Refused while it runs: what is answered then or taken
 * back is not the whole of it.
 */
export async function membersOfEnded(engine: Engine, of: number): Promise<readonly StoredMember[] | NotOfAct> {
  const { orgId } = engine.institution
  const at = { shard: shardOf(orgId, 0), id: of }
  return inReadRequest(engine.database, orgId, async tx => {
    const bulk = await bulkById(tx, at)
    if (bulk === undefined || bulk.state === 'shown')
      return { is: 'refused', refused: 'bulk_unknown', why: unknownBulk(of).why }
    if (bulk.state === 'running') return nothing(NOT_ENDED)
    if (bulk.act === 'resolve') return decidedMembers(tx, at)
    if (bulk.act === 'undo') return (await decidedMembers(tx, at)).filter(one => one.state === 'proposed')
    return nothing('It made no decisions of its own: name the act on many that did.')
  })
}

export const NOT_ENDED = 'It is not at its end yet: wait until all of it was looked at.'

function nothing(why: string): NotOfAct {
  return { is: 'refused', refused: 'nothing_to_do', why }
}
