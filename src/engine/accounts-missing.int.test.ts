import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receive } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { AccountsMissing } from './accounts-missing.ts'
import { processReceipt } from './process-receipt.ts'
import { proveDay } from './prove-day.ts'
import { readDay } from './read-day.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'
import { resumeReceipts } from './resume-receipts.ts'

/** Before any account was loaded every entry is one to an account that does not exist: a bank would send all of them back. */

let at: TestEngine
beforeEach(async () => {
  at = await openTestEngine()
})
afterEach(() => at.close())

const accounts = accountNumbers(5)
const bytes = achFile([{ entries: entries(20, { accounts }) }])

// Seen red with: accounts not asked for, when all twenty went back as R03; a resume that goes on to the next receipt.
test('without accounts nothing is decided or sent, and the day goes on when they come', async () => {
  const first = await receive(at.engine, { bytes })
  await receive(at.engine, { bytes: achFile([{ entries: entries(3, { accounts, from: 50 }) }]) })
  expect(first.outcome).toBe('accepted')
  if (first.outcome !== 'accepted') return
  await expect(processReceipt(at.engine, first.receiptId)).rejects.toThrow(AccountsMissing)
  expect(await resumeReceipts(at.engine)).toMatchObject({ finished: 0, failed: [{ receiptId: first.receiptId }] })
  expect(await releaseOutboundFiles(at.engine)).toEqual([])
  expect(await ask(at.engine, 'select id from item')).toEqual([])
  const waiting = await readDay(at.engine, undefined)
  expect(waiting).toMatchObject({ accounts: 'missing', equation: { holds: false, waiting: 20 } })
  await openAccounts(at.engine, accounts)
  expect(await resumeReceipts(at.engine)).toEqual({ finished: 2, failed: [] })
  expect(await readDay(at.engine, undefined)).toMatchObject({ accounts: 'loaded', equation: { holds: true } })
  expect(await ask(at.engine, 'select state, count(*) from item group by state')).toEqual([
    { state: 'posted', count: 23 },
  ])
  expect((await proveDay(at.engine)).problems).toEqual([])
})

// Seen red with: accounts asked for before anything of a file is known.
test('a file that is held whole is held without accounts too', async () => {
  const reception = await receive(at.engine, {
    bytes: achFile([{ entries: entries(4, { accounts }) }], { batchCount: 2 }),
  })
  if (reception.outcome === 'accepted') await processReceipt(at.engine, reception.receiptId)
  expect(await ask(at.engine, 'select scope, items from exception')).toEqual([{ scope: 'file', items: 4 }])
  expect((await proveDay(at.engine)).problems).toEqual([])
})
