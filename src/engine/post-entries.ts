import { invariant } from '../core/invariant.ts'
import type { Leg } from '../core/resolve/effect.ts'
import type { BucketBooks } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import type { NewEvent } from '../store/event.ts'
import type { Engine } from './engine.ts'
import { postLegs } from './post-legs.ts'

/** The legs of a decision, in one bucket or several. */
export interface LegsOfDecision {
  readonly legs: readonly Leg[]
  /** Of every bucket of the legs, locked. */
  readonly books: ReadonlyMap<number, BucketBooks>
  readonly item: { readonly shard: number; readonly id: number }
  readonly actor: string
  /** The number of the bucket's entry, and of that which it takes back. */
  readonly numberIn: (shard: number) => Promise<{ readonly id: number; readonly reverses?: number }>
}

/** An entry that was posted, with the event that tells it in the chain of its bucket. */
export interface PostedEntry {
  readonly shard: number
  readonly id: number
  readonly told: NewEvent
}

/** Posts an entry in each bucket of the legs, in their order. Each balances in its bucket; the clearing accounts tie them together. */
export async function postEntries(
  engine: Engine,
  tx: Transaction,
  { legs, books, item, actor, numberIn }: LegsOfDecision,
): Promise<readonly PostedEntry[]> {
  const posted: PostedEntry[] = []
  for (const [shard, own] of legsByShard(legs)) {
    const ofShard = books.get(shard)
    invariant(ofShard !== undefined, `shard ${shard} is not locked, and a decision about item ${item.id} books in it`)
    const itemId = shard === item.shard ? item.id : undefined
    const number = await numberIn(shard)
    const told = await postLegs(engine, tx, { legs: own, books: ofShard, itemId, about: item.id, actor, ...number })
    posted.push({ shard, id: number.id, told })
  }
  return posted
}

/** The legs of each bucket, in the order in which the buckets come first. */
export function legsByShard(legs: readonly Leg[]): ReadonlyMap<number, readonly Leg[]> {
  return Map.groupBy(legs, leg => leg.shard)
}

/** The buckets of the legs, each once. */
export function shardsOfLegs(legs: readonly Leg[]): readonly number[] {
  return [...new Set(legs.map(leg => leg.shard))]
}
