import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receive } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { processReceipt } from './process-receipt.ts'
import { proveDay } from './prove-day.ts'
import { resumeReceipts } from './resume-receipts.ts'

/** What is staged lies in an unlogged table: PostgreSQL empties it when it recovers from a crash. */

let at: TestEngine
const accounts = accountNumbers(60)
const file = achFile([{ entries: entries(34_000, { accounts }) }])

beforeEach(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, accounts)
})
afterEach(() => at.close())

// Planted bugs seen red: nothing is staged again; the items of every bucket are staged under each part that is left.
test.each([
  ['before the first part', 'stage committed'],
  ['between two parts', 'part committed'],
] as const)('a file whose staged items are gone %s is read again and processed once', async (_, stopAfter) => {
  const stopped = new Error('the process stops here')
  at.steps.at = name => {
    if (name === stopAfter) throw stopped
  }
  const reception = await receive(at.engine, { bytes: file })
  const receiptId = reception.outcome === 'accepted' ? reception.receiptId : 0
  await expect(processReceipt(at.engine, receiptId, 1)).rejects.toBe(stopped)
  at.steps.at = () => {}
  expect(await ask(at.engine, 'select state from receipt')).toEqual([{ state: 'staged' }])
  await ask(at.engine, 'truncate part_chunk')
  expect(await resumeReceipts(at.engine)).toEqual({ finished: 1, failed: [] })
  expect(await ask(at.engine, 'select count(*), count(distinct id) as ids from item')).toEqual([
    { count: 34_000, ids: 34_000 },
  ])
  expect((await proveDay(at.engine)).problems).toEqual([])
})

test('two engines that find the staged items gone read the file once more, and process it once', async () => {
  const stopped = new Error('the process stops here')
  at.steps.at = name => {
    if (name === 'stage committed') throw stopped
  }
  const reception = await receive(at.engine, { bytes: file })
  const receiptId = reception.outcome === 'accepted' ? reception.receiptId : 0
  await expect(processReceipt(at.engine, receiptId)).rejects.toBe(stopped)
  at.steps.at = () => {}
  await ask(at.engine, 'truncate part_chunk')
  const other = await at.another()
  await Promise.all([processReceipt(at.engine, receiptId), processReceipt(other, receiptId)])
  expect((await proveDay(at.engine)).problems).toEqual([])
})
