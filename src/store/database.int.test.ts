import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { type Database, inBulk, openDatabase } from './database.ts'
import { loadedAccounts } from './loaded-accounts.ts'

let made: TestDatabase
let database: Database
beforeAll(async () => {
  made = await createTestDatabase()
  database = await openDatabase(made.url)
})
afterAll(async () => {
  await database.close()
  await made.drop()
})

// Seen red with the answer to "commit" unread: PostgreSQL rolls back, says so and is not believed.
test('work of which a statement failed unheard is not said to be committed', async () => {
  const work = inBulk(database, async tx => {
    await tx.query(`insert into org (id, name, currency, settings, created_at) values (8, 'Eight', 'USD', '{}', now())`)
    await tx.query('select 1 / 0').catch(() => {})
  })
  await expect(work).rejects.toThrow('nothing of the transaction was kept')
  expect((await database.pool.query('select id from org')).rows).toEqual([])
})

// Seen red with the connection given back as after any other error.
test('a connection on which the server refused something is not used again; one whose work was given up is', async () => {
  const one = await openDatabase(made.url, 1)
  const pid = async () => (await one.pool.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid
  const before = await pid()
  await expect(inBulk(one, () => Promise.reject(new Error('given up')))).rejects.toThrow('given up')
  expect(await pid()).toBe(before)
  await expect(inBulk(one, tx => tx.query('select 1 / 0'))).rejects.toThrow('division by zero')
  expect(await pid()).not.toBe(before)
  await one.close()
})

/** The same address by way of a door that can be shut on whoever went through it. */
async function doorTo(url: string): Promise<{ readonly url: string; shut(): void }> {
  const { hostname, port } = new URL(url)
  const passing: Socket[] = []
  const door = createServer(from => {
    const to = connect(Number(port), hostname)
    for (const one of [from, to]) passing.push(one.on('error', () => {}))
    from.pipe(to).pipe(from)
  })
  await once(door.listen(0, '127.0.0.1'), 'listening')
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String((door.address() as AddressInfo).port) // a server that listens on a port
  const shut = () => {
    for (const one of passing) one.destroy()
    door.close()
  }
  return { url: through.toString(), shut }
}

// Seen red without a listener for its connection: the process ended with a stack instead.
test('a database that goes away while it is looked into is told to whoever looks', async () => {
  const holder = await database.pool.connect()
  await holder.query('begin; lock table account in access exclusive mode')
  const door = await doorTo(made.url)
  const looking = loadedAccounts(door.url).catch((error: unknown) => error)
  const waiting =
    'select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())'
  for (let found = 0; found === 0; ) found = (await database.pool.query(waiting)).rows.length
  door.shut()
  expect(String(await looking)).toMatch(/Connection terminated/)
  await holder.query('rollback')
  holder.release()
})
