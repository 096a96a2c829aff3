import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { ended, failureOf } from '../../test/samples/failing-files.ts'
import { testLetter } from '../../test/samples/x9-letters.ts'
import type { FileClosed, ReceivedItem } from '../core/pack.ts'
import { proveDay } from './prove-day.ts'
import { readDay } from './read-day.ts'
import { readReceipt } from './read-pages.ts'

/** Law 2: money is exact, also where what is added up over files and days is more than a `number` holds. */

let at: TestEngine
const accounts = accountNumbers(3)
/** The largest value of one item, file or account; odd, so that three of them are not rounded to themselves. */
const MOST = Number.MAX_SAFE_INTEGER
const ALL = 3n * BigInt(MOST)

beforeEach(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, accounts)
})
afterEach(() => at.close())

/** Three files of one credit of a cent each; then every amount there is, on every page of the books, is worth as much as can be. */
async function receiveMost(): Promise<void> {
  await ask(at.engine, 'update account set balance_minor = 0, opening_minor = 0')
  for (const [n, account] of accounts.entries()) {
    const entry = { transactionCode: 22, account, amountMinor: 1, trace: `12104288000000${n}` }
    await receiveAndProcess(at.engine, { bytes: achFile([{ entries: [entry] }]) })
  }
  const columns = await ask<{ table: string; sets: string }>(
    at.engine,
    `select c.table_name as table, string_agg(format('%I = %I * ${MOST}', column_name, column_name), ', ') as sets
     from information_schema.columns c join pg_class on pg_class.oid = c.table_name::regclass
     where c.table_schema = 'public' and relkind in ('r', 'p') and not relispartition and column_name like '%\\_minor'
     group by c.table_name`,
  )
  for (const { table, sets } of columns) await ask(at.engine, `update ${table} set ${sets}`)
}

/** What was changed behind the audit chain's back is found by it, and by nothing else. */
const notOfTheChain = (problems: readonly string[]) =>
  problems.filter(problem => !/as (it was|they were) (last )?written/.test(problem))

// Seen red with sums read as numbers: the proof threw, then it was a cent off.
test('the proof adds up three files of the largest amounts to the cent', async () => {
  await receiveMost()
  const proof = await proveDay(at.engine)
  expect(proof.all).toMatchObject({ holds: true, received: { count: 3, debitMinor: 0n, creditMinor: ALL } })
  expect(proof.all.terms.posted.creditMinor).toBe(ALL)
  expect(proof.books).toEqual({ allPostingsSum: 0n, balancesOff: 0, suspenseOff: 0n, orphans: 0, positionsOff: 0 })
  expect(notOfTheChain(proof.problems)).toEqual([])
})

// Seen red with the file staged all the same: no page that lists receipts could be read again, nor the file be quarantined; with a RangeError that said nothing; and
// with its value believed at its quarantine.
test('a file that adds up to more than is counted exactly is quarantined, and nothing else is held up', async () => {
  const { ach, checks } = at.engine.packs
  const createReader: typeof ach.createReader = (sink, settings) => {
    const most = { count: 2, debitMinor: 0, creditMinor: 2 * MOST }
    const huge = {
      ...sink,
      item: (item: ReceivedItem) => sink.item({ ...item, amountMinor: MOST }),
      fileClosed: (closed: FileClosed) => sink.fileClosed({ ...closed, computed: most }),
    }
    return ach.createReader(huge, settings)
  }
  const engine = { ...at.engine, packs: { ach: { ...ach, createReader }, checks } }
  const [one = '', two = ''] = accounts
  const id = await ended(engine, achFile([{ entries: [one, two].map(account => ({ transactionCode: 22, account })) }]))
  expect((await readReceipt(at.engine, id))?.receipt).toMatchObject({ state: 'quarantined', lost: { count: 0 } })
  const { sentence } = (await failureOf(at.engine, id)) ?? {}
  expect(sentence).toContain('what it is worth could not be read')
  expect(sentence).toContain('add up to more than 90,071,992,547,409.91, the most that one file may be worth here')
  expect((await proveDay(at.engine)).problems).toEqual([])
})

// Seen red with the total read as a number: the letter was one that cannot be read.
test('a letter whose control declares more than is counted exactly is held as out of balance, with its digits', async () => {
  const end = { amountMinor: undefined, odd: { amountMinor: '9999999999999999' } }
  const id = await ended(at.engine, testLetter({ end }))
  expect(await failureOf(at.engine, id)).toBeUndefined()
  expect(await ask(at.engine, 'select kind, sentence from exception where receipt_id = $1', [id])).toEqual([
    {
      kind: 'letter-out-of-balance',
      sentence: expect.stringContaining(
        'The file control (99) says 99,999,999,999,999.99 USD, its bundles make 200.00',
      ),
    },
  ])
  expect(await ask(at.engine, "select fault->>'code' as code from fault where receipt_id = $1", [id])).toEqual([
    { code: 'file-amount' },
  ])
  expect((await proveDay(at.engine)).problems).toEqual([])
})

test('a cent less of one of them is found', async () => {
  await receiveMost()
  await ask(at.engine, 'update receipt set credit_minor = credit_minor - 1 where id = (select min(id) from receipt)')
  const { all, problems } = await proveDay(at.engine)
  expect(all).toMatchObject({ holds: false, received: { creditMinor: ALL - 1n } })
  expect(problems.join(' ')).toContain(
    `received 3 items with 0 debit and ${ALL - 1n} credit; found 3 items with 0 debit and ${ALL} credit`,
  )
})

// Seen red with sums read as numbers: Today did not open.
test('Today and a receipt show them', async () => {
  await receiveMost()
  const day = await readDay(at.engine, '2026-11-23')
  expect(day.equation).toMatchObject({ holds: true, received: { creditMinor: ALL } })
  const [first] = await ask<{ id: number }>(at.engine, 'select min(id) as id from receipt')
  expect((await readReceipt(at.engine, first?.id ?? 0))?.states).toMatchObject([
    { tally: { creditMinor: BigInt(MOST) } },
  ])
})
