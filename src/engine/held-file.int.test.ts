import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountNumbers, achFile, entries, tallyOfEntries } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receive, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { addToSum, NO_SUM } from '../core/tally.ts'
import { collectReport } from '../main/file-report.ts'
import { ach } from '../packs/ach/pack.ts'
import { countBatches, countReceipts } from '../store/day.ts'
import { receiptById } from '../store/receipt.ts'
import { pageBatches } from '../store/receipt-page.ts'
import { orgShardOf } from './org-shard.ts'
import { outOfBalanceKinds } from './out-of-balance-kinds.ts'
import { proveDay } from './prove-day.ts'
import { stageFile } from './stage-file.ts'

/** A file that is held whole says so wherever it is asked: receipt, batches, Today, exceptions, proof and inspection. */

let at: TestEngine
const accounts = accountNumbers(12)
const first = entries(6, { accounts, from: 0 })
const second = entries(4, { accounts, from: 50 })
const all = [...first, ...second]
/** Two batches that balance, under a file control that declares one cent less than they come to. */
const spoiled = achFile([{ entries: first }, { entries: second }], {
  totalCredit: tallyOfEntries(all).creditMinor - 1,
})

beforeAll(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, accounts)
})
afterAll(() => at.close())

const orgShard = () => orgShardOf(at.engine)
const receiptOf = (id: number) => receiptById(at.engine.database.pool, orgShard(), id)

// Seen red with: the receipt brought to `done` whatever its fate (PostgreSQL refuses it); batches of a held file stored with the fate of their own control; the batches of a held file looked for under exceptions of their own.
test('its receipt is quarantined and says why, and its batches are held with their value', async () => {
  const { receiptId } = await accepted(await receiveAndProcess(at.engine, { source: 'held', bytes: spoiled }))
  const receipt = await receiptOf(receiptId)
  expect(receipt).toMatchObject({ state: 'quarantined', fate: 'quarantine', received: tallyOfEntries(all), batches: 2 })
  const exceptions = await ask(
    at.engine,
    'select id, kind, scope, items, sentence from exception where receipt_id = $1',
    [receiptId],
  )
  expect(exceptions).toMatchObject([{ kind: 'file-control-mismatch', scope: 'file', items: all.length }])
  expect(receipt?.why).toBe(exceptions[0]?.sentence)
  const batches = await pageBatches(at.engine.database.pool, orgShard(), { receiptId, limit: 10 })
  expect(batches).toMatchObject([
    { fate: 'quarantine', computed: tallyOfEntries(first), exception: { id: exceptions[0]?.id } },
    { fate: 'quarantine', computed: tallyOfEntries(second), exception: { id: exceptions[0]?.id } },
  ])
  const items = await ask(
    at.engine,
    'select state, exception_id, count(*) from item where id / 67108864 = $1 group by 1, 2',
    [receiptId],
  )
  expect(items).toEqual([{ state: 'suspended', exception_id: exceptions[0]?.id, count: all.length }])
})

test('Today counts it as quarantined, inspection says the same, and the proof holds', async () => {
  const day = await countReceipts(at.engine.database.pool, orgShard(), '2026-11-23')
  expect(day).toMatchObject({ arrived: 1, done: 0, processing: 0, quarantined: 1 })
  const batchesOfDay = await countBatches(at.engine.database.pool, orgShard(), {
    day: '2026-11-23',
    outOfBalanceKinds: outOfBalanceKinds(at.engine.packs),
  })
  expect(batchesOfDay).toMatchObject({ balanced: 2, held: 2 })
  const { sink, report } = collectReport(ach, 10)
  const feed = ach.createReader(sink, at.engine.institution.settings)
  feed.write(spoiled)
  feed.end()
  const { fate, batches } = report()
  expect([fate, ...batches.map(batch => batch.fate)]).toEqual(['quarantine', 'quarantine', 'quarantine'])
  const proof = await proveDay(at.engine)
  expect(proof.problems).toEqual([])
  expect(proof.bySource.get('held')?.terms.suspended).toEqual(addToSum(NO_SUM, tallyOfEntries(all)))
})

test('its batches are not claimed: sent again in a right file they are processed', async () => {
  const bytes = achFile([{ entries: first }, { entries: second }])
  const { receiptId } = await accepted(await receiveAndProcess(at.engine, { source: 'right', bytes }))
  expect(await receiptOf(receiptId)).toMatchObject({ state: 'done', fate: 'process', why: undefined })
  const batches = await pageBatches(at.engine.database.pool, orgShard(), { receiptId, limit: 10 })
  expect(batches.map(({ fate, exception }) => [fate, exception])).toEqual([
    ['process', undefined],
    ['process', undefined],
  ])
})

test('while its items are written down it is neither done nor quarantined yet', async () => {
  const bytes = achFile([{ entries: entries(3, { accounts, from: 90 }) }], { totalDebit: 1 })
  const { receiptId } = await accepted(await receive(at.engine, { source: 'waiting', bytes }))
  const arrived = await receiptOf(receiptId)
  await stageFile(at.engine, arrived as NonNullable<typeof arrived>, ach)
  expect(await receiptOf(receiptId)).toMatchObject({ state: 'staged', fate: 'quarantine', doneAt: undefined })
})

async function accepted<Reception extends { readonly outcome: string }>(reception: Reception) {
  expect(reception.outcome).toBe('accepted')
  return reception as Extract<Reception, { receiptId: number }>
}
