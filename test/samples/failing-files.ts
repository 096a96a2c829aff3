import { shardOf } from '../../src/core/bucket.ts'
import { endReceipt } from '../../src/engine/attempt-receipt.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { exceptionById } from '../../src/store/exception.ts'
import { failedFileExceptionId } from '../../src/store/failed-file.ts'
import { ask, receive } from './arrivals.ts'

/** Files on which processing fails the same way each time: a rule of the database refuses what the program writes of them. */

/** Refuses items, by an expression of SQL, until `mend`. */
export async function refuseItems(engine: Engine, where: string): Promise<void> {
  await ask(engine, `alter table item add constraint planted check (not (${where})) not valid`)
}

/** Refuses batches, so that no file can be read into parts, until `mend`. */
export async function refuseBatches(engine: Engine): Promise<void> {
  await ask(engine, `alter table batch add constraint planted check (label = '') not valid`)
}

export async function mend(engine: Engine): Promise<void> {
  await ask(engine, 'alter table item drop constraint if exists planted')
  await ask(engine, 'alter table batch drop constraint if exists planted')
}

/** An engine that splits even a small file into parts, which are ranges of shards: a file of a few entries fails half way. */
export function withSmallParts(engine: Engine): Engine {
  const { ach, checks } = engine.packs
  return { ...engine, packs: { ach: { ...ach, bytesPerItem: 0.01 }, checks } }
}

/** Receives a file, and gives its receipt. */
export async function accepted(engine: Engine, bytes: Uint8Array, name?: string): Promise<number> {
  const reception = await receive(engine, { bytes, ...(name === undefined ? {} : { name }) })
  if (reception.outcome !== 'accepted') throw new Error(`the file was ${reception.outcome}`)
  return reception.receiptId
}

/** Receives a file and takes it to its end, whatever that is. */
export async function ended(engine: Engine, bytes: Uint8Array): Promise<number> {
  const id = await accepted(engine, bytes)
  await endReceipt(engine, id)
  return id
}

/** The exception of a file whose processing failed for that time, with its value. */
export async function failureOf(engine: Engine, receiptId: number, time = 1) {
  const orgShard = shardOf(engine.institution.orgId, 0)
  const found = await exceptionById(engine.database.pool, orgShard, failedFileExceptionId(receiptId, time))
  if (found === undefined) return undefined
  const { kind, sentence, state, closedAs } = found
  return { ...found.value, kind, sentence, state, closedAs }
}
