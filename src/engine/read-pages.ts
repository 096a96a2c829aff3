import type { Fault } from '../core/fault.ts'
import type { ItemState } from '../core/item.ts'
import type { PackName } from '../core/pack.ts'
import type { TallySum } from '../core/tally.ts'
import { type ExceptionsWanted, type PagedException, pageExceptions } from '../store/exception-page.ts'
import type { StoredItem } from '../store/item.ts'
import { type ItemsWanted, pageItems } from '../store/item-page.ts'
import { type PagedOutboundItem, pageOfFile, pageWaiting, type WaitingCursor } from '../store/outbound-item-page.ts'
import { type PagedOutboundFile, pageOutboundFiles } from '../store/outbound-page.ts'
import { inReadRequest } from '../store/read-request.ts'
import { type Receipt, receiptById } from '../store/receipt.ts'
import {
  type BatchesWanted,
  type PagedBatch,
  pageBatches,
  pageFaults,
  pageReceipts,
  type ReceiptsWanted,
  receiptProgress,
} from '../store/receipt-page.ts'
import { talliesOf } from '../store/tally.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { outOfBalanceKinds } from './out-of-balance-kinds.ts'

/** Lists for people, page by page, each read under the institution's row-level security. */

export async function readReceipts(engine: Engine, wanted: ReceiptsWanted): Promise<readonly Receipt[]> {
  return inReadRequest(engine.database, engine.institution.orgId, tx => pageReceipts(tx, orgShardOf(engine), wanted))
}

export async function readBatches(engine: Engine, wanted: BatchesWanted): Promise<readonly PagedBatch[]> {
  const asked = { ...wanted, outOfBalanceKinds: outOfBalanceKinds(engine.packs) }
  return inReadRequest(engine.database, engine.institution.orgId, tx => pageBatches(tx, orgShardOf(engine), asked))
}

export async function readExceptions(engine: Engine, wanted: ExceptionsWanted): Promise<readonly PagedException[]> {
  return inReadRequest(engine.database, engine.institution.orgId, tx => pageExceptions(tx, orgShardOf(engine), wanted))
}

export async function readItems(engine: Engine, wanted: ItemsWanted): Promise<readonly StoredItem[]> {
  return inReadRequest(engine.database, engine.institution.orgId, tx => pageItems(tx, orgShardOf(engine), wanted))
}

export async function readOutboundFiles(
  engine: Engine,
  wanted: { readonly beforeId: number | undefined; readonly limit: number },
): Promise<readonly PagedOutboundFile[]> {
  return inReadRequest(engine.database, engine.institution.orgId, tx =>
    pageOutboundFiles(tx, orgShardOf(engine), wanted),
  )
}

/** Returns and notices that wait for their file, the first to be due first. */
export async function readWaiting(
  engine: Engine,
  wanted: { readonly after: WaitingCursor | undefined; readonly limit: number },
): Promise<readonly PagedOutboundItem[]> {
  return inReadRequest(engine.database, engine.institution.orgId, tx => pageWaiting(tx, orgShardOf(engine), wanted))
}

/** Returns and notices of a file that went out, in its order. */
export async function readOfFile(
  engine: Engine,
  wanted: { readonly fileId: number; readonly after: number; readonly limit: number },
): Promise<readonly PagedOutboundItem[]> {
  return inReadRequest(engine.database, engine.institution.orgId, tx => pageOfFile(tx, orgShardOf(engine), wanted))
}

/** A receipt and what became of its items. */
export interface ReceiptStory {
  readonly receipt: Receipt
  /** Items of parts that are not processed yet. */
  readonly waiting: number
  readonly states: readonly { readonly state: ItemState; readonly tally: TallySum }[]
  readonly unbalanced: number
  readonly exceptions: number
}

export async function readReceipt(engine: Engine, id: number): Promise<ReceiptStory | undefined> {
  const shard = orgShardOf(engine)
  return inReadRequest(engine.database, engine.institution.orgId, async tx => {
    const receipt = await receiptById(tx, shard, id)
    if (receipt === undefined) return undefined
    const states = await talliesOf(tx, shard, [id])
    return {
      receipt,
      states: states.filter(one => one.tally.count !== 0),
      ...(await receiptProgress(tx, { shard, receiptId: id }, outOfBalanceKinds(engine.packs))),
    }
  })
}

export interface PagedFaults {
  /** Whose words the fields have; undefined when the format was not known. */
  readonly pack: PackName | undefined
  readonly faults: readonly { readonly n: number; readonly fault: Fault }[]
}

/** Faults of a receipt after the one numbered `afterN`; undefined when there is no such receipt. */
export async function readFaults(
  engine: Engine,
  receiptId: number,
  wanted: { readonly afterN: number; readonly limit: number },
): Promise<PagedFaults | undefined> {
  const shard = orgShardOf(engine)
  return inReadRequest(engine.database, engine.institution.orgId, async tx => {
    const receipt = await receiptById(tx, shard, receiptId)
    if (receipt === undefined) return undefined
    return { pack: receipt.pack, faults: await pageFaults(tx, { shard, receiptId }, wanted) }
  })
}
