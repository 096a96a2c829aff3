import { idleReceipts } from '../store/idle-receipts.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'

/**
 * Finds receipts that another process left behind, a retry or a reception that was killed: each call gives the unfinished ones at
 * which nobody works now and that stand as they stood at the call before. One that is taken for left although somebody is at it
 * is processed once all the same; the time between two calls only makes that rare.
 */
export function rememberLeft(engine: Engine): () => Promise<readonly number[]> {
  let before: ReadonlyMap<number, string> = new Map()
  return async () => {
    const now = await idleReceipts(engine.database.pool, orgShardOf(engine))
    const left = [...now].filter(([id, stands]) => before.get(id) === stands).map(([id]) => id)
    before = now
    return left
  }
}
