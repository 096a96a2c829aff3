import { dateOfDayNumber, dayNumber } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import { receiptOfItem } from '../core/item.ts'
import type { BatchDetail, Pack } from '../core/pack.ts'
import type { AnswerHeader, AnswerItem, PackAnswers } from '../core/pack-answers.ts'
import { type Batch, batchesOf } from '../store/batch.ts'
import type { Transaction } from '../store/database.ts'
import type { QueuedOutbound } from '../store/outbound.ts'
import { receiptById } from '../store/receipt.ts'
import { blobRange } from './blob-range.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'

export interface AnswersWanted {
  readonly pack: Pack
  readonly queued: readonly QueuedOutbound[]
  /** The number of the first. */
  readonly numberFrom: number
  readonly images: PackAnswers['images']
}

/** The queued answers with their batches and images. */
export async function answerItems(
  engine: Engine,
  tx: Transaction,
  { pack, queued, numberFrom, images: imagesOf }: AnswersWanted,
): Promise<readonly AnswerItem[]> {
  const sources = new Map<number, Source>()
  const items: AnswerItem[] = []
  for (const [n, one] of queued.entries()) {
    const receiptId = receiptOfItem(one.itemId)
    const source = sources.get(receiptId) ?? (await sourceOf(engine, tx, receiptId))
    sources.set(receiptId, source)
    const batch = source.batches[one.batch]
    invariant(batch !== undefined, `item ${one.itemId} has no batch`)
    const images: Uint8Array[] = []
    for (const place of imagesOf(one.raw)) images.push(await blobRange(engine.blobs, source.sha256, place))
    items.push({
      raw: one.raw,
      batch: batch.detail,
      code: one.code,
      correction: one.correction,
      keyedMinor: one.keyedMinor,
      settledOn: settledOf(pack, { one, batch: batch.detail, receivedOn: source.receivedOn }),
      number: numberFrom + n,
      images,
    })
  }
  return items
}

/** The day on which an item settled: as the network tells it, else the day on which it posts. */
function settledOf(
  pack: Pack,
  of: { readonly one: QueuedOutbound; readonly batch: BatchDetail; readonly receivedOn: string },
): Temporal.PlainDate {
  const day = pack.settledOn?.(of.batch, dayNumber(Temporal.PlainDate.from(of.receivedOn)))
  return day === undefined ? Temporal.PlainDate.from(of.one.day) : dateOfDayNumber(day)
}

/** The file that answers are about. */
interface Source {
  readonly sha256: Uint8Array
  readonly receivedOn: string
  readonly batches: readonly Batch[]
}

async function sourceOf(engine: Engine, tx: Transaction, receiptId: number): Promise<Source> {
  const shard = orgShardOf(engine)
  const receipt = await receiptById(tx, shard, receiptId)
  invariant(receipt !== undefined, `receipt ${receiptId} is gone, and items of it are answered`)
  const { sha256, receivedOn } = receipt
  return { sha256, receivedOn, batches: await batchesOf(tx, { shard, receiptId }) }
}

interface Leaving {
  readonly at: Temporal.Instant
  readonly day: Temporal.PlainDate
  readonly ordinal: number
}

/** Who a file of answers is from, and what tells it from others of the day. */
export function answerHeader(engine: Engine, pack: Pack, { at, day, ordinal }: Leaving): AnswerHeader {
  const { institution } = engine
  return {
    institution: institution.name,
    routingNumber: institution.settings.routingNumbers[0] ?? '',
    destination: institution.destinations[pack.name],
    createdAt: at.toZonedDateTimeISO(institution.zone).toPlainDateTime(),
    businessDay: day,
    ordinal,
    settings: institution.settings,
  }
}

/** What would be wrong with a file that holds this one answer, in a few words; undefined when it would say what is meant. Nothing is written. */
export function whyNotWritten(
  engine: Engine,
  pack: Pack,
  answer: Pick<AnswerItem, 'raw' | 'batch' | 'code' | 'correction' | 'settledOn' | 'keyedMinor'>,
): string | undefined {
  const { answers } = pack
  // Pictures are copied as they are: reading them tells nothing of the code.
  if (answers === undefined || answers.images(answer.raw).length > 0) return undefined
  const day = answer.settledOn
  const at = day.toZonedDateTime(engine.institution.zone).toInstant()
  const header = answerHeader(engine, pack, { at, day, ordinal: 0 })
  const items = [{ ...answer, number: 1, images: [] }]
  const problems = answers.prove(answers.write(header, items), header, items)
  return problems.length === 0 ? undefined : `What it repeats of the entry is not valid (${problems[0]}).`
}
