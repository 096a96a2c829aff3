import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { accountNumbers, achFile } from '../../test/samples/ach-files.ts'
import { anAccount, ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { startWords } from '../core/deadline/explain-deadline.ts'
import { proveDay } from './prove-day.ts'
import { readItem } from './read-item.ts'
import { receiveClaim } from './receive-claim.ts'
import { recordAccounts } from './record-facts.ts'

/** Clocks of settlement run from the day that the operator wrote into the batch, postings from the day after the cutoff. */

/** Monday, 18:05 in New York: an hour after the cutoff, so the file posts on Tuesday the 24th. Thursday is Thanksgiving. */
const AFTER_THE_CUTOFF = Temporal.Instant.from('2026-11-23T23:05:00Z')
const MONDAY = '327'
const TUESDAY = '328'

const NOTICES = [
  { name: 'ach-notices-of-change', owner: 'head of payment operations', from: '2020-01-01', to: '9999-12-31' },
]

let at: TestEngine
const [known = '', stranger = ''] = accountNumbers(2)

beforeEach(async () => {
  at = await openTestEngine({ policies: NOTICES })
  at.clock.now = AFTER_THE_CUTOFF
  await openAccounts(at.engine, [known])
})
afterEach(() => at.close())

const entry = (account: string, trace = '121042880000001') => ({
  transactionCode: 27,
  account,
  amountMinor: 45_000,
  trace,
})
const send = (settlementDate: string, account: string, control?: Readonly<Record<string, unknown>>) =>
  receiveAndProcess(at.engine, { bytes: achFile([{ header: { settlementDate }, entries: [entry(account)] }], control) })

async function raised() {
  const rows = await ask<{ id: number; day: string; scope: string; due_at: Date }>(
    at.engine,
    'select id, day::text, scope, due_at from exception',
  )
  const [one] = rows
  if (one === undefined || rows.length > 1) throw new Error(`${rows.length} exceptions were raised`)
  return { id: one.id, day: one.day, scope: one.scope, due: one.due_at.toISOString() }
}

describe('an entry that goes back, received after the cutoff', () => {
  // Seen red with: the clock started on the posting day, due on Friday, and nothing said about it.
  test.each([
    ['on Monday', MONDAY, '2026-11-25T13:30:00.000Z', 'settlement date of the entry', '2026-11-23'],
    ['on Tuesday', TUESDAY, '2026-11-27T13:30:00.000Z', 'settlement date of the entry', '2026-11-24'],
    ['on Friday before', '324', '2026-11-24T13:30:00.000Z', 'settlement date of the entry', '2026-11-20'],
    ['on a day it does not say', '', '2026-11-27T13:30:00.000Z', 'taken to be the posting day', '2026-11-24'],
    ['months ago, it says', '200', '2026-11-27T13:30:00.000Z', 'taken to be the posting day', '2026-11-24'],
  ])('and settled %s', async (_, settlementDate, due, words, from) => {
    await send(settlementDate, stranger)
    const { id, ...exception } = await raised()
    expect(exception).toEqual({ day: '2026-11-24', scope: 'item', due })
    const story = await readItem(at.engine, id)
    expect(story?.deadline?.start.on.toString()).toBe(from)
    expect(story?.deadline?.due.at.toString()).toBe(Temporal.Instant.from(due).toString())
    expect(story?.deadline === undefined ? '' : startWords(story.deadline)).toContain(words)
    expect((await proveDay(at.engine)).problems).toEqual([])
  })
})

// Seen red with: the held unit's settlement day left out.
test.each([
  ['file', MONDAY, '2026-11-25T13:30:00.000Z'],
  ['file', '', '2026-11-27T13:30:00.000Z'],
] as const)('a %s that is held is due as its entries are: settled on day %j', async (scope, settlementDate, due) => {
  await send(settlementDate, known, { totalDebit: 1 })
  expect(await raised()).toMatchObject({ scope, day: '2026-11-24', due })
})

// Seen red with: a held batch whose settlement day is left out.
test('a batch that came before is due as its entries are', async () => {
  await send(MONDAY, known)
  const again = { header: { settlementDate: MONDAY }, entries: [entry(known)] }
  const other = { header: { settlementDate: TUESDAY }, entries: [entry(known, '121042880000002')] }
  await receiveAndProcess(at.engine, { bytes: achFile([again, other]) })
  expect(await raised()).toMatchObject({ scope: 'batch', day: '2026-11-24', due: '2026-11-25T13:30:00.000Z' })
})

// Seen red with: the notice's clock started on the posting day.
test('a notice of change leaves within two banking days of settlement', async () => {
  await recordAccounts(at.engine, [anAccount(at.engine, known, { type: 'savings' })])
  await send(MONDAY, known)
  const [notice] = await ask<{ kind: string; day: string; due_at: Date }>(
    at.engine,
    'select kind, day::text, due_at from outbound_item',
  )
  // By midnight after Wed 25 November; the last window of that day takes files until 22:45 New York.
  expect(notice).toEqual({ kind: 'notice', day: '2026-11-24', due_at: new Date('2026-11-26T03:45:00Z') })
})

describe('a customer’s claim', () => {
  // 60 days after Mon 2026-11-23 is Fri 2027-01-22, after Tue 11-24 Sat 01-23: the next banking days are Mon 25 January both
  // times, so the debit is claimed two days later where it shows: settled Fri 11-20, day 60 is Tue 01-19, due Wed 01-20.
  // The exception is due earlier: ten business days from the notice of Mon 11-23, without Thanksgiving, are Tue 12-08, to its end.
  // Seen red with: the posting day given as the day of settlement; the exception's clock started on the debit's day.
  test.each([
    ['324', '2027-01-20'],
    ['', '2027-01-25'],
  ])(
    'against a debit settled on day %j runs to the opening of %s, and its answer from the notice',
    async (settlementDate, due) => {
      await send(settlementDate, known)
      const claim = {
        accountNumber: known,
        trace: '121042880000001',
        amountMinor: 45_000,
        row: 0,
        receivedAt: AFTER_THE_CUTOFF,
        code: 'R10',
        statement: 'on file' as const,
      }
      expect(await receiveClaim(at.engine, claim)).toMatchObject({ outcome: 'raised', kind: 'claim-unauthorized' })
      const { id, ...exception } = await raised()
      expect(exception).toMatchObject({ day: '2026-11-24', due: '2026-12-09T05:00:00.000Z' })
      const [row] = await ask<{ due: string }>(at.engine, `select finding->'facts'->>'dueOn' as due from exception`)
      expect(row?.due).toBe(due)
      const deadline = (await readItem(at.engine, id))?.deadline
      expect(deadline?.rule.id).toBe('reg-e-decide')
      expect(deadline?.start.on.toString()).toBe('2026-11-23')
      expect(deadline?.due.at.toString()).toBe('2026-12-09T05:00:00Z')
    },
  )
})
