import type { ExceptionKind } from '../core/exception.ts'
import { receiptOfHeld } from '../core/item.ts'
import type { Pack } from '../core/pack.ts'
import { type Batch, batchesOf } from '../store/batch.ts'
import { exceptionById, type StoredException } from '../store/exception.ts'
import { type Receipt, receiptById } from '../store/receipt.ts'
import type { Runner } from '../store/statement.ts'
import type { UnitPlace } from '../store/unit.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'

/** A batch or file that is held as a whole, with everything of it that is read before anything is locked. */
export interface Unit {
  readonly place: UnitPlace
  readonly exception: StoredException
  readonly kind: ExceptionKind
  readonly receipt: Receipt
  readonly batches: readonly Batch[]
  readonly pack: Pack
}

/** The batch or file of the exception; undefined where there is none such. Its number is below zero. */
export async function findUnit(engine: Engine, run: Runner, exceptionId: number): Promise<Unit | undefined> {
  if (!Number.isSafeInteger(exceptionId) || exceptionId >= 0) return undefined
  const shard = orgShardOf(engine)
  const exception = await exceptionById(run, shard, exceptionId)
  if (exception === undefined || exception.scope === 'item') return undefined
  const pack = engine.packs[exception.pack]
  const kind = pack.kinds[exception.kind]
  const receiptId = receiptOfHeld(exceptionId)
  const receipt = await receiptById(run, shard, receiptId)
  if (kind === undefined || receipt === undefined) return undefined
  const batches = await batchesOf(run, { shard, receiptId })
  return { place: { shard, exceptionId, receiptId, day: receipt.postingOn }, exception, kind, receipt, batches, pack }
}
