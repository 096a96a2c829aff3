import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receive } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { rememberLeft } from './left-receipts.ts'
import { processReceipt } from './process-receipt.ts'

let at: TestEngine
const accounts = accountNumbers(5)

beforeEach(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, accounts)
  await receive(at.engine, { bytes: achFile([{ entries: entries(4, { accounts }) }]) })
})
afterEach(() => at.close())

// Seen red with every unfinished receipt taken for one that was left.
test('left is what is unfinished at two looks and did not move between them', async () => {
  const left = rememberLeft(at.engine)
  expect(await left()).toEqual([])
  await ask(at.engine, 'update receipt set failures = 1')
  expect(await left()).toEqual([])
  expect(await left()).toEqual([1])
  await processReceipt(at.engine, 1)
  expect(await left()).toEqual([])
})

// Seen red without skipping what is locked: the look waited for the file.
test('a file that somebody stages now is not left, and a look does not wait for it', async () => {
  const left = rememberLeft(at.engine)
  await left()
  const other = await at.engine.database.pool.connect()
  await other.query('begin; select from receipt for update')
  expect(await left()).toEqual([])
  await other.query('rollback')
  other.release()
  expect(await left()).toEqual([])
  expect(await left()).toEqual([1])
})
