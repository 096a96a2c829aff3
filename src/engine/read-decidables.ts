import { shardOf } from '../core/bucket.ts'
import { receiptOfItem } from '../core/item.ts'
import type { StoredException } from '../store/exception.ts'
import type { StoredItem } from '../store/item.ts'
import { itemsOfExceptions } from '../store/items-of-exceptions.ts'
import { type Receipt, receiptById } from '../store/receipt.ts'
import { type PagedBatch, pageBatches } from '../store/receipt-page.ts'
import type { Runner } from '../store/statement.ts'
import { depositorsNow } from './depositors.ts'
import type { Engine } from './engine.ts'
import { waysOut } from './read-item.ts'
import { readOriginal } from './read-original.ts'
import { type Decidable, decidableOf } from './resolution-facts.ts'

/** Receipts and batches that were read: the same ones hold thousands of items. */
export interface Sources {
  readonly receipts: Map<number, Receipt | undefined>
  readonly batches: Map<string, PagedBatch | undefined>
}

export function noSources(): Sources {
  return { receipts: new Map(), batches: new Map() }
}

/** What can be decided of these exceptions, by number, as `decidableOf` has it of one. What is held with its batch or file is left out. */
export async function readDecidables(
  engine: Engine,
  tx: Runner,
  exceptions: readonly StoredException[],
  sources: Sources,
): Promise<ReadonlyMap<number, Decidable>> {
  const own = exceptions.filter(one => one.scope === 'item')
  const items = await itemsOfExceptions(tx, own)
  const found = new Map<number, Decidable>()
  for (const exception of own) {
    const item = items.get(exception.id)
    const decidable = item === undefined ? undefined : await readDecidable(engine, tx, { exception, item, sources })
    if (decidable !== undefined) found.set(exception.id, decidable)
  }
  return found
}

async function readDecidable(
  engine: Engine,
  tx: Runner,
  of: { readonly exception: StoredException; readonly item: StoredItem; readonly sources: Sources },
): Promise<Decidable | undefined> {
  const { exception, item, sources } = of
  const [receipt, batch] = [await receiptOf(engine, tx, item, sources), await batchOf(engine, tx, item, sources)]
  if (receipt?.pack === undefined || batch === undefined) return undefined
  const pack = engine.packs[receipt.pack]
  const raw = await readOriginal(engine, { receipt, item, batch, pack, kept: undefined })
  const parsed = raw === undefined ? undefined : pack.parseItem(raw, batch.detail, engine.institution.settings)
  const original = raw === undefined || parsed === undefined ? undefined : { pack, raw, parsed }
  const kind = pack.kinds[exception.kind]
  const resolutions = waysOut(engine, kind, { original, exception, batch })
  const story = { item, receipt, batch, exception, original, kind, resolutions }
  const decidable = decidableOf(story)
  return decidable === undefined ? undefined : { ...decidable, depositors: await depositorsNow(engine, tx, story) }
}

async function receiptOf(
  engine: Engine,
  tx: Runner,
  { id }: StoredItem,
  { receipts }: Sources,
): Promise<Receipt | undefined> {
  const receiptId = receiptOfItem(id)
  if (!receipts.has(receiptId))
    receipts.set(receiptId, await receiptById(tx, shardOf(engine.institution.orgId, 0), receiptId))
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
    const [batch] = await pageBatches(tx, shardOf(engine.institution.orgId, 0), { receiptId, after, limit: 1 })
    batches.set(name, batch?.ordinal === item.batch ? batch : undefined)
  }
  return batches.get(name)
}
