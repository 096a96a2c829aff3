import { invariant } from '../core/invariant.ts'
import { insertBooks } from '../store/books.ts'
import type { Claims } from '../store/claims.ts'
import { CopyRows } from '../store/copy-rows.ts'
import type { Transaction } from '../store/database.ts'
import { appendEvents } from '../store/event.ts'
import { insertExceptions } from '../store/exception.ts'
import { insertItems } from '../store/item.ts'
import { claimRow, insertClaims, renewClaims } from '../store/item-claim.ts'
import { insertOutbound } from '../store/outbound.ts'
import { sealExceptionsOfPart } from '../store/seal.ts'
import { insertTallies, tallyRow } from '../store/tally.ts'
import type { PartContext, PartRows } from './part-rows.ts'
import type { SettledClaims } from './settle-claims.ts'

/** What `settleClaims` gave, and the buffer in which its rows are built. */
interface ClaimsToWrite extends Omit<SettledClaims, 'owners'> {
  readonly claims: Claims
  readonly rows: CopyRows
}

/**
 * Writes what was decided of a part: items, postings, exceptions with their suspense positions, returns that a policy sends,
 * claims, counters, balances (once per account) and one audit link per bucket. All in the caller's transaction.
 */
export async function writePart(
  tx: Transaction,
  of: PartContext,
  rows: PartRows,
  claimed: ClaimsToWrite,
): Promise<void> {
  invariant(rows.items.rows === of.part.items, `a part of ${of.part.items} items wrote ${rows.items.rows}`)
  await insertItems(tx, rows.items)
  await insertBooks(tx, rows.entries, rows.postings)
  await insertExceptions(tx, rows.exceptions, rows.positions)
  await insertOutbound(tx, rows.outbound)
  await writeClaims(tx, of, claimed)
  const tallies = new CopyRows()
  for (const [state, tally] of rows.tallies)
    tallyRow(tallies, { shard: of.part.shard, receiptId: of.part.receiptId, partNo: of.part.no }, state, tally)
  await insertTallies(tx, tallies)
  await of.engine.coreSystem.post(tx, {
    key: `part ${of.part.receiptId}/${of.part.no}`,
    day: of.postingDay,
    changes: rows.balanceChanges(),
  })
  await sealRaised(tx, of, rows)
  await appendEvents(tx, rows.events, { day: of.postingDay, at: of.engine.now() })
}

/** Most parts of small files raise nothing and answer nothing: then there is nothing to read back. */
async function sealRaised(tx: Transaction, of: PartContext, rows: PartRows): Promise<void> {
  if (rows.exceptions.rows === 0 && rows.outbound.rows === 0) return
  const shards = [...rows.events.keys()]
  for (const [shard, seal] of await sealExceptionsOfPart(tx, { shards, receiptId: of.part.receiptId }))
    rows.events.get(shard)?.push(seal)
}

async function writeClaims(tx: Transaction, of: PartContext, claimed: ClaimsToWrite): Promise<void> {
  const { claims, rows, fresh, presentedAgain, renewed } = claimed
  const owner = { receivedDay: of.receivedDay, pack: of.pack.name }
  for (const place of fresh) claimRow(rows, claims, place, claims.day(place), owner)
  for (const { place, day } of presentedAgain) claimRow(rows, claims, place, day, owner)
  await insertClaims(tx, rows)
  await renewClaims(tx, claims, renewed, owner)
}
