import { dayNumber, parseDay } from '../core/calendar/day.ts'
import { explain } from '../core/exception.ts'
import { invariant } from '../core/invariant.ts'
import type { FileClosed, Pack } from '../core/pack.ts'
import { firstOfEach, holdRepeats, type JudgedBatches } from '../core/repeated-batch.ts'
import { addTally, isExact, type Tally } from '../core/tally.ts'
import { type Batch, insertBatches, insertFaults } from '../store/batch.ts'
import { lockBuckets } from '../store/bucket.ts'
import { inBulk, type Transaction } from '../store/database.ts'
import { appendEvents, type NewEvent } from '../store/event.ts'
import { insertParts } from '../store/part.ts'
import { lockReceipt, markStaged, type Receipt } from '../store/receipt.ts'
import { sealReceipt } from '../store/seal.ts'
import { batchClaimOf, claimOrTakeOver } from './claim-batches.ts'
import { bookedDayOf } from './closed-days.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { type HeldUnit, holdUnits } from './hold-unit.ts'
import type { KeptStage } from './kept-stage.ts'
import { orgShardOf } from './org-shard.ts'
import { type FileRead, partRanges, readIntoParts } from './read-into-parts.ts'
import { lookAgain } from './second-look.ts'
import { firstSettledDay, rememberSettledDays } from './settled-day.ts'
import { SumTooLarge } from './sum-too-large.ts'

/**
 * The first pass over a received file: reads it once as a stream, checks frames and totals, and routes every item to the part
 * of its bucket. One transaction; a file staged already, by whatever process, is left alone. The items are staged in the database,
 * or in `kept` where the caller goes on with the parts itself. False when there was nothing left to do.
 */
export async function stageFile(engine: Engine, receipt: Receipt, pack: Pack, kept?: KeptStage): Promise<boolean> {
  const isOurs = await inBulk(engine.database, async tx => {
    if ((await lockReceipt(tx, receipt)) !== 'arrived') return false
    const ranges = partRanges(engine, receipt.id, receipt.sizeBytes / pack.bytesPerItem)
    const read = await readIntoParts(engine, tx, { receipt, pack, ranges, kept })
    const staged = await lookAgain(engine, tx, { receipt, pack, read })
    engine.step('file read')
    await writeStage(engine, tx, receipt, pack, staged)
    engine.step('stage written')
    return true
  })
  engine.step('stage committed')
  return isOurs
}

async function writeStage(
  engine: Engine,
  tx: Transaction,
  receipt: Receipt,
  pack: Pack,
  staged: FileRead,
): Promise<void> {
  const orgShard = orgShardOf(engine)
  const at = { shard: orgShard, receiptId: receipt.id }
  const closed = staged.closed
  invariant(closed !== undefined, 'a reader must close its file')
  const { events: takeovers, ...batches } = await judgeBatches(engine, tx, receipt, staged, pack)
  const lost = batches.batches.reduce((sum, batch) => addTally(sum, batch.lost), closed.lost)
  // A row of it could be written and never read again: better that one file fails than every page that lists it.
  if (!isExact(addTally(staged.computed, lost))) throw new SumTooLarge(receipt.id)
  const first = await markStaged(
    tx,
    { shard: orgShard, id: receipt.id },
    {
      format: staged.detail?.format ?? pack.name,
      variant: staged.detail?.variant ?? '',
      sender: staged.detail?.sender ?? '',
      received: staged.computed,
      lost,
      batches: batches.batches.length,
      faults: staged.faultCount,
      heldBecause: heldBecause(pack, closed),
    },
  )
  invariant(first, `receipt ${receipt.id} was staged twice at once`)
  await insertBatches(tx, at, batches.batches)
  await insertFaults(tx, at, staged.faults)
  await insertParts(tx, staged.parts)
  await lockBuckets(tx, [orgShard])
  const held = heldUnits(receipt, pack, staged, batches, closed, lost)
  const bookedDay = await bookedDayOf(engine, tx, receipt)
  const events = await holdUnits(engine, tx, { receipt, pack, units: held, bookedDay })
  const staging = {
    kind: 'file_staged' as const,
    actor: ENGINE_ACTOR,
    subject: receipt.id,
    body: {
      items: staged.computed,
      lost,
      batches: batches.batches.length,
      parts: staged.parts.length,
      faults: staged.faultCount,
      fate: closed.fate,
    },
  }
  const sealed = await sealReceipt(tx, { shard: orgShard, id: receipt.id })
  await appendEvents(tx, new Map([[orgShard, [staging, ...takeovers, ...events, sealed]]]), {
    day: bookedDay,
    at: engine.now(),
  })
}

function dateOf(receipt: Receipt, day: string): Temporal.PlainDate {
  const date = parseDay(day)
  invariant(date !== undefined, `receipt ${receipt.id} has no day where it says ${day}`)
  return date
}

interface JudgedFile extends JudgedBatches<Batch> {
  /** Of batches that were taken over from files that failed. */
  readonly events: readonly NewEvent[]
}

/**
 * The fate of each batch: of a file that is held whole none is processed; else every batch that would be is claimed, and one
 * that this file or another brought before is held as a duplicate.
 */
async function judgeBatches(
  engine: Engine,
  tx: Transaction,
  receipt: Receipt,
  staged: FileRead,
  pack: Pack,
): Promise<JudgedFile> {
  if (staged.closed?.fate !== 'process') {
    const batches = staged.batches.map(batch => ({ ...batch, fate: 'quarantine' as const }))
    return { batches, findings: staged.findings, events: [] }
  }
  const claims = firstOfEach(staged.batches).map(batch => batchClaimOf(engine, pack.name, batch))
  const { earlier, events } = await claimOrTakeOver(engine, tx, receipt, claims)
  const { batches, findings } = holdRepeats(staged.batches, earlier)
  return { batches, findings: new Map([...staged.findings, ...findings]), events }
}

/** The sentence of the file's exception, where the file is held whole. */
function heldBecause(pack: Pack, { fate, finding }: FileClosed): string | undefined {
  if (fate === 'process') return undefined
  const kind = pack.kinds[finding?.kind ?? '']
  invariant(finding !== undefined && kind !== undefined, `the pack ${pack.name} holds a file and does not say why`)
  return explain(kind, finding.facts)
}

/** What nothing of may be processed: the file as one unit, or each quarantined batch, or value that was lost from a batch or file that is processed. */
function heldUnits(
  receipt: Receipt,
  pack: Pack,
  staged: FileRead,
  judged: JudgedBatches<Batch>,
  closed: FileClosed,
  lost: Tally,
): readonly HeldUnit[] {
  const settledDayOf = rememberSettledDays(pack, dayNumber(dateOf(receipt, receipt.receivedOn)))
  const details = judged.batches.map(batch => batch.detail)
  if (closed.fate === 'quarantine') {
    invariant(closed.finding !== undefined, `receipt ${receipt.id} is held and nothing says why`)
    const value = addTally(staged.computed, lost)
    const settledDay = firstSettledDay(details, settledDayOf)
    return [{ scope: 'file', batch: undefined, finding: closed.finding, value, settledDay }]
  }
  const units: HeldUnit[] = []
  for (const batch of judged.batches) {
    const whole = batch.fate === 'quarantine'
    const value = whole ? addTally(batch.computed, batch.lost) : batch.lost
    if (!whole && value.count === 0 && value.debitMinor === 0 && value.creditMinor === 0) continue
    const finding = judged.findings.get(batch.ordinal)
    invariant(
      finding !== undefined,
      `the pack ${pack.name} holds a batch, or lost something of it, and does not say why`,
    )
    const settledDay = settledDayOf(batch.detail)
    units.push({ scope: 'batch', batch: batch.ordinal, finding, value, settledDay })
  }
  if (closed.finding !== undefined || closed.lost.count + closed.lost.debitMinor + closed.lost.creditMinor > 0) {
    units.push({
      scope: 'file',
      batch: undefined,
      finding: closed.finding ?? { kind: 'malformed-file', facts: {} },
      value: closed.lost,
      settledDay: firstSettledDay(details, settledDayOf),
    })
  }
  return units
}
