import { dateOfDayNumber } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import { unitEntryId } from '../core/unit-entry.ts'
import { entryRow, insertBooks, postingRow } from '../store/books.ts'
import { type BucketBooks, lockBuckets } from '../store/bucket.ts'
import { CopyRows } from '../store/copy-rows.ts'
import type { Transaction } from '../store/database.ts'
import type { NewEvent } from '../store/event.ts'
import { closeExceptions } from '../store/exception.ts'
import type { FailedFile } from '../store/failed-file.ts'
import { RowDigest } from '../store/row-digest.ts'
import { sealExceptions } from '../store/seal.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { heldChunkKey } from './hold-unit.ts'
import { reverseChunk } from './post-chunk.ts'

/**
 * Ends the exception of a file whose processing failed, with its suspense position, because a retry opens the file again: what it
 * was worth leaves suspense by an entry that reverses the one it came with. The caller has taken the receipt, and adds the returned
 * events to the chain of bucket 0.
 *
 * @param bookedDay That of the events to which the caller adds those given; days since 1970-01-01.
 */
export async function takeBackFailure(
  engine: Engine,
  tx: Transaction,
  { exception, time }: FailedFile,
  bookedDay: number,
): Promise<readonly NewEvent[]> {
  const { shard, id } = exception
  const books = (await lockBuckets(tx, [shard])).get(shard)
  invariant(books !== undefined, 'bucket 0 has no books')
  const on = dateOfDayNumber(bookedDay).toString()
  await closeExceptions(tx, [{ shard, id }], { closedAs: 'retried', at: engine.now(), on })
  const posted = await reverse(engine, tx, { exception, time }, books, bookedDay)
  const closed: NewEvent = { kind: 'exception_closed', actor: ENGINE_ACTOR, subject: id, body: { as: 'retried' } }
  return [closed, ...posted, ...(await sealExceptions(tx, [{ shard, id }])).values()]
}

/** What came into suspense as +credit and -debit leaves it the other way. Nothing where it was worth nothing. */
async function reverse(
  engine: Engine,
  tx: Transaction,
  { exception, time }: FailedFile,
  books: BucketBooks,
  day: number,
): Promise<readonly NewEvent[]> {
  const { shard, receiptId, value } = exception
  const entryId = unitEntryId(receiptId, { at: 'reopening', time })
  const reverses = unitEntryId(receiptId, { at: 'failure', time })
  const amounts = [-value.creditMinor, value.debitMinor].filter(amount => amount !== 0)
  if (amounts.length === 0) return []
  const contraId = books[`settlement.${exception.pack}`]
  const entries = new CopyRows()
  const postings = new CopyRows()
  const hashed = new RowDigest(1 << 10)
  entryRow(entries, { shard, day, id: entryId, kind: 'reversal', receiptId, reverses })
  amounts.forEach((amountMinor, line) => {
    const at = { shard, day, accountId: books.suspense, entryId, line, contraId }
    postingRow(postings, { ...at, amountMinor, itemId: undefined }, hashed)
  })
  await insertBooks(tx, entries, postings)
  const net = amounts.reduce((sum, amount) => sum + amount, 0)
  const changes = [
    { shard, id: books.suspense, amountMinor: net },
    { shard, id: contraId, amountMinor: -net },
  ].filter(change => change.amountMinor !== 0)
  const key = `retried ${receiptId}/${time}`
  await reverseChunk(engine, tx, { key, reverses: heldChunkKey(receiptId, { at: 'failure', time }), day, changes })
  const body = { entry: entryId, postings: amounts.length, postingsSha256: hashed.take() }
  return [{ kind: 'entry_posted', actor: ENGINE_ACTOR, subject: receiptId, body }]
}
