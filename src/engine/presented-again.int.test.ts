import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile } from '../../test/samples/ach-files.ts'
import { anAccount, ask, openAccounts, receive, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import type { EntrySample } from '../packs/ach/sample-entries.ts'
import { processReceipt } from './process-receipt.ts'
import { proveDay } from './prove-day.ts'
import { recordAccounts } from './record-facts.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'

/** What we returned may be presented again, twice; what we paid may not. */

let at: TestEngine
const [empty = '', full = ''] = accountNumbers(2)

beforeEach(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, [full])
  await recordAccounts(at.engine, [anAccount(at.engine, empty, { balanceMinor: 0 })])
})
afterEach(() => at.close())

// Planted bugs seen red: an owner whose return still waits taken for a returned one; no claim for a second presentment; the
// first presentment's fate asked for instead of the last's; a returned owner answered without a look at the part.
test('a converted check that goes back comes again twice, and a fourth time is too often', async () => {
  expect(await present(empty)).toEqual(['insufficient-funds'])
  await goBack()
  expect(await present(empty)).toEqual(['insufficient-funds'])
  await goBack()
  expect(await present(empty)).toEqual(['insufficient-funds'])
  await goBack()
  expect(await present(empty)).toEqual(['duplicate-entry'])
  expect(await present(empty)).toEqual(['duplicate-entry'])
  expect((await proveDay(at.engine)).problems).toEqual([])
})

test('a check whose return has not gone out is not presented again', async () => {
  expect(await present(empty)).toEqual(['insufficient-funds'])
  expect(await present(empty)).toEqual(['duplicate-entry'])
})

test('a check that was paid at its second presentment is not paid again', async () => {
  expect(await present(empty)).toEqual(['insufficient-funds'])
  await goBack()
  await send([{ transactionCode: 22, account: empty, amountMinor: 90_000, trace: trace() }])
  expect(await present(empty)).toEqual(['posted'])
  await goBack()
  expect(await present(empty)).toEqual(['duplicate-entry'])
})

// Seen red with the last received taken for the owner: the third presentment posted beside the second.
test('a check that was paid from a file that was processed late is not paid again', async () => {
  const late = await receive(at.engine, { bytes: achFile([{ header: { secCode: 'ARC' }, entries: [check(empty)] }]) })
  at.clock.now = at.clock.now.add({ hours: 24 })
  expect(await present(empty)).toEqual(['insufficient-funds'])
  await goBack()
  await send([{ transactionCode: 22, account: empty, amountMinor: 90_000, trace: trace() }])
  await processReceipt(at.engine, late.outcome === 'accepted' ? late.receiptId : 0)
  expect(await present(empty)).toEqual(['duplicate-entry'])
  expect(await ask(at.engine, "select count(*) from item where state = 'posted'")).toEqual([{ count: 2 }])
  expect((await proveDay(at.engine)).problems).toEqual([])
})

test('of two second presentments in one file the first is lawful', async () => {
  expect(await present(full)).toEqual(['posted'])
  expect(await present(empty)).toEqual(['insufficient-funds'])
  await goBack()
  expect(await present(empty, empty, full)).toEqual(['insufficient-funds', 'duplicate-entry', 'duplicate-entry'])
})

let numbers = 0
const trace = () => `12104288${String(++numbers).padStart(7, '0')}`

const check = (account: string) => ({ account, identification: '1042', amountMinor: 45_000, trace: trace() })

/** Presents check 1042 of each account as an entry, and tells what became of each. */
async function present(...accounts: readonly string[]): Promise<readonly unknown[]> {
  const entries = accounts.map(check)
  await send(entries, 'ARC')
  const rows = await ask(
    at.engine,
    `select coalesce(exception.kind, item.state) as fate from item left join exception using (shard, id)
     where item.reference = any ($1) order by item.reference`,
    [entries.map(entry => entry.trace)],
  )
  return rows.map(row => row.fate)
}

async function send(entries: readonly EntrySample[], secCode = 'PPD'): Promise<void> {
  await receiveAndProcess(at.engine, { bytes: achFile([{ header: { secCode }, entries }]) })
}

/** What waits goes out, and a day goes by. */
async function goBack(): Promise<void> {
  await releaseOutboundFiles(at.engine)
  at.clock.now = at.clock.now.add({ hours: 24 })
}
