import { dayNumber, parseDay } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import { LEG_ROLES, type Leg, type LegAccount } from '../core/resolve/effect.ts'
import { changesOf } from '../core/transfer-legs.ts'
import { postingRow } from '../store/books.ts'
import type { BucketBooks } from '../store/bucket.ts'
import { CopyRows } from '../store/copy-rows.ts'
import type { Transaction } from '../store/database.ts'
import type { NewEvent } from '../store/event.ts'
import { insertResolutionEntry } from '../store/resolve.ts'
import { RowDigest } from '../store/row-digest.ts'
import type { Engine } from './engine.ts'
import { postChunk, reverseChunk } from './post-chunk.ts'

/** Legs of one item in one shard and on one day: one entry. */
export interface PostedLegs {
  readonly legs: readonly Leg[]
  /** Of the shard, locked. */
  readonly books: BucketBooks
  /** Undefined in another bucket than the item's, and of a batch or file that is held as a whole. */
  readonly itemId: number | undefined
  /** What the event is about: the item, wherever that lies, or that exception. */
  readonly about: number
  readonly actor: string
  /** The entry's number. */
  readonly id: number
  /** The entry that it takes back. */
  readonly reverses?: number
}

/** Posts the legs as one entry and changes the balances; gives the event that tells it, with the hash of its postings. */
export async function postLegs(engine: Engine, tx: Transaction, of: PostedLegs): Promise<NewEvent> {
  const { books, itemId, id, reverses } = of
  const [first] = of.legs
  invariant(first !== undefined, `entry ${id} moves nothing`)
  const { shard, day } = first
  const legs = of.legs.map(({ from, to, amountMinor }) => {
    return { accountId: idOf(to, books), contraId: idOf(from, books), amountMinor }
  })
  await insertResolutionEntry(tx, { shard, day, id, itemId, ...(reverses === undefined ? {} : { reverses }) }, legs)
  const changes = changesOf(legs.map(leg => ({ shard, entryId: id, ...leg })))
  const chunk = { key: `resolution ${shard}/${id}`, day: dayNumberOf(day), changes }
  if (reverses === undefined) await postChunk(engine, tx, chunk)
  else await reverseChunk(engine, tx, { ...chunk, reverses: `resolution ${shard}/${reverses}` })
  const rows = new CopyRows()
  const hashed = new RowDigest(1 << 8)
  for (const [line, leg] of legs.entries())
    postingRow(rows, { ...leg, shard, day: dayNumberOf(day), entryId: id, line, itemId }, hashed)
  const body = { entry: id, postings: legs.length, postingsSha256: hashed.take() }
  return { kind: 'entry_posted', actor: of.actor, subject: of.about, body }
}

function idOf(account: LegAccount, books: BucketBooks): number {
  return 'id' in account ? account.id : books[account.role]
}

/** The account of a posting as a leg names it. */
export function accountOf(id: number, books: BucketBooks): LegAccount {
  const role = LEG_ROLES.find(one => books[one] === id)
  return role === undefined ? { id } : { role }
}

/** Days since 1970-01-01 of a day that we wrote. */
export function dayNumberOf(text: string): number {
  const day = parseDay(text)
  invariant(day !== undefined, `${text} is no day`)
  return dayNumber(day)
}
