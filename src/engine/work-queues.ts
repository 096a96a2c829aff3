import { bucketOfText, shardOf } from '../core/bucket.ts'
import { invariant } from '../core/invariant.ts'
import type { Queue } from '../core/work/queue.ts'
import type { Engine } from './engine.ts'

/** A queue where it lies: whole in the bucket of its own name. */
export interface PlacedQueue extends Queue {
  readonly name: string
  readonly shard: number
}

/** Every queue of the packs, by name. */
export function queuesOf({
  packs,
  institution,
}: Pick<Engine, 'packs' | 'institution'>): ReadonlyMap<string, PlacedQueue> {
  const all = Object.values(packs).flatMap(pack => Object.entries(pack.queues))
  return new Map(
    all.map(([name, queue]) => [name, { ...queue, name, shard: shardOf(institution.orgId, bucketOfText(name)) }]),
  )
}

/** Throws a defect for a queue that no pack has. */
export function queueNamed(queues: ReadonlyMap<string, PlacedQueue>, name: string): PlacedQueue {
  const queue = queues.get(name)
  invariant(queue !== undefined, `no pack has a queue ${name}`)
  return queue
}

/** The buckets of queues, in the order in which they are locked. */
export function shardsOf(queues: Iterable<PlacedQueue>): readonly number[] {
  return [...new Set([...queues].map(queue => queue.shard))].sort((a, b) => a - b)
}
