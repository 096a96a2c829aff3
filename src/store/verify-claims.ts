import type pg from 'pg'
import { receiptOfItem } from '../core/item.ts'
import { compareRows } from './compare-rows.ts'
import { copiedRows, int8At } from './copied-rows.ts'
import { claimsOf, type ToldClaims } from './verify-identities.ts'

/** Where the second field of a row has its length: the item, or the receipt. */
const SECOND_AT = 12

/**
 * Hashes the identities that were claimed again and holds them against what was told of them: without a claim the same item
 * would post a second time. Gives how many rows there are.
 */
export async function verifyClaims(
  tx: pg.ClientBase,
  orgShard: number,
  told: ToldClaims,
  report: (sentence: string) => void,
): Promise<number> {
  const claims = `select shard, item_id, space, fingerprint, received_day, pack
    from item_claim where shard between ${orgShard} and ${orgShard + 1023} order by shard, item_id, space`
  const blocks = `select shard, receipt_id, space, day, received_day, pack, claims
    from item_claim_block where shard between ${orgShard} and ${orgShard + 1023} order by shard, receipt_id, space, day`
  const saying = (key: string, what: string) => {
    const [shard, receipt] = key.split('/')
    report(`Claims of receipt ${receipt} in shard ${shard} ${what}`)
  }
  const ofItem = (row: Buffer) => claimsOf(int8At(row, 0), receiptOfItem(int8At(row, SECOND_AT)))
  const ofReceipt = (row: Buffer) => claimsOf(int8At(row, 0), int8At(row, SECOND_AT))
  return (
    (await compareRows(copiedRows(tx, claims), ofItem, told.claims, saying)) +
    (await compareRows(copiedRows(tx, blocks), ofReceipt, told.claimBlocks, saying))
  )
}
