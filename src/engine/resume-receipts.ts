import { Interruption } from '../core/interruption.ts'
import { unfinishedReceipts } from '../store/receipt.ts'
import { AccountsMissing } from './accounts-missing.ts'
import { attemptReceipt, type FailedReceipt } from './attempt-receipt.ts'
import type { Engine } from './engine.ts'
import { isLostDatabase } from './lost-database.ts'
import { orgShardOf } from './org-shard.ts'

/** What became of the receipts that a stopped process left behind. */
export interface Resumed {
  /** How many came to their end. */
  readonly finished: number
  /** Those that could not be processed, each with what became of it. */
  readonly failed: readonly FailedReceipt[]
}

/** Takes up every receipt that a stopped process left behind, oldest first. One that fails does not hold up those behind it, unless accounts are missing for all of them. */
export async function resumeReceipts(engine: Engine): Promise<Resumed> {
  const left = await unfinishedReceipts(engine.database.pool, orgShardOf(engine))
  const failed: FailedReceipt[] = []
  let finished = 0
  for (const { id: receiptId } of left) {
    try {
      const failures = await attemptReceipt(engine, receiptId)
      failed.push(...failures)
      if (failures.length === 0) finished++
    } catch (error) {
      if (error instanceof Interruption || isLostDatabase(error)) throw error
      failed.push({ receiptId, error, now: 'waits' })
      if (error instanceof AccountsMissing) break
    }
  }
  return { finished, failed }
}
