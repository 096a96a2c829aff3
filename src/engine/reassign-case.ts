import { shardOf } from '../core/bucket.ts'
import { holderOf, type QueuePlace } from '../core/work/place.ts'
import { givenTo } from '../core/work/place-acts.ts'
import type { WorkRefusal } from '../core/work/work-refusal.ts'
import { lockShards } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { callersOf } from '../store/queue-caller.ts'
import { lockHeldBy, lockOfferedTo, lockPlace } from '../store/queue-place.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { type PlaceChange, saveChanges } from './change-place.ts'
import type { Engine } from './engine.ts'
import { queueNamed, queuesOf, shardsOf } from './work-queues.ts'

/** A supervisor's act: who acts, and to whom it goes. The caller has checked the authority for it. */
export interface Reassignment {
  readonly by: number
  readonly to: number
  readonly reason: string
}

/** Gives one case to somebody by name: they are handed it before all else, once their skills and role allow it. Whoever had it has lost it. */
export async function reassignCase(
  engine: Engine,
  of: { readonly queue: string; readonly caseShard: number; readonly caseId: number },
  act: Reassignment,
): Promise<QueuePlace | WorkRefusal> {
  const { shard } = queueNamed(queuesOf(engine), of.queue)
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    if (!(await isThere(engine, tx, act.to))) return NOBODY_THERE
    await lockShards(tx, [shard])
    const place = await lockPlace(tx, { shard, caseShard: of.caseShard, caseId: of.caseId })
    if (place === undefined || place.at.state === 'done')
      return { refused: 'case_not_found', detail: 'There is no such open case in that queue.' }
    const change = given(place, act)
    await saveChanges(engine, tx, [change], { personId: act.by })
    return change.place
  })
}

/** Hands a whole desk over: what somebody works on, has put aside, lets wait, or was given. Gives how many cases it were. */
export async function handOverDesk(
  engine: Engine,
  from: number,
  act: Reassignment,
): Promise<{ readonly cases: number } | WorkRefusal> {
  const shards = shardsOf(queuesOf(engine).values())
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    if (!(await isThere(engine, tx, act.to))) return NOBODY_THERE
    await lockShards(tx, shards)
    const places = [...(await lockHeldBy(tx, shards, from)), ...(await lockOfferedTo(tx, shards, from))]
    const changes = places.map(place => given(place, act))
    if (changes.length > 0) await saveChanges(engine, tx, changes, { personId: act.by })
    return { cases: changes.length }
  })
}

function given(place: QueuePlace, { to, reason }: Reassignment): PlaceChange {
  const from = holderOf(place) ?? place.offeredTo
  const told = from === undefined ? {} : { from: `person ${from}` }
  return { kind: 'case_reassigned', place: givenTo(place, to), body: { to: `person ${to}`, reason, ...told } }
}

async function isThere(engine: Engine, tx: Transaction, person: number): Promise<boolean> {
  const [caller] = await callersOf(tx, shardOf(engine.institution.orgId, 0), [person], engine.now())
  return caller?.isHere === true
}

const NOBODY_THERE: WorkRefusal = {
  refused: 'nobody_there',
  detail: 'That person is not active, or absent: give it to somebody who is there.',
}
