import { receiptOfItem } from '../core/item.ts'
import { findItem, type StoredItem } from '../store/item.ts'
import { receiptById } from '../store/receipt.ts'
import type { Runner } from '../store/statement.ts'

/** The item of a number, on whatever day it posts: its receipt knows the day. Undefined where there is none. */
export async function itemNumbered(run: Runner, orgShard: number, id: number): Promise<StoredItem | undefined> {
  const receipt = await receiptById(run, orgShard, receiptOfItem(id))
  return receipt && findItem(run, { orgShard, day: receipt.postingOn, id })
}
