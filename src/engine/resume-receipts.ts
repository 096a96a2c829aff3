import { shardOf } from '../core/bucket.ts'
import { unfinishedReceipts } from '../store/receipt.ts'
import { AccountsMissing } from './accounts-missing.ts'
import type { Engine } from './engine.ts'
import { processReceipt } from './process-receipt.ts'

/** What became of the receipts that a stopped process left behind. */
export interface Resumed {
  /** How many came to their end. */
  readonly finished: number
  /** Those that could not be processed. They stay as they are, and the proof names them until they are. */
  readonly failed: readonly { readonly receiptId: number; readonly error: unknown }[]
}

/** Takes up every receipt that a stopped process left behind, oldest first. One that fails does not hold up those behind it, unless accounts are missing for all of them. */
export async function resumeReceipts(engine: Engine): Promise<Resumed> {
  const left = await unfinishedReceipts(engine.database.pool, shardOf(engine.institution.orgId, 0))
  let finished = 0
  const failed: { receiptId: number; error: unknown }[] = []
  for (const { id: receiptId } of left) {
    try {
      await processReceipt(engine, receiptId)
      finished++
    } catch (error) {
      if (isLostDatabase(error)) throw error
      failed.push({ receiptId, error })
      if (error instanceof AccountsMissing) return { finished, failed }
    }
  }
  return { finished, failed }
}

/** A database that went away is no fault of a receipt's, and nothing behind it would fare better. */
function isLostDatabase(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return /^(57P|08|ECONN|EPIPE)/.test(code) || /connection|pool after calling end/i.test(error.message)
}
