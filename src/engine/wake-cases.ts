import { shardOf } from '../core/bucket.ts'
import { woken } from '../core/work/place-acts.ts'
import { lockShards } from '../store/bucket.ts'
import { awaitingShards, lockWaking } from '../store/queue-place.ts'
import { receiptById } from '../store/receipt.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { saveChanges } from './change-place.ts'
import type { Engine } from './engine.ts'
import { queuesOf, shardsOf } from './work-queues.ts'

/**
 * Something came that cases wait for: a reply, a file, an event of the ledger. They are ready again, for whoever let them wait
 * before all others. Gives how many there were. Where nothing waits for it, no queue is locked.
 */
export async function wakeCases(
  engine: Engine,
  wake: { readonly on: 'mail' | 'file' | 'ledger'; readonly key: string },
): Promise<number> {
  const awaiting = await awaitingShards(engine.database.pool, shardsOf(queuesOf(engine).values()), wake)
  if (awaiting.length === 0) return 0
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    await lockShards(tx, awaiting)
    const places = await lockWaking(tx, awaiting, wake)
    const now = engine.now()
    const changes = places.map(place => ({ kind: 'case_woken', place: woken(place, now), body: { wake } }) as const)
    if (changes.length > 0) await saveChanges(engine, tx, changes, 'engine')
    return changes.length
  })
}

/**
 * Wakes what waits for a file of the receipt's source: it was received and processed. A process that is killed just before wakes
 * nothing: then the day wakes it that everything waits for at the latest.
 */
export async function wakeByFile(engine: Engine, receiptId: number): Promise<void> {
  const receipt = await receiptById(engine.database.pool, shardOf(engine.institution.orgId, 0), receiptId)
  if (receipt?.state === 'done' || receipt?.state === 'quarantined')
    await wakeCases(engine, { on: 'file', key: receipt.source })
}
