import type { QueuePlace } from '../core/work/place.ts'
import type { Transaction } from '../store/database.ts'
import { insertEvents, type NewEvent } from '../store/event.ts'
import { sealExceptions } from '../store/seal.ts'
import { moveTallies } from '../store/tally.ts'
import type { Engine } from './engine.ts'
import type { tallyMoves } from './resolution-facts.ts'
import { type ExceptionOfQueue, placeOfException, settlePlaces } from './settle-case.ts'

/** What is told of a decision after its rows are written. The caller has the locks of its buckets. */
export interface Telling {
  /** By the bucket whose chain tells them. */
  readonly events: ReadonlyMap<number, readonly NewEvent[]>
  /** The keys under which rows changed that are sealed. */
  readonly sealed: readonly { readonly shard: number; readonly id: number }[]
  readonly exception: ExceptionOfQueue
  readonly actor: string
  readonly tallies: ReturnType<typeof tallyMoves>
  /** Of the events, days since 1970-01-01. */
  readonly day: number
}

/**
 * Moves the counters, seals the rows as they are now, settles the case, and adds the events; of a step of an act on many once for all
 * of its members, at its end.
 */
export async function tellChains(engine: Engine, tx: Transaction, telling: Telling): Promise<void> {
  if (engine.gathered !== undefined) engine.gathered.tell(telling)
  else await writeTellings(engine, tx, [telling])
}

/** The place of an exception's case, locked; undefined while it has none. */
type PlaceOf = (exception: ExceptionOfQueue) => Promise<QueuePlace | undefined>

/** The same of many at once, by one person: a case is settled once, and a bucket has one link and one seal of each day. */
export async function writeTellings(
  engine: Engine,
  tx: Transaction,
  all: readonly Telling[],
  placeOf: PlaceOf = exception => placeOfException(engine, tx, exception),
): Promise<void> {
  const tallies = all.flatMap(one => one.tallies)
  if (tallies.length > 0) await moveTallies(tx, tallies)
  const settled = await settleOnce(engine, tx, all, placeOf)
  const last = all.at(-1)?.day
  for (const [day, some] of Map.groupBy(all, one => one.day)) {
    const events = new Map<number, NewEvent[]>()
    const tell = (at: number, more: readonly NewEvent[]) => events.set(at, [...(events.get(at) ?? []), ...more])
    for (const telling of some) for (const [at, more] of telling.events) tell(at, more)
    const keys = some.flatMap(one => one.sealed)
    for (const [at, sealed] of await sealExceptions(tx, keys)) tell(at, [sealed])
    if (day === last) for (const { shard, event } of settled) tell(shard, [event])
    await insertEvents(tx, events, { day, at: engine.now() })
  }
}

async function settleOnce(engine: Engine, tx: Transaction, all: readonly Telling[], placeOf: PlaceOf) {
  const places = new Map<string, QueuePlace>()
  for (const { exception } of all) {
    const place = await placeOf(exception)
    if (place !== undefined) places.set(`${place.caseShard}/${place.caseId}`, place)
  }
  return settlePlaces(engine, tx, [...places.values()], all[0]?.actor ?? '')
}
