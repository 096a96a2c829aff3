import { wokenBody } from '../core/work/awaited.ts'
import type { QueuePlace } from '../core/work/place.ts'
import { takenBack, wokenByHand } from '../core/work/wake-by-hand.ts'
import { isWorkRefusal, type WorkRefusal } from '../core/work/work-refusal.ts'
import { lockShards } from '../store/bucket.ts'
import { lockHeldBy, lockPlace } from '../store/queue-place.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { type ClaimedCase, saveChanges } from './change-place.ts'
import { whyNotTake } from './desk-load.ts'
import type { Engine } from './engine.ts'
import { queueNamed, queuesOf, shardsOf } from './work-queues.ts'

const NOT_FOUND: WorkRefusal = { refused: 'case_not_found', detail: 'There is no such case in that queue.' }

/** Ends the waiting of a case by hand: its holder's, or of somebody who leads; the caller has checked the authority for that. */
export async function wakeCase(
  engine: Engine,
  of: Omit<ClaimedCase, 'fence'>,
  as: 'holder' | 'lead',
): Promise<QueuePlace | WorkRefusal> {
  const { shard } = queueNamed(queuesOf(engine), of.queue)
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    await lockShards(tx, [shard])
    const found = await lockPlace(tx, { shard, caseShard: of.caseShard, caseId: of.caseId })
    if (found === undefined) return NOT_FOUND
    const place = wokenByHand(found, { personId: of.personId, as, now: engine.now() })
    if (isWorkRefusal(place)) return place
    await saveChanges(engine, tx, [{ kind: 'case_woken', place, body: wokenBody(found.at, 'hand') }], of)
    return place
  })
}

/** Takes up again what one let wait, at once. Refused while another case is on the desk, where none more fits, and to whoever would not be handed it any more. */
export async function takeBackCase(engine: Engine, of: Omit<ClaimedCase, 'fence'>): Promise<QueuePlace | WorkRefusal> {
  const shards = shardsOf(queuesOf(engine).values())
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    // All of them: two acts at once must not put two cases into the same hands.
    await lockShards(tx, shards)
    const now = engine.now()
    const held = await lockHeldBy(tx, shards, of.personId)
    if (held.some(one => one.at.state === 'leased' && Temporal.Instant.compare(now, one.at.until) < 0)) return DESK_FULL
    const { shard } = queueNamed(queuesOf(engine), of.queue)
    const found = await lockPlace(tx, { shard, caseShard: of.caseShard, caseId: of.caseId })
    if (found === undefined) return NOT_FOUND
    const place = takenBack(found, { personId: of.personId, now })
    if (isWorkRefusal(place)) return place
    const refused = await whyNotTake(engine, tx, found, { personId: of.personId, as: 'You', room: 'one more' })
    if (refused !== undefined) return refused
    await saveChanges(engine, tx, [{ kind: 'case_claimed', place, body: { from: `person ${of.personId}` } }], of)
    return place
  })
}

const DESK_FULL: WorkRefusal = {
  refused: 'desk_full',
  detail: 'You work on another case: finish it, let it wait or put it aside first.',
}
