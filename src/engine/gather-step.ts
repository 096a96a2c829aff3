import type { Act } from '../core/authority/act.ts'
import type { QueuePlace } from '../core/work/place.ts'
import type { BucketBooks } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { decidedAbout } from '../store/decided-about.ts'
import type { StoredException } from '../store/exception.ts'
import { exceptionsByKeys } from '../store/items-of-exceptions.ts'
import { lockPlace } from '../store/queue-place.ts'
import { casesOfExceptions } from '../store/work-case.ts'
import type { Authorised, DeciderAsked } from './authorise-decision.ts'
import { type StepAuthority, stepAuthority } from './bulk-authority.ts'
import { firstOpenDay } from './closed-days.ts'
import type { Engine } from './engine.ts'
import { bookingDay, type Decidable } from './resolution-facts.ts'
import { shardOfQueue } from './settle-case.ts'
import { type Telling, writeTellings } from './tell-chains.ts'

/**
 * What the members of one step of an act on many share, in its transaction and under its locks: what cannot change before it ends is
 * read once, and what is told of all of them is written once. What one member changes for the next, balances and sums, is either read
 * for each or added up here.
 */
export interface StepGathered {
  /** Of every bucket that is locked. */
  readonly books: ReadonlyMap<number, BucketBooks>
  /** The exception as it stands under its lock, by its number, and the day on which its item would be booked. */
  known(exceptionId: number): { readonly exception: StoredException; readonly bookedOn: Temporal.PlainDate } | undefined
  /** The place of its case, locked; undefined while it has none. */
  place(exceptionId: number): Promise<QueuePlace | undefined>
  /** Whether the person may, with everything counted that was done before, also in this step. */
  authorise(of: DeciderAsked): Promise<Authorised>
  /** What was decided about it before: `nothing` ever, something that `stands` or was taken back, or a proposal that `waits`. */
  before(exceptionId: number): 'nothing' | 'stands' | 'waits'
  tell(telling: Telling): void
}

/** The engine as the members of a step see it. */
export interface BulkStep {
  readonly engine: Engine
  /** Does something about one member; `isDone` says whether it counts for those behind it. */
  member<End>(act: () => Promise<End>, isDone: (end: End) => boolean): Promise<End>
  /** Writes what was told. */
  write(): Promise<void>
}

/** Begins a step whose buckets are locked. */
export async function gatherStep(
  engine: Engine,
  tx: Transaction,
  of: { readonly books: ReadonlyMap<number, BucketBooks>; readonly decidables: readonly Decidable[] },
): Promise<BulkStep> {
  const { books, decidables } = of
  const keys = decidables.map(({ item: { shard }, exceptionId: id }) => ({ shard, id }))
  const known = await knownOf(engine, tx, decidables, await exceptionsByKeys(tx, keys))
  const decided = await decidedAbout(tx, keys)
  const place = await placesUnderLock(engine, tx, decidables)
  const authorities = new Map<Act, Promise<StepAuthority>>()
  const tellings: Telling[] = []
  const gathered: StepGathered = {
    books,
    known: id => known.get(id),
    place,
    before: id => (decided.get(id) === undefined ? 'nothing' : decided.get(id) === true ? 'waits' : 'stands'),
    async authorise(asked) {
      const authority = authorities.get(asked.act) ?? stepAuthority(engine, tx, asked)
      authorities.set(asked.act, authority)
      return (await authority).decide(asked)
    },
    tell: telling => void tellings.push(telling),
  }
  return {
    engine: { ...engine, gathered },
    async member(act, isDone) {
      const end = await act()
      for (const authority of authorities.values()) (await authority).ended(isDone(end) ? 'done' : 'refused')
      return end
    },
    write: () => writeTellings(engine, tx, tellings, exception => place(exception.id)),
  }
}

/** Exceptions with the day on which the item of each would be booked, by number: the days of many are few. */
export async function knownOf(
  engine: Engine,
  tx: Transaction,
  decidables: readonly Decidable[],
  exceptions: readonly StoredException[],
): Promise<ReadonlyMap<number, { readonly exception: StoredException; readonly bookedOn: Temporal.PlainDate }>> {
  const days = new Map<string, Temporal.PlainDate>()
  for (const day of new Set(decidables.map(one => one.item.day)))
    days.set(day, await firstOpenDay(engine, tx, bookingDay(engine, day)))
  const dayOf = new Map(decidables.map(one => [one.exceptionId, days.get(one.item.day)]))
  return new Map(
    exceptions.flatMap(exception => {
      const bookedOn = dayOf.get(exception.id)
      return bookedOn === undefined ? [] : [[exception.id, { exception, bookedOn }] as const]
    }),
  )
}

/** Locks each place once, when the first member of its case comes: nothing else changes it before the step ends. */
async function placesUnderLock(
  engine: Engine,
  tx: Transaction,
  decidables: readonly Decidable[],
): Promise<StepGathered['place']> {
  const keys = decidables.map(({ item: { shard }, exceptionId: id }) => ({ shard, id }))
  const cases = await casesOfExceptions(tx, keys)
  const queues = new Map(decidables.map(one => [one.exceptionId, one.queue]))
  const places = new Map<string, Promise<QueuePlace | undefined>>()
  return async id => {
    const [of, queue] = [cases.get(id), queues.get(id)]
    if (of === undefined || queue === undefined) return undefined
    const name = `${of.shard}/${of.id}`
    const place =
      places.get(name) ?? lockPlace(tx, { shard: shardOfQueue(engine, queue), caseShard: of.shard, caseId: of.id })
    places.set(name, place)
    return place
  }
}
