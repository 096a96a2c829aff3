import type { Finding } from '../core/exception.ts'
import { invariant } from '../core/invariant.ts'
import { type EarlierBatch, firstOfEach, holdRepeats } from '../core/repeated-batch.ts'
import type { Batch } from '../store/batch.ts'
import { ownersOf } from '../store/batch-claim.ts'
import type { Runner } from '../store/statement.ts'
import { batchClaimOf } from './claim-batches.ts'
import type { Engine } from './engine.ts'
import type { Unit } from './find-unit.ts'
import type { ReadUnit } from './read-unit.ts'

/** What a release makes of the batches of a file. */
export interface JudgedUnit {
  /** All of the file, each with the fate under which its items are decided. */
  readonly batches: readonly Batch[]
  /** Those that are to own their content from now on. */
  readonly claimed: readonly Batch[]
  /** Of a file: those that stay held by themselves, with why. */
  readonly held: ReadonlyMap<number, Finding>
  /** Why nothing can be processed, as a sentence. */
  readonly whyNot: string | undefined
}

/**
 * Which batches a release processes. A batch that is released is, whatever was found of it; where another file owns its content,
 * because it was held as its duplicate, that one keeps it, and each item is known again by itself. Of a file that is released those
 * batches are not that are held for something of their own, or that came in another file meanwhile.
 */
export async function judgeUnit(engine: Engine, run: Runner, unit: Unit, read: ReadUnit): Promise<JudgedUnit> {
  return unit.exception.batch === undefined ? judgeFile(engine, run, unit, read) : judgeBatch(engine, run, unit)
}

/** See `judgeUnit`; it asks nothing of the reading of the file. */
export async function judgeBatch(engine: Engine, run: Runner, unit: Unit): Promise<JudgedUnit> {
  const { batches, exception, pack } = unit
  const batch = batches.find(one => one.ordinal === exception.batch)
  const processed = batches.map(one => (one === batch ? { ...one, fate: 'process' as const } : one))
  const of = { batches: processed, held: new Map() }
  if (batch === undefined || batch.computed.count === 0)
    return { ...of, claimed: [], whyNot: 'No item of it could be read: there is nothing to process. Reject it.' }
  if (batch.fate === 'process') return { ...of, claimed: [], whyNot: PROCESSED }
  const owner = await ownerOf(engine, run, pack.name, batch)
  if (owner === undefined) return { ...of, claimed: [batch], whyNot: undefined }
  return { ...of, claimed: [], whyNot: exception.kind === 'duplicate-batch' ? undefined : elsewhere(owner) }
}

const PROCESSED =
  'Its items are processed already, and what waits here is in none of them: ask the sender, and reject it once it is settled.'

async function ownerOf(
  engine: Engine,
  run: Runner,
  pack: Unit['pack']['name'],
  batch: Batch,
): Promise<EarlierBatch | undefined> {
  return (await ownersOf(run, [batchClaimOf(engine, pack, batch)])).get(batch.ordinal)
}

function elsewhere({ receiptId, ordinal }: EarlierBatch): string {
  return `The same batch came again and is processed as batch ${ordinal + 1} of receipt ${receiptId}: reject this one.`
}

async function judgeFile(engine: Engine, run: Runner, unit: Unit, { file }: ReadUnit): Promise<JudgedUnit> {
  const { batches, pack } = unit
  // The detail that was stored may say more than the reading: a second look adds to it.
  const own = batches.map((batch, n) => ({ ...batch, fate: file.batches[n]?.fate ?? batch.fate }))
  const firsts = firstOfEach(own)
  const owners = await ownersOf(
    run,
    firsts.map(batch => batchClaimOf(engine, pack.name, batch)),
  )
  const judged = holdRepeats(own, owners)
  const held = new Map([...file.findings, ...judged.findings])
  // What a batch that is processed lost is told of it all the same.
  for (const { ordinal, fate, lost } of judged.batches)
    if (fate === 'process' && lost.count + lost.debitMinor + lost.creditMinor === 0) held.delete(ordinal)
  const claimed = judged.batches.filter(batch => batch.fate === 'process' && batch.computed.count > 0)
  const whyNot =
    claimed.length === 0
      ? 'No batch of it could be processed by itself either: there is nothing to release.'
      : undefined
  return { batches: judged.batches, claimed, held, whyNot }
}

/** Why a batch of a released file stays held, or what it lost is, as when a file is read. */
export function findingOf({ held }: JudgedUnit, { ordinal }: Batch): Finding {
  const finding = held.get(ordinal)
  invariant(finding !== undefined, `batch ${ordinal} stays held, or lost something, and nothing says why`)
  return finding
}
