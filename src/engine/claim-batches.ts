import { bucketOfText, shardOf } from '../core/bucket.ts'
import { invariant } from '../core/invariant.ts'
import type { PackName } from '../core/pack.ts'
import type { EarlierBatch } from '../core/repeated-batch.ts'
import { batchesOf, holdBatches } from '../store/batch.ts'
import { type BatchClaim, claimBatches, takeOverClaims, writtenItems } from '../store/batch-claim.ts'
import { lockBuckets } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import type { NewEvent } from '../store/event.ts'
import { failedAmong, lastFailure, tellException } from '../store/failed-file.ts'
import { lockReceipt, type Receipt, receiptById } from '../store/receipt.ts'
import { sealExceptions, sealReceipt } from '../store/seal.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'

/** What of a file's batches another receipt owns, and what is to be recorded of those that were taken over. */
export interface ClaimedBatches {
  readonly earlier: ReadonlyMap<number, EarlierBatch>
  readonly events: readonly NewEvent[]
}

/**
 * Claims the content of a file's batches. What another file brought before is a duplicate, unless that file's processing failed
 * before anything of the batch was written: then nothing of it happened, and the newer file takes its place, once, whoever else
 * comes with it or retries the older one at the same moment. The older file's exception says so, and its batch is held there.
 */
export async function claimOrTakeOver(
  engine: Engine,
  tx: Transaction,
  receipt: Receipt,
  claims: readonly BatchClaim[],
): Promise<ClaimedBatches> {
  const orgShard = orgShardOf(engine)
  const earlier = await claimBatches(tx, receipt.id, claims)
  if (earlier.size === 0) return { earlier, events: [] }
  const owners = [...new Set([...earlier.values()].map(one => one.receiptId))]
  const failed = await failedAmong(tx, orgShard, owners)
  if (failed.length === 0) return { earlier, events: [] }
  // In order, and before bucket 0, as a retry locks them: whoever comes second sees what the first made of them.
  for (const id of failed) await lockReceipt(tx, { shard: orgShard, id })
  await lockBuckets(tx, [orgShard])
  const left = new Map(await claimBatches(tx, receipt.id, claims))
  const events: NewEvent[] = []
  for (const id of await failedAmong(tx, orgShard, failed)) {
    const taken = await untouched(tx, orgShard, id, left)
    if (taken.size === 0) continue
    await takeOverClaims(
      tx,
      { from: id, to: receipt.id },
      claims.filter(claim => taken.has(claim.ordinal)),
    )
    events.push(...(await recordTakeover(tx, orgShard, { from: id, to: receipt.id, taken })))
    for (const ordinal of taken.keys()) left.delete(ordinal)
  }
  return { earlier: left, events }
}

/** What the batch claims: its content, in the shard of its fingerprint. */
export function batchClaimOf(
  engine: Engine,
  pack: PackName,
  batch: { readonly ordinal: number; readonly fingerprint: string },
): BatchClaim {
  const fingerprint = `${pack}/${batch.fingerprint}`
  return { shard: shardOf(engine.institution.orgId, bucketOfText(fingerprint)), fingerprint, ordinal: batch.ordinal }
}

/** The batches that the failed file owns and of which nothing was written, by their ordinal in the newer file. One that lost value has an exception of its own and stays. */
async function untouched(
  tx: Transaction,
  orgShard: number,
  receiptId: number,
  earlier: ReadonlyMap<number, EarlierBatch>,
): Promise<ReadonlyMap<number, number>> {
  const failed = await receiptById(tx, orgShard, receiptId)
  invariant(failed?.state === 'quarantined', `receipt ${receiptId} failed and is not quarantined`)
  const batches = await batchesOf(tx, { shard: orgShard, receiptId })
  const written = await writtenItems(tx, orgShard, failed)
  const isUntouched = (ordinal: number) => {
    const batch = batches[ordinal]
    invariant(batch !== undefined, `receipt ${receiptId} owns batch ${ordinal}, which it does not have`)
    const { count, debitMinor, creditMinor } = batch.lost
    return batch.fate === 'process' && !written.has(ordinal) && count + debitMinor + creditMinor === 0
  }
  return new Map(
    [...earlier]
      .filter(([, owner]) => owner.receiptId === receiptId && isUntouched(owner.ordinal))
      .map(([ordinal, owner]) => [ordinal, owner.ordinal]),
  )
}

interface Takeover {
  readonly from: number
  readonly to: number
  /** Ordinals in the newer file, each with that in the older one. */
  readonly taken: ReadonlyMap<number, number>
}

async function recordTakeover(tx: Transaction, orgShard: number, takeover: Takeover): Promise<readonly NewEvent[]> {
  const { from, to, taken } = takeover
  const failure = await lastFailure(tx, orgShard, from)
  invariant(failure !== undefined, `receipt ${from} failed and has no exception`)
  const at = { shard: orgShard, id: failure.exception.id }
  await holdBatches(tx, { shard: orgShard, receiptId: from }, [...taken.values()])
  await tellException(tx, at, sentenceOf(takeover))
  const batches = [...taken].map(([newer, older]) => [older, newer])
  const event: NewEvent = {
    kind: 'batches_taken_over',
    actor: ENGINE_ACTOR,
    subject: at.id,
    body: { from, to, batches },
  }
  const sealed = [...(await sealExceptions(tx, [at])).values()]
  return [event, ...sealed, await sealReceipt(tx, { shard: orgShard, id: from })]
}

const NAMED_MAX = 10

function sentenceOf({ to, taken }: Takeover): string {
  const numbers = [...taken.values()].sort((a, b) => a - b).map(ordinal => String(ordinal + 1))
  const named = numbers.slice(0, NAMED_MAX).join(', ')
  const more = numbers.length > NAMED_MAX ? ` and ${numbers.length - NAMED_MAX} more` : ''
  const which = numbers.length === 1 ? `Batch ${named} of it` : `Batches ${named}${more} of it`
  return `${which} came again in receipt ${to} and ${numbers.length === 1 ? 'is' : 'are'} processed there: not a second time from here.`
}
