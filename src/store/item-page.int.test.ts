import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { type Plan, plansOf, rowsRead } from '../../test/samples/query-plans.ts'
import type { Database } from './database.ts'
import { openDatabase } from './database.ts'
import { type ItemsWanted, pageItems } from './item-page.ts'
import { openMonths } from './month.ts'
import { inReadRequest } from './read-request.ts'
import type { Runner } from './statement.ts'

/**
 * A list of items costs what its page costs. The day: 40 receipts of 5,000 items in the buckets of institution 1, every seventh one
 * from the operator, the rest from the bank next door; 10 batches a receipt; one item in 100 suspended, none in receipts 8 to 11,
 * three returned in receipt 20. Receipts 1 to 30 were received on the 23rd; 27 to 30 came after the cutoff and post on the 24th.
 */

const RECEIPTS = 40
const ITEMS = 5_000

const FILL = `
  insert into receipt (shard, name, source, channel, sha256, size_bytes, received_at, received_on, posting_on, pack, state, done_at, items, batches)
  select 1024, 'file ' || n, case n % 7 when 0 then 'operator' else 'next door' end, 'folder', sha256(n::text::bytea), 1, '2026-11-23T15:00:00Z',
    case when n <= 30 then date '2026-11-23' else date '2026-11-24' end, case when n <= 26 then date '2026-11-23' else date '2026-11-24' end,
    'ach', 'done', '2026-11-23T15:00:00Z', ${ITEMS}, 10
  from generate_series(1, ${RECEIPTS}) as n order by n;
  insert into batch (shard, receipt_id, ordinal, line, label, detail, fingerprint, fate, items, debit_minor, credit_minor, lost_items, lost_debit_minor, lost_credit_minor)
  select 1024, r, b, 1, b::text, '{}', r || '/' || b, 'process', ${ITEMS} / 10, 0, 0, 0, 0, 0
  from generate_series(1, ${RECEIPTS}) as r, generate_series(0, 9) as b;
  insert into item (shard, day, id, batch, line, byte_offset, byte_length, direction, amount_minor, state, reference, exception_id)
  select 1024 + abs(hashint8(r::bigint * 67108864 + seq)) % 1024, case when r <= 26 then date '2026-11-23' else date '2026-11-24' end,
    r::bigint * 67108864 + seq, seq / (${ITEMS} / 10), 1, 0, 94, 'credit', 1,
    case when r = 20 and seq < 3 then 'returned' when seq % 100 = 50 and r not between 8 and 11 then 'suspended' else 'posted' end, '',
    case when seq % 100 = 50 then r::bigint * 67108864 + seq end
  from generate_series(1, ${RECEIPTS}) as r, generate_series(0, ${ITEMS - 1}) as seq;
  insert into part_tally
  select 1024, id / 67108864, 0, state, count(*), 0, sum(amount_minor) from item group by id / 67108864, state`

let made: TestDatabase
let database: Database

beforeAll(async () => {
  made = await createTestDatabase()
  database = await openDatabase(made.url)
  const months = Array.from({ length: 18 }, (_, n) =>
    Temporal.PlainDate.from('2025-09-01').add({ months: n }).toString(),
  )
  await openMonths(database.pool, months)
  await database.pool.query(FILL)
})
afterAll(async () => {
  await database.close()
  await made.drop()
})

/** The same by reading everything: what the page must be. */
async function bare(where: string): Promise<readonly number[]> {
  const { rows } = await database.pool.query<{ id: number }>(
    `select item.id from item join receipt on receipt.id = item.id / 67108864 where ${where} order by item.shard, item.day, item.id`,
  )
  return rows.map(row => row.id)
}

const PAGES = 25

/** The first pages of a list, one after the other. */
async function walked(wanted: Omit<ItemsWanted, 'after'>): Promise<readonly number[]> {
  const ids: number[] = []
  let after: ItemsWanted['after']
  for (let pages = 0; pages < PAGES; pages++) {
    const rows = await inReadRequest(database, 1, tx => pageItems(tx, 1024, { ...wanted, after }))
    ids.push(...rows.map(row => row.id))
    after = rows.at(-1)
    if (rows.length < wanted.limit) break
  }
  return ids
}

const ON_23 = "received_on = '2026-11-23'"
const LISTS: readonly (readonly [string, Omit<ItemsWanted, 'after' | 'limit'>, string])[] = [
  ['a day', { receivedOn: '2026-11-23' }, ON_23],
  ['posted of a day', { receivedOn: '2026-11-23', state: 'posted' }, `${ON_23} and item.state = 'posted'`],
  ['suspended of a day', { receivedOn: '2026-11-23', state: 'suspended' }, `${ON_23} and item.state = 'suspended'`],
  ['returned of a day', { receivedOn: '2026-11-23', state: 'returned' }, `${ON_23} and item.state = 'returned'`],
  ['rejected of a day: none', { receivedOn: '2026-11-23', state: 'rejected' }, 'false'],
  ['one source', { receivedOn: '2026-11-23', source: 'operator' }, `${ON_23} and source = 'operator'`],
  [
    'suspended of one source',
    { receivedOn: '2026-11-23', source: 'operator', state: 'suspended' },
    `${ON_23} and source = 'operator' and item.state = 'suspended'`,
  ],
  ['a receipt', { receiptId: 7 }, 'receipt.id = 7'],
  ['suspended of a receipt', { receiptId: 7, state: 'suspended' }, "receipt.id = 7 and item.state = 'suspended'"],
  ['suspended of a receipt without one', { receiptId: 9, state: 'suspended' }, 'false'],
  ['a batch of a receipt', { receiptId: 7, batch: 4 }, 'receipt.id = 7 and item.batch = 4'],
  [
    'suspended of a batch',
    { receiptId: 7, batch: 4, state: 'suspended' },
    "receipt.id = 7 and item.batch = 4 and item.state = 'suspended'",
  ],
  ['a batch of every receipt of a day', { receivedOn: '2026-11-23', batch: 0 }, `${ON_23} and item.batch = 0`],
  ['a batch that is not there', { receiptId: 7, batch: 10 }, 'false'],
  ['a receipt that is not there', { receiptId: 77 }, 'false'],
  ['a day on which nothing came', { receivedOn: '2026-11-22' }, 'false'],
]

// Seen red with, in turn: runs that span receipts which are not meant; a cursor that trims no run of its own bucket; runs of the
// day after the cursor's left out; a walk that ends after its first step; a batch that begins where the receipt does.
test.each(LISTS)('%s: pages hold each item once, in the order of the keys', async (_, wanted, where) => {
  const all = await bare(where)
  for (const limit of [500, 7]) expect(await walked({ ...wanted, limit })).toEqual(all.slice(0, PAGES * limit))
})

/** What the statements of one page did, as PostgreSQL says of it while doing it. */
async function looksOf(wanted: ItemsWanted): Promise<readonly Plan[]> {
  return inReadRequest(database, 1, async tx => {
    const asked: (readonly [string, unknown[]])[] = []
    const run = {
      query: (sent: { readonly text: string }, values: unknown[]) => {
        asked.push([sent.text, values])
        return tx.query(sent, values)
      },
    }
    await pageItems(run as unknown as Runner, 1024, wanted) // a runner that also writes down
    const plans: Plan[] = []
    for (const [text, values] of asked) plans.push(...(await plansOf(tx, text, values)))
    return plans.filter(node => /^item(_\d{4}_\d{2})?$/.test(node['Relation Name'] ?? ''))
  })
}

// Seen red without the index of items that did not post, with one run from the first receipt of a day to the last and a filter
// behind it, and with counters of any state.
test.each(LISTS)('%s: no partition is read through, and rows are read for the page alone', async (_, wanted, where) => {
  const limit = 50
  for (const after of [undefined, { shard: 1500, day: '2026-11-23', id: 7 * 67108864 + 11 }]) {
    const looks = (await looksOf({ ...wanted, limit, after })).filter(node => (node['Actual Loops'] ?? 0) > 0)
    expect(looks.filter(node => !/^Index/.test(node['Node Type']))).toEqual([])
    expect(rowsRead(looks)).toBeLessThanOrEqual(limit * 6)
    if (where === 'false') expect(looks).toEqual([])
  }
})

test('a cursor of another institution reads nothing of it, and nothing twice', async () => {
  const wanted = { receiptId: 7, limit: 50 }
  const at = (shard: number) =>
    inReadRequest(database, 1, tx =>
      pageItems(tx, 1024, { ...wanted, after: { shard, day: '2026-11-23', id: 2 ** 40 } }),
    )
  const first = await inReadRequest(database, 1, tx => pageItems(tx, 1024, wanted))
  expect((await at(5)).map(one => one.id)).toEqual(first.map(one => one.id))
  expect(await at(2048)).toEqual([])
  expect(await at(999_999)).toEqual([])
})

const MANY = 5_100
const FILL_MANY = `
  insert into receipt (shard, name, source, channel, sha256, size_bytes, received_at, received_on, posting_on, pack, state, done_at, items, batches)
  select 1024, 'small ' || n, 'operator', 'folder', sha256(('small ' || n)::bytea), 1, '2026-12-02T15:00:00Z', '2026-12-02', '2026-12-02', 'ach', 'done', '2026-12-02T15:00:00Z', 1, 1
  from generate_series(1, ${MANY}) as n order by n;
  insert into item (shard, day, id, batch, line, byte_offset, byte_length, direction, amount_minor, state, reference)
  select 1024 + id % 1024, '2026-12-02', id * 67108864, 0, 1, 0, 94, 'credit', 1, 'posted', '' from receipt where received_on = '2026-12-02';
  insert into part_tally select 1024, id, 0, 'posted', 1, 0, 1 from receipt where received_on = '2026-12-02'`

// Seen red with the newest 5,000 receipts of the day.
test('a day of more files than a page of receipts lists the items of them all', async () => {
  await database.pool.query(FILL_MANY)
  const all = await bare("received_on = '2026-12-02'")
  expect(all.length).toBe(MANY)
  expect(await walked({ receivedOn: '2026-12-02', limit: 500 })).toEqual(all)
})

// Seen red with the newest 5,000 receipts where neither was given: what was older was left out, and nothing said so.
test('without a day or a receipt nothing is listed rather than a part that does not say so', async () => {
  const wanted = { source: 'operator', limit: 500 }
  await expect(inReadRequest(database, 1, tx => pageItems(tx, 1024, wanted))).rejects.toThrow(
    'of a day or of a receipt',
  )
})
