import type { QueuePlace } from '../core/work/place.ts'
import { holderOf } from '../core/work/place.ts'
import { exceptionsOfCase } from '../store/case-exceptions.ts'
import { type CaseFacts, casesByKeys } from '../store/case-facts.ts'
import type { PagedException } from '../store/exception-page.ts'
import { namesOf } from '../store/person-name.ts'
import { placeNow } from '../store/queue-place.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { shardOfQueue } from './settle-case.ts'

/** A case with all of its exceptions, those that are decided too, and who has it. */
export interface CaseStory {
  readonly of: CaseFacts
  readonly place: QueuePlace | undefined
  readonly holder: { readonly id: number; readonly name: string } | undefined
  readonly exceptions: readonly PagedException[]
}

/** Undefined where the institution has no such case. */
export async function readCaseStory(
  engine: Engine,
  key: { readonly caseShard: number; readonly caseId: number },
): Promise<CaseStory | undefined> {
  const orgShard = orgShardOf(engine)
  return inReadRequest(engine.database, engine.institution.orgId, async tx => {
    const [of] = await casesByKeys(tx, orgShard, [key])
    if (of === undefined) return undefined
    const place = await placeNow(tx, { shard: shardOfQueue(engine, of.queue), ...key })
    const id = place === undefined ? undefined : holderOf(place)
    const names = id === undefined ? new Map<number, string>() : await namesOf(tx, orgShard, [id])
    return {
      ...{ of, place, exceptions: await exceptionsOfCase(tx, orgShard, key) },
      holder: id === undefined ? undefined : { id, name: names.get(id) ?? '' },
    }
  })
}
