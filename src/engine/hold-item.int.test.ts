import { beforeEach, expect, test } from 'vitest'
import { ask } from '../../test/samples/arrivals.ts'
import { TEST_LEDGER } from '../../test/samples/closers.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { DECEASED, estateDebit, estateDebitWithoutCase } from '../../test/samples/estate-debit.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { lettersOfException } from '../store/letter-page.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Decider } from './authorise-decision.ts'
import { claimNext } from './claim-next.ts'
import { lookAtClosing } from './close-day.ts'
import type { Engine } from './engine.ts'
import { openCases } from './open-cases.ts'
import { proveDay } from './prove-day.ts'
import type { Resolved } from './resolve-exception.ts'
import { answerLetterWithin, sendLetterWithin } from './tell-letter.ts'
import { wakeByWhatCame } from './wake-cases.ts'

/** What a party has something to say to is held for it: in suspense, until a moment or until they answer. */

const AMOUNT = 50_000
const at = deskOfEachTest([])
let engine: Engine
let desk: Desk
beforeEach(() => {
  engine = at().engine
  desk = at().desk
})

/** A debit to an account whose holder died, in a case of its queue. */
function anException(): Promise<number> {
  return estateDebit(engine, AMOUNT)
}

function resolve(itemId: number, asked: ResolutionAsked, by: Decider = desk.ann): Promise<Resolved> {
  return takeAsShown(engine, { itemId, asked, by })
}

const words = 'Does the estate want this paid?'
const held = (until: string) =>
  ({ resolution: 'hold', to: 'customer', awaits: 'instruction', until, words }) as const satisfies ResolutionAsked

/** Where the item and its money are, in cents, and with whom its case waits. */
async function stands(itemId: number) {
  const sum = (number: string) => `(select sum(balance_minor)::bigint from account where number = '${number}')`
  const [row] = await ask(
    engine,
    `select item.state, exception.state as exception, ${sum('~suspense')} as suspense, ${sum('~settlement.ach')} as network,
       ${sum(DECEASED)} as customer, queue_place.state as place, holder, wake_on
     from item join exception using (shard, id) join queue_place using (case_shard, case_id) where item.id = $1`,
    [itemId],
  )
  return row
}

const START = {
  ...{ state: 'suspended', exception: 'open', suspense: -AMOUNT, network: AMOUNT, customer: 10_000_000 },
  ...{ place: 'ready', holder: null, wake_on: null },
}
const waits = (by: Decider) => ({ place: 'pended', holder: by.personId, wake_on: 'party' })
const holds = async () => expect((await proveDay(engine)).problems).toEqual([])

async function theirAnswer(itemId: number): Promise<void> {
  const [item] = await ask<{ shard: number }>(engine, 'select shard from item where id = $1', [itemId])
  await inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    const of = { orgShard: 1024, shard: item?.shard ?? 0, exceptionId: itemId }
    const letter = (await lettersOfException(tx, of)).at(-1)
    if (letter === undefined) throw new Error('a hold asks for a letter')
    const order = { letter, on: Temporal.PlainDate.from('2026-11-23'), by: desk.ann }
    await sendLetterWithin(engine, tx, order)
    expect(await answerLetterWithin(engine, tx, order)).toMatchObject({ is: 'told' })
  })
}

// Seen red with an answered hold waiting on, and with the answer told to those alone who wait by hand.
test('what is held stays in suspense with whoever held it; their answer wakes the case, and it is released to the party', async () => {
  const id = await anException()
  expect(await stands(id)).toEqual(START)
  expect(await resolve(id, held('2026-11-23T16:00'))).toMatchObject({
    is: 'done',
    effect: {
      ...{ item: undefined, legs: [], exception: { state: 'open', resolution: 'hold' } },
      hold: { party: 'customer', awaits: 'instruction', until: '2026-11-23T21:00:00Z', extensions: 0 },
      letters: [{ to: 'customer', words }],
    },
  })
  expect(await stands(id)).toEqual({ ...START, ...waits(desk.ann) })
  await holds()
  await theirAnswer(id)
  expect(await wakeByWhatCame(engine)).toBe(1)
  const pulled = (await claimNext(engine, [desk.ann.personId])).get(desk.ann.personId)
  expect(pulled).toMatchObject({
    outcome: 'claimed',
    work: { place: { wokenBy: expect.stringContaining('; it waited for the answer of whom it is held for') } },
  })
  expect(await resolve(id, { resolution: 'refer', to: 'sender', words })).toMatchObject({ is: 'done' })
  expect(await stands(id)).toMatchObject({ place: 'leased' })
  expect(await resolve(id, { resolution: 'post' })).toMatchObject({ is: 'done' })
  const posted = { state: 'posted', exception: 'closed', suspense: 0, customer: 10_000_000 - AMOUNT, place: 'done' }
  expect(await stands(id)).toMatchObject(posted)
  await holds()
})

// Seen red with a case that does not wait while its item is held.
test('undone before its answer nobody waits any more; after the item went back, the return is undone first and it is held again', async () => {
  const id = await anException()
  await resolve(id, held('2026-11-23T16:00'))
  expect(await takeBack(engine, { itemId: id, by: desk.ann })).toMatchObject({ is: 'undone' })
  expect(await stands(id)).toEqual({ ...START, place: 'ready' })
  expect(await ask(engine, 'select state from letter_request')).toEqual([{ state: 'cancelled' }])
  await holds()
  await resolve(id, held('2026-11-23T16:00'))
  expect(await resolve(id, { resolution: 'return', code: 'R15' })).toMatchObject({ is: 'done' })
  expect(await stands(id)).toMatchObject({ exception: 'decided', place: 'done' })
  await holds()
  for (const after of [waits(desk.ann), { place: 'ready' }]) {
    expect(await takeBack(engine, { itemId: id, by: desk.ann })).toMatchObject({ is: 'undone' })
    expect(await stands(id)).toMatchObject({ ...START, ...after })
    await holds()
  }
})

// Seen red with a case that opens ready, whatever was decided before.
test('what was held before its case opened waits from the start, and their answer wakes it', async () => {
  const id = await estateDebitWithoutCase(engine, AMOUNT)
  expect(await resolve(id, held('2026-11-23T16:00'))).toMatchObject({ is: 'done' })
  await openCases(engine)
  expect(await stands(id)).toEqual({ ...START, ...waits(desk.ann) })
  await holds()
  await theirAnswer(id)
  expect(await wakeByWhatCame(engine)).toBe(1)
  expect(await stands(id)).toMatchObject({ place: 'ready' })
  await holds()
})

// Seen red with the item’s own deadline left out, and with the five days counted anew when it is made longer.
test('a hold ends before the item has to leave, and within five banking days in all, or is refused with the arithmetic', async () => {
  const id = await anException()
  const why = async (asked: ResolutionAsked) => {
    const said = await resolve(id, asked)
    return said.is === 'refused' ? [said.refused, said.why] : [said.is]
  }
  expect(await why(held('2026-11-30'))).toEqual([
    'until_refused',
    expect.stringMatching(
      /^It has to leave here by .*, and a hold ends 2 hours before that, by .* Mon 2026-11-30 00:00 is after that/,
    ),
  ])
  expect(await why(held('2026-11-20'))).toEqual(['until_refused', expect.stringContaining('has passed')])
  expect(await why(held('tomorrow'))).toEqual(['until_refused', expect.stringContaining('as 2026-11-25T15:00')])
  expect(await why({ ...held('2026-11-23T16:00'), awaits: undefined })).toEqual(['awaits_missing', expect.anything()])
  expect(await why({ ...held('2026-11-23T16:00'), words: ' ' })).toEqual(['words_missing', expect.anything()])
  // Without a clock of the law the house's own holds.
  await ask(engine, "update exception set ours_at = '2026-12-30T00:00:00Z', due_at = '2026-12-30T00:00:00Z'")
  expect(await why(held('2026-12-03'))).toEqual([
    'until_refused',
    'A hold ends by Wed 2026-12-02 00:00 at the latest. Thu 2026-12-03 00:00 is after that: name an earlier moment.',
  ])
  expect(await why(held('2026-11-24'))).toEqual(['done'])
  at().clock.now = at().clock.now.add({ hours: 30 })
  expect(await resolve(id, held('2026-12-01'))).toMatchObject({
    effect: { hold: { extensions: 1, endsBy: '2026-12-02T05:00:00Z' } },
  })
  expect(await why(held('2026-12-03'))).toEqual(['until_refused', expect.stringContaining('by Wed 2026-12-02 00:00')])
  at().clock.now = Temporal.Instant.from('2026-12-02T15:00:00Z')
  expect(await why(held('2026-12-03'))).toEqual([
    'resolution_not_possible',
    expect.stringContaining('There is no time to hold it.'),
  ])
})

// Seen red with what ended within the day left out.
test('a hold that has ended wakes its case and stands against closing by name, until it is decided', async () => {
  const id = await anException()
  await resolve(id, held('2026-11-23T16:00'))
  const ended = async () =>
    (await lookAtClosing(engine, Temporal.PlainDate.from('2026-11-23'), TEST_LEDGER)).named
      .filter(one => one.kind === 'hold_ended')
      .map(one => one.sentence)
  expect(await ended()).toEqual([
    expect.stringContaining(`Exception ${id} (Account holder deceased) was held for the customer until`),
  ])
  at().clock.now = Temporal.Instant.from('2026-11-23T21:00:00Z')
  const pulled = (await claimNext(engine, [desk.bob.personId])).get(desk.bob.personId)
  expect(pulled).toMatchObject({
    outcome: 'claimed',
    work: { place: { wokenBy: 'its moment came; it waited for the answer of whom it is held for' } },
  })
  expect(await resolve(id, { resolution: 'post' }, desk.bob)).toMatchObject({ is: 'done' })
  expect(await ended()).toEqual([])
})

// Seen red with every hold that ended named: nothing else can be done about what somebody has but to wait for their word.
test('what was forwarded after it was held stands against closing only when they had to acknowledge it', async () => {
  const id = await anException()
  await resolve(id, held('2026-11-23T16:00'))
  expect(await resolve(id, { resolution: 'forward', recipient: 'Estates', words })).toMatchObject({ is: 'done' })
  at().clock.now = Temporal.Instant.from('2026-11-23T21:30:00Z')
  expect(await resolve(id, held('2026-11-24T09:00'))).toMatchObject({ refused: 'resolution_not_possible' })
  const day = Temporal.PlainDate.from('2026-11-23')
  const named = (await lookAtClosing(engine, day, TEST_LEDGER)).named.map(one => one.kind)
  expect(named).not.toContain('hold_ended')
  expect(await resolve(id, { resolution: 'forward', answer: 'declined', words })).toMatchObject({ is: 'done' })
  const after = (await lookAtClosing(engine, day, TEST_LEDGER)).named.map(one => one.kind)
  expect(after).toContain('hold_ended')
})
