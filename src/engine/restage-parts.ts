import type { Pack } from '../core/pack.ts'
import { equalTally, NOTHING } from '../core/tally.ts'
import { type Batch, batchesOf } from '../store/batch.ts'
import { inBulk } from '../store/database.ts'
import { dropChunks, readyParts, unstagedParts } from '../store/part.ts'
import { lockReceipt, type Receipt } from '../store/receipt.ts'
import type { Engine } from './engine.ts'
import { readIntoParts } from './read-into-parts.ts'
import { ReadOtherwise } from './read-otherwise.ts'

/**
 * Reads a staged file again where what was staged of its parts is gone: it lies in an unlogged table, which PostgreSQL empties
 * when it recovers from a crash. Only parts that are still to be done are staged; everything else of the first reading stands.
 * Throws `ReadOtherwise`.
 */
export async function restageParts(engine: Engine, receipt: Receipt, pack: Pack): Promise<void> {
  const at = { shard: receipt.shard, receiptId: receipt.id }
  if ((await unstagedParts(engine.database.pool, at)) === 0) return
  await inBulk(engine.database, async tx => {
    if ((await lockReceipt(tx, receipt)) !== 'staged' || (await unstagedParts(tx, at)) === 0) return
    await dropChunks(tx, at)
    const read = await readIntoParts(engine, tx, { receipt, pack, ranges: await readyParts(tx, at) })
    const first = await batchesOf(tx, at)
    if (isSame(first, read.batches)) return
    throw new ReadOtherwise(receipt.id, { before: itemsIn(first), now: itemsIn(read.batches) })
  })
}

/** A program that reads more or fewer items gives them other numbers than those that were written: one would be there twice, another never. */
function isSame(first: readonly Batch[], again: readonly Batch[]): boolean {
  return (
    first.length === again.length &&
    first.every(({ computed }, n) => equalTally(computed, again[n]?.computed ?? NOTHING))
  )
}

function itemsIn(batches: readonly Batch[]): number {
  return batches.reduce((sum, { computed }) => sum + computed.count, 0)
}
