import type pg from 'pg'
import { ITEMS_PER_RECEIPT_MAX, receiptOfItem } from '../core/item.ts'
import { compareRows } from './compare-rows.ts'
import { copiedRows, int8At } from './copied-rows.ts'
import { RELEASE_BYTES, releaseAtEnd } from './release-column.ts'
import { claimsOf, type ToldClaims } from './verify-identities.ts'

/** Where the second field of a row has its length: the item, or the receipt. */
const SECOND_AT = 12

/**
 * Those of corrected items (pack above 2) stand under the seal of their item.
 *
 * Hashes the identities that were claimed again and holds them against what was told of them: without a claim the same item
 * would post a second time. Gives how many rows there are.
 */
export async function verifyClaims(
  tx: pg.ClientBase,
  orgShard: number,
  told: ToldClaims,
  report: (sentence: string) => void,
): Promise<number> {
  const claims = `select shard, item_id, space, fingerprint, received_day, pack, release
    from item_claim where shard between ${orgShard} and ${orgShard + 1023} and pack <= 2 order by shard, item_id / ${ITEMS_PER_RECEIPT_MAX}, release, item_id, space`
  const blocks = `select shard, receipt_id, space, day, received_day, pack, claims, release
    from item_claim_block where shard between ${orgShard} and ${orgShard + 1023} order by shard, receipt_id, release, space, day`
  const saying = (key: string, what: string) => {
    const [shard, receipt] = key.split('/')
    report(`Claims of receipt ${receipt} in shard ${shard} ${what}`)
  }
  const ofItem = (row: Buffer) => claimsOf(int8At(row, 0), receiptOfItem(int8At(row, SECOND_AT)), releaseAtEnd(row))
  const ofReceipt = (row: Buffer) => claimsOf(int8At(row, 0), int8At(row, SECOND_AT), releaseAtEnd(row))
  return (
    (await compareRows(copiedRows(tx, claims), ofItem, told.claims, saying, RELEASE_BYTES)) +
    (await compareRows(copiedRows(tx, blocks), ofReceipt, told.claimBlocks, saying, RELEASE_BYTES))
  )
}
