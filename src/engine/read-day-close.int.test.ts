import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { type Closers, closeOn, openClosers, reopenOn } from '../../test/samples/closers.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import type { Decider } from './authorise-decision.ts'
import { lookAtClosing } from './close-day.ts'
import { openCases } from './open-cases.ts'
import { readClosedList } from './read-closed-list.ts'
import { readDayClose } from './read-day-close.ts'
import { recordAccounts } from './record-facts.ts'

/** What is told of a day: with which it was closed, what it was closed with, and who may act on it. */

const [CLEAR = '', ...ESTATES] = accountNumbers(4)
const [THURSDAY, FRIDAY, MONDAY, TUESDAY] = ['2026-11-19', '2026-11-20', '2026-11-23', '2026-11-24'].map(day =>
  Temporal.PlainDate.from(day),
) as [Temporal.PlainDate, Temporal.PlainDate, Temporal.PlainDate, Temporal.PlainDate] // as many as are named
const at = engineOfEachTest([CLEAR])
let people: Closers
beforeEach(async () => {
  const { engine, clock } = at()
  people = await openClosers(engine)
  await recordAccounts(
    engine,
    ESTATES.map(number => anAccount(engine, number, { status: 'deceased' })),
  )
  await receiveAndProcess(engine, { bytes: achFile([{ entries: entries(4, { accounts: [CLEAR, ...ESTATES] }) }]) })
  await openCases(engine)
  clock.now = Temporal.Instant.from('2026-11-24T04:30:00Z')
})

const storyOf = (day: Temporal.PlainDate, by: Decider = people.tom) => readDayClose(at().engine, day, by)
const listOf = (day: Temporal.PlainDate) => readClosedList(at().engine, day)

// Seen red with the day's own closing looked for first, as if none had closed it; and with a list that says it was never closed.
test('a day that was closed with a later one says with which, wherever it is asked', async () => {
  expect(await storyOf(FRIDAY)).toMatchObject({ state: 'open', closedWith: undefined, openFrom: undefined })
  expect(await listOf(FRIDAY)).toMatchObject({ refused: 'not_closed' })
  expect(await closeOn(at().engine, MONDAY, people.sue)).toMatchObject({ is: 'closed' })
  const why = 'Fri 2026-11-20 was closed with Mon 2026-11-23: reopen that one.'
  const told = { state: 'closed', closedWith: '2026-11-23', openFrom: '2026-11-24', tries: [], whyNot: why }
  expect(await storyOf(FRIDAY)).toMatchObject(told)
  expect(await reopenOn(at().engine, FRIDAY, people.tom)).toMatchObject({ refused: 'later_day_closed', why })
  expect(await closeOn(at().engine, FRIDAY, people.sue)).toMatchObject({ refused: 'already_closed', why })
  expect(await closeOn(at().engine, MONDAY, people.sue)).toMatchObject({
    refused: 'already_closed',
    why: 'Mon 2026-11-23 is closed. A supervisor who did not close it may reopen it.',
  })
  expect(await listOf(FRIDAY)).toMatchObject({
    refused: 'later_day_closed',
    why: 'Fri 2026-11-20 was closed with Mon 2026-11-23 and has no list of its own: ask for that of Mon 2026-11-23.',
  })
  expect(await listOf(MONDAY)).toMatchObject({ is: 'list', no: 1 })
  expect(await storyOf(MONDAY)).toMatchObject({ state: 'closed', closedWith: undefined })
  expect(await reopenOn(at().engine, MONDAY, people.tom)).toMatchObject({ is: 'reopened' })
  expect(await storyOf(FRIDAY)).toMatchObject({ state: 'open', closedWith: undefined })
  expect(await reopenOn(at().engine, FRIDAY, people.tom)).toMatchObject({ refused: 'not_closed' })
})

// Seen red with the last closed day for the one that a day was closed with, also where somebody closes it again, and with no word of the later one.
test('of two later days that are closed, the first has its list and the last is opened first', async () => {
  expect(await closeOn(at().engine, FRIDAY, people.sue)).toMatchObject({ is: 'closed' })
  expect(await closeOn(at().engine, MONDAY, people.sue)).toMatchObject({ is: 'closed' })
  const whyThursday =
    'Thu 2026-11-19 was closed with Fri 2026-11-20: reopen that one, after Mon 2026-11-23, which is closed too and came after it.'
  expect(await storyOf(THURSDAY)).toMatchObject({ closedWith: '2026-11-20', whyNot: whyThursday })
  const closedAlready = (why: string) => ({ refused: 'already_closed', why })
  expect(await closeOn(at().engine, THURSDAY, people.tom)).toMatchObject(closedAlready(whyThursday))
  const why = 'Mon 2026-11-23 is closed and came after it: reopen that one first.'
  expect(await storyOf(FRIDAY)).toMatchObject({ closedWith: undefined, whyNot: why })
  expect(await reopenOn(at().engine, FRIDAY, people.tom)).toMatchObject({ refused: 'later_day_closed', why })
  expect(await closeOn(at().engine, FRIDAY, people.tom)).toMatchObject(
    closedAlready(`Fri 2026-11-20 is closed. ${why}`),
  )
})

// Seen red with what stands against closing it looked at first.
test('nothing stands against closing a day that is closed: that it is closed is what is said', async () => {
  const { engine } = at()
  expect(await closeOn(engine, FRIDAY, people.sue)).toMatchObject({ is: 'closed' })
  await ask(engine, `update suspense_position set opened_on = '2026-11-20', exit_on = '2026-11-20'`)
  expect((await lookAtClosing(engine, FRIDAY, undefined)).total).toBe(3)
  expect(await closeOn(engine, FRIDAY, people.tom)).toMatchObject({
    refused: 'already_closed',
    why: 'Fri 2026-11-20 is closed. A supervisor who did not close it may reopen it.',
  })
})

// Seen red with what is open now for every state.
test('a closed day says what stayed open when it was closed, and nothing of now', async () => {
  const open = await storyOf(MONDAY)
  expect(open.now?.against.total).toBe(0)
  expect(open.now?.open.get('ready')?.count).toBe(3)
  await closeOn(at().engine, MONDAY, people.sue)
  const closed = await storyOf(MONDAY)
  expect(closed.now).toBeUndefined()
  expect(closed.tries.map(one => one.closed?.openItems)).toEqual([3])
  expect((await storyOf(TUESDAY)).now?.open.get('ready')?.count).toBe(3)
})

// Seen red with the hands of whoever closed it left out, and with the proof of who one is asked for before.
test('who may close it or open it again is told before it is asked, with the reason', async () => {
  const signedIn = (one: Decider) => ({ ...one, session: 'signed-in' }) as const
  expect((await storyOf(MONDAY, signedIn(people.sue))).whyNot).toBeUndefined()
  expect((await storyOf(MONDAY, people.kim)).whyNot).toContain('supervisor')
  await closeOn(at().engine, MONDAY, people.sue)
  const refused = await reopenOn(at().engine, MONDAY, people.sue)
  expect(refused).toMatchObject({ refused: 'not_authorised', why: expect.stringContaining('hand') })
  expect((await storyOf(MONDAY, signedIn(people.sue))).whyNot).toBe(refused.is === 'refused' ? refused.why : '')
  expect((await storyOf(MONDAY, signedIn(people.tom))).whyNot).toBeUndefined()
})

// Seen red with the first moment of the next day.
test('what is due counts until the last moment of the day on the institution’s clock', async () => {
  expect((await storyOf(MONDAY)).dueBy.toString()).toBe('2026-11-24T04:59:59.999999Z')
})
