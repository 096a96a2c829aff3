import { earlierItemIn } from '../core/earlier-item.ts'
import type { ItemField } from '../core/item-field.ts'
import { amountWords } from '../core/money.ts'
import { type FieldBeside, sideBySide } from '../core/side-by-side.ts'
import { becameOfBatch, becameOfItem, type EndedBy } from '../core/what-became.ts'
import { exceptionById, type StoredException } from '../store/exception.ts'
import { inReadRequest } from '../store/read-request.ts'
import { type Receipt, receiptById } from '../store/receipt.ts'
import { type PagedBatch, pageBatches } from '../store/receipt-page.ts'
import type { Runner } from '../store/statement.ts'
import type { Engine } from './engine.ts'
import { findingFacts } from './finding-facts.ts'
import { orgShardOf } from './org-shard.ts'
import { type ItemStory, readItem } from './read-item.ts'

/** A duplicate and what came before it, beside each other: what a person needs to say whether the two are one. */
export interface Earlier<Of> {
  readonly of: Of
  /** What became of it, in a sentence. */
  readonly became: string
  readonly fields: readonly FieldBeside[]
}

/** The item that the finding names as the one that came before; undefined where it names none. */
export function earlierItemOf(exception: StoredException | undefined): number | undefined {
  return exception?.scope === 'item' ? earlierItemIn(findingFacts(exception)) : undefined
}

/** The earlier item, on whatever day it came, with everything of both; undefined where the item is no duplicate. */
export async function readEarlierItem(engine: Engine, story: ItemStory): Promise<Earlier<ItemStory> | undefined> {
  const id = earlierItemOf(story.exception)
  const of = id === undefined ? undefined : await readItem(engine, id)
  if (of === undefined) return undefined
  return { of, became: becameOf(engine, of), fields: sideBySide(fieldsOf(engine, story), fieldsOf(engine, of)) }
}

function becameOf({ institution }: Engine, { item, exception, kind, outbound }: ItemStory): string {
  const answer = outbound.find(one => one.kind === 'return' && one.state !== 'withdrawn')
  const sentOn = answer?.sentAt?.toZonedDateTimeISO(institution.zone).toPlainDate().toString()
  const sent = sentOn === undefined ? undefined : { on: sentOn, file: answer?.file ?? 'a file' }
  return becameOfItem({
    state: item.state,
    postingOn: item.day,
    exception: exception && endedBy(exception, kind?.title),
    answer: answer && { code: answer.code, sent },
  })
}

function endedBy({ kind, state, closedAs }: StoredException, title: string | undefined): EndedBy {
  return { title: title ?? kind, state, closedAs }
}

/** What is known of an item whatever its work type, and every field of its records. A check and its conversion have the first alone in common. */
function fieldsOf(engine: Engine, { item, receipt, batch, original }: ItemStory): readonly ItemField[] {
  const own = original === undefined || batch === undefined ? [] : original.pack.fields(original.parsed, batch.detail)
  const account = original?.parsed.accountNumber ?? ''
  return [
    ...arrivalFields(receipt, batch),
    { name: 'work', title: 'Came as', value: receipt.pack === undefined ? '' : engine.packs[receipt.pack].title },
    { name: 'amount_of_item', title: 'Amount', value: amountWords(item.amountMinor) },
    { name: 'direction', title: 'Direction', value: item.direction },
    { name: 'account_of_item', title: 'Account', value: account, sensitive: 'account' },
    ...own,
  ]
}

function arrivalFields(receipt: Receipt, batch: PagedBatch | undefined): readonly ItemField[] {
  return [
    { name: 'received_on', title: 'Received on', value: receipt.receivedOn },
    { name: 'posting_on', title: 'Posts on', value: receipt.postingOn },
    { name: 'source', title: 'From', value: receipt.source },
    { name: 'file', title: 'File', value: receipt.name },
    { name: 'batch', title: 'Batch', value: batch === undefined ? '' : `${batch.ordinal + 1}, ${batch.label}` },
  ]
}

type EarlierBatch = Earlier<{ readonly receipt: Receipt; readonly batch: PagedBatch }>

/** The batch that a held one repeats, beside it: undefined where it repeats none. `unknown`: nothing is held under that number. */
export async function readEarlierBatch(
  engine: Engine,
  exceptionId: number,
): Promise<EarlierBatch | undefined | 'unknown'> {
  const orgShard = orgShardOf(engine)
  return inReadRequest(engine.database, engine.institution.orgId, async tx => {
    const exception = await exceptionById(tx, orgShard, exceptionId)
    if (exception === undefined || exception.scope === 'item') return 'unknown'
    if (exception.scope !== 'batch' || exception.batch === undefined) return undefined
    const { receipt = exception.receiptId, batch } = findingFacts(exception)
    if (exception.kind !== 'duplicate-batch' || typeof receipt !== 'number' || typeof batch !== 'number')
      return undefined
    const own = await batchAt(engine, tx, { receiptId: exception.receiptId, ordinal: exception.batch })
    const of = await batchAt(engine, tx, { receiptId: receipt, ordinal: batch - 1 })
    if (own === undefined || of === undefined) return undefined
    return { of, became: of.became, fields: sideBySide(own.fields, of.fields) }
  })
}

async function batchAt(engine: Engine, tx: Runner, at: { readonly receiptId: number; readonly ordinal: number }) {
  const orgShard = orgShardOf(engine)
  const receipt = await receiptById(tx, orgShard, at.receiptId)
  const after = { receiptId: at.receiptId, ordinal: at.ordinal - 1 }
  const [batch] = await pageBatches(tx, orgShard, { receiptId: at.receiptId, after, limit: 1 })
  if (receipt?.pack === undefined || batch?.ordinal !== at.ordinal) return undefined
  const pack = engine.packs[receipt.pack]
  const held = batch.exception && (await exceptionById(tx, orgShard, batch.exception.id))
  const became = becameOfBatch({
    isProcessed: batch.fate === 'process',
    items: batch.computed.count,
    postingOn: receipt.postingOn,
    held: held && endedBy(held, pack.kinds[held.kind]?.title),
  })
  const { count, debitMinor, creditMinor } = batch.computed
  const fields: readonly ItemField[] = [
    ...arrivalFields(receipt, batch),
    { name: 'items', title: 'Items', value: String(count) },
    { name: 'debits', title: 'Debits', value: amountWords(debitMinor) },
    { name: 'credits', title: 'Credits', value: amountWords(creditMinor) },
    ...(pack.batchHeader?.(batch.detail)?.fields ?? []),
  ]
  return { receipt, batch, became, fields }
}
