import { indexPeople, type People } from '../core/authority/people.ts'
import { shardOf } from '../core/bucket.ts'
import { peopleOf } from '../store/people.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'

/** The institution's people as they are now, indexed for `decideAct`: in one snapshot, under row-level security. */
export async function peopleNow(engine: Engine): Promise<People> {
  const { orgId } = engine.institution
  const at = engine.now()
  return indexPeople(await inReadRequest(engine.database, orgId, tx => peopleOf(tx, shardOf(orgId, 0), at)))
}
