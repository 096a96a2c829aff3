import { dayNumber, parseDay } from '../core/calendar/day.ts'
import { counted } from '../core/counted.ts'
import { invariant } from '../core/invariant.ts'
import type { BatchDetail, Pack } from '../core/pack.ts'
import { addTally, isExact, NOTHING, subtractTally, type Tally } from '../core/tally.ts'
import { type Batch, batchesOf } from '../store/batch.ts'
import { writtenItems } from '../store/batch-claim.ts'
import { lockBuckets } from '../store/bucket.ts'
import { inBulk, type Transaction } from '../store/database.ts'
import { appendEvents } from '../store/event.ts'
import { lastFailure, loseRest } from '../store/failed-file.ts'
import { dropChunks, endParts, type Part } from '../store/part.ts'
import { lockReceipt, quarantineReceipt, type Receipt, receiptById } from '../store/receipt.ts'
import { sealReceipt } from '../store/seal.ts'
import { bookedDayOf } from './closed-days.ts'
import type { Engine } from './engine.ts'
import { errorKind } from './error-kind.ts'
import { holdUnits } from './hold-unit.ts'
import { matchClaimsOf } from './match-waiting-claims.ts'
import { orgShardOf } from './org-shard.ts'
import { isPassing } from './passing-failure.ts'
import { type FileValue, readFileValue } from './read-file-value.ts'
import { ReadOtherwise } from './read-otherwise.ts'
import { firstSettledDay, rememberSettledDays } from './settled-day.ts'
import { SumTooLarge } from './sum-too-large.ts'
import { tellFile } from './wake-cases.ts'

/**
 * Quarantines whole what could not be processed of a receipt, so that the day can be cleared: what was processed before stays,
 * everything else stands as value without items under an exception of the file, in suspense unless an exception of its batch
 * or file holds it already. A receipt that came to its end meanwhile is left alone.
 */
export async function quarantineFailed(
  engine: Engine,
  receiptId: number,
  failed: { readonly error: unknown; readonly failures: number },
): Promise<void> {
  const orgShard = orgShardOf(engine)
  const at = { shard: orgShard, receiptId }
  await matchPosted(engine, receiptId)
  await inBulk(engine.database, async tx => {
    const state = await lockReceipt(tx, { shard: orgShard, id: receiptId })
    if (state !== 'arrived' && state !== 'staged') return
    const receipt = await receiptById(tx, orgShard, receiptId)
    invariant(receipt !== undefined, `receipt ${receiptId} was locked and is not there`)
    // Before the buckets: all that arrives waits for these, and a file may be gigabytes long.
    const unread = state === 'arrived' ? await restOfUnread(engine, receipt) : undefined
    // Before the parts, as those who process them do: so that nobody waits for the other.
    await lockBuckets(tx, [orgShard])
    const now = engine.now()
    const parts = await endParts(tx, at, now)
    const rest = unread ?? (await restOfStaged(engine, tx, receipt, parts))
    const kind = errorKind(failed.error)
    const told = saysWhatToDo(failed.error) ? `${failed.error.message} ${rest.told}` : rest.told
    const why = `Processing failed ${failed.failures} times with ${kind}, a defect of the program. ${told}`
    if (state === 'arrived') await loseRest(tx, receipt, { lost: rest.all, unread: NOTHING })
    else await loseRest(tx, receipt, { lost: rest.all, unread: rest.all })
    await quarantineReceipt(tx, { shard: orgShard, id: receiptId }, why, 'ach', now)
    await dropChunks(tx, at)
    await tellFile(engine, tx, receipt)
    const facts = { times: failed.failures, error: kind, rest: told, receipt: receiptId }
    const finding = { kind: 'file-not-processed', facts }
    const unit = { scope: 'file' as const, batch: undefined, finding, value: rest.free, settledDay: rest.settledDay }
    const pack: Pack = engine.packs[receipt.pack ?? 'ach']
    const time = ((await lastFailure(tx, orgShard, receiptId))?.time ?? 0) + 1
    const bookedDay = await bookedDayOf(engine, tx, receipt)
    const held = await holdUnits(engine, tx, { receipt, pack, units: [unit], at: { at: 'failure', time }, bookedDay })
    const events = [...held, await sealReceipt(tx, { shard: orgShard, id: receiptId })]
    await appendEvents(tx, new Map([[orgShard, events]]), { day: bookedDay, at: now })
  })
  engine.step('receipt finished')
}

function saysWhatToDo(error: unknown): error is Error {
  return error instanceof ReadOtherwise || error instanceof SumTooLarge
}

/** A claim may wait for what posted before the rest failed. Before the quarantine, so that a stop in between asks again; it holds none up. */
async function matchPosted(engine: Engine, receiptId: number): Promise<void> {
  try {
    await matchClaimsOf(engine, receiptId)
  } catch (error) {
    if (isPassing(error)) throw error
  }
}

/** What is left of a file: all of it, and what of that no exception holds yet. */
interface Rest {
  readonly all: Tally
  readonly free: Tally
  readonly settledDay: number | undefined
  readonly told: string
}

async function restOfUnread(engine: Engine, receipt: Receipt): Promise<Rest> {
  const value = await valueIfReadable(engine, receipt)
  if (value === undefined) {
    const told = 'Nothing of it was processed, and what it is worth could not be read.'
    return { all: NOTHING, free: NOTHING, settledDay: undefined, told }
  }
  const { whole, details } = value
  const told = `Nothing of it was processed: ${counted(whole.count, 'item waits', 'items wait')} with ${whole.count === 1 ? 'its' : 'their'} value.`
  return { all: whole, free: whole, settledDay: settledDayOf(engine, receipt, details), told }
}

/** What its batches were read to hold and its items do not. Not from the file: the program that fails on it may be the one that read it. */
async function restOfStaged(engine: Engine, tx: Transaction, receipt: Receipt, parts: readonly Part[]): Promise<Rest> {
  const batches = await batchesOf(tx, { shard: receipt.shard, receiptId: receipt.id })
  const written = await writtenItems(tx, receipt.shard, receipt)
  const restOfBatch = ({ ordinal, computed }: Batch) => subtractTally(computed, written.get(ordinal) ?? NOTHING)
  const sumOf = (some: readonly Batch[]) => some.map(restOfBatch).reduce(addTally, NOTHING)
  const all = sumOf(batches)
  const items = parts.reduce((sum, part) => sum + part.items, 0)
  invariant(
    all.count === items,
    `receipt ${receipt.id} has ${items} items to process and ${all.count} were not written`,
  )
  // The items of the other batches were to be posted or excepted one by one.
  const free = sumOf(batches.filter(batch => batch.fate === 'process'))
  const details = batches.map(batch => batch.detail)
  const told = `${items} of its ${counted(receipt.received.count, 'item')} ${items === 1 ? 'was not processed and waits with its value' : 'were not processed and wait with their value'}.`
  return { all, free, settledDay: settledDayOf(engine, receipt, details), told }
}

function settledDayOf(engine: Engine, receipt: Receipt, details: readonly BatchDetail[]): number | undefined {
  const pack: Pack = engine.packs[receipt.pack ?? 'ach']
  const receivedOn = parseDay(receipt.receivedOn)
  invariant(receivedOn !== undefined, `receipt ${receipt.id} was received on no day`)
  return firstSettledDay(details, rememberSettledDays(pack, dayNumber(receivedOn)))
}

/** Undefined where the file cannot be read at all, or is worth more than is counted exactly: then that is what fails. */
async function valueIfReadable(engine: Engine, receipt: Receipt): Promise<FileValue | undefined> {
  if (receipt.pack === undefined) return undefined
  try {
    const value = await readFileValue(engine, receipt, engine.packs[receipt.pack])
    return isExact(value.whole) ? value : undefined
  } catch (error) {
    if (isPassing(error)) throw error
    return undefined
  }
}
