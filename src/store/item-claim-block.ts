import { itemId, receiptOfItem, seqOfItem } from '../core/item.ts'
import type { Claims } from './claims.ts'
import type { Copy } from './copy-into.ts'
import type { CopyRows } from './copy-rows.ts'
import { type Claimant, numberOfPack, packOf, type StoredClaim } from './item-claim.ts'
import type { RowDigest } from './row-digest.ts'
import { type Runner, rowsOf, statement } from './statement.ts'

/*
 * Identities with a day: those that one receipt brought for one day and bucket stand side by side in one row, twelve bytes each.
 * A row and an index entry for each of a million entries cost as much as the items themselves; a day's blocks are few and small,
 * and most files bring a new day, under which there is nothing to read. See decisions/0016-claims-of-a-day-stand-in-blocks.md.
 */

/** A fingerprint, and the item's place in the receipt. */
export const CLAIM_BYTES = 12

const OF_DAYS = statement(
  'item-claim-block.of-days',
  `
select wanted.n::integer - 1 as n, block.receipt_id, block.received_day, block.pack, block.claims
from unnest($1::bigint[], $2::smallint[], $3::integer[]) with ordinality as wanted (shard, space, day, n)
join item_claim_block as block using (shard, space, day)`,
)
const COPY = statement(
  'item-claim-block.copy',
  'copy item_claim_block (shard, receipt_id, space, day, received_day, pack, claims) from stdin (format binary)',
)
const COPY_RELEASED = statement(
  'item-claim-block.copy-released',
  'copy item_claim_block (shard, receipt_id, space, day, received_day, pack, claims, release) from stdin (format binary)',
)

/** Earlier claims of identities with a day, however long ago. The places of a group share shard, space and day. */
export async function claimedInBlocks(
  tx: Runner,
  claims: Claims,
  groups: readonly (readonly number[])[],
): Promise<readonly StoredClaim[]> {
  if (groups.length === 0) return []
  const first = groups.map(group => group[0] as number) // no group is empty
  const blocks = await rowsOf<{ n: number; receipt_id: number; received_day: number; pack: number; claims: Buffer }>(
    tx,
    OF_DAYS,
    [
      first.map(place => claims.shard(place)),
      first.map(place => claims.space(place)),
      first.map(place => claims.day(place)),
    ],
  )
  const found: StoredClaim[] = []
  for (const block of blocks) {
    const { claims: bytes } = block
    const like = first[block.n] as number // the answer numbers what was asked
    const owner = { receivedDay: block.received_day, pack: packOf(block.pack) }
    for (let at = 0; at < bytes.length; at += CLAIM_BYTES) {
      const place = claims.firstOf(like, bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4))
      if (place === undefined) continue
      found.push({ place, itemId: itemId(block.receipt_id, bytes.readUInt32BE(at + 8)), ...owner })
    }
  }
  return found
}

/**
 * Adds the block of the claims at the places, which share shard, space, day and receipt, and its bytes to what the audit chain
 * hashes.
 */
export function claimBlockRow(
  rows: CopyRows,
  claims: Claims,
  places: readonly number[],
  by: Claimant,
  hashed: RowDigest,
): void {
  const first = places[0] as number // no block is empty
  const from = rows.row(by.release === undefined ? 7 : 8).at
  rows.int8(claims.shard(first)).int8(receiptOfItem(claims.itemId(first)))
  rows.int2(claims.space(first)).int4(claims.day(first)).int4(by.receivedDay).int2(numberOfPack(by.pack))
  const to = rows.bytea(blockOf(claims, places)).at
  if (by.release !== undefined) rows.int2(by.release)
  rows.hash(hashed, from, to)
}

function blockOf(claims: Claims, places: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(places.length * CLAIM_BYTES)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const place of places) {
    view.setUint32(at, claims.hi(place))
    view.setUint32(at + 4, claims.lo(place))
    view.setUint32(at + 8, seqOfItem(claims.itemId(place)))
    at += CLAIM_BYTES
  }
  return bytes
}

export function claimBlockCopy(rows: CopyRows): Copy {
  return { what: COPY, rows }
}

/** Of rows that were added with a release. */
export function releasedBlockCopy(rows: CopyRows): Copy {
  return { what: COPY_RELEASED, rows }
}
