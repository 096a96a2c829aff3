import { wokenBody } from '../core/work/awaited.ts'
import type { Wake } from '../core/work/place.ts'
import { woken } from '../core/work/place-acts.ts'
import { type Came, cameDue, insertCame, isAwaited, markWoken } from '../store/awaited.ts'
import { lockShards } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { awaitingShards, lockWaking, WAKING_MAX } from '../store/queue-place.ts'
import type { Receipt } from '../store/receipt.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { saveChanges } from './change-place.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { queuesOf, shardsOf } from './work-queues.ts'

/** What comes from outside of a case and wakes those that wait for it. */
type Coming = Extract<Wake, { readonly on: 'mail' | 'file' | 'ledger' | 'party' }>

/**
 * Something came that cases wait for: a reply, a file, an event of the ledger. They are ready again, for whoever let them wait
 * before all others. Gives how many there were. Where nothing waits for it, no queue is locked.
 *
 * @param took What told it, marked in the same transaction; left for the next look while there are more than are woken at once.
 */
export async function wakeCases(engine: Engine, wake: Coming, took: readonly Came[] = []): Promise<number> {
  const awaiting = await awaitingShards(engine.database.pool, shardsOf(queuesOf(engine).values()), wake)
  if (awaiting.length === 0 && took.length === 0) return 0
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    if (awaiting.length > 0) await lockShards(tx, awaiting)
    const places = await lockWaking(tx, awaiting, wake)
    const now = engine.now()
    const changes = places.map(place => {
      return { kind: 'case_woken', place: woken(place, now, wake), body: wokenBody(place.at, wake) } as const
    })
    if (changes.length > 0) await saveChanges(engine, tx, changes, 'engine')
    if (places.length < WAKING_MAX) await markWoken(tx, took, now)
    return changes.length
  })
}

/**
 * Wakes what waits for events of the ledger, answers and files that came. Each was told in its own transaction and is marked in the one
 * that wakes: a process that is killed between leaves it for the next look, and what is told twice finds nobody waiting any more.
 * Gives how many cases woke.
 */
export async function wakeByWhatCame(engine: Engine): Promise<number> {
  const due = await cameDue(engine.database.pool, orgShardOf(engine))
  let cases = 0
  for (const told of Map.groupBy(due, one => `${one.wake_on} ${one.wake_key}`).values()) {
    const [first] = told
    if (first !== undefined) cases += await wakeCases(engine, { on: first.wake_on, key: first.wake_key }, told)
  }
  return cases
}

/**
 * Says to whoever waits for a file of this source that one came and is processed, or held as a whole, in the transaction in which its
 * receipt comes to its end. The caller holds the lock of the institution's first bucket, as whoever lets a case wait for a file does.
 */
export async function tellFile(
  engine: Engine,
  tx: Transaction,
  { source: key }: Pick<Receipt, 'source'>,
): Promise<void> {
  const shard = orgShardOf(engine)
  if (await isAwaited(tx, shardsOf(queuesOf(engine).values()), { on: 'file', key }))
    await insertCame(tx, { shard, on: 'file', keys: [key] }, engine.now())
}
