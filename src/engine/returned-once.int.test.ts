import { afterEach, beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openDesk } from '../../test/samples/desk.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
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

// Seen red with: the trace that was named left unclaimed, so that the entry came back twice.
test('law: a return that names no entry of ours is matched with the one that it means, which then does not come back again', async () => {
  await sent(1)
  const desk = await openDesk(at.engine)
  await receive([returned('121042880000201', 'R01', '091000010000010')])
  const [item] = await ask<{ id: number; kind: string }>(at.engine, 'select id, kind from exception')
  expect(item?.kind).toBe('return-without-original')
  const match = (itemId: number, originalTrace: string) =>
    takeAsShown(at.engine, { itemId, asked: { resolution: 'correct', fields: { originalTrace } }, by: desk.ann })
  const id = item?.id ?? 0
  expect(await match(id, '09100001')).toMatchObject({ refused: 'field_refused' })
  expect(await match(id, '091000010000002')).toMatchObject({ refused: 'correction_not_clear' })
  const matched = {
    is: 'done',
    effect: { item: { state: 'posted' }, corrected: [{ field: 'originalTrace', value: TRACE }] },
  }
  expect(await match(id, TRACE)).toMatchObject(matched)
  const originations = "select sum(balance_minor)::bigint as sum from account where number = '~originations'"
  const [before] = await ask<{ sum: number }>(at.engine, originations)
  expect(Math.abs(before?.sum ?? 0)).toBe(5_000)
  expect(await takeBack(at.engine, { itemId: id, by: desk.bob })).toMatchObject({ is: 'undone' })
  expect(await ask(at.engine, originations)).toEqual([{ sum: 0 }])
  expect(await match(id, TRACE)).toMatchObject(matched)
  await receive([returned('121042880000202', 'R02')])
  expect((await states()).map(row => row.state)).toEqual(['posted', 'suspended'])
  // A notification of change is matched in the same way, and moves nothing.
  const change = {
    kind: '98' as const,
    changeCode: 'C01',
    originalTrace: '091000010000010',
    correctedData: '7778889991',
  }
  const notice = { transactionCode: 21, account: RECEIVER, amountMinor: 0, trace: '121042880000203', addenda: [change] }
  await receiveAndProcess(at.engine, { bytes: achFile([{ header: { secCode: 'COR' }, entries: [notice] }]) })
  const [last] = await ask<{ id: number; kind: string }>(at.engine, 'select id, kind from exception order by id desc')
  expect(last?.kind).toBe('noc-without-original')
  expect(await match(last?.id ?? 0, TRACE)).toMatchObject({ ...matched, effect: { ...matched.effect, legs: [] } })
  expect((await proveDay(at.engine)).problems).toEqual([])
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

function returned(trace: string, returnCode: string, originalTrace = TRACE) {
  const addenda = [{ kind: '99' as const, returnCode, originalTrace, originalRdfi: '12104288' }]
  return { transactionCode: 26, account: RECEIVER, amountMinor: 5_000, trace, addenda }
}

async function receive(entries: readonly ReturnType<typeof returned>[], header = {}): Promise<void> {
  await receiveAndProcess(at.engine, { bytes: achFile([{ header, entries }]) })
}

function states() {
  return ask(at.engine, 'select reference, state from item order by id')
}
