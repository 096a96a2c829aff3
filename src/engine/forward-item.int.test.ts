import { beforeEach, expect, test } from 'vitest'
import { ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { TEST_LEDGER } from '../../test/samples/closers.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { DECEASED, estateDebit } from '../../test/samples/estate-debit.ts'
import { takeAsShown, takeUnitAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack, takeUnitBack } from '../../test/samples/take-back.ts'
import { testLetter } from '../../test/samples/x9-letters.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { fileExceptionId } from '../store/exception.ts'
import { approveDecision } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import { lookAtClosing } from './close-day.ts'
import type { Engine } from './engine.ts'
import { openCases } from './open-cases.ts'
import { previewUnit } from './preview-unit.ts'
import { proveDay } from './prove-day.ts'
import { readUnitActs } from './read-unit-acts.ts'
import type { Resolved } from './resolve-exception.ts'

/** What belongs to somebody else is forwarded: it stays ours, in suspense, until they acknowledge it. */

const AMOUNT = 50_000
/** What an associate may not forward alone. */
const OVER = 490_000
const at = deskOfEachTest([])
let engine: Engine
let desk: Desk
beforeEach(() => {
  engine = at().engine
  desk = at().desk
})

/** A debit to an account whose holder died, in a case of its queue. */
function anException(amountMinor = AMOUNT): Promise<number> {
  return estateDebit(engine, amountMinor)
}

function resolve(itemId: number, asked: ResolutionAsked, by: Decider = desk.ann): Promise<Resolved> {
  return takeAsShown(engine, { itemId, asked, by })
}

const words = 'Is this payment the estate’s?'
const ESTATES = { resolution: 'forward', recipient: 'Estates', words } as const
const answered = (answer: 'acknowledged' | 'declined' | 'none') => ({ resolution: 'forward', answer, words }) as const

/** Where the item and its money are, in cents, and with whom its case waits. */
async function stands(itemId: number) {
  const sum = (number: string) => `(select sum(balance_minor)::bigint from account where number = '${number}')`
  const [row] = await ask(
    engine,
    `select item.state, exception.state as exception, clock, ${sum('~suspense')} as suspense, ${sum('~forwarded')} as forwarded,
       ${sum('~settlement.ach')} as network, ${sum(DECEASED)} as customer, queue_place.state as place, holder, wake_on
     from item join exception using (shard, id) join queue_place using (case_shard, case_id) where item.id = $1`,
    [itemId],
  )
  return row
}

const START = {
  ...{ state: 'suspended', exception: 'open', clock: 'ach-return' },
  ...{ suspense: -AMOUNT, forwarded: 0, network: AMOUNT, customer: 10_000_000 },
  ...{ place: 'ready', holder: null, wake_on: null },
}
const waits = (by: Decider) => ({ place: 'pended', holder: by.personId, wake_on: 'acknowledgement' })
const holds = async () => expect((await proveDay(engine)).problems).toEqual([])

// Seen red with: its value moved to the network’s account, which the proof finds too; the item of an undone one left forwarded.
test('what is forwarded stays in suspense until it is acknowledged, then it is theirs; reversed step by step it is ours again', async () => {
  const id = await anException()
  expect(await stands(id)).toEqual(START)
  expect(await resolve(id, ESTATES)).toMatchObject({
    is: 'done',
    effect: {
      ...{ item: undefined, legs: [], exception: { state: 'open' } },
      forwarding: { recipient: 'Estates', state: 'sent', chases: 0 },
      letters: [{ to: 'recipient', words }],
    },
  })
  const sent = { ...START, ...waits(desk.ann) }
  expect(await stands(id)).toEqual(sent)
  await holds()
  expect(await resolve(id, answered('acknowledged'))).toMatchObject({
    is: 'done',
    effect: { item: { state: 'forwarded' }, forwarding: { state: 'acknowledged' }, letters: [] },
  })
  const theirs = { ...START, state: 'forwarded', exception: 'closed', suspense: 0, forwarded: -AMOUNT, place: 'done' }
  expect(await stands(id)).toEqual(theirs)
  const proof = await proveDay(engine)
  expect(proof.problems).toEqual([])
  expect(proof.all.terms.forwarded).toEqual({ count: 1, debitMinor: BigInt(AMOUNT), creditMinor: 0n })
  at().clock.now = at().clock.now.add({ hours: 24 })
  for (const after of [sent, START]) {
    expect(await takeBack(engine, { itemId: id, by: desk.ann })).toMatchObject({ is: 'undone', by: 'reversal' })
    expect(await stands(id)).toEqual(after)
    await holds()
  }
})

// Seen red with the other ways left open.
test('while they have it every other way is shut with whom it is with; declined, it is ours and may go to somebody else', async () => {
  const id = await anException()
  expect(await resolve(id, { resolution: 'forward', words })).toMatchObject({ refused: 'recipient_missing' })
  expect(await resolve(id, { ...ESTATES, words: ' ' })).toMatchObject({ refused: 'words_missing' })
  expect(await resolve(id, answered('acknowledged'))).toMatchObject({ refused: 'resolution_not_possible' })
  await resolve(id, ESTATES)
  const shut = { refused: 'resolution_not_possible', why: expect.stringContaining('It is with Estates') }
  for (const asked of [
    { resolution: 'post' },
    { resolution: 'return', code: 'R15' },
    { ...ESTATES, recipient: 'Fraud' },
  ] as const)
    expect(await resolve(id, asked), asked.resolution).toMatchObject(shut)
  expect(await resolve(id, { resolution: 'forward', words })).toMatchObject({ refused: 'answer_missing' })
  expect(await resolve(id, answered('declined'))).toMatchObject({ effect: { forwarding: { state: 'declined' } } })
  expect(await stands(id)).toEqual(START)
  await holds()
  expect(await resolve(id, { ...ESTATES, recipient: 'Fraud' })).toMatchObject({
    effect: { forwarding: { recipient: 'Fraud', state: 'sent' } },
  })
  expect(await resolve(id, answered('acknowledged'))).toMatchObject({ is: 'done' })
  await holds()
})

// Seen red with the clock of the first letter kept, and with the first step read in the place of the newest.
test('what nobody acknowledges stands against closing by name, until they are asked again: then the clock starts anew', async () => {
  const id = await anException()
  const sent = await resolve(id, ESTATES)
  const by = (resolved: Resolved) => ('effect' in resolved ? resolved.effect.forwarding?.acknowledgeBy : undefined)
  // The end of the second banking day after Monday the 23rd.
  expect(by(sent)).toBe('2026-11-26T05:00:00Z')
  const overdue = async (day: string) =>
    (await lookAtClosing(engine, Temporal.PlainDate.from(day), TEST_LEDGER)).named
      .filter(one => one.kind === 'forwarding_unacknowledged')
      .map(one => one.sentence)
  expect(await overdue('2026-11-24')).toEqual([])
  expect(await overdue('2026-11-25')).toEqual([
    expect.stringContaining(`Exception ${id} (Account holder deceased) was forwarded to Estates`),
  ])
  at().clock.now = Temporal.Instant.from('2026-11-25T17:00:00Z')
  const chased = await resolve(id, answered('none'))
  expect(chased).toMatchObject({ effect: { forwarding: { state: 'sent', chases: 1 }, letters: [{ to: 'recipient' }] } })
  // Over Thanksgiving.
  expect(by(chased)).toBe('2026-12-01T05:00:00Z')
  expect(await overdue('2026-11-25')).toEqual([])
  expect(await stands(id)).toMatchObject(waits(desk.ann))
  await holds()
})

// Seen red with the wake half way to the clock counted anew each time that they are asked.
test('in the last hours before its clock it wakes half way, and asking them again puts that off no further', async () => {
  const id = await anException()
  const [{ ours_at: oursAt } = { ours_at: '' }] = await ask<{ ours_at: string }>(
    engine,
    `select to_json(ours_at) #>> '{}' as ours_at from exception where id = $1`,
    [id],
  )
  const before = (minutes: number) => Temporal.Instant.from(oursAt).subtract({ minutes })
  const asked = async (minutes: number, way: ResolutionAsked) => {
    at().clock.now = before(minutes)
    expect(await resolve(id, way)).toMatchObject({ is: 'done' })
    const [row] = await ask<{ at: Date; told: number }>(
      engine,
      `select ready_at as at, (select count(*)::int from event where kind = 'case_pended') as told from queue_place`,
    )
    return { wakes: row?.at.getTime(), told: row?.told }
  }
  expect(await asked(90, ESTATES)).toEqual({ wakes: before(45).epochMilliseconds, told: 1 })
  expect(await asked(70, answered('none'))).toEqual({ wakes: before(45).epochMilliseconds, told: 1 })
  // It woke, and whoever has it asks once more.
  expect(await asked(40, answered('none'))).toEqual({ wakes: before(20).epochMilliseconds, told: 2 })
  await holds()
})

// Seen red with the proof taking whoever approved it for whoever it waits with.
test('over a limit two people forward it, it waits with whoever proposed it; after 60 days the door is shut, and named', async () => {
  const id = await anException(OVER)
  expect(await resolve(id, ESTATES, desk.kim)).toMatchObject({ is: 'proposed' })
  await holds()
  const [made] = await ask<{ shard: number; id: number; sha256: string }>(
    engine,
    "select shard, id, encode(effect_sha256, 'hex') as sha256 from decision",
  )
  const { sha256 = '', ...decision } = made ?? { shard: 0, id: 0 }
  expect(await approveDecision(engine, { decision, by: desk.ann, sha256 })).toMatchObject({ is: 'approved' })
  expect(await stands(id)).toMatchObject(waits(desk.kim))
  await holds()
  at().clock.now = at().clock.now.add({ hours: 24 * 70 })
  const late = await takeBack(engine, { itemId: id, by: desk.kim })
  expect(late).toMatchObject({ refused: 'undo_too_late', why: expect.stringContaining('What Estates has') })
})

const WORTH = 35_000

/** A cash letter of two checks of 100.00, of which bytes were lost and whose control declares 350.00: all of it is held, the 150.00 that are no check with it. */
async function aHeldLetter(amountMinor = WORTH): Promise<number> {
  const whole = testLetter({ end: { itemCount: 3, amountMinor } })
  const bytes = Uint8Array.from([...whole.subarray(0, 84), ...new Uint8Array(333).fill(0xc1), ...whole.subarray(84)])
  const reception = await receiveAndProcess(engine, { bytes, name: 'missent.x937' })
  if (reception.outcome !== 'accepted') throw new Error(reception.outcome)
  await openCases(engine)
  return fileExceptionId(reception.receiptId)
}

const OTHER_BANK = { resolution: 'forward', recipient: 'First Bank of Elsewhere', words } as const

/** Where the letter, its checks and its money are, in cents, and with whom its case waits. */
async function letterStands(id: number) {
  const sum = (number: string) => `(select sum(balance_minor)::bigint from account where number = '${number}')`
  const [row] = await ask(
    engine,
    `select exception.state, closed_as, (select string_agg(distinct item.state, ' ') from item where exception_id = exception.id) as items,
       ${sum('~suspense')} as suspense, ${sum('~forwarded')} as forwarded, ${sum('~settlement.checks')} as network,
       queue_place.state as place, holder, wake_on
     from exception join queue_place using (case_shard, case_id) where exception.id = $1`,
    [id],
  )
  return row
}

const HELD = {
  ...{ state: 'open', closed_as: null, items: 'suspended', suspense: -WORTH, forwarded: 0, network: WORTH },
  ...{ place: 'ready', holder: null, wake_on: null },
}

// Seen red with its items left suspended; its value left with the network, and what could not be read counted as rejected, which the proof finds.
test('law: a cash letter of another bank is forwarded whole: ours until they acknowledge it, then theirs to the cent; taken back step by step it is held again', async () => {
  const id = await aHeldLetter()
  const decide = (asked: ResolutionAsked) => takeUnitAsShown(engine, { exceptionId: id, asked, by: desk.ann })
  const acts = async () =>
    ((await readUnitActs(engine, { exceptionId: id, by: desk.ann }))?.acts ?? []).map(
      ({ act: { resolution, whyNot, asks } }) => [resolution, whyNot?.slice(0, 35), ...asks.map(one => one.name)],
    )
  expect(await letterStands(id)).toEqual(HELD)
  expect(await acts()).toContainEqual(['forward', undefined, 'recipient', 'words'])
  expect(await decide({ resolution: 'forward', words })).toMatchObject({ refused: 'recipient_missing' })
  expect(await decide(OTHER_BANK)).toMatchObject({
    is: 'done',
    effect: {
      ...{ exception: { state: 'open' }, fates: [], legs: [], lost: { count: 0 } },
      forwarding: { recipient: 'First Bank of Elsewhere', state: 'sent', chases: 0 },
      letters: [{ to: 'recipient', amountMinor: WORTH }],
    },
  })
  const sent = { ...HELD, ...waits(desk.ann) }
  expect(await letterStands(id)).toEqual(sent)
  await holds()
  const theirs = 'It is with First Bank of Elsewhere,'
  expect(await acts()).toEqual([
    ['refer', undefined, 'to', 'words'],
    ['release', theirs],
    ['forward', undefined, 'answer', 'words'],
    ['reject', theirs],
  ])
  for (const resolution of ['release', 'reject'] as const)
    expect(await decide({ resolution })).toMatchObject({ refused: 'resolution_not_possible' })
  const named = await lookAtClosing(engine, Temporal.PlainDate.from('2026-11-25'), TEST_LEDGER)
  const overdue = `Exception ${id} (Cash letter cannot be read) was forwarded to First Bank of Elsewhere`
  expect(named.named.filter(one => one.kind === 'forwarding_unacknowledged')).toMatchObject([
    { sentence: expect.stringContaining(overdue) },
  ])
  expect(await decide(answered('none'))).toMatchObject({ effect: { forwarding: { state: 'sent', chases: 1 } } })
  expect(await decide(answered('acknowledged'))).toMatchObject({
    effect: {
      ...{ exception: { closedAs: 'forwarded' }, forwarding: { state: 'acknowledged' }, letters: [] },
      ...{ fates: [{ state: 'forwarded', count: 2, debitMinor: 20_000 }], lost: { debitMinor: 15_000 } },
    },
  })
  expect(await letterStands(id)).toEqual({
    ...{ ...HELD, state: 'closed', closed_as: 'forwarded', items: 'forwarded' },
    ...{ suspense: 0, forwarded: -WORTH, place: 'done' },
  })
  const proof = await proveDay(engine)
  expect(proof.problems).toEqual([])
  expect(proof.all.terms.forwarded).toMatchObject({ debitMinor: BigInt(WORTH) })
  expect(proof.all.terms).toMatchObject({ rejected: { debitMinor: 0n }, suspended: { debitMinor: 0n } })
  at().clock.now = at().clock.now.add({ hours: 24 })
  const back = () => takeUnitBack(engine, { exceptionId: id, by: desk.ann })
  expect(await back()).toMatchObject({ is: 'undone', by: 'reversal' })
  expect(await letterStands(id)).toEqual(sent)
  await holds()
  expect([await back(), await back()]).toMatchObject([{ is: 'undone' }, { is: 'undone' }])
  expect(await letterStands(id)).toEqual(HELD)
  expect(await decide({ resolution: 'reject' })).toMatchObject({ is: 'done' })
  await holds()
})

// Seen red with the step of a proposal that was approved not written.
test('over a limit two people forward a letter: nobody has it before the second, then it waits with whoever proposed it', async () => {
  const id = await aHeldLetter(OVER)
  const proposed = await takeUnitAsShown(engine, { exceptionId: id, asked: OTHER_BANK, by: desk.kim })
  if (proposed.is !== 'proposed') throw new Error(proposed.is)
  expect(await ask(engine, 'select recipient from forwarding')).toEqual([])
  await holds()
  const preview = await previewUnit(engine, { exceptionId: id, asked: OTHER_BANK, by: desk.ann })
  const sha256 = preview.is === 'previewed' ? preview.sha256 : ''
  const decision = { shard: 1024, id: proposed.decisionId }
  expect(await approveDecision(engine, { decision, by: desk.ann, sha256 })).toMatchObject({ is: 'approved' })
  expect(await letterStands(id)).toMatchObject({ items: 'suspended', ...waits(desk.kim) })
  await holds()
})
