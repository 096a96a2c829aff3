import type { Transaction } from '../store/database.ts'
import { insertEvents, type NewEvent } from '../store/event.ts'
import { sealExceptions } from '../store/seal.ts'
import { moveTallies } from '../store/tally.ts'
import { casesOfExceptions } from '../store/work-case.ts'
import type { Engine } from './engine.ts'
import type { tallyMoves } from './resolution-facts.ts'
import { type ExceptionOfQueue, settleCase, shardOfQueue } from './settle-case.ts'

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

/** The same of many at once: a case is settled once, and a bucket has one link and one seal of each day. */
export async function writeTellings(engine: Engine, tx: Transaction, all: readonly Telling[]): Promise<void> {
  for (const [day, some] of Map.groupBy(all, one => one.day)) {
    const events = new Map<number, NewEvent[]>()
    const tell = (at: number, more: readonly NewEvent[]) => events.set(at, [...(events.get(at) ?? []), ...more])
    for (const telling of some) for (const [at, more] of telling.events) tell(at, more)
    const tallies = some.flatMap(one => one.tallies)
    if (tallies.length > 0) await moveTallies(tx, tallies)
    const sealed = await sealExceptions(
      tx,
      some.flatMap(one => one.sealed),
    )
    for (const [at, event] of sealed) tell(at, [event])
    for (const { exception, actor } of await onePerCase(tx, some))
      tell(shardOfQueue(engine, exception.queue), await settleCase(engine, tx, exception, actor))
    await insertEvents(tx, events, { day, at: engine.now() })
  }
}

async function onePerCase(tx: Transaction, some: readonly Telling[]): Promise<readonly Telling[]> {
  if (some.length === 1) return some
  const cases = await casesOfExceptions(
    tx,
    some.map(one => one.exception),
  )
  const byCase = new Map(
    some.flatMap(one => {
      const of = cases.get(one.exception.id)
      return of === undefined ? [] : [[`${of.shard}/${of.id}`, one] as const]
    }),
  )
  return [...byCase.values()]
}
