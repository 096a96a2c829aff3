import { receiptOfItem } from '../core/item.ts'
import type { StoredException } from '../store/exception.ts'
import type { StoredItem } from '../store/item.ts'
import { itemsOfExceptions } from '../store/items-of-exceptions.ts'
import { type Receipt, receiptById } from '../store/receipt.ts'
import { type PagedBatch, pageBatches } from '../store/receipt-page.ts'
import type { Runner } from '../store/statement.ts'
import { isGone, whyUnreadable } from './checked-original.ts'
import { depositorsNow } from './depositors.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { isPassing } from './passing-failure.ts'
import { type Original, waysOut } from './read-item.ts'
import { type OriginalWanted, readOriginal } from './read-original.ts'
import { type Decidable, decidableOf } from './resolution-facts.ts'

/** Receipts and batches that were read: the same ones hold thousands of items. */
export interface Sources {
  readonly receipts: Map<number, Receipt | undefined>
  readonly batches: Map<string, PagedBatch | undefined>
  /** Why nothing of a receipt can be relied on, by its number; undefined for one whose bytes are those that were received. */
  readonly unreadable: Map<number, string | undefined>
}

export interface Decidables {
  readonly decidables: ReadonlyMap<number, Decidable>
  /** Why an item cannot be decided: its original is gone or altered. By the number of its exception. */
  readonly unreadable: ReadonlyMap<number, string>
}

export function noSources(): Sources {
  return { receipts: new Map(), batches: new Map(), unreadable: new Map() }
}

/** What can be decided of these exceptions, by number, as `decidableOf` has it of one. What is held with its batch or file is left out. */
export async function readDecidables(
  engine: Engine,
  tx: Runner,
  exceptions: readonly StoredException[],
  sources: Sources,
): Promise<Decidables> {
  const own = exceptions.filter(one => one.scope === 'item')
  const items = await itemsOfExceptions(tx, own)
  const decidables = new Map<number, Decidable>()
  const unreadable = new Map<number, string>()
  for (const exception of own) {
    const item = items.get(exception.id)
    const read = item === undefined ? undefined : await readDecidable(engine, tx, { exception, item, sources })
    if (typeof read === 'string') unreadable.set(exception.id, read)
    else if (read !== undefined) decidables.set(exception.id, read)
  }
  return { decidables, unreadable }
}

/** The refusal of an item whose original is gone or altered. */
export function refusedUnreadable(why: string) {
  return { as: 'refused', reason: 'original_unreadable', why } as const
}

/** A sentence where its original cannot be read. */
async function readDecidable(
  engine: Engine,
  tx: Runner,
  of: { readonly exception: StoredException; readonly item: StoredItem; readonly sources: Sources },
): Promise<Decidable | string | undefined> {
  const { exception, item, sources } = of
  const [receipt, batch] = [await receiptOf(engine, tx, item, sources), await batchOf(engine, tx, item, sources)]
  if (receipt?.pack === undefined || batch === undefined) return undefined
  const pack = engine.packs[receipt.pack]
  const original = await originalOf(engine, { receipt, item, batch, pack }, sources)
  if (typeof original === 'string') return original
  const kind = pack.kinds[exception.kind]
  const resolutions = waysOut(engine, kind, { original, exception, batch })
  const story = { item, receipt, batch, exception, original, kind, resolutions }
  const decidable = decidableOf(story)
  return decidable === undefined ? undefined : { ...decidable, depositors: await depositorsNow(engine, tx, story) }
}

/** As the file gives it; where that is not what was stored of it, or fails, because its bytes are not those received, why. */
async function originalOf(
  engine: Engine,
  wanted: Omit<OriginalWanted, 'kept'>,
  sources: Sources,
): Promise<Original | string | undefined> {
  const { receipt, item, batch, pack } = wanted
  try {
    const raw = await readOriginal(engine, { ...wanted, kept: undefined })
    const parsed = raw === undefined ? undefined : pack.parseItem(raw, batch.detail, engine.institution.settings)
    const original = raw === undefined || parsed === undefined ? undefined : { pack, raw, parsed }
    const isAsStored = parsed?.amountMinor === item.amountMinor && parsed.direction === item.direction
    return isAsStored ? original : ((await whyNotOf(engine, receipt, sources)) ?? original)
  } catch (error) {
    if (!isGone(error) && isPassing(error)) throw error
    const why = await whyNotOf(engine, receipt, sources)
    if (why === undefined) throw error
    return why
  }
}

/** Read whole once for each receipt: thousands of items come from one. */
async function whyNotOf(engine: Engine, receipt: Receipt, { unreadable }: Sources): Promise<string | undefined> {
  if (!unreadable.has(receipt.id)) unreadable.set(receipt.id, await whyUnreadable(engine.blobs, receipt))
  return unreadable.get(receipt.id)
}

async function receiptOf(
  engine: Engine,
  tx: Runner,
  { id }: StoredItem,
  { receipts }: Sources,
): Promise<Receipt | undefined> {
  const receiptId = receiptOfItem(id)
  if (!receipts.has(receiptId)) receipts.set(receiptId, await receiptById(tx, orgShardOf(engine), receiptId))
  return receipts.get(receiptId)
}

async function batchOf(
  engine: Engine,
  tx: Runner,
  item: StoredItem,
  { batches }: Sources,
): Promise<PagedBatch | undefined> {
  const receiptId = receiptOfItem(item.id)
  const name = `${receiptId}/${item.batch}`
  if (!batches.has(name)) {
    const after = { receiptId, ordinal: item.batch - 1 }
    const [batch] = await pageBatches(tx, orgShardOf(engine), { receiptId, after, limit: 1 })
    batches.set(name, batch?.ordinal === item.batch ? batch : undefined)
  }
  return batches.get(name)
}
