import { receiptOfItem } from '../core/item.ts'
import type { EndedOverShort, KeyedSince } from '../core/over-short.ts'
import type { Effect } from '../core/resolve/effect.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { keyedSince, overShortExceptionId, overShortStands } from '../store/over-short.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import type { Unit } from './find-unit.ts'
import { orgShardOf } from './org-shard.ts'
import type { Decidable } from './resolution-facts.ts'

/**
 * What is over or short since a release is in part the amount of each item that came without one. Both are decided under the lock of
 * bucket 0, so that the same money is never booked by both.
 */

/** The bucket under whose lock somebody keys an amount, or takes that back; none where they do something else. */
export function shardsKeyed(
  engine: Engine,
  { original: { pack, parsed } }: Decidable,
  decided: Pick<ResolutionAsked, 'resolution'> | undefined,
): readonly number[] {
  const isUnread = pack.unread?.isUnread(parsed) === true
  const isKeyed = isUnread && (decided?.resolution === 'return' || decided?.resolution === 'rekey')
  return decided?.resolution === 'adjust' || isKeyed ? [orgShardOf(engine)] : []
}

/** What is keyed of the items that may be a part of what is over or short; undefined of everything else. */
export async function keyedOf(run: Runner, { place, exception, batches, pack }: Unit): Promise<KeyedSince | undefined> {
  const { overShort, unread } = pack
  if (overShort === undefined || unread === undefined) return undefined
  if (!Object.values(overShort.kinds).includes(exception.kind)) return undefined
  const { shard: orgShard, receiptId } = place
  const of = exception.batch === undefined ? await withoutOwn(run, { place, batches }) : [exception.batch]
  return keyedSince(run, { orgShard, receiptId, batches: of, type: unread.adjustedBy })
}

/** The batches of which no total says by how much they are over or short themselves: it is in what the file is. */
async function withoutOwn(
  run: Runner,
  { place, batches }: Pick<Unit, 'place' | 'batches'>,
): Promise<readonly number[]> {
  const own = batches.filter(one => one.declared === undefined).map(({ ordinal }) => ordinal)
  const idOf = (ordinal: number) => overShortExceptionId(place.receiptId, ordinal)
  const stands = await overShortStands(run, place.shard, own.map(idOf))
  return own.filter(ordinal => !stands.has(idOf(ordinal)))
}

/** Of an item that came without an amount: what that is a part of, where it is ended. */
export async function endedOverShort(
  engine: Engine,
  run: Runner,
  { item, batch, original }: Pick<Decidable, 'item' | 'batch' | 'original'>,
): Promise<EndedOverShort | undefined> {
  if (item.amountMinor !== 0 || original.pack.unread === undefined) return undefined
  const receiptId = receiptOfItem(item.id)
  const own = overShortExceptionId(receiptId, item.batch)
  const ofFile = overShortExceptionId(receiptId, undefined)
  const stands = await overShortStands(run, orgShardOf(engine), [own, ofFile])
  if (stands.has(own)) return stands.get(own)
  return batch.declared === undefined ? stands.get(ofFile) : undefined
}

/** The same of what was decided about it, where that keyed the amount. */
export async function endedOverShortOfKeyed(
  engine: Engine,
  run: Runner,
  of: Pick<Decidable, 'item' | 'batch' | 'original'>,
  effect: Pick<Effect, 'adjustment' | 'outbound'> | undefined,
): Promise<EndedOverShort | undefined> {
  const type = of.original.pack.unread?.adjustedBy
  const isKeyed = effect?.outbound?.keyedMinor !== undefined || effect?.adjustment?.type === type
  return type !== undefined && isKeyed ? endedOverShort(engine, run, of) : undefined
}
