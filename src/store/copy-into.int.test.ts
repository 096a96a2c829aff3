import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { type Copy, copyInto } from './copy-into.ts'
import { CopyRows } from './copy-rows.ts'
import './database.ts' // its parsers of 64-bit numbers

let database: TestDatabase
let client: pg.Client

beforeAll(async () => {
  database = await createTestDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query(
    'create table first (n integer primary key, words text); create table second (n integer primary key, words text)',
  )
})
beforeEach(async () => {
  await client.query('truncate first, second')
})
afterAll(async () => {
  await client.end()
  await database.drop()
})

function copyOf(table: 'first' | 'second', numbers: readonly number[], words = '', suffix = ''): Copy {
  const rows = new CopyRows(32)
  for (const n of numbers) rows.row(2).int4(n).text(words)
  return { what: { name: `${table}.copy`, text: `copy ${table} from stdin (format binary)${suffix}` }, rows }
}

async function stored(): Promise<{ first: number; second: number }> {
  const { rows } = await client.query(
    'select (select count(*) from first) as first, (select count(*) from second) as second',
  )
  return rows[0]
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)

// Planted bugs seen red, one at a time: only the first piece of the rows is sent; the statements are joined without the semicolon.
test('rows of several tables are stored in one go, whatever their number', async () => {
  await copyInto(client, copyOf('first', upTo(20_000), 'x'.repeat(40)), copyOf('second', upTo(3)))
  expect(await stored()).toEqual({ first: 20_000, second: 3 })
  await copyInto(client, copyOf('first', []), copyOf('second', [7]))
  await copyInto(client, copyOf('first', []))
  await copyInto(client)
  expect(await stored()).toEqual({ first: 20_000, second: 4 })
})

// Planted bug seen red: what the server says is passed over.
test.each([
  ['the first', copyOf('first', [1, 1]), copyOf('second', upTo(20_000), 'y'.repeat(40))],
  ['the last', copyOf('first', upTo(20_000), 'y'.repeat(40)), copyOf('second', [1, 1])],
])('when %s is refused none is stored, and the connection goes on', async (_, ...copies) => {
  await expect(copyInto(client, ...copies)).rejects.toThrow('duplicate key')
  expect(await stored()).toEqual({ first: 0, second: 0 })
  await copyInto(client, copyOf('first', [1]), copyOf('second', [2]))
  expect(await stored()).toEqual({ first: 1, second: 1 })
})

test('a row of another shape is refused', async () => {
  const { what } = copyOf('first', [])
  const rows = new CopyRows()
  rows.row(1).int4(1)
  await expect(copyInto(client, { what, rows })).rejects.toThrow('row field count')
  expect(await stored()).toEqual({ first: 0, second: 0 })
})

// Planted bugs seen red, one at a time: the counts are not compared; the count of the first table is compared for all.
test('a server that stores fewer rows than it was sent is not believed', async () => {
  await expect(copyInto(client, copyOf('first', [1]), copyOf('second', [1, 2, 3], '', ' where n > 1'))).rejects.toThrow(
    'second.copy stored 2 of 3 rows',
  )
})

test('whoever waits is told when the connection is lost', async () => {
  const lost = new pg.Client({ connectionString: database.url })
  lost.on('error', () => {})
  await lost.connect()
  const { rows } = await lost.query('select pg_backend_pid() as pid')
  await client.query('begin; lock table first in access exclusive mode')
  const copied = copyInto(lost, copyOf('first', upTo(20_000), 'x'.repeat(400)))
  const told = expect(copied).rejects.toThrow('terminat')
  await client.query('select pg_terminate_backend($1)', [rows[0].pid])
  await told
  await client.query('rollback')
})

// Planted bugs seen red, one at a time: the driver's callback is not called when the rows are stored, or when they are refused.
test('no clock of the driver runs on when the rows are stored or refused', async () => {
  const timed = new pg.Client({ connectionString: database.url, query_timeout: 600_000 })
  await timed.connect()
  const clocks = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
  const before = clocks()
  await copyInto(timed, copyOf('first', [1]), copyOf('second', [1]))
  await expect(copyInto(timed, copyOf('first', [1]))).rejects.toThrow('duplicate key')
  expect(clocks()).toBe(before)
  await timed.end()
})
