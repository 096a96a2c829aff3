import { expect, test } from 'vitest'
import { migratedDatabase } from '../../test/samples/migrated-database.ts'
import { plansOf, rowsRead } from '../../test/samples/query-plans.ts'
import { figuresOf } from './queue-figures.ts'
import { type PagedState, pageOfQueue, pagePended } from './queue-page.ts'
import type { Runner } from './statement.ts'

/**
 * A queue of 100,000 cases is read as a queue of ten is. The worst one: all are due at one moment and worth the same, so that nothing
 * but the case itself orders them; 60,000 are ready, 30,000 wait, the rest is done; a second queue lies in the same bucket.
 */

const SHARD = 1101
const QUEUE = 'ach-funds'
const LIMIT = 200
const FILL = `
  insert into queue_place (shard, case_shard, case_id, queue, ours_at, harm_minor, opened_at, ready_at, state, for_role, holder, wake_on, waiting_for)
  select ${SHARD}, 1024 + n % 1000, n, case when n % 10 = 0 then 'another' else '${QUEUE}' end, '2026-11-24T00:00:00Z', 100, '2026-11-20T12:00:00Z',
    case when n % 10 in (1, 2, 3) then '2026-11-23T09:00:00Z'::timestamptz else '2026-11-20T12:00:00Z' end,
    case when n % 10 in (1, 2, 3) then 'pended' when n % 10 = 9 then 'done' else 'ready' end, 'aop',
    case when n % 10 in (1, 2, 3) then 5 end, case when n % 10 in (1, 2, 3) then 'date' end, case when n % 10 in (1, 2, 3) then 'a letter' end
  from generate_series(1, 100000) as n`

const own = migratedDatabase()

/** What reading reads: the statements of a reader, each run again under `explain`. */
async function readBy(read: (run: Runner) => Promise<unknown>): Promise<number> {
  const asked: (readonly [string, unknown[]])[] = []
  const run = {
    query: (sent: { readonly text: string }, values: unknown[]) => {
      asked.push([sent.text, values])
      return own.client.query(sent, values)
    },
  }
  await read(run as unknown as Runner) // a runner that also writes down
  let rows = 0
  for (const [text, values] of asked) rows += rowsRead(await plansOf(own.client, text, values))
  return rows
}

// Seen red with the place after which it goes on as a choice of one statement.
test('a page in the midst of 100,000 cases reads no more than a few pages of rows', { timeout: 180_000 }, async () => {
  await own.client.query(FILL)
  await own.client.query('analyze queue_place')
  const afterHalf = async (state: PagedState) => {
    const { rows } = await own.client.query<{ case_shard: string; case_id: string }>(
      `select case_shard, case_id from queue_place where queue = $1 and state = $2 order by case_shard, case_id offset 15000 limit 1`,
      [QUEUE, state],
    )
    return { caseShard: Number(rows[0]?.case_shard), caseId: Number(rows[0]?.case_id) }
  }
  for (const state of ['ready', 'pended'] as const) {
    const of = { shard: SHARD, queue: QUEUE, state, after: await afterHalf(state), limit: LIMIT }
    expect(await pageOfQueue(own.client, of)).toHaveLength(LIMIT)
    expect(await readBy(run => pageOfQueue(run, of)), state).toBeLessThan(12 * LIMIT)
  }
  const pended = { after: { shard: SHARD, ...(await afterHalf('pended')) }, limit: LIMIT }
  expect(await readBy(run => pagePended(run, [SHARD], pended))).toBeLessThan(12 * LIMIT)
})

test('the figures of a queue count ten thousand of each state and no more', { timeout: 180_000 }, async () => {
  const at = { now: Temporal.Instant.from('2026-11-20T12:00:00Z'), soon: Temporal.Instant.from('2026-11-20T16:00:00Z') }
  const [figures] = await figuresOf(own.client, [{ shard: SHARD, name: QUEUE }], at)
  // A client of its own reads big numbers as text.
  expect([figures?.ready, figures?.pended, figures?.leased].map(Number)).toEqual([10_000, 10_000, 0])
})
