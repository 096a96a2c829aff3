import type { PlaceNote, QueuePlace } from '../core/work/place.ts'
import { parked } from '../core/work/place-acts.ts'
import { takenByName } from '../core/work/take-by-name.ts'
import { isWorkRefusal, type WorkRefusal } from '../core/work/work-refusal.ts'
import { lockShards } from '../store/bucket.ts'
import { lockHeldBy, lockPlace } from '../store/queue-place.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { actingAt, type ClaimedCase, checkFence, type PlaceChange, saveChanges } from './change-place.ts'
import { whyNotTake } from './desk-load.ts'
import type { Engine } from './engine.ts'
import { queueNamed, queuesOf, shardsOf } from './work-queues.ts'

/** A case that somebody works on and puts aside for the one that they take. */
export interface PutAside {
  readonly of: ClaimedCase
  readonly note: PlaceNote
}

/**
 * Takes a case that is named, because somebody asks about it on the telephone, and puts aside the one in hand: both or neither. Refused
 * to whoever would not be handed it in its turn, with why, and where it is with somebody else.
 */
export async function takeCase(
  engine: Engine,
  of: Omit<ClaimedCase, 'fence'>,
  aside: PutAside | undefined,
): Promise<QueuePlace | WorkRefusal> {
  const shards = shardsOf(queuesOf(engine).values())
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    // All of them: two acts at once must not put two cases into the same hands.
    await lockShards(tx, shards)
    const now = engine.now()
    const held = await lockHeldBy(tx, shards, of.personId)
    const inHand = held.find(one => one.at.state === 'leased' && Temporal.Instant.compare(now, one.at.until) < 0)
    if (inHand !== undefined && aside === undefined) return DESK_FULL
    const { shard } = queueNamed(queuesOf(engine), of.queue)
    const found = await lockPlace(tx, { shard, caseShard: of.caseShard, caseId: of.caseId })
    if (found === undefined) return { refused: 'case_not_found', detail: 'There is no such case in that queue.' }
    const place = takenByName(found, { personId: of.personId, now })
    if (isWorkRefusal(place)) return place
    const isAside = found.at.state === 'parked'
    const room = isAside ? 'as many' : 'one more'
    const refused = await whyNotTake(engine, tx, found, { personId: of.personId, as: 'You', room })
    if (refused !== undefined) return refused
    const changes: PlaceChange[] = []
    if (aside !== undefined) {
      const checked = await checkFence(engine, tx, aside.of)
      if (isWorkRefusal(checked)) return checked
      const others = held.filter(one => one.caseShard !== of.caseShard || one.caseId !== of.caseId)
      const stack = others.flatMap(({ at }) => (at.state === 'parked' ? [at.parkNo] : []))
      const put = parked(checked, actingAt(engine, aside.of), { stack, note: aside.note })
      if (isWorkRefusal(put)) return put
      changes.push({ kind: 'case_parked', place: put, body: { field: aside.note.field } })
    }
    const from = 'holder' in found.at ? { from: `person ${found.at.holder}` } : {}
    const out = place.byName ? { by: 'name' } : {}
    changes.push(
      isAside ? { kind: 'case_unparked', place } : { kind: 'case_claimed', place, body: { ...from, ...out } },
    )
    await saveChanges(engine, tx, changes, of)
    return place
  })
}

const DESK_FULL: WorkRefusal = {
  refused: 'desk_full',
  detail: 'You work on another case: put it aside with this.',
}
