import { shardOf } from '../core/bucket.ts'
import { invariant } from '../core/invariant.ts'
import type { Transfer } from '../core/transfer.ts'
import { inBulk } from '../store/database.ts'
import { endTaking, type TakenFromOutbox, takeWaiting } from '../store/outbox-cursor.ts'
import { transfersByKey } from '../store/transfer.ts'
import type { Engine } from './engine.ts'

/** Transfers of one bucket, posted, to be told in this order. Each is told at least once; its key tells a second time from the first. */
export interface TakenOutbox extends Omit<TakenFromOutbox, 'keys'> {
  readonly reader: string
  readonly transfers: readonly { readonly id: number; readonly day: string; readonly transfer: Transfer }[]
}

/** How long who took something has to tell it, before somebody else does. */
const TELLING_SECONDS_MAX = 60
const BUCKETS_AT_ONCE = 64
const TRANSFERS_A_BUCKET = 200

/**
 * Takes transfers that a reader has not told of, the oldest first, some buckets at a time; none when everything is told. Readers
 * of one name share the work, and no two have the same bucket at once, so a bucket is told in the order in which it was posted to.
 * Readers of other names (the core system, the notifications) each hear of everything.
 *
 * Whoever took it says `outboxDone` when it is told. If he does not within a minute, it is taken again: at least once, not once.
 *
 * @param reader Such as `core-system`: a small letter, then small letters, digits and hyphens, 60 at most.
 */
export async function takeOutbox(engine: Engine, reader: string): Promise<readonly TakenOutbox[]> {
  const { currency, orgId } = engine.institution
  const now = engine.now()
  const until = now.add({ seconds: TELLING_SECONDS_MAX })
  return inBulk(engine.database, async tx => {
    const wanted = { reader, now, until, buckets: BUCKETS_AT_ONCE, perBucket: TRANSFERS_A_BUCKET }
    const taken = await takeWaiting(tx, shardOf(orgId, 0), wanted)
    const keys = taken.flatMap(one => one.keys)
    const known = await transfersByKey(tx, orgId, keys, currency)
    return taken.map(({ shard, taking, upTo, keys: own }) => {
      const transfers = own.map(key => {
        const found = known.get(key)
        invariant(found?.answer.at === 'posted', 'what stands in the outbox is posted')
        return { id: found.answer.id, day: found.answer.day, transfer: found.transfer }
      })
      return { reader, shard, taking, upTo, transfers }
    })
  })
}

/** Says that all of what was taken is told. False when it came too late and was taken again, so that it may be told twice. */
export async function outboxDone(
  engine: Engine,
  { reader, ...taken }: Omit<TakenOutbox, 'transfers'>,
): Promise<boolean> {
  return inBulk(engine.database, tx => endTaking(tx, reader, taken))
}
