import { itemId } from '../core/item.ts'
import type { Decision, Notice, PackItem } from '../core/pack.ts'
import type { Batch } from '../store/batch.ts'
import type { StagedItem } from './staged-item.ts'
import type { StagedPart } from './staged-part.ts'
import type { PartAccount, PartOf, Wants } from './wants.ts'

/** An item of a part, read from its own bytes, with the account that it names. */
export interface PartItem {
  readonly staged: StagedItem
  /** Its place in the part. */
  readonly n: number
  readonly shard: number
  readonly id: number
  readonly batch: Batch
  readonly item: PackItem
  /** True for an item of a batch or file that is held as a whole: nothing about it is decided. */
  readonly held: boolean
  /** The account that it names, shared by all items of the part that name it. */
  readonly holder: PartAccount
  /** Set by `decideBuckets`. Undefined: it is clear and posts. */
  decision: Decision | undefined
  /** Set by `decideBuckets`: what the sender is told of an item that posts. */
  notice: Notice | undefined
}

/** The items of one bucket of the part, in the order of the file. */
export function readPartItems(staged: StagedPart, bucket: number, wants: Wants, of: PartOf): readonly PartItem[] {
  const first = staged.firstOf(bucket)
  return staged.itemsOf(bucket).map((one, index) => readItem(one, first + index, wants, of))
}

function readItem(one: StagedItem, n: number, wants: Wants, of: PartOf): PartItem {
  const batch = batchOf(of, one)
  const holder = wants.holderOf(n)
  return {
    staged: one,
    n,
    shard: holder.shard,
    id: itemId(of.receiptId, one.seq),
    batch,
    item: of.pack.parseItem(one.raw, batch.detail, of.settings),
    held: isHeld(batch, of.fileHeld),
    holder,
    decision: undefined,
    notice: undefined,
  }
}

export function batchOf(of: Pick<PartOf, 'batches' | 'receiptId'>, one: StagedItem): Batch {
  const batch = of.batches[one.batch]
  if (batch === undefined)
    throw new Error(`item ${one.seq} of receipt ${of.receiptId} names batch ${one.batch}, which was not stored`)
  return batch
}

export function isHeld(batch: Batch, fileHeld: boolean): boolean {
  return fileHeld || batch.fate === 'quarantine'
}
