import { dayNumber, parseDay } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import type { Pack } from '../core/pack.ts'
import { type EarlierBatch, repeatOf } from '../core/repeated-batch.ts'
import { addTally, NOTHING, subtractTally, type Tally } from '../core/tally.ts'
import { FAILED_TIMES_MAX } from '../core/unit-entry.ts'
import { type Batch, batchesOf } from '../store/batch.ts'
import { ownersOf, writtenItems } from '../store/batch-claim.ts'
import { lockBuckets } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { appendEvents, type NewEvent } from '../store/event.ts'
import { batchExceptionId, exceptionById, fileExceptionId } from '../store/exception.ts'
import { lastFailure, loseRest, raisedAmong, reopenReceipt } from '../store/failed-file.ts'
import { reopenParts } from '../store/part.ts'
import { lockReceipt, type Receipt, receiptById } from '../store/receipt.ts'
import { sealReceipt } from '../store/seal.ts'
import { blobRange } from './blob-range.ts'
import { batchClaimOf } from './claim-batches.ts'
import { bookedDayOf } from './closed-days.ts'
import type { Engine } from './engine.ts'
import { type HeldUnit, holdUnits } from './hold-unit.ts'
import { orgShardOf } from './org-shard.ts'
import { recognise } from './receive-file.ts'
import { rememberSettledDays } from './settled-day.ts'
import { takeBackFailure } from './take-back-failure.ts'

/** What of a quarantined file is to be done again. */
interface Left {
  /** Its batches that another file took over: they are held as duplicates now. */
  readonly taken: readonly { readonly batch: Batch; readonly by: EarlierBatch }[]
  /** What was never written down, of all its batches. */
  readonly all: Tally
  /** Items of its other batches, to be processed or, where the batch is held, to be written down. */
  readonly ofOthers: number
}

/**
 * Opens a file again whose processing failed for good, at the place where it stood: what was processed stays, what was not is to
 * be done again, and the exception that held it ends. Undefined when it did; else the sentence that says why not. One transaction.
 */
export async function reopenFailed(
  engine: Engine,
  tx: Transaction,
  receiptId: number,
  by: string,
): Promise<string | undefined> {
  const orgShard = orgShardOf(engine)
  const at = { shard: orgShard, id: receiptId }
  await lockReceipt(tx, at)
  const receipt = await receiptById(tx, orgShard, receiptId)
  const failure = await lastFailure(tx, orgShard, receiptId)
  if (receipt?.state !== 'quarantined' || failure === undefined || failure.exception.state === 'closed')
    return overtaken(receiptId, receipt)
  if (failure.time >= FAILED_TIMES_MAX)
    return `Receipt ${receiptId} failed ${failure.time} times, and is retried no more: work it by hand from its original.`
  const left = receipt.format === undefined ? undefined : await whatIsLeft(engine, tx, receipt)
  if (left !== undefined && left.taken.length > 0 && left.ofOthers === 0) return allTaken(receiptId, left)
  await lockBuckets(tx, [orgShard])
  const held = left === undefined ? await reopenUnread(engine, tx, receipt) : await reopenStaged(tx, receipt, left)
  const retried: NewEvent = {
    kind: 'file_retried',
    actor: by,
    subject: receiptId,
    body: { exception: failure.exception.id, time: failure.time, items: left?.all ?? receipt.lost },
  }
  const bookedDay = await bookedDayOf(engine, tx, receipt)
  const closed = await takeBackFailure(engine, tx, failure, bookedDay)
  const pack: Pack = engine.packs[receipt.pack ?? 'ach']
  const units = held.map(one => duplicateUnit(pack, receipt, one))
  const how = { at: { at: 'retry', time: failure.time }, bookedDay } as const
  const raised = await holdUnits(engine, tx, { receipt, pack, units, ...how })
  const events = [retried, ...closed, ...raised, await sealReceipt(tx, at)]
  await appendEvents(tx, new Map([[orgShard, events]]), { day: bookedDay, at: engine.now() })
  engine.step('retry written')
  return undefined
}

async function whatIsLeft(engine: Engine, tx: Transaction, receipt: Receipt): Promise<Left> {
  const { shard, id: receiptId, pack } = receipt
  invariant(pack !== undefined, `receipt ${receiptId} was read by no pack`)
  const batches = await batchesOf(tx, { shard, receiptId })
  const written = await writtenItems(tx, shard, receipt)
  const of = (batch: Batch) => batch.computed.count - (written.get(batch.ordinal)?.count ?? 0)
  const taken = receipt.fate === 'process' ? await takenOver(engine, tx, receipt, batches) : []
  const elsewhere = new Set(taken.map(one => one.batch.ordinal))
  const inAll = batches.reduce((sum, batch) => addTally(sum, batch.computed), NOTHING)
  return {
    taken,
    all: subtractTally(inAll, receipt.received),
    ofOthers: batches.filter(batch => !elsewhere.has(batch.ordinal)).reduce((sum, batch) => sum + of(batch), 0),
  }
}

/** The batches that are held and have no exception of their own: another file owns their content. */
async function takenOver(
  engine: Engine,
  tx: Transaction,
  receipt: Receipt,
  batches: readonly Batch[],
): Promise<Left['taken']> {
  const { shard, id, pack } = receipt
  const held = batches.filter(batch => batch.fate === 'quarantine')
  if (pack === undefined || held.length === 0) return []
  const exceptionIds = held.map(batch => batchExceptionId(id, batch.ordinal))
  const raised = await raisedAmong(tx, shard, exceptionIds)
  const taken = held.filter(batch => !raised.has(batchExceptionId(id, batch.ordinal)))
  const owners = await ownersOf(
    tx,
    taken.map(batch => batchClaimOf(engine, pack, batch)),
  )
  return taken.map(batch => {
    const by = owners.get(batch.ordinal)
    invariant(by !== undefined, `batch ${batch.ordinal} of receipt ${id} is held, and nothing says why`)
    return { batch, by }
  })
}

/** Nothing of it was ever read into parts: it is read as if it had just arrived, also by a pack that did not know it then. */
async function reopenUnread(engine: Engine, tx: Transaction, receipt: Receipt): Promise<Left['taken']> {
  const head = await blobRange(engine.blobs, receipt.sha256, { offset: 0, length: Math.min(256, receipt.sizeBytes) })
  const pack = recognise(engine, head)?.name
  const to = { state: 'arrived', fate: 'process', pack, why: undefined } as const
  invariant(await reopenReceipt(tx, receipt, to), `receipt ${receipt.id} was locked and is quarantined no more`)
  await loseRest(tx, receipt, { unread: NOTHING, lost: subtractTally(NOTHING, receipt.lost) })
  return []
}

/** Its parts that were ended without their items are opened, and what they are worth is items again. */
async function reopenStaged(tx: Transaction, receipt: Receipt, left: Left): Promise<Left['taken']> {
  const { shard, id, fate, pack } = receipt
  const parts = await reopenParts(tx, { shard, receiptId: id })
  const items = parts.reduce((sum, part) => sum + part.items, 0)
  invariant(items === left.all.count, `receipt ${id} has ${items} items in its parts and ${left.all.count} to process`)
  const heldBy = fate === 'quarantine' ? await exceptionById(tx, shard, fileExceptionId(id)) : undefined
  const to = { state: 'staged', fate, pack, why: heldBy?.sentence } as const
  invariant(await reopenReceipt(tx, receipt, to), `receipt ${id} was locked and is quarantined no more`)
  await loseRest(tx, receipt, { unread: subtractTally(NOTHING, left.all), lost: subtractTally(NOTHING, left.all) })
  return left.taken
}

function duplicateUnit(pack: Pack, receipt: Receipt, { batch, by }: Left['taken'][number]): HeldUnit {
  return {
    scope: 'batch',
    batch: batch.ordinal,
    finding: repeatOf(by, batch),
    value: batch.computed,
    settledDay: rememberSettledDays(pack, dayOf(receipt.receivedOn))(batch.detail),
  }
}

/** Somebody else was at the receipt between the first look at it and its lock. */
function overtaken(receiptId: number, receipt: Receipt | undefined): string {
  switch (receipt?.state) {
    case 'arrived':
    case 'staged':
      return `Receipt ${receiptId} is being retried by somebody else at this moment: there is nothing more to do.`
    case 'done':
      return `Receipt ${receiptId} was retried by somebody else a moment ago and is processed: there is nothing more to do.`
    default:
      return `Somebody else retried receipt ${receiptId} a moment ago, or closed its exception: nothing of it is left to retry.`
  }
}

const NAMED_MAX = 5

function allTaken(receiptId: number, { taken }: Left): string {
  const named = taken
    .slice(0, NAMED_MAX)
    .map(({ batch, by }) => `batch ${batch.ordinal + 1} in receipt ${by.receiptId}`)
    .join(', ')
  const more = taken.length > NAMED_MAX ? ` and ${taken.length - NAMED_MAX} more` : ''
  return `Nothing of receipt ${receiptId} is left to process: its batches were sent again in other files and are processed in those (${named}${more}). Reject its exception as a duplicate.`
}

function dayOf(text: string): number {
  const date = parseDay(text)
  invariant(date !== undefined, `${text} is no day`)
  return dayNumber(date)
}
