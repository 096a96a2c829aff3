import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MONDAY } from '../../test/clock/monday.ts'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receive, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { dumpSchema, SCHEMA_FILE } from '../../tools/dump-schema.ts'
import { historyMonths } from '../store/history-months.ts'
import { openMonths } from '../store/month.ts'
import { tableWithoutMonth } from '../store/table-without-month.ts'
import { attemptReceipt } from './attempt-receipt.ts'
import { openDay } from './open-day.ts'
import { proveDay } from './prove-day.ts'
import { receiveClaim } from './receive-claim.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'

/** History lies in months, and a month is there before its first row. */

const HISTORY = ['entry', 'event', 'item', 'posting']
const accounts = accountNumbers(4)
const strangers = accountNumbers(2, 100)

let at: TestEngine

beforeAll(async () => {
  at = await openTestEngine({
    policies: [{ name: 'ach-administrative-returns', owner: 'x', from: '2000-01-01', to: '9999-12-31' }],
  })
  await openAccounts(at.engine, accounts)
})
afterAll(() => at.close())

async function monthsOf(table: string): Promise<readonly string[]> {
  const found = await ask<{ name: string }>(
    at.engine,
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = '${table}'::regclass order by 1`,
  )
  return found.map(row => row.name)
}

// Seen red without `partdefid` in its question, and with the last month of any table in the place of the least.
test('doctor names a default partition, and tells to which month all is made', async () => {
  await ask(at.engine, 'create table entry_other partition of entry default')
  expect((await historyMonths(at.url)).amiss).toEqual([
    'entry_other takes rows of any month: move them into their months and drop it',
  ])
  await ask(at.engine, 'drop table entry_other; drop table event_2027_02')
  expect(await historyMonths(at.url)).toEqual({ amiss: [], last: '2027-01' })
  await openDay(at.engine, Temporal.PlainDate.from('2026-11-30'))
  expect(await historyMonths(at.url)).toEqual({ amiss: [], last: '2027-02' })
})

// Seen red with MONTHS_AHEAD = 0, and with a migration that makes a default partition.
test('an institution that is opened has this month and the next three, and no other partition', async () => {
  for (const table of HISTORY)
    expect(await monthsOf(table)).toEqual(
      ['2026_11', '2026_12', '2027_01', '2027_02'].map(month => `${table}_${month}`),
    )
})

/** What a table is made of, in words without its name. */
const MADE_OF = `
  select c.relname as name, concat_ws(E'\\n', c.relpersistence, c.relrowsecurity, pg_get_userbyid(c.relowner), coalesce(c.relacl::text, 'none'),
    (select string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, attstorage), ', ' order by attnum)
     from pg_attribute where attrelid = c.oid and attnum > 0),
    (select string_agg(pg_get_constraintdef(oid), ', ' order by pg_get_constraintdef(oid)) from pg_constraint where conrelid = c.oid and contype in ('c', 'p', 'u', 'f')),
    (select string_agg(regexp_replace(pg_get_indexdef(indexrelid), '^.* USING ', '') || indisunique || indisvalid, ', ' order by 1)
     from (select indexrelid, indisunique, indisvalid from pg_index where indrelid = c.oid order by pg_get_indexdef(indexrelid)) as x)) as made
  from pg_class c where c.oid = $1::regclass`

// Seen red without row-level security on the month, with the month granted to clearday_app, and with a default partition.
test('a month is as its table is, behind row-level security, and granted to nobody', async () => {
  for (const table of HISTORY) {
    const [own] = await ask<{ made: string }>(at.engine, MADE_OF, [table])
    const granted = /^clearday_|\{.*\}$/m
    for (const month of await monthsOf(table)) {
      const [made] = await ask<{ made: string }>(at.engine, MADE_OF, [month])
      const lines = own?.made.split('\n') ?? []
      expect(lines[3], `${table} is granted to somebody`).toMatch(granted)
      expect(made?.made.split('\n')).toEqual(lines.with(3, 'none'))
    }
  }
})

// Seen red without the lock: duplicate key value violates unique constraint "pg_type_typname_nsp_index".
test('processes that open a day at once make each month once, and none of them fails', async () => {
  const others = [await at.another(), await at.another(), at.engine]
  const day = Temporal.PlainDate.from('2031-01-15')
  await Promise.all([...others, ...others, ...others].map(engine => openDay(engine, day)))
  expect(await monthsOf('item')).toEqual(
    expect.arrayContaining(['2031_01', '2031_02', '2031_03', '2031_04'].map(month => `item_${month}`)),
  )
})

// Seen red with `create table … partition of`, which waits for the writer until the timeout of the statement.
test('a month is made while others write, and nobody waits for anybody', async () => {
  const writer = await at.engine.database.pool.connect()
  try {
    await writer.query("begin; insert into entry values (1024, '2026-11-23', 999, 'received', null, null)")
    const impatient = new pg.Pool({ connectionString: at.url, options: '-c lock_timeout=2s' })
    try {
      await openMonths(impatient, ['2032-05-01'])
    } finally {
      await impatient.end()
    }
    expect(await monthsOf('entry')).toContain('entry_2032_05')
  } finally {
    await writer.query('rollback')
    writer.release()
  }
})

// Seen red with `grant create on schema public to clearday_bulk`, and with months that belong to clearday_bulk.
test('the role of bulk work and that of requests make, detach and drop no month', async () => {
  for (const role of ['clearday_bulk', 'clearday_app'])
    for (const sql of [
      'create table item_2040_01 (like item including all)',
      "create table item_2040_01 partition of item for values from ('2040-01-01') to ('2040-02-01')",
      'alter table item detach partition item_2026_11',
      'drop table item_2026_12',
      'truncate item_2026_11',
      'delete from item_2026_11',
      'select from item_2026_11',
    ])
      await expect(as(role, sql), `${role}: ${sql}`).rejects.toThrow(/permission denied|must be owner/)
})

async function as(role: string, sql: string): Promise<void> {
  const tx = await at.engine.database.pool.connect()
  try {
    await tx.query(`begin; set local role ${role}`)
    await tx.query(sql)
  } finally {
    await tx.query('rollback')
    tx.release()
  }
}

// Seen red with a dump that lists partitions.
test('the dump of the schema is the same whatever months there are', async () => {
  const client = new pg.Client({ connectionString: at.url })
  await client.connect()
  try {
    expect(await dumpSchema(client)).toBe(readFileSync(SCHEMA_FILE, 'utf8'))
  } finally {
    await client.end()
  }
})

// Seen red without openDay in receiveFile: no partition of relation "event" found for row.
test.each([
  ['1962-03-01T15:00:00Z', 'long ago'],
  ['2025-06-23T15:00:00Z', 'seventeen months ago'],
  ['2026-11-30T23:30:00Z', 'after the cutoff on the last day of a month'],
  ['2188-12-31T15:00:00Z', 'in a far year'],
])('a file of %s, %s, posts and is proved', async received => {
  at.clock.now = Temporal.Instant.from(received)
  const from = Number(received.slice(0, 4)) * 100
  const reception = await receiveAndProcess(at.engine, {
    bytes: achFile([
      { entries: [...entries(3, { accounts, from }), ...entries(1, { accounts: strangers, from: from + 50 })] },
    ]),
  })
  at.clock.now = MONDAY
  expect(reception.outcome).toBe('accepted')
  expect((await proveDay(at.engine)).problems).toEqual([])
})

// Seen red without openDay in receiveClaim, and without it in releaseOutboundFiles.
test('a claim and a return of a month that nobody opened open it', async () => {
  const [of = ''] = accounts
  const [entry] = entries(1, { accounts: [of], from: 900 })
  await receiveAndProcess(at.engine, {
    bytes: achFile([
      { entries: [...entries(1, { accounts: [of], from: 900 }), ...entries(2, { accounts: strangers, from: 950 })] },
    ]),
  })
  at.clock.now = Temporal.Instant.from('2035-03-05T15:00:00Z')
  await releaseOutboundFiles(at.engine)
  const line = {
    accountNumber: of,
    trace: entry?.trace ?? '',
    amountMinor: entry?.amountMinor ?? 0,
    row: 0,
    code: 'R10',
  }
  const receivedAt = Temporal.Instant.from('2034-01-03T15:00:00Z')
  const claim = await receiveClaim(at.engine, { ...line, statement: 'on file', receivedAt })
  at.clock.now = MONDAY
  expect(claim.outcome).toBe('raised')
  expect(await monthsOf('posting')).toEqual(expect.arrayContaining(['posting_2034_01', 'posting_2035_03']))
  expect((await proveDay(at.engine)).problems).toEqual([])
})

// Seen red with a failure that counts as the file's, and with months that are made anew beside a detached one.
test('a file whose month was detached waits with its reason and is at no fault; attached again, it posts', async () => {
  const file = achFile([{ entries: entries(2, { accounts, from: 990 }) }])
  const reception = await receive(at.engine, { bytes: file })
  if (reception.outcome !== 'accepted') throw new Error(reception.outcome)
  await ask(at.engine, 'alter table item detach partition item_2026_11')
  const refused = await attemptReceipt(at.engine, reception.receiptId).catch((error: unknown) => error)
  expect(tableWithoutMonth(refused)).toBe('item')
  expect((await historyMonths(at.url)).amiss).toEqual([
    "item_2026_11 is detached and the proof misses its rows: alter table item attach partition item_2026_11 for values from ('2026-11-01') to ('2026-12-01')",
  ])
  expect(await ask(at.engine, `select failures from receipt where id = ${reception.receiptId}`)).toEqual([
    { failures: 0 },
  ])
  expect((await proveDay(at.engine)).problems.join('\n')).toMatch(
    /Items of receipt \d+ in shard \d+ on 2026-11-23 are gone/,
  )
  await ask(
    at.engine,
    "alter table item attach partition item_2026_11 for values from ('2026-11-01') to ('2026-12-01')",
  )
  expect(await attemptReceipt(at.engine, reception.receiptId)).toEqual([])
  expect((await proveDay(at.engine)).problems).toEqual([])
})

// Seen red without openDay in processReceipt.
test('a month that was dropped while a file waited is made anew', async () => {
  at.clock.now = Temporal.Instant.from('2101-01-03T15:00:00Z')
  const reception = await receive(at.engine, { bytes: achFile([{ entries: entries(2, { accounts, from: 5000 }) }]) })
  if (reception.outcome !== 'accepted') throw new Error(reception.outcome)
  await ask(at.engine, 'drop table item_2101_01')
  expect(await attemptReceipt(at.engine, reception.receiptId)).toEqual([])
  expect((await proveDay(at.engine)).problems).toEqual([])
})
