import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receive } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { endReceipt, type FailedReceipt } from '../engine/attempt-receipt.ts'
import { proveDay } from '../engine/prove-day.ts'
import { retryReceipt } from '../engine/retry-receipt.ts'
import { openWorkQueue, type WorkQueue } from './work-queue.ts'

/** What a command leaves when it is killed beside a running server. */

let at: TestEngine
let work: WorkQueue | undefined
const failed: FailedReceipt[] = []
const accounts = accountNumbers(5)

beforeEach(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, accounts)
})
afterEach(async () => {
  await work?.close()
  await at.close()
})

const states = () => ask(at.engine, 'select state from receipt order by id')

// Seen red without a look: the receipts stood as they were until the next start.
test('a retry and a reception that were killed are finished by the server that runs', async () => {
  const id = await accepted(achFile([{ entries: entries(10, { accounts }) }]))
  await ask(at.engine, 'alter table item add constraint planted check (false) not valid')
  await endReceipt(at.engine, id)
  await ask(at.engine, 'alter table item drop constraint planted')
  const killed = Object.assign(new Error('the process stops here'), { code: '57P01' })
  at.steps.at = name => {
    if (name === 'retry committed') throw killed
  }
  await expect(retryReceipt(at.engine, id, 'os:kim')).rejects.toBe(killed)
  await accepted(achFile([{ entries: entries(3, { accounts, from: 100 }) }]))
  work = openWorkQueue(await at.another(), one => failed.push(one), { retryMs: 50, lookMs: 50 })
  await expect.poll(states, { timeout: 10_000 }).toEqual([{ state: 'done' }, { state: 'done' }])
  expect((await proveDay(at.engine)).problems).toEqual([])
  expect(failed).toEqual([])
})

async function accepted(bytes: Uint8Array): Promise<number> {
  const reception = await receive(at.engine, { bytes })
  return reception.outcome === 'accepted' ? reception.receiptId : 0
}
