import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { pathTo } from '../contract/paths.ts'
import type { Engine } from '../engine/engine.ts'
import { processReceipt } from '../engine/process-receipt.ts'
import { receiveFile } from '../engine/receive-file.ts'
import { Config, institutionOf } from '../main/config.ts'
import { type OpenEngine, openEngine } from '../main/open-engine.ts'
import { inReadRequest } from '../store/read-request.ts'

let server: SampleServer
let other: OpenEngine
let theirs: number

beforeAll(async () => {
  server = await openSampleServer(100)
  const institution = institutionOf(Config.parse({}), 2)
  other = await openEngine({
    dataDir: `${server.dataDir}/other`,
    institution,
    environment: { DATABASE_URL: server.url },
  })
  theirs = await receive(other.engine, 'ZEBRA file')
})
afterAll(async () => {
  await other.close()
  await server.close()
})

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

async function receive(engine: Engine, text: string): Promise<number> {
  const reception = await receiveFile(engine, {
    name: text,
    source: 'theirs',
    channel: 'command',
    bytes: bytesOf(text),
    receivedAt: engine.now(),
  })
  if (reception.outcome !== 'accepted') throw new Error(reception.outcome)
  await processReceipt(engine, reception.receiptId)
  return reception.receiptId
}

test('nothing of another institution is in any list, story or figure', async () => {
  for (const path of [
    '/v1/today',
    '/v1/receipts?limit=500',
    '/v1/exceptions?limit=500',
    '/v1/batches?limit=500',
    '/metrics',
  ]) {
    expect(await (await server.ask(path)).text(), path).not.toMatch(/theirs|ZEBRA/)
  }
  expect((await server.ask(pathTo('receipt', { receipt: theirs }))).status).toBe(404)
  expect((await server.ask(pathTo('faults', { receipt: theirs }))).status).toBe(404)
  expect((await server.ask(pathTo('item', { item: theirs * 2 ** 26 }))).status).toBe(404)
})

// Seen red with `set local role` left out of `inReadRequest`: a statement without its condition then reads everything.
test('row-level security stands behind a statement that forgets its condition', async () => {
  const { database } = server.engine
  for (const table of ['receipt', 'exception', 'event', 'account', 'file_claim']) {
    const count = `select count(*) as rows, count(*) filter (where shard >= 2048) as theirs from ${table}`
    const [all] = (await database.pool.query<{ rows: number; theirs: number }>(count)).rows
    const [seen] = (await inReadRequest(database, 1, tx => tx.query<{ rows: number; theirs: number }>(count))).rows
    expect(all?.theirs, table).toBeGreaterThan(0)
    expect(seen?.theirs, table).toBe(0)
    expect(seen?.rows, table).toBe((all?.rows ?? 0) - (all?.theirs ?? 0))
  }
})

// Seen red with `read only` left out of `inReadRequest`.
test('a reading request cannot write', async () => {
  const { database } = server.engine
  await expect(
    inReadRequest(database, 1, tx => tx.query(`update receipt set name = 'x' where shard = 1024`)),
  ).rejects.toThrow(/read-only/)
})
