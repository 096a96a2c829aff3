import { shardOf } from '../core/bucket.ts'
import { unfinishedReceipts } from '../store/receipt.ts'
import type { Engine } from './engine.ts'
import { processReceipt } from './process-receipt.ts'

/** Takes up every receipt that a stopped process left behind, oldest first. Gives how many there were. */
export async function resumeReceipts(engine: Engine): Promise<number> {
  const left = await unfinishedReceipts(engine.database.pool, shardOf(engine.institution.orgId, 0))
  for (const receipt of left) await processReceipt(engine, receipt.id)
  return left.length
}
