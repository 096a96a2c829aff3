import type { QueuePlace } from '../core/work/place.ts'
import { type CaseFacts, casesByKeys } from '../store/case-facts.ts'
import { skipsOfDay } from '../store/case-skip.ts'
import { namesOf } from '../store/person-name.ts'
import { deskOf } from '../store/queue-place.ts'
import { inKeyedRead, inKeyedTrip, inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { queuesOf, shardsOf } from './work-queues.ts'

/** A case in somebody's hands, and how they hold it. */
export interface HeldCase {
  readonly of: CaseFacts
  readonly place: QueuePlace
}

/** What somebody works on, has put aside, the last on top, and lets wait: in that order, of one moment. */
export async function readDesk(engine: Engine, person: number): Promise<readonly HeldCase[]> {
  const shards = shardsOf(queuesOf(engine).values())
  return inKeyedRead(engine.database, engine.institution.orgId, {
    first: run => deskOf(run, shards, { person, now: engine.now() }),
    work: async (tx, places) => {
      const cases = await casesByKeys(tx, orgShardOf(engine), places)
      return places.flatMap(place => {
        const of = cases.find(one => one.shard === place.caseShard && one.id === place.caseId)
        return of === undefined ? [] : [{ of, place }]
      })
    },
  })
}

/** The case, as far as this institution has it. */
export async function readCase(
  engine: Engine,
  key: { readonly caseShard: number; readonly caseId: number },
): Promise<CaseFacts | undefined> {
  const [found] = await inKeyedTrip(engine.database, engine.institution.orgId, tx =>
    casesByKeys(tx, orgShardOf(engine), [key]),
  )
  return found
}

/** What one of the institution's people is called; undefined for somebody who is not there. */
export async function readPersonName(engine: Engine, person: number): Promise<string | undefined> {
  const names = await inReadRequest(engine.database, engine.institution.orgId, tx =>
    namesOf(tx, orgShardOf(engine), [person]),
  )
  return names.get(person)
}

/** Skips of a day, YYYY-MM-DD, added up by person, queue and reason, with the people's names. The most first. */
export async function readSkips(engine: Engine, on: string) {
  return inReadRequest(engine.database, engine.institution.orgId, async tx => {
    const skips = await skipsOfDay(tx, orgShardOf(engine), on)
    const ids = skips.map(one => one.personId)
    const names = await namesOf(tx, orgShardOf(engine), ids)
    return skips.map(one => ({ ...one, name: names.get(one.personId) ?? '' }))
  })
}
