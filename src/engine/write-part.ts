import { invariant } from '../core/invariant.ts'
import { bookCopies } from '../store/books.ts'
import { copyInto } from '../store/copy-into.ts'
import type { CopyRows } from '../store/copy-rows.ts'
import type { Transaction } from '../store/database.ts'
import { appendEvents } from '../store/event.ts'
import { exceptionCopies } from '../store/exception.ts'
import { itemCopy } from '../store/item.ts'
import { claimCopy } from '../store/item-claim.ts'
import { claimBlockCopy } from '../store/item-claim-block.ts'
import { outboundCopy } from '../store/outbound.ts'
import { insertPolicyFees } from '../store/policy-fee.ts'
import { sealExceptionsOfPart } from '../store/seal.ts'
import { tallyCopy, tallyRow } from '../store/tally.ts'
import type { PartContext } from './part-context.ts'
import type { PartRows } from './part-rows.ts'
import { postChunk } from './post-chunk.ts'

/**
 * Writes what was decided of a part: items, postings, exceptions with their suspense positions, returns that a policy sends,
 * claims, counters, balances (once per account) and one audit link per bucket. All in the caller's transaction.
 */
export async function writePart(tx: Transaction, of: PartContext, rows: PartRows, tallies: CopyRows): Promise<void> {
  invariant(rows.items.rows === of.part.items, `a part of ${of.part.items} items wrote ${rows.items.rows}`)
  for (const [state, tally] of rows.tallies)
    tallyRow(tallies, { shard: of.part.shard, receiptId: of.part.receiptId, partNo: of.part.no }, state, tally)
  await copyInto(
    tx,
    itemCopy(rows.items),
    ...bookCopies(rows.entries, rows.postings),
    ...exceptionCopies(rows.exceptions, rows.positions),
    outboundCopy(rows.outbound),
    claimCopy(rows.claims),
    claimBlockCopy(rows.claimBlocks),
    tallyCopy(tallies),
  )
  await insertPolicyFees(tx, rows.policyFees)
  await postChunk(of.engine, tx, {
    key: `part ${of.part.receiptId}/${of.part.no}`,
    day: of.bookedDay,
    changes: rows.balanceChanges(),
  })
  await sealRaised(tx, of, rows)
  await appendEvents(tx, rows.events, { day: of.bookedDay, at: of.at })
}

/** Most parts of small files raise nothing and answer nothing: then there is nothing to read back. */
async function sealRaised(tx: Transaction, of: PartContext, rows: PartRows): Promise<void> {
  if (rows.exceptions.rows === 0 && rows.outbound.rows === 0) return
  const shards = [...rows.events.keys()]
  for (const [shard, seal] of await sealExceptionsOfPart(tx, { shards, receiptId: of.part.receiptId }))
    rows.events.get(shard)?.push(seal)
}
