import { holderOf, type QueuePlace } from '../core/work/place.ts'
import { givenTo, returned } from '../core/work/place-acts.ts'
import type { WorkRefusal } from '../core/work/work-refusal.ts'
import { lockShards } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { callersOf } from '../store/queue-caller.ts'
import { countOnDesk, DESK_AT_ONCE_MAX, lockHeldBy, lockOfferedTo, lockPlace } from '../store/queue-place.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { type PlaceChange, saveChanges } from './change-place.ts'
import { NOBODY_THERE, whyNotTake } from './desk-load.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { queueNamed, queuesOf, shardsOf } from './work-queues.ts'

/** A supervisor's act: who acts, and to whom it goes. The caller has checked the authority for it. */
export interface Reassignment {
  readonly by: number
  readonly to: number
  readonly reason: string
}

/**
 * Gives one case to somebody by name, who may have it and has room for it: they are handed it before all else. Whoever had it has lost
 * it.
 */
export async function reassignCase(
  engine: Engine,
  of: { readonly queue: string; readonly caseShard: number; readonly caseId: number },
  act: Reassignment,
): Promise<QueuePlace | WorkRefusal> {
  const { shard } = queueNamed(queuesOf(engine), of.queue)
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    await lockShards(tx, [shard])
    const place = await lockPlace(tx, { shard, caseShard: of.caseShard, caseId: of.caseId })
    if (place === undefined || place.at.state === 'done')
      return { refused: 'case_not_found', detail: 'There is no such open case in that queue.' }
    const refused = await whyNotGiven(engine, tx, place, act.to)
    if (refused !== undefined) return refused
    const change = given(place, act)
    await saveChanges(engine, tx, [change], { personId: act.by })
    return change.place
  })
}

/**
 * Hands a whole desk over: what somebody works on, has put aside, lets wait, or was given. What the other may not have, or has no room
 * for, goes back to everybody. Gives how many cases went which way, and how many are left on the desk because one transaction takes
 * no more than `limit` of what is held and of what was given: whoever hands it over asks again for those.
 */
export async function handOverDesk(
  engine: Engine,
  from: number,
  act: Reassignment,
  limit = DESK_AT_ONCE_MAX,
): Promise<{ readonly cases: number; readonly returned: number; readonly left: number } | WorkRefusal> {
  const shards = shardsOf(queuesOf(engine).values())
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    const [to] = await callersOf(tx, orgShardOf(engine), [act.to], engine.now())
    if (to?.isHere !== true) return NOBODY_THERE
    await lockShards(tx, shards)
    const count = await countOnDesk(tx, shards, from)
    const places = [...(await lockHeldBy(tx, shards, from, limit)), ...(await lockOfferedTo(tx, shards, from, limit))]
    const changes: PlaceChange[] = []
    for (const place of places) {
      const refused = await whyNotGiven(engine, tx, place, act.to)
      const back = { from: `person ${from}`, why: refused?.refused, reason: act.reason }
      const change: PlaceChange =
        refused === undefined
          ? given(place, act)
          : { kind: 'case_returned', place: returned(place, engine.now()), body: back }
      // One by one: what was given counts for the next.
      await saveChanges(engine, tx, [change], { personId: act.by })
      changes.push(change)
    }
    const cases = changes.filter(({ kind }) => kind === 'case_reassigned').length
    return { cases, returned: changes.length - cases, left: count - changes.length }
  })
}

/** What waits goes on waiting and takes no room. */
function whyNotGiven(engine: Engine, tx: Transaction, place: QueuePlace, to: number): Promise<WorkRefusal | undefined> {
  const room = place.at.state === 'pended' ? 'as many' : 'one more'
  return whyNotTake(engine, tx, place, { personId: to, as: 'That person', room })
}

function given(place: QueuePlace, { to, reason }: Reassignment): PlaceChange {
  const from = holderOf(place) ?? place.offeredTo
  const told = from === undefined ? {} : { from: `person ${from}` }
  return { kind: 'case_reassigned', place: givenTo(place, to), body: { to: `person ${to}`, reason, ...told } }
}
