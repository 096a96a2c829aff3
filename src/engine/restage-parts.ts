import type { Pack } from '../core/pack.ts'
import { inBulk } from '../store/database.ts'
import { dropChunks, readyParts, unstagedParts } from '../store/part.ts'
import { lockReceipt, type Receipt } from '../store/receipt.ts'
import type { Engine } from './engine.ts'
import { readIntoParts } from './read-into-parts.ts'

/**
 * Reads a staged file again where what was staged of its parts is gone: it lies in an unlogged table, which PostgreSQL empties
 * when it recovers from a crash. Only parts that are still to be done are staged; everything else of the first reading stands.
 */
export async function restageParts(engine: Engine, receipt: Receipt, pack: Pack): Promise<void> {
  const at = { shard: receipt.shard, receiptId: receipt.id }
  if ((await unstagedParts(engine.database.pool, at)) === 0) return
  await inBulk(engine.database, async tx => {
    if ((await lockReceipt(tx, receipt)) !== 'staged' || (await unstagedParts(tx, at)) === 0) return
    await dropChunks(tx, at)
    await readIntoParts(engine, tx, { receipt, pack, ranges: await readyParts(tx, at) })
  })
}
