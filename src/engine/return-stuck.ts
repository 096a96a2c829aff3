import { shardOf } from '../core/bucket.ts'
import { keptUntil } from '../core/work/lease.ts'
import { barForGood } from '../core/work/next.ts'
import { holderOf, type QueuePlace } from '../core/work/place.ts'
import { returned } from '../core/work/place-acts.ts'
import type { Transaction } from '../store/database.ts'
import { lastHeard } from '../store/last-heard.ts'
import { callersOf } from '../store/queue-caller.ts'
import { saveChanges } from './change-place.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { queueNamed, queuesOf } from './work-queues.ts'

/** Work that is kept for somebody who may not have it any more or does not come, with the reason by name. */
export interface Stuck {
  readonly place: QueuePlace
  readonly personId: number
  readonly why: string
}

/**
 * Of what was given to people by name or put aside by them, that which they cannot have any more: the role, skill or credential is
 * gone, they are, or they said that they know the people it is about. Nobody else would ever be handed it.
 */
export async function stuckAmong(
  engine: Engine,
  tx: Transaction,
  places: readonly QueuePlace[],
): Promise<readonly Stuck[]> {
  const people = [...new Set(places.flatMap(place => whose(place) ?? []))]
  if (people.length === 0) return []
  const callers = await callersOf(tx, orgShardOf(engine), people, engine.now())
  const byId = new Map(callers.map(caller => [caller.personId, caller]))
  const queues = queuesOf(engine)
  return places.flatMap(place => {
    const caller = byId.get(whose(place) ?? 0)
    const why = caller === undefined ? undefined : barForGood(caller, place, queueNamed(queues, place.queue))
    return caller === undefined || why === undefined ? [] : [{ place, personId: caller.personId, why }]
  })
}

/** Of the same, that of people of whom nothing was heard until the same time of the next banking day. */
export async function unheardAmong(
  engine: Engine,
  tx: Transaction,
  places: readonly QueuePlace[],
): Promise<readonly Stuck[]> {
  const { orgId, zone, calendars } = engine.institution
  const at = { calendar: calendars.counters['ucc-banking-day'], zone }
  const now = engine.now()
  const kept = places.flatMap(place => {
    const personId = whose(place)
    return personId === undefined ? [] : [{ place, personId }]
  })
  const heard = kept.length === 0 ? [] : await lastHeard(tx, shardOf(orgId, 0), kept)
  const isKept = (heardAt: Temporal.Instant | undefined) =>
    heardAt !== undefined && Temporal.Instant.compare(now, keptUntil(heardAt, at)) < 0
  return kept.flatMap((one, index) => (isKept(heard[index]) ? [] : [{ ...one, why: 'not_heard_of' }]))
}

function whose(place: QueuePlace): number | undefined {
  return place.offeredTo ?? holderOf(place)
}

/** Gives back what is stuck of these, see `stuckAmong`. The caller has locked the buckets and read the places under that lock. */
export async function returnStuck(engine: Engine, tx: Transaction, places: readonly QueuePlace[]): Promise<number> {
  return giveBack(engine, tx, await stuckAmong(engine, tx, places))
}

/** Gives it back to everybody, with whose it was and why. The caller has locked the buckets and read the places under that lock. */
export async function giveBack(engine: Engine, tx: Transaction, stuck: readonly Stuck[]): Promise<number> {
  const changes = stuck.map(({ place, personId, why }) => {
    const body = { from: `person ${personId}`, why }
    return { kind: 'case_returned', place: returned(place, engine.now()), body } as const
  })
  if (changes.length > 0) await saveChanges(engine, tx, changes, 'engine')
  return changes.length
}
