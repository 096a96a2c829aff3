import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { type Plan, plansOf, rowsRead } from '../../test/samples/query-plans.ts'
import { type Database, openDatabase } from './database.ts'
import { findItem } from './item.ts'
import { eventsOfItem } from './item-story.ts'
import { openMonths } from './month.ts'
import { inReadRequest } from './read-request.ts'
import type { Runner } from './statement.ts'

/**
 * The story of an item costs what belongs to it, however long the history is: a chain of 20,000 links of three events in bucket 0
 * of institution 1, of which receipt 7 has four in links 11, 10,001, 19,991 and 20,000; and 50,000 items over all buckets.
 */

const LINKS = 20_000
const ITEM = 7 * 67_108_864 + 6
const FILL = `
  insert into event_link (shard, n, day, first_event, last_event, prev, hash)
  select 1024, n, '2026-11-20', n * 3 - 2, n * 3, sha256('before'), sha256(n::text::bytea) from generate_series(1, ${LINKS}) as n;
  insert into event (shard, day, n, at, actor, kind, subject, body)
  select 1024, '2026-11-20', n, '2026-11-20T15:00:00Z', 'engine', 'file_received',
    case when n in (31, 30001, 59972, 60000) then 7 else 1000 + n end, '{}'
  from generate_series(1, ${LINKS} * 3) as n;
  insert into item (shard, day, id, batch, line, byte_offset, byte_length, direction, amount_minor, state, reference)
  select 1024 + n % 1024, '2026-11-20', 7 * 67108864 + n, 0, n, 0, 94, 'debit', 1, 'posted', '' from generate_series(1, 50000) as n;
  analyze`

let made: TestDatabase
let database: Database
beforeAll(async () => {
  made = await createTestDatabase()
  database = await openDatabase(made.url)
  await openMonths(database.pool, ['2026-10-01', '2026-11-01', '2026-12-01'])
  await database.pool.query(FILL)
})
afterAll(async () => {
  await database.close()
  await made.drop()
})

/** What the work reads of a table and its months, and what it gives. */
async function looksAt<T>(table: string, work: (run: Runner) => Promise<T>): Promise<[readonly Plan[], T]> {
  return inReadRequest(database, 1, async tx => {
    const plans: Plan[] = []
    const run = {
      query: async (sent: { readonly text: string }, values: unknown[]) => {
        plans.push(...(await plansOf(tx, sent.text, values)))
        return tx.query(sent, values)
      },
    }
    const given = await work(run as unknown as Runner) // a runner that also looks at the plan
    const own = new RegExp(`^${table}(_\\d{4}_\\d{2})?$`)
    return [plans.filter(node => own.test(node['Relation Name'] ?? '') && (node['Actual Loops'] ?? 0) > 0), given]
  })
}

// Seen red with links joined by "between": each event of a file read the whole chain of bucket 0.
test('the links of an item’s events are found without reading the chain', async () => {
  const place = { shard: 1030, id: ITEM, orgShard: 1024, receiptId: 7, heldBy: undefined }
  const [looks, events] = await looksAt('event_link', run => eventsOfItem(run, place))
  expect(events.map(event => [event.n, event.link])).toEqual([
    [31, 11],
    [30_001, 10_001],
    [59_972, 19_991],
    [60_000, 20_000],
  ])
  expect(rowsRead(looks)).toBe(4)
})

// Seen red with the shards of an institution as a range, which an older server answers by reading the month.
test('an item is found by one look into each bucket', async () => {
  const [looks, item] = await looksAt('item', run => findItem(run, { orgShard: 1024, day: '2026-11-20', id: ITEM }))
  expect(item).toMatchObject({ shard: 1030, line: 6 })
  expect(looks.map(node => [node['Node Type'], /\(shard = /.test(node['Index Cond'] ?? '')])).toEqual([
    ['Index Scan', true],
  ])
})
