import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { type Database, openDatabase } from './database.ts'
import { openMonths } from './month.ts'
import { type PagedOutboundItem, pageOfFile, pageWaiting, type WaitingCursor } from './outbound-item-page.ts'
import { inReadRequest } from './read-request.ts'
import type { Runner } from './statement.ts'

/**
 * Answers of institution 1: 6,000 that wait, every fifth a notice, due at seven moments; 300 files of 20 that went out; every
 * eleventh missed its window. And 500 of institution 2, which nobody of 1 sees.
 */
const FILL = `
  insert into outbound_file (shard, pack, name, business_day, sha256, size_bytes, items, debit_minor, credit_minor, trace_from, trace_to, due_at, released_at)
  select 1024, 'ach', 'file ' || n, '2026-11-20', sha256(n::text::bytea), 1, 20, 0, 20, n * 20 - 19, n * 20, '2026-11-20T22:00:00Z', '2026-11-20T21:00:00Z'
  from generate_series(1, 300) as n order by n;
  insert into item (shard, day, id, batch, line, byte_offset, byte_length, direction, amount_minor, state, reference)
  select 1024 + id % 1500, '2026-11-20', id, 0, 1, 0, 94, case id % 3 when 0 then 'debit' else 'credit' end, id, 'posted', ''
  from generate_series(1, 13000) as id;
  insert into outbound_item (shard, item_id, kind, pack, code, day, due_at, batch, raw, correction, state, file_id, trace)
  select shard, id, case id % 5 when 0 then 'notice' else 'return' end, 'ach', 'R01', '2026-11-20', '2026-11-23T15:00:00Z'::timestamptz + (id % 7) * interval '1 hour',
    0, '', '', case when id > 6000 and id <= 12000 then 'sent' when id % 11 = 0 then 'missed' else 'queued' end,
    case when id > 6000 and id <= 12000 then (id - 6001) / 20 + 1 end, case when id > 6000 and id <= 12000 then (id - 6000)::text end
  from item;
  analyze outbound_item`

let made: TestDatabase
let database: Database

beforeAll(async () => {
  made = await createTestDatabase()
  database = await openDatabase(made.url)
  await openMonths(database.pool, ['2026-11-01'])
  await database.pool.query(FILL)
})
afterAll(async () => {
  await database.close()
  await made.drop()
})

const asked = <Found>(ask: (tx: Runner) => Promise<Found>) => inReadRequest(database, 1, ask)

async function bare(where: string, order: string): Promise<readonly number[]> {
  const { rows } = await database.pool.query<{ item_id: number }>(
    `select item_id from outbound_item where shard between 1024 and 2047 and ${where} order by ${order}`,
  )
  return rows.map(row => row.item_id)
}

async function waiting(limit: number): Promise<readonly PagedOutboundItem[]> {
  const found: PagedOutboundItem[] = []
  let after: WaitingCursor | undefined
  do {
    const rows = await asked(tx => pageWaiting(tx, 1024, { after, limit }))
    found.push(...rows)
    after = rows.length < limit ? undefined : rows.at(-1)
  } while (after !== undefined)
  return found
}

// Seen red without the shard in the cursor: of those due at one moment many were left out.
test('those that wait come once each, the first to be due first, at any size of page', async () => {
  const all = await bare("state = 'queued'", 'due_at, shard, item_id, kind')
  expect(all.length).toBeGreaterThan(4_000)
  for (const limit of [500, 137]) expect((await waiting(limit)).map(one => one.itemId)).toEqual(all)
  const [first] = await waiting(5_500)
  expect(first).toMatchObject({
    amountMinor: first?.itemId,
    state: 'queued',
    sent: undefined,
    exceptionKind: undefined,
  })
})

// Seen red with the numbers ordered as texts: 10 came before 9.
test('those of a file come in its order, each with the file and its number', async () => {
  const of = (after: number) => asked(tx => pageOfFile(tx, 1024, { fileId: 1, after, limit: 12 }))
  const [first, second] = [await of(0), await of(12)]
  expect([...first, ...second].map(one => one.sent?.number)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
  expect(first[0]).toMatchObject({ itemId: 6001, state: 'sent', sent: { file: 'file 1', number: 1 } })
  expect(await asked(tx => pageOfFile(tx, 1024, { fileId: 999, after: 0, limit: 12 }))).toEqual([])
})

// Seen red without the index of a file's answers: each of the buckets was read through.
test('a file of twenty costs its twenty, however many went out', async () => {
  const plan = await asked(async tx => {
    let text = ''
    const run = {
      query: async (sent: { readonly text: string }, values: unknown[]) => {
        const { rows } = await tx.query<{ 'QUERY PLAN': string }>(`explain (analyze, timing off) ${sent.text}`, values)
        text = rows.map(row => row['QUERY PLAN']).join('\n')
        return { rows: [] }
      },
    }
    await pageOfFile(run as unknown as Runner, 1024, { fileId: 7, after: 0, limit: 100 }) // a runner that explains
    return text
  })
  expect(plan).toMatch(/outbound_item_file/)
  expect(plan).not.toMatch(/Seq Scan on outbound_item|Rows Removed by Filter: \d{3,}/)
})

// Below row-level security, which says the same again. Seen red with an institution's buckets taken one too far.
test('nothing of another institution is listed', async () => {
  const rows = await pageWaiting(database.pool, 1024, { limit: 9_000 })
  expect(rows.length).toBe((await bare("state = 'queued'", 'item_id')).length)
  expect(rows.filter(one => one.shard > 2047)).toEqual([])
})
