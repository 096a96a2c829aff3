import type { Pack } from '../core/pack.ts'
import { postingRow } from '../store/books.ts'
import type { BucketBooks } from '../store/bucket.ts'
import type { CopyRows } from '../store/copy-rows.ts'
import type { NewEvent } from '../store/event.ts'
import type { QueuedOutbound } from '../store/outbound.ts'
import { RowDigest } from '../store/row-digest.ts'
import { ENGINE_ACTOR } from './engine.ts'

/** The file with which they leave, and the day on which that is booked, days since 1970-01-01. */
interface LeavingFile {
  readonly id: number
  readonly pack: Pick<Pack, 'name'>
  readonly day: number
}

interface LeftSuspense {
  readonly balances: readonly { readonly shard: number; readonly id: number; readonly amountMinor: number }[]
  /** Tells the postings of the shard with their hash; none when nothing of it moves money. */
  readonly events: readonly NewEvent[]
}

/** The postings of one shard's returned items: an item came in as suspense +credit or -debit, it leaves the other way. */
export function outOfSuspense(
  rows: CopyRows,
  returned: LeavingFile,
  queued: readonly QueuedOutbound[],
  books: BucketBooks,
): LeftSuspense {
  const contraId = books[`settlement.${returned.pack.name}`]
  const hashed = new RowDigest(1 << 10)
  let line = 0
  let net = 0
  for (const one of queued)
    for (const value of valuesOf(one)) {
      const { itemId, direction } = one
      const amountMinor = direction === 'credit' ? -value : value
      const at = {
        shard: one.shard,
        day: returned.day,
        accountId: books.suspense,
        entryId: -returned.id,
        line,
        contraId,
      }
      postingRow(rows, { ...at, amountMinor, itemId }, hashed)
      line++
      net += amountMinor
    }
  const shard = queued[0]?.shard ?? 0
  const balances = [
    { shard, id: books.suspense, amountMinor: net },
    { shard, id: contraId, amountMinor: -net },
  ].filter(change => change.amountMinor !== 0)
  if (line === 0) return { balances, events: [] }
  const body = { entry: -returned.id, postings: line, postingsSha256: hashed.take() }
  return { balances, events: [{ kind: 'entry_posted', actor: ENGINE_ACTOR, subject: returned.id, body }] }
}

/** What an amount that could not be read was settled by came in with its batch and stood nowhere: it comes into suspense, and goes back from there. */
function valuesOf({ keyedMinor, amountMinor }: QueuedOutbound): readonly number[] {
  const values = keyedMinor === undefined ? [amountMinor] : [-keyedMinor, keyedMinor]
  return values.filter(value => value !== 0)
}
