import { archiveKind } from '../core/archive.ts'
import { dayNumber, parseDay } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import type { Pack } from '../core/pack.ts'
import { batchesOf } from '../store/batch.ts'
import { lockBuckets } from '../store/bucket.ts'
import { inBulk } from '../store/database.ts'
import { appendEvents } from '../store/event.ts'
import { dropChunks, readyParts } from '../store/part.ts'
import { endWhenComplete, lockReceipt, quarantineReceipt, type Receipt, receiptById } from '../store/receipt.ts'
import { sealReceipt } from '../store/seal.ts'
import { blobRange } from './blob-range.ts'
import { checkedOriginal } from './checked-original.ts'
import { bookedDayOf, firstOpenDay } from './closed-days.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { holdUnits } from './hold-unit.ts'
import { type KeptStage, keepStage } from './kept-stage.ts'
import { matchClaimsOf } from './match-waiting-claims.ts'
import { needAccounts } from './need-accounts.ts'
import { openDay } from './open-day.ts'
import { orgShardOf } from './org-shard.ts'
import { PartBuffers } from './part-buffers.ts'
import { isPassing } from './passing-failure.ts'
import { processPart } from './process-part.ts'
import { restageParts } from './restage-parts.ts'
import { stageFile } from './stage-file.ts'
import { unpackReceipt } from './unpack-receipt.ts'
import { tellFile } from './wake-cases.ts'

/**
 * Takes a receipt from wherever it stands to its end: reads the file, then runs the parts that are left, `workers` at a time.
 * Safe to call again after any interruption, and by two processes at once. What it does with the members of an archive is
 * `processMember`: the same, when left out. Throws `OriginalAltered` when the stored bytes are not those that arrived, and
 * `AccountsMissing` while items wait and the institution has no accounts: then the receipt stays as it is.
 */
export async function processReceipt(
  engine: Engine,
  receiptId: number,
  workers = 4,
  processMember: (id: number) => Promise<void> = id => processReceipt(engine, id, workers),
): Promise<void> {
  const orgShard = orgShardOf(engine)
  const arrived = await receiptById(engine.database.pool, orgShard, receiptId)
  invariant(arrived !== undefined, `there is no receipt ${receiptId}`)
  await openDay(engine, await firstOpenDay(engine, engine.database.pool, Temporal.PlainDate.from(arrived.postingOn)))
  if (arrived.state === 'arrived') {
    const pack = arrived.pack === undefined ? undefined : engine.packs[arrived.pack]
    if (pack === undefined) return unpackOrQuarantine(engine, arrived, processMember)
    const kept = keepStage(arrived, pack)
    try {
      const isOurs = await stageFile(engine, arrived, pack, kept)
      // What another process staged at the same time is in its memory, not in ours.
      await processParts(engine, receiptId, workers, isOurs ? kept : undefined)
    } finally {
      kept?.release()
    }
  } else await processParts(engine, receiptId, workers, undefined)
  await finishReceipt(engine, receiptId)
}

async function processParts(
  engine: Engine,
  receiptId: number,
  workers: number,
  kept: KeptStage | undefined,
): Promise<void> {
  const at = { shard: orgShardOf(engine), receiptId }
  const receipt = await receiptById(engine.database.pool, at.shard, receiptId)
  if (receipt?.state !== 'staged' || receipt.pack === undefined) return
  const pack: Pack = engine.packs[receipt.pack]
  if (kept === undefined) await restageParts(engine, receipt, pack)
  // The parts before the batches: a retry changes both, and then these parts cannot be taken any more.
  const waiting = [...(await readyParts(engine.database.pool, at))]
  const batches = await batchesOf(engine.database.pool, at)
  const fileHeld = receipt.fate === 'quarantine'
  if (waiting.length > 0 && !fileHeld) await needAccounts(engine)
  const failed: unknown[] = []
  const worker = async () => {
    let buffers = new PartBuffers()
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      try {
        await processPart(engine, { receipt, pack, batches, fileHeld, part, staged: kept?.take(part) }, buffers)
      } catch (error) {
        failed.push(error)
        // What was sent of the part may still lie in its buffers.
        buffers = new PartBuffers()
        // One part that fails does not hold up the others; what would fail them all does.
        if (isPassing(error)) waiting.length = 0
      }
    }
  }
  // Whoever hears of a failure finds nothing of the receipt still being processed here.
  await Promise.all(Array.from({ length: Math.min(workers, waiting.length) }, worker))
  if (failed.length > 0) throw failed.find(isPassing) ?? failed[0]
}

async function unpackOrQuarantine(
  engine: Engine,
  receipt: Receipt,
  processMember: (id: number) => Promise<void>,
): Promise<void> {
  // An archive is read here and there, so it is hashed first.
  for await (const _ of checkedOriginal(engine.blobs, receipt));
  const kind = archiveKind(
    await blobRange(engine.blobs, receipt.sha256, { offset: 0, length: Math.min(4, receipt.sizeBytes) }),
  )
  if (kind === undefined) return quarantineUnknown(engine, receipt.id)
  for (const member of await unpackReceipt(engine, receipt, kind)) await processMember(member)
}

/** A file that no pack knows is kept, counted and shown to a person: nothing that arrives disappears. */
async function quarantineUnknown(engine: Engine, receiptId: number): Promise<void> {
  const orgShard = orgShardOf(engine)
  await inBulk(engine.database, async tx => {
    if ((await lockReceipt(tx, { shard: orgShard, id: receiptId })) !== 'arrived') return
    const receipt = await receiptById(tx, orgShard, receiptId)
    invariant(receipt !== undefined, `receipt ${receiptId} was locked and is not there`)
    const why =
      'The first bytes are of no format that is processed here. Find out what it is and from whom, or reject it.'
    await quarantineReceipt(tx, { shard: orgShard, id: receiptId }, why, 'ach', engine.now())
    await lockBuckets(tx, [orgShard])
    const unit = {
      scope: 'file' as const,
      batch: undefined,
      finding: { kind: 'malformed-file', facts: { why } },
      value: { count: 0, debitMinor: 0, creditMinor: 0 },
      settledDay: undefined,
    }
    const day = await bookedDayOf(engine, tx, receipt)
    const events = await holdUnits(engine, tx, { receipt, pack: engine.packs.ach, units: [unit], bookedDay: day })
    await tellFile(engine, tx, receipt)
    const sealed = await sealReceipt(tx, { shard: orgShard, id: receiptId })
    await appendEvents(tx, new Map([[orgShard, [...events, sealed]]]), { day, at: engine.now() })
  })
}

async function finishReceipt(engine: Engine, receiptId: number): Promise<void> {
  const orgShard = orgShardOf(engine)
  await matchClaimsOf(engine, receiptId)
  await inBulk(engine.database, async tx => {
    if (!(await endWhenComplete(tx, { shard: orgShard, id: receiptId }, engine.now()))) return
    await dropChunks(tx, { shard: orgShard, receiptId })
    await lockBuckets(tx, [orgShard])
    const receipt = await receiptById(tx, orgShard, receiptId)
    invariant(receipt !== undefined, `receipt ${receiptId} came to its end and is not there`)
    await tellFile(engine, tx, receipt)
    const event = {
      kind: 'file_done' as const,
      actor: ENGINE_ACTOR,
      subject: receiptId,
      body: { items: receipt.received ?? null },
    }
    const sealed = await sealReceipt(tx, { shard: orgShard, id: receiptId })
    await appendEvents(tx, new Map([[orgShard, [event, sealed]]]), {
      day: dayOf(receipt.postingOn),
      at: engine.now(),
    })
  })
  engine.step('receipt finished')
}

function dayOf(text: string): number {
  const date = parseDay(text)
  invariant(date !== undefined, `${text} is no day`)
  return dayNumber(date)
}
