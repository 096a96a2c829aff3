import { bucketOfText, shardOf } from '../../src/core/bucket.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { processReceipt } from '../../src/engine/process-receipt.ts'
import { type Reception, receiveFile } from '../../src/engine/receive-file.ts'
import { recordAccounts } from '../../src/engine/record-facts.ts'
import type { AccountLine } from '../../src/store/account.ts'

/** A file on its way in. */
export interface Sent {
  readonly name?: string
  readonly source?: string
  readonly bytes: Uint8Array
  /** Bytes of a chunk of the stream; the whole file at once when left out. */
  readonly chunkBytes?: number
}

/** Receives a file as the engine's clock says, and does nothing else. */
export function receive(engine: Engine, sent: Sent): Promise<Reception> {
  return receiveFile(engine, {
    name: sent.name ?? 'sample.ach',
    source: sent.source ?? 'the operator',
    channel: 'upload',
    bytes: inChunks(sent.bytes, sent.chunkBytes ?? Math.max(1, sent.bytes.length)),
    receivedAt: engine.now(),
  })
}

/** Receives a file and takes it to its end. */
export async function receiveAndProcess(engine: Engine, sent: Sent): Promise<Reception> {
  const reception = await receive(engine, sent)
  if (reception.outcome === 'accepted') await processReceipt(engine, reception.receiptId)
  return reception
}

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** An open checking account with 10,000.00 in it, but for what the test says. */
export function anAccount(engine: Engine, number: string, changes: Partial<AccountLine> = {}): AccountLine {
  return {
    shard: shardOf(engine.institution.orgId, bucketOfText(number)),
    number,
    status: 'open',
    type: 'checking',
    holderType: 'consumer',
    holderName: 'Robin Miller',
    balanceMinor: 1_000_000,
    heldMinor: 0,
    overdraftLimitMinor: 0,
    ...changes,
  }
}

export async function openAccounts(engine: Engine, numbers: readonly string[]): Promise<void> {
  await recordAccounts(
    engine,
    numbers.map(number => anAccount(engine, number)),
  )
}

/** Rows of any question of a test's own, asked as the superuser. */
export async function ask<Row extends Record<string, unknown>>(
  engine: Engine,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  return (await engine.database.pool.query<Row>(text, [...values])).rows
}
