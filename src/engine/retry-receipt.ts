import { inBulk } from '../store/database.ts'
import { lastFailure } from '../store/failed-file.ts'
import { quarantinedMembers, type Receipt, receiptById } from '../store/receipt.ts'
import { endReceipt, type FailedReceipt } from './attempt-receipt.ts'
import { checkedOriginal } from './checked-original.ts'
import { firstOpenDay } from './closed-days.ts'
import type { Engine } from './engine.ts'
import { needAccounts } from './need-accounts.ts'
import { openDay } from './open-day.ts'
import { orgShardOf } from './org-shard.ts'
import { reopenFailed } from './reopen-receipt.ts'

/** What became of a retry. */
export type Retry =
  | { readonly outcome: 'refused'; readonly why: string }
  /** `failed`: what could not be processed this time either, quarantined again. */
  | { readonly outcome: 'tried'; readonly receipt: Receipt; readonly failed: readonly FailedReceipt[] }

/**
 * Attempts a file again whose processing failed for good, once its cause is mended. What was processed stays as it is; the rest
 * is done as if nothing had failed, or, when it fails once more, is quarantined at once under a new exception. A retry that was
 * stopped goes on where it stopped, by a second retry, a server that runs, or the next start. Throws `OriginalAltered` and
 * `AccountsMissing` before anything is changed.
 *
 * @param by Who asked for it, as the audit log names people: `os:kim`.
 */
export async function retryReceipt(engine: Engine, receiptId: number, by: string): Promise<Retry> {
  const orgShard = orgShardOf(engine)
  const { pool } = engine.database
  const before = await receiptById(pool, orgShard, receiptId)
  const why = await whyNot(engine, receiptId, before)
  if (why !== undefined || before === undefined) return { outcome: 'refused', why: why ?? '' }
  if (before.state === 'quarantined') {
    for await (const _ of checkedOriginal(engine.blobs, before));
    await needAccounts(engine)
    await openDay(engine, await firstOpenDay(engine, pool, Temporal.PlainDate.from(before.postingOn)))
    const refused = await inBulk(engine.database, tx => reopenFailed(engine, tx, receiptId, by))
    if (refused !== undefined) return { outcome: 'refused', why: refused }
    engine.step('retry committed')
  }
  const failed = await endReceipt(engine, receiptId)
  const receipt = (await receiptById(pool, orgShard, receiptId)) ?? before
  return { outcome: 'tried', receipt, failed }
}

/** Why a retry would change nothing, in order of precedence; undefined when it may. */
async function whyNot(engine: Engine, receiptId: number, receipt: Receipt | undefined): Promise<string | undefined> {
  const { pool } = engine.database
  switch (receipt?.state) {
    case undefined:
      return `There is no receipt ${receiptId}. clearday exceptions --kind file-not-processed lists what can be retried.`
    case 'refused':
      return `Receipt ${receiptId} was refused and nothing of it is processed: ${receipt.why}${insteadOf(receipt)}`
    case 'done': {
      const members = await quarantinedMembers(pool, receipt.shard, receiptId)
      const instead = members.length === 0 ? '' : ` Of its members these are quarantined: ${members.join(', ')}.`
      return `Receipt ${receiptId} is processed; nothing of it is left to retry.${instead}`
    }
    case 'quarantined': {
      const failure = await lastFailure(pool, receipt.shard, receiptId)
      if (failure !== undefined && failure.exception.state !== 'closed') return undefined
      if (failure !== undefined && failure.exception.closedAs !== 'retried')
        return `Receipt ${receiptId} failed, and a person closed its exception: nothing of it is left to retry.`
      return `Receipt ${receiptId} is held for what is in it, which a retry does not change: ${receipt.why}`
    }
    default:
      return undefined
  }
}

function insteadOf({ duplicateOf }: Receipt): string {
  return duplicateOf === undefined ? '' : ` If that one failed: clearday retry ${duplicateOf}.`
}
