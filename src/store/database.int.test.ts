import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { type Database, inBulk, inTransactionOfOneTrip, inTransactionThatAsks, openDatabase } from './database.ts'
import { loadedAccounts } from './loaded-accounts.ts'
import { inOneTrip } from './one-trip.ts'

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

const BEGIN = { begin: 'begin isolation level read committed read write', settings: { timezone: 'UTC' } }
const addOrg = (id: number) =>
  `insert into org (id, name, currency, settings, created_at) values (${id}, 'Of a trip', 'USD', '{}', now())`
const orgs = async () =>
  (await database.pool.query('select id from org where id > 90 order by id')).rows.map(row => row.id)

// Seen red with the rows of one statement kept for the next; with values that are sent as words of JavaScript.
test('statements of one trip see what those before them did, each with its own rows, as the driver reads them', async () => {
  const read = "select $1::bigint[] as many, date '2026-06-01' as day, null::text as nothing, id from org where id = 91"
  const [added, rows, none, count] = await inBulk(database, tx =>
    inOneTrip(tx, run =>
      Promise.all([
        run.query(addOrg(91)),
        run.query(read, [[1, 2]]),
        run.query('select id from org where id = 92'),
        run.query('select count(*)::bigint from org where id > 90'),
      ]),
    ),
  )
  expect([added.rowCount, none.rows, count.rows]).toEqual([1, [], [{ count: 1 }]])
  expect(rows.rows).toEqual([{ many: ['1', '2'], day: '2026-06-01', nothing: null, id: 91 }])
})

// Seen red with a Sync behind each statement: what came behind the refused one was done.
test('of a trip that the server refuses nothing is kept, and all that asked are told why', async () => {
  const told: unknown[] = []
  const heard = async (asked: Promise<unknown>) => told.push(await asked.catch((error: Error) => error.message))
  const trip = inTransactionOfOneTrip(database, BEGIN, run =>
    Promise.all([heard(run.query(addOrg(93))), heard(run.query('select 1 / 0')), heard(run.query(addOrg(94)))]),
  )
  await expect(trip).rejects.toThrow('division by zero')
  expect(told).toEqual(['division by zero', 'division by zero', 'division by zero'])
  expect(await orgs()).toEqual([91])
})

// Seen red: the first ended the process, the second was never answered.
test('a value that is no number of ours, and a statement that comes too late, are told to whoever asked', async () => {
  const large = inTransactionOfOneTrip(database, BEGIN, run =>
    Promise.all([run.query('select 1 as one'), run.query('select 9007199254740993 as large')]),
  )
  await expect(large).rejects.toThrow('9007199254740993 does not fit a safe integer')
  const late = inBulk(database, tx =>
    inOneTrip(tx, async run => {
      await Promise.resolve()
      return run.query('select 1 as one')
    }),
  )
  await expect(late).rejects.toThrow('what goes together is asked for at once')
  expect(await orgs()).toEqual([91])
})

// Seen red with the beginning left out.
test('where a transaction cannot begin as told, what it asks for first is not done', async () => {
  const settings = { role: 'nobody_of_this_name' }
  const first = inTransactionThatAsks(
    database,
    { ...BEGIN, settings },
    { first: run => run.query(addOrg(95)), work: async () => {} },
  )
  await expect(first).rejects.toThrow('role "nobody_of_this_name" does not exist')
  await expect(inTransactionOfOneTrip(database, { ...BEGIN, settings }, run => run.query(addOrg(96)))).rejects.toThrow(
    'does not exist',
  )
  expect(await orgs()).toEqual([91])
})

// Seen red with settings that outlive the transaction.
test('what begins with what it asks for ends with what was set for it', async () => {
  const one = await openDatabase(made.url, 1)
  const zone = async () => (await one.pool.query('show timezone')).rows[0]?.TimeZone
  const before = await zone()
  const settings = { timezone: before === 'Asia/Tokyo' ? 'UTC' : 'Asia/Tokyo' }
  const asked = { first: (run: Pick<typeof one.pool, 'query'>) => run.query('show timezone'), work: async () => {} }
  expect((await inTransactionOfOneTrip(one, { ...BEGIN, settings }, asked.first)).rows).toEqual([
    { TimeZone: settings.timezone },
  ])
  await inTransactionThatAsks(one, { ...BEGIN, settings }, asked)
  expect(await zone()).toBe(before)
  await one.close()
})

// Seen red with the statement added to those that were sent: its answer never came.
test('a statement of a trip that was sent already is refused, and the connection serves on', async () => {
  const late = inBulk(database, tx =>
    inOneTrip(tx, async run => {
      await run.query('select 1')
      return run.query('select 2')
    }),
  )
  await expect(late).rejects.toThrow('comes after the others')
  expect(await orgs()).toEqual([91])
})
