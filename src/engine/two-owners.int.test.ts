import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { proveDay } from './prove-day.ts'

/** Law 3 is kept by the lock of a bucket, not by a key: were it ever broken, the proof says so. */

let at: TestEngine
const accounts = accountNumbers(1)

beforeEach(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, accounts)
})
afterEach(() => at.close())

const again = entries(2, { accounts })
const others = entries(1, { accounts, from: 100 })
const check = { account: accounts[0] ?? '', identification: '1042', amountMinor: 45_000 }

// Seen red with identities that are not verified, and with the blocks of each receipt looked at alone.
// Where two owners are lawful is in nothing-twice and presented-again: red with the look-back of the part, or returns, left out.
test.each([
  {
    what: 'entries, which stand in blocks of a day',
    table: 'item_claim_block',
    first: achFile([{ entries: again }]),
    second: achFile([{ entries: [...again, ...others] }]),
    pairs: 2,
  },
  {
    what: 'a check that was converted, which stands in a row',
    table: 'item_claim',
    first: achFile([{ header: { secCode: 'ARC' }, entries: [{ ...check, trace: '121042880000001' }] }]),
    second: achFile([{ header: { secCode: 'ARC' }, entries: [{ ...check, trace: '121042880000002' }] }]),
    pairs: 1,
  },
])('two items that own one identity are found: $what', async ({ table, first, second, pairs }) => {
  await receiveAndProcess(at.engine, { bytes: first })
  // What the second file is decided by does not see the claims of the first, as without the lock.
  await ask(at.engine, `create table unseen as select * from ${table}`)
  await ask(at.engine, `delete from ${table}`)
  await receiveAndProcess(at.engine, { bytes: second })
  await ask(at.engine, `insert into ${table} select * from unseen`)
  const { problems } = await proveDay(at.engine)
  expect(problems).toHaveLength(pairs)
  for (const problem of problems) expect(problem).toMatch(/^Items \d+ and \d+ in shard \d+ are the same one/)
  expect(problems[0]).toMatch(/^Items 67108864 and 134217728 in/)
})

// Seen red with identities that are not verified.
test('one receipt that owns an identity twice is found', async () => {
  const other = entries(1, { accounts, from: 50 })
  await receiveAndProcess(at.engine, { bytes: achFile([{ entries: [...again, ...other] }]) })
  await ask(at.engine, 'update item_claim_block set claims = claims || substr(claims, 1, 8) || substr(claims, 33, 4)')
  const { problems } = await proveDay(at.engine)
  expect(problems).toContainEqual(expect.stringMatching(/^Items 67108864 and 67108866 in shard \d+ are the same one/))
})
