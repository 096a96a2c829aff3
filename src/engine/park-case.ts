import type { PlaceNote, QueuePlace } from '../core/work/place.ts'
import { parked, unparked } from '../core/work/place-acts.ts'
import { isWorkRefusal, type WorkRefusal } from '../core/work/work-refusal.ts'
import { lockShards } from '../store/bucket.ts'
import { lockHeldBy, lockPlace } from '../store/queue-place.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { actingAt, type ClaimedCase, checkFence, saveChanges } from './change-place.ts'
import { whyNotTake } from './desk-load.ts'
import type { Engine } from './engine.ts'
import { queueNamed, queuesOf, shardsOf } from './work-queues.ts'

/** Puts the case aside for something urgent, with the field and the words not sent yet. Three at most lie on a desk. */
export async function parkCase(engine: Engine, of: ClaimedCase, note: PlaceNote): Promise<QueuePlace | WorkRefusal> {
  const shards = shardsOf(queuesOf(engine).values())
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    // All of them: a desk has places in several queues, and two acts at once must not put a fourth on it.
    await lockShards(tx, shards)
    const checked = await checkFence(engine, tx, of)
    if (isWorkRefusal(checked)) return checked
    const held = await lockHeldBy(tx, shards, of.personId)
    const aside = { stack: held.flatMap(({ at }) => (at.state === 'parked' ? [at.parkNo] : [])), note }
    const place = parked(checked, actingAt(engine, of), aside)
    if (isWorkRefusal(place)) return place
    await saveChanges(engine, tx, [{ kind: 'case_parked', place, body: { field: note.field } }], of)
    return place
  })
}

/**
 * Takes a parked case up again, by a new claim; the place given back holds the note. Refused while another case is on the desk, and
 * to whoever would not be handed it any more: it goes back to its queue by itself.
 */
export async function unparkCase(engine: Engine, of: Omit<ClaimedCase, 'fence'>): Promise<QueuePlace | WorkRefusal> {
  const shards = shardsOf(queuesOf(engine).values())
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    await lockShards(tx, shards)
    const held = await lockHeldBy(tx, shards, of.personId)
    const now = engine.now()
    if (held.some(one => one.at.state === 'leased' && Temporal.Instant.compare(now, one.at.until) < 0)) return DESK_FULL
    const { shard } = queueNamed(queuesOf(engine), of.queue)
    const found = await lockPlace(tx, { shard, caseShard: of.caseShard, caseId: of.caseId })
    if (found === undefined) return { refused: 'case_not_found', detail: 'There is no such case in that queue.' }
    const place = unparked(found, { personId: of.personId, now })
    if (isWorkRefusal(place)) return place
    const refused = await whyNotTake(engine, tx, found, { personId: of.personId, as: 'You', room: 'as many' })
    if (refused !== undefined) return refused
    await saveChanges(engine, tx, [{ kind: 'case_unparked', place }], of)
    return place
  })
}

const DESK_FULL: WorkRefusal = {
  refused: 'desk_full',
  detail: 'You work on another case: finish it, let it wait or put it aside first.',
}
