import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountNumbers, achFile } from '../../test/samples/ach-files.ts'
import { anAccount, ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import type { EntrySample } from '../packs/ach/sample-entries.ts'
import { proveDay } from './prove-day.ts'
import { recordAccounts } from './record-facts.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'

/** Law 2: money is exact and balanced. The books are recomputed here from the rows, not by the proof. */

let at: TestEngine
const open = accountNumbers(6)
const closed = accountNumbers(2, 50)
const unknown = accountNumbers(2, 90)

beforeAll(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, open)
  await recordAccounts(
    at.engine,
    closed.map(number => anAccount(at.engine, number, { status: 'closed' })),
  )
})
afterAll(() => at.close())

let traces = 0
const entry: fc.Arbitrary<EntrySample> = fc
  .record({
    account: fc.constantFrom(...open, ...closed, ...unknown, '', 'NO NUMBER'),
    transactionCode: fc.constantFrom(22, 27, 32, 37, 23, 99),
    amountMinor: fc.oneof(fc.integer({ min: 0, max: 500_000 }), fc.constantFrom(0, 1, 9_999_999_999)),
  })
  .map(made => ({ ...made, trace: `12104288${String(++traces).padStart(7, '0')}` }))
const batch = fc.record({
  entries: fc.array(entry, { minLength: 1, maxLength: 12 }),
  control: fc.constantFrom({}, {}, {}, { totalDebit: 1 }, { totalCredit: 7 }, { entryHash: 3 }),
})

// Planted bugs seen red, one at a time: the contra side of a balance left out; the posting of a debit with a credit's sign;
// a return that leaves the settlement account alone; a position of a held batch without its credits.
test('law: every posting has two sides, balances are their postings, and suspense is its open positions', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 3 }), fc.boolean(), async (batches, releases) => {
      await receiveAndProcess(at.engine, { bytes: achFile(batches) })
      if (releases) await releaseOutboundFiles(at.engine)
      expect(await booksFromRows()).toEqual({ sum: 0, unexplained: 0, suspense: 0 })
      expect((await proveDay(at.engine)).problems).toEqual([])
    }),
    { numRuns: 25, endOnFailure: true },
  )
})

test('an account holds its opening balance and what was posted to it, to the cent', async () => {
  const [number = ''] = accountNumbers(1, 300)
  await recordAccounts(at.engine, [anAccount(at.engine, number, { balanceMinor: 5_000 })])
  const samples = [
    { account: number, transactionCode: 22, amountMinor: 1_001, trace: '121042889000001' },
    { account: number, transactionCode: 27, amountMinor: 6_001, trace: '121042889000002' },
    { account: number, transactionCode: 27, amountMinor: 1, trace: '121042889000003' },
  ]
  await receiveAndProcess(at.engine, { bytes: achFile([{ entries: samples }]) })
  // Credits first: 50.00 and 10.01 pay the debit of 60.01 to the cent; the last cent is not there and the debit is excepted.
  expect(await ask(at.engine, 'select balance_minor from account where number = $1', [number])).toEqual([
    { balance_minor: 0 },
  ])
  const kinds = await ask(
    at.engine,
    `select exception.kind, exception.debit_minor from exception join item on item.shard = exception.shard and item.id = exception.id
     where item.reference = $1`,
    ['121042889000003'],
  )
  expect(kinds).toEqual([{ kind: 'insufficient-funds', debit_minor: 1 }])
})

// Planted bug seen red: a repeated load that adds the opening balance again.
test('a second load of accounts keeps what was posted since the first', async () => {
  const [number = ''] = accountNumbers(1, 400)
  await recordAccounts(at.engine, [anAccount(at.engine, number, { balanceMinor: 5_000 })])
  const credit = { account: number, transactionCode: 22, amountMinor: 250, trace: '121042889000009' }
  await receiveAndProcess(at.engine, { bytes: achFile([{ entries: [credit] }]) })
  await recordAccounts(at.engine, [anAccount(at.engine, number, { balanceMinor: 4_000, status: 'frozen' })])
  expect(await ask(at.engine, 'select balance_minor, status from account where number = $1', [number])).toEqual([
    { balance_minor: 4_250, status: 'frozen' },
  ])
  expect((await proveDay(at.engine)).problems).toEqual([])
})

/** The sum of all balances that postings made, accounts that differ from their postings, and suspense less its positions. */
async function booksFromRows(): Promise<{ sum: number; unexplained: number; suspense: number }> {
  const postings = await ask<{ shard: number; account_id: number; contra_id: number; amount_minor: number }>(
    at.engine,
    'select shard, account_id, contra_id, amount_minor from posting',
  )
  const moved = new Map<string, number>()
  const add = (key: string, amount: number) => moved.set(key, (moved.get(key) ?? 0) + amount)
  for (const posting of postings) {
    add(`${posting.shard}/${posting.account_id}`, posting.amount_minor)
    add(`${posting.shard}/${posting.contra_id}`, -posting.amount_minor)
  }
  const accounts = await ask<{ shard: number; id: number; number: string; moved: number }>(
    at.engine,
    'select shard, id, number, balance_minor - opening_minor as moved from account',
  )
  const positions = await ask<{ shard: number; value: number }>(
    at.engine,
    'select shard, sum(credit_minor - debit_minor)::bigint as value from suspense_position where closed_on is null group by shard',
  )
  const inSuspense = new Map(positions.map(one => [one.shard, one.value]))
  return {
    sum: accounts.reduce((sum, account) => sum + account.moved, 0),
    unexplained: accounts.filter(account => account.moved !== (moved.get(`${account.shard}/${account.id}`) ?? 0))
      .length,
    suspense: accounts
      .filter(account => account.number === '~suspense')
      .filter(account => account.moved !== (inSuspense.get(account.shard) ?? 0)).length,
  }
}
