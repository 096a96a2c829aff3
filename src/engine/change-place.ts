import { dayNumber } from '../core/calendar/day.ts'
import type { QueuePlace } from '../core/work/place.ts'
import { type Acting, holdsPlace } from '../core/work/place-acts.ts'
import { isWorkRefusal, type WorkRefusal } from '../core/work/work-refusal.ts'
import { lockShards } from '../store/bucket.ts'
import { queuesOfCases } from '../store/case-facts.ts'
import type { Transaction } from '../store/database.ts'
import { type EventKind, type LastLinks, lastLinks, type NewEvent, writesOfEvents } from '../store/event.ts'
import { inOneTrip } from '../store/one-trip.ts'
import { lockPlace, lockPlaces, savePlaces } from '../store/queue-place.ts'
import type { Runner } from '../store/statement.ts'
import { inGatheredRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { gatherByEngine } from './gather.ts'
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
  const { zone } = engine.institution
  const today = now.toZonedDateTimeISO(zone).toPlainDate().toString()
  return { personId: by.personId, fence: by.fence, now, today, zone }
}

/** By which claim somebody has a case, whichever queue it is in. */
export type CaseClaim = Omit<ClaimedCase, 'queue'>

/** The same with buckets that have to be locked beside the queue's, because what is decided depends on them. */
interface ActOn extends CaseClaim {
  readonly locks?: readonly number[]
}

/** Gives the change of a place that is locked and by this claim in the hands of whoever acts, or refuses. */
type Decide = (
  place: QueuePlace,
  by: Acting,
  tx: Transaction,
) => PlaceChange | WorkRefusal | Promise<PlaceChange | WorkRefusal>

/**
 * One act of the person who has a case: the queue's bucket and the place are locked, the claim is checked, and the changed place
 * and its event are saved together. Those asked for in the same moment are done in one transaction, one after the other: a busy
 * queue has one bucket, whose lock would otherwise be waited for by each of them.
 */
export async function changeOwnPlace(engine: Engine, of: ActOn, decide: Decide): Promise<QueuePlace | WorkRefusal> {
  const changed = (await changeGathered(engine, { of, decide })) ?? NOT_FOUND
  if ('thrown' in changed) throw changed.thrown
  return changed
}

interface OwnAct {
  readonly of: ActOn
  readonly decide: Decide
}

type Changed = QueuePlace | WorkRefusal | { readonly thrown: unknown }

const changeGathered = gatherByEngine<OwnAct, Changed>(changeEach, { inFlightMax: 1, togetherMax: 200 })

/** Together; where that fails nothing of it was kept, and each is tried alone, so that nobody's act fails for another's. */
async function changeEach(engine: Engine, acts: readonly OwnAct[]): Promise<ReadonlyMap<OwnAct, Changed>> {
  try {
    return await changeTogether(engine, acts)
  } catch (error) {
    if (acts.length === 1) throw error
  }
  const changed = new Map<OwnAct, Changed>()
  for (const act of acts) {
    const alone = await changeTogether(engine, [act]).catch((thrown: unknown) => new Map([[act, { thrown }]]))
    const answer = alone.get(act)
    if (answer !== undefined) changed.set(act, answer)
  }
  return changed
}

/** A case that there is not has no answer. */
async function changeTogether(
  engine: Engine,
  acts: readonly OwnAct[],
): Promise<ReadonlyMap<OwnAct, QueuePlace | WorkRefusal>> {
  const claims = acts.map(act => act.of)
  const first = (run: Runner) => queuesOfCases(run, claims)
  const work = async (tx: Transaction, found: QueuesOfCases) => {
    const { places, ends } = await lockPlacesOf(engine, tx, { found, locks: claims.flatMap(one => one.locks ?? []) })
    const answers = new Map<OwnAct, QueuePlace | WorkRefusal>()
    const changes: PlaceChange[] = []
    for (const act of acts) {
      const place = places.get(caseKeyOf(act.of))
      if (place === undefined) continue
      const by = actingAt(engine, act.of)
      const decided = holdsPlace(place, by) ?? (await act.decide(place, by, tx))
      if (isWorkRefusal(decided)) {
        answers.set(act, decided)
        continue
      }
      // Whoever asks for the same case behind this finds it changed.
      places.set(caseKeyOf(act.of), decided.place)
      answers.set(act, decided.place)
      changes.push({ ...decided, actor: `person ${act.of.personId}` })
    }
    if (changes.length > 0) await saveChanges(engine, tx, changes, 'engine', ends)
    return answers
  }
  return inGatheredRequest(engine.database, engine.institution.orgId, { first, work })
}

type QueuesOfCases = Awaited<ReturnType<typeof queuesOfCases>>

interface LockedPlaces {
  /** By `caseKeyOf`. */
  readonly places: Map<string, QueuePlace>
  readonly ends: LastLinks
}

/** Locks the buckets of the cases' queues and what else the acts depend on in their order, then the places. */
async function lockPlacesOf(
  engine: Engine,
  tx: Transaction,
  { found, locks }: { readonly found: QueuesOfCases; readonly locks: readonly number[] },
): Promise<LockedPlaces> {
  const queues = queuesOf(engine)
  const keys = new Map(
    found.map(({ shard: caseShard, id: caseId, queue }) => [
      caseKeyOf({ caseShard, caseId }),
      { shard: queueNamed(queues, queue).shard, caseShard, caseId },
    ]),
  )
  const shards = [...new Set([...keys.values()].map(key => key.shard))]
  const [, locked, ends] = await inOneTrip(tx, run =>
    Promise.all([
      lockShards(run, [...new Set([...shards, ...locks])]),
      lockPlaces(run, [...keys.values()]),
      lastLinks(run, shards),
    ]),
  )
  return { places: new Map(locked.map(place => [caseKeyOf(place), place])), ends }
}

function caseKeyOf({ caseShard, caseId }: Pick<CaseClaim, 'caseShard' | 'caseId'>): string {
  return `${caseShard}/${caseId}`
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
  ends?: LastLinks,
): Promise<void> {
  const events = new Map<number, NewEvent[]>()
  const actor = by === 'engine' ? by : `person ${by.personId}`
  for (const change of changes) {
    const { place } = change
    const body = { caseShard: place.caseShard, fence: place.fence, ...change.body }
    const event: NewEvent = { kind: change.kind, actor: change.actor ?? actor, subject: place.caseId, body }
    events.set(place.shard, [...(events.get(place.shard) ?? []), event])
  }
  const now = engine.now()
  const day = dayNumber(now.toZonedDateTimeISO(engine.institution.zone).toPlainDate())
  const places = changes.map(({ place, kind }) => ({ place, fenceBefore: place.fence - (GROWS.has(kind) ? 1 : 0) }))
  const writes = writesOfEvents(events, { day, at: now }, ends ?? (await lastLinks(tx, [...events.keys()])))
  await savePlaces(tx, places, writes)
}

/** Acts after which whoever had the case before has an older fence. */
const GROWS: ReadonlySet<EventKind> = new Set([
  'case_claimed',
  'case_unparked',
  'case_reassigned',
  'lease_ended',
  'case_returned',
])
