import { hindrancesOf } from '../store/items-of-exceptions.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { shardOfQueue } from './settle-case.ts'

/** An exception whose case may be kept from somebody. */
interface InQueue {
  readonly shard: number
  readonly exceptionId: number
  readonly queue: string
}

/**
 * Who is kept from the case of each, by the number of its exception: whoever may not have it says neither yes nor no to what others
 * decided about it. Of those that nobody is kept from there may be none.
 */
export async function barredFrom(
  engine: Engine,
  run: Runner,
  of: readonly InQueue[],
): Promise<ReadonlyMap<number, readonly number[]>> {
  const queued = of.map(({ shard, exceptionId: id, queue }) => ({ shard, id, queueShard: shardOfQueue(engine, queue) }))
  const at = { orgShard: orgShardOf(engine), now: engine.now() }
  const found = await hindrancesOf(run, queued, at)
  return new Map([...found].map(([id, { barred }]) => [id, barred]))
}
