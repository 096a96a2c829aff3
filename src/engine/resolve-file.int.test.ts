import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountNumbers, achFile, entries, tallyOfEntries, withoutLines } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { type Desk, openDesk } from '../../test/samples/desk.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { takeUnitAsShown } from '../../test/samples/take-as-shown.ts'
import { takeUnitBack } from '../../test/samples/take-back.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { countDay } from '../store/day.ts'
import { batchExceptionId, fileExceptionId } from '../store/exception.ts'
import { proveDay } from './prove-day.ts'

/** A file that is held whole is released or rejected whole, and what of it stands in no item comes to an end with it. */

let at: TestEngine
let desk: Desk
const accounts = accountNumbers(20)

beforeAll(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, accounts)
  desk = await openDesk(at.engine)
})
afterAll(() => at.close())

async function received(bytes: Uint8Array, source: string): Promise<number> {
  const reception = await receiveAndProcess(at.engine, { bytes, source, name: `${source}.ach` })
  expect(reception.outcome).toBe('accepted')
  return (reception as Extract<typeof reception, { receiptId: number }>).receiptId
}

const decide = (exceptionId: number, asked: ResolutionAsked) =>
  takeUnitAsShown(at.engine, { exceptionId, asked, by: desk.ann })

const statesOf = (receiptId: number) =>
  ask(
    at.engine,
    'select batch, state, count(*)::integer as items from item where id / 67108864 = $1 group by 1, 2 order by 1, 2',
    [receiptId],
  )

// Seen red with the batch that came elsewhere meanwhile processed a second time.
test('a released file is processed but for the batch that came in another file meanwhile, which is held by itself', async () => {
  const [first, second] = [entries(6, { accounts, from: 0 }), entries(4, { accounts, from: 100 })]
  const totalCredit = tallyOfEntries([...first, ...second]).creditMinor - 1
  const held = await received(achFile([{ entries: first }, { entries: second }], { totalCredit }), 'held')
  await received(achFile([{ entries: second }]), 'again')
  expect(await decide(fileExceptionId(held), { resolution: 'release' })).toMatchObject({
    is: 'done',
    effect: {
      fates: [
        { state: 'posted', kind: '', ...tallyOfEntries(first) },
        { state: 'suspended', kind: 'duplicate-batch', ...tallyOfEntries(second) },
      ],
      batches: { processed: 1, held: 1 },
      overShort: {
        kind: 'file-over-short',
        debitMinor: 1,
        creditMinor: 0,
        sentence: expect.stringContaining('0.01 USD less of credits'),
      },
    },
  })
  expect(await statesOf(held)).toEqual([
    { batch: 0, state: 'posted', items: 6 },
    { batch: 1, state: 'suspended', items: 4 },
  ])
  const [receipt] = await ask(at.engine, 'select state, fate from receipt where id = $1', [held])
  expect(receipt).toEqual({ state: 'done', fate: 'process' })
  expect((await proveDay(at.engine)).problems).toEqual([])
  expect(await decide(batchExceptionId(held, 1), { resolution: 'reject' })).toMatchObject({ is: 'done' })
  expect((await proveDay(at.engine)).problems).toEqual([])
})

// Seen red with the lost value left among what is suspended.
test('what of a rejected batch could not be read ends as rejected, by count and amount, on Today and in the proof', async () => {
  const all = entries(6, { accounts, from: 300 })
  // The third entry is gone, and the control counts it.
  const bytes = withoutLines(
    achFile([{ entries: all }, { entries: entries(2, { accounts, from: 400 }) }]),
    n => n === 4,
  )
  const receiptId = await received(bytes, 'short')
  const unit = batchExceptionId(receiptId, 0)
  const equation = async () => (await proveDay(at.engine)).bySource.get('short')
  const before = await equation()
  expect(before?.terms.rejected.count).toBe(0)
  const decided = await decide(unit, { resolution: 'reject' })
  expect(decided).toMatchObject({
    is: 'done',
    effect: { lost: { count: 1 }, fates: [{ state: 'rejected', count: 5 }] },
  })
  const after = await equation()
  expect(after).toMatchObject({ holds: true, received: before?.received, terms: { rejected: before?.terms.suspended } })
  const today = await countDay(at.engine.database.pool, 1024, '2026-11-23', at.clock.now)
  expect(today.lostEnded?.find(one => one.source === 'short')).toMatchObject({ state: 'rejected', tally: { count: 1 } })
  expect((await proveDay(at.engine)).problems).toEqual([])
  expect(await takeUnitBack(at.engine, { exceptionId: unit, by: desk.bob })).toMatchObject({ is: 'undone' })
  expect(await equation()).toEqual(before)
  expect((await proveDay(at.engine)).problems).toEqual([])
  expect(await decide(unit, { resolution: 'release' })).toMatchObject({
    effect: { lost: { count: 1 }, fates: [{ state: 'posted', count: 5 }] },
  })
  expect((await proveDay(at.engine)).problems).toEqual([])
})

test('a file that is rejected whole is rejected item by item, and can be held again', async () => {
  const all = [...entries(3, { accounts, from: 600 }), ...entries(3, { accounts, from: 610 })]
  const bytes = achFile([{ entries: all.slice(0, 3) }, { entries: all.slice(3) }], { totalDebit: 1 })
  const receiptId = await received(bytes, 'whole')
  const unit = fileExceptionId(receiptId)
  expect(await decide(unit, { resolution: 'reject' })).toMatchObject({ is: 'done' })
  expect((await proveDay(at.engine)).bySource.get('whole')?.terms.rejected.count).toBe(6)
  expect((await proveDay(at.engine)).problems).toEqual([])
  expect(await takeUnitBack(at.engine, { exceptionId: unit, by: desk.ann })).toMatchObject({ is: 'undone' })
  expect((await proveDay(at.engine)).problems).toEqual([])
})

test('of a file that could not be read at all nothing is released, and it is rejected as what it is: nothing', async () => {
  const receiptId = await received(new TextEncoder().encode('no file of ours'.repeat(20)), 'noise')
  const unit = fileExceptionId(receiptId)
  expect(await decide(unit, { resolution: 'release' })).toMatchObject({ refused: 'resolution_not_offered' })
  expect(await decide(unit, { resolution: 'reject' })).toMatchObject({ is: 'done', effect: { legs: [], fates: [] } })
  expect((await proveDay(at.engine)).problems).toEqual([])
})
