import { archiveKind } from '../core/archive.ts'
import { shardOf } from '../core/bucket.ts'
import { dayNumber, parseDay } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import type { Pack } from '../core/pack.ts'
import { batchesOf } from '../store/batch.ts'
import { lockBuckets } from '../store/bucket.ts'
import { inBulk } from '../store/database.ts'
import { appendEvents } from '../store/event.ts'
import { dropChunks, readyParts } from '../store/part.ts'
import { endWhenComplete, quarantineReceipt, type Receipt, receiptById } from '../store/receipt.ts'
import { blobRange } from './blob-range.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { holdUnits } from './hold-unit.ts'
import { type KeptStage, keepStage } from './kept-stage.ts'
import { PartBuffers } from './part-rows.ts'
import { processPart } from './process-part.ts'
import { restageParts } from './restage-parts.ts'
import { stageFile } from './stage-file.ts'
import { unpackReceipt } from './unpack-receipt.ts'

/**
 * Takes a receipt from wherever it stands to its end: reads the file, then runs the parts that are left, `workers` at a time.
 * Safe to call again after any interruption, and by two processes at once.
 */
export async function processReceipt(engine: Engine, receiptId: number, workers = 4): Promise<void> {
  const orgShard = shardOf(engine.institution.orgId, 0)
  const arrived = await receiptById(engine.database.pool, orgShard, receiptId)
  invariant(arrived !== undefined, `there is no receipt ${receiptId}`)
  if (arrived.state === 'arrived') {
    const pack = arrived.pack === undefined ? undefined : engine.packs[arrived.pack]
    if (pack === undefined) return unpackOrQuarantine(engine, arrived, workers)
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
  const at = { shard: shardOf(engine.institution.orgId, 0), receiptId }
  const receipt = await receiptById(engine.database.pool, at.shard, receiptId)
  if (receipt?.state !== 'staged' || receipt.pack === undefined) return
  const pack: Pack = engine.packs[receipt.pack]
  if (kept === undefined) await restageParts(engine, receipt, pack)
  const batches = await batchesOf(engine.database.pool, at)
  const fileHeld = receipt.fate === 'quarantine'
  const waiting = [...(await readyParts(engine.database.pool, at))]
  const worker = async () => {
    const buffers = new PartBuffers()
    for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
      await processPart(engine, { receipt, pack, batches, fileHeld, part, staged: kept?.take(part) }, buffers)
    }
  }
  await Promise.all(Array.from({ length: Math.min(workers, waiting.length) }, worker))
}

async function unpackOrQuarantine(engine: Engine, receipt: Receipt, workers: number): Promise<void> {
  const kind = archiveKind(
    await blobRange(engine.blobs, receipt.sha256, { offset: 0, length: Math.min(4, receipt.sizeBytes) }),
  )
  if (kind === undefined) return quarantineUnknown(engine, receipt.id)
  for (const member of await unpackReceipt(engine, receipt, kind)) await processReceipt(engine, member, workers)
}

/** A file that no pack knows is kept, counted and shown to a person: nothing that arrives disappears. */
async function quarantineUnknown(engine: Engine, receiptId: number): Promise<void> {
  const orgShard = shardOf(engine.institution.orgId, 0)
  await inBulk(engine.database, async tx => {
    const receipt = await receiptById(tx, orgShard, receiptId)
    if (receipt?.state !== 'arrived') return
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
    const events = await holdUnits(engine, tx, { receipt, pack: engine.packs.ach, units: [unit] })
    await appendEvents(tx, new Map([[orgShard, events]]), { day: dayOf(receipt.postingOn), at: engine.now() })
  })
}

async function finishReceipt(engine: Engine, receiptId: number): Promise<void> {
  const orgShard = shardOf(engine.institution.orgId, 0)
  await inBulk(engine.database, async tx => {
    if (!(await endWhenComplete(tx, { shard: orgShard, id: receiptId }, engine.now()))) return
    await dropChunks(tx, { shard: orgShard, receiptId })
    await lockBuckets(tx, [orgShard])
    const receipt = await receiptById(tx, orgShard, receiptId)
    const event = {
      kind: 'file_done' as const,
      actor: ENGINE_ACTOR,
      subject: receiptId,
      body: { items: receipt?.received ?? null },
    }
    await appendEvents(tx, new Map([[orgShard, [event]]]), { day: dayOf(receipt?.postingOn ?? ''), at: engine.now() })
  })
  engine.step('receipt finished')
}

function dayOf(text: string): number {
  const date = parseDay(text)
  invariant(date !== undefined, `${text} is no day`)
  return dayNumber(date)
}
