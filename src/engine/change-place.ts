import { dayNumber } from '../core/calendar/day.ts'
import type { QueuePlace } from '../core/work/place.ts'
import { type Acting, holdsPlace } from '../core/work/place-acts.ts'
import { isWorkRefusal, type WorkRefusal } from '../core/work/work-refusal.ts'
import { lockShards } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { type EventKind, insertEvents, type NewEvent } from '../store/event.ts'
import { lockPlace, savePlace } from '../store/queue-place.ts'
import { inGatheredRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { queueNamed, queuesOf } from './work-queues.ts'

/** A case of a queue, and by which claim somebody has it. */
export interface ClaimedCase {
  readonly queue: string
  readonly caseShard: number
  readonly caseId: number
  readonly personId: number
  readonly fence: number
}

/** What an act makes of a place, with what its event says beside the case and its fence. */
export interface PlaceChange {
  readonly place: QueuePlace
  readonly kind: EventKind
  readonly body?: Readonly<Record<string, unknown>>
  /** Who did it: the person who acts, where nothing is said. */
  readonly actor?: string
}

export function actingAt(engine: Engine, by: { readonly personId: number; readonly fence: number }): Acting {
  const now = engine.now()
  const today = now.toZonedDateTimeISO(engine.institution.zone).toPlainDate().toString()
  return { personId: by.personId, fence: by.fence, now, today }
}

/**
 * One act of the person who has a case: the queue's bucket and the place are locked, the claim is checked, and the changed place
 * and its event are saved together. `decide` gives the change, or refuses.
 */
export async function changeOwnPlace(
  engine: Engine,
  of: ClaimedCase,
  decide: (
    place: QueuePlace,
    by: Acting,
    tx: Transaction,
  ) => PlaceChange | WorkRefusal | Promise<PlaceChange | WorkRefusal>,
): Promise<QueuePlace | WorkRefusal> {
  return inGatheredRequest(engine.database, engine.institution.orgId, async tx => {
    const checked = await lockOwnPlace(engine, tx, of)
    if (isWorkRefusal(checked)) return checked
    const decided = await decide(checked, actingAt(engine, of), tx)
    if (isWorkRefusal(decided)) return decided
    await saveChanges(engine, tx, [decided], { personId: of.personId })
    return decided.place
  })
}

/** Locks the queue's bucket, then the place, and gives it to whoever has it by this very claim: for acts inside a transaction. */
export async function lockOwnPlace(
  engine: Engine,
  tx: Transaction,
  of: ClaimedCase,
): Promise<QueuePlace | WorkRefusal> {
  const { shard } = queueNamed(queuesOf(engine), of.queue)
  await lockShards(tx, [shard])
  return checkFence(engine, tx, of)
}

/**
 * The place, locked until the transaction ends, if this person has it by this very claim; else `lease_lost` with who has it now.
 * Whoever changes a case asks this in the same transaction, after locking the queue's bucket: the buckets first, then the place.
 */
export async function checkFence(engine: Engine, tx: Transaction, of: ClaimedCase): Promise<QueuePlace | WorkRefusal> {
  const { shard } = queueNamed(queuesOf(engine), of.queue)
  const place = await lockPlace(tx, { shard, caseShard: of.caseShard, caseId: of.caseId })
  const refused = holdsPlace(place, actingAt(engine, of))
  if (refused !== undefined || place === undefined) return refused ?? NOT_FOUND
  return place
}

const NOT_FOUND = { refused: 'case_not_found', detail: 'There is no such case in that queue.' } as const

/** Saves places with an event each, one link a bucket. The caller has locked the buckets and read the places under that lock. */
export async function saveChanges(
  engine: Engine,
  tx: Transaction,
  changes: readonly PlaceChange[],
  by: { readonly personId: number } | 'engine',
): Promise<void> {
  const events = new Map<number, NewEvent[]>()
  const actor = by === 'engine' ? by : `person ${by.personId}`
  for (const change of changes) {
    const { place } = change
    const grew = GROWS.has(change.kind)
    await savePlace(tx, place, grew ? place.fence - 1 : place.fence)
    const body = { caseShard: place.caseShard, fence: place.fence, ...change.body }
    const event: NewEvent = { kind: change.kind, actor: change.actor ?? actor, subject: place.caseId, body }
    events.set(place.shard, [...(events.get(place.shard) ?? []), event])
  }
  const now = engine.now()
  const day = dayNumber(now.toZonedDateTimeISO(engine.institution.zone).toPlainDate())
  await insertEvents(tx, events, { day, at: now })
}

/** Acts after which whoever had the case before has an older fence. */
const GROWS: ReadonlySet<EventKind> = new Set([
  'case_claimed',
  'case_unparked',
  'case_reassigned',
  'lease_ended',
  'case_returned',
])
