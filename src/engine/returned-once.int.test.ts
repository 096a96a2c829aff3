import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { bucketOfText, shardOf } from '../core/bucket.ts'
import { dayNumber } from '../core/calendar/day.ts'
import { proveDay } from './prove-day.ts'
import { recordFacts } from './record-facts.ts'

/** What we sent comes back once: a second return of it would take the money from our originator twice. */

let at: TestEngine
const TRACE = '091000010000001'
/** An account at the bank that returns. */
const RECEIVER = '7778889990'

beforeEach(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, accountNumbers(1))
})
afterEach(() => at.close())

// Seen red with: no claim of the original; the claim made under the trace of the return itself.
test('a second return of an entry we sent once is a duplicate, under whatever trace, reason and batch it comes', async () => {
  await sent(1)
  await receive([returned('121042880000201', 'R01')])
  await receive([returned('121042880000202', 'R02')], { companyName: 'OTHER WORDS', effectiveDate: '261124' })
  expect(await states()).toEqual([
    { reference: '121042880000201', state: 'posted' },
    { reference: '121042880000202', state: 'suspended' },
  ])
  expect(await ask(at.engine, 'select kind, sentence from exception')).toEqual([
    {
      kind: 'duplicate-entry',
      sentence: expect.stringContaining('The same return of trace 091000010000001 was received on 2026-11-23'),
    },
  ])
  expect((await proveDay(at.engine)).problems).toEqual([])
})

test('of two returns of one entry in one file the first posts', async () => {
  await sent(1)
  await receive([returned('121042880000201', 'R01'), returned('121042880000202', 'R01')])
  expect((await states()).map(row => row.state)).toEqual(['posted', 'suspended'])
})

// Seen red with: what was sent twice not counted; the amount left out of the identity.
test('what was sent twice under one trace comes back twice, and other amounts of one trace are other entries', async () => {
  await sent(2)
  await receive([returned('121042880000201', 'R01')])
  await receive([returned('121042880000202', 'R01')])
  await receive([{ ...returned('121042880000203', 'R01'), amountMinor: 5_001 }])
  expect((await states()).map(row => row.state)).toEqual(['posted', 'posted', 'suspended'])
  expect(await ask(at.engine, 'select kind from exception')).toEqual([{ kind: 'return-without-original' }])
})

/** Loads that the entry was originated so many times, a day apart. */
async function sent(times: number): Promise<void> {
  const shard = shardOf(at.engine.institution.orgId, bucketOfText(RECEIVER))
  const lines = Array.from({ length: times }, (_, n) => {
    const settledDay = dayNumber(Temporal.PlainDate.from('2026-11-20')) - n
    const detail = { amountMinor: 5_000, settledDay }
    return { shard, kind: 'originated', key: TRACE, identity: `${settledDay}`, fromDay: 0, toDay: 40_000, detail }
  })
  await recordFacts(at.engine, lines)
}

function returned(trace: string, returnCode: string) {
  const addenda = [{ kind: '99' as const, returnCode, originalTrace: TRACE, originalRdfi: '12104288' }]
  return { transactionCode: 26, account: RECEIVER, amountMinor: 5_000, trace, addenda }
}

async function receive(entries: readonly ReturnType<typeof returned>[], header = {}): Promise<void> {
  await receiveAndProcess(at.engine, { bytes: achFile([{ header, entries }]) })
}

function states() {
  return ask(at.engine, 'select reference, state from item order by id')
}
