import { newHeads, type ShardHead, type SignedHeads } from '../core/signed-heads.ts'
import { chainHeads } from '../store/heads.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'

/** Where signed heads are kept, outside the database. */
export interface HeadLedger {
  /** What is signed as of now, for a proof to read line by line. */
  read(): Promise<SignedHeads>
  /**
   * Signs the heads that `choose` picks, given the newest head that is signed of each shard, and adds them; on disk when it
   * returns. Nobody else adds in between. Adds nothing when it picks nothing.
   */
  add(at: Temporal.Instant, choose: (newest: ReadonlyMap<number, ShardHead>) => readonly ShardHead[]): Promise<void>
}

/** Signs the chains' heads that are new since the last time. Gives how many. Quick however long the chains are, so it can run every minute. */
export async function signHeads(engine: Engine, ledger: HeadLedger): Promise<number> {
  const heads = await chainHeads(engine.database.pool, orgShardOf(engine))
  let added = 0
  await ledger.add(engine.now(), newest => {
    const fresh = newHeads(newest, heads)
    added = fresh.length
    return fresh
  })
  return added
}
