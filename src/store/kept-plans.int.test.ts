import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { anAccount } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { bucketOfText, shardOf } from '../core/bucket.ts'
import { openInstitution } from '../engine/open-institution.ts'
import { recordAccounts } from '../engine/record-facts.ts'
import { accountsByNumber } from './account.ts'
import { type Database, inBulk, openDatabase } from './database.ts'
import { inWriteRequest } from './write-request.ts'

const [A = ''] = accountNumbers(1)
let at: TestEngine

beforeAll(async () => {
  at = await openTestEngine()
  const other = { ...at.engine, institution: { ...at.engine.institution, orgId: 2 } }
  await openInstitution(other, 'test')
  for (const engine of [at.engine, other]) await recordAccounts(engine, [anAccount(engine, A)])
})
afterAll(() => at.close())

/** The account of an institution, so often that a plan for any number of accounts is as good as one for these. */
function twentyTimes(orgId: number) {
  return Array.from({ length: 20 }, () => ({ shard: shardOf(orgId, bucketOfText(A)), number: A }))
}

/** A frequent statement often enough that the server makes a plan for any values, and the names of what it keeps then. */
async function keptOn(database: Database): Promise<readonly string[]> {
  return inBulk(database, async tx => {
    for (let n = 0; n < 8; n++) await accountsByNumber(tx, twentyTimes(1))
    const { rows } = await tx.query<{ name: string }>('select name from pg_prepared_statements where generic_plans > 0')
    return rows.map(row => row.name)
  })
}

// Seen red with plans that are kept on every connection; with no name given.
test('the server keeps plans of frequent statements, and keeps none behind a pooler', async () => {
  const own = await openDatabase(at.url, 1)
  const pooler = await poolerTo(at.url)
  const pooled = await openDatabase(pooler.url, 1)
  expect(await keptOn(own)).toEqual(['account.by-numbers'])
  expect(await keptOn(pooled)).toEqual([])
  await own.close()
  await pooled.close()
  pooler.close()
})

// Law 9. Seen red with a policy that asks for the institution through a function that is said to be immutable: its answer becomes a
// part of the plan.
test('a plan that was kept for one institution, or for bulk work, gives another institution none of its rows', async () => {
  const one = await openDatabase(at.url, 1)
  const found = async (own: number, other: number) => {
    return (await inWriteRequest(one, own, tx => accountsByNumber(tx, twentyTimes(other)))).length
  }
  expect(await keptOn(one)).toEqual(['account.by-numbers'])
  for (let n = 0; n < 8; n++)
    expect([await found(1, 1), await found(1, 2), await found(2, 2), await found(2, 1)]).toEqual([20, 0, 20, 0])
  await one.close()
})

/** The same server as a pooler shows it: it names a process of its own when a connection opens. */
async function poolerTo(url: string): Promise<{ readonly url: string; close(): void }> {
  const { hostname, port } = new URL(url)
  const KEY_DATA = Buffer.from([0x4b, 0, 0, 0, 12]) // BackendKeyData: its length, then the process
  const door = createServer(from => {
    const to = connect(Number(port), hostname)
    for (const one of [from, to]) one.on('error', () => {})
    from.pipe(to)
    to.on('data', (bytes: Buffer) => {
      const key = bytes.indexOf(KEY_DATA)
      if (key >= 0) bytes.writeInt32BE(bytes.readInt32BE(key + KEY_DATA.length) + 1, key + KEY_DATA.length)
      from.write(bytes)
    })
    to.on('close', () => from.destroy())
  })
  await once(door.listen(0, '127.0.0.1'), 'listening')
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String((door.address() as AddressInfo).port) // a server that listens on a port
  return { url: through.toString(), close: () => door.close() }
}
