import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from '../../test/samples/arrivals.ts'
import { type Desk, openDesk } from '../../test/samples/desk.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { BACK, payersOf, RETURN, RETURNED, WAIVED } from '../../test/samples/payers.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { proposalIn } from '../../test/samples/waiting-proposal.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { approveDecision } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import { changePeople } from './change-people.ts'
import type { Engine } from './engine.ts'
import { proveDay } from './prove-day.ts'
import { readActs } from './read-acts.ts'

/** Who may let a customer off a fee, with a way out, alone, or by taking back what charged it. */

let at: TestEngine
let engine: Engine
let desk: Desk
beforeAll(async () => {
  at = await openTestEngine({ policies: [], fees: [RETURNED] })
  engine = at.engine
  desk = await openDesk(engine)
  // Cleo lets off 50.00 a day.
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const limit = { hold: 'limit', act: 'waive', measure: 'day', days: 1, limitMinor: 5_000n } as const
  const changed = await changePeople(engine, { person: sue?.id ?? 0, session: 'stepped-up' }, [
    { change: 'grant', ...limit, of: { login: 'cleo' } },
  ])
  if (changed.outcome === 'refused') throw new Error(changed.why)
})
afterAll(() => at.close())

const { anEmptyAccount, unpaid } = payersOf(() => at)
const resolve = (itemId: number, asked: ResolutionAsked, by: Decider = desk.ann) =>
  takeAsShown(engine, { itemId, asked, by })
const holds = async () => expect((await proveDay(engine)).problems).toEqual([])
const CHARGED = { is: 'done', effect: { fee: { step: 'charged', feeMinor: 3_000 } } }

// Seen red with: the limits of returns asked instead of those of waivers; what was let off with a return not counted.
test('whoever waives says why, by a right and under limits of its own, and what is let off with a return counts in them', async () => {
  const [some, other, third] = [await anEmptyAccount(), await anEmptyAccount(), await anEmptyAccount()]
  const [first = 0] = await unpaid(some, 5_001)
  const [second = 0] = await unpaid(other, 5_002)
  const [paid = 0] = await unpaid(third, 5_003)
  expect(await resolve(first, { ...RETURN, waiver: 'own_error' })).toMatchObject({ refused: 'words_missing' })
  expect(await resolve(first, WAIVED, desk.kim)).toMatchObject({
    refused: 'not_authorised',
    why: expect.stringMatching(/waivers of fees/),
  })
  expect(await resolve(first, WAIVED, desk.cleo)).toMatchObject({
    is: 'done',
    effect: { legs: [], fee: { step: 'waived', feeMinor: 3_000, waiver: 'own_error' } },
  })
  expect(await ask(engine, 'select balance_minor from account where number = $1', [some])).toEqual([
    { balance_minor: 0 },
  ])
  expect(await resolve(second, WAIVED, desk.cleo)).toMatchObject({
    is: 'proposed',
    needs: [expect.stringMatching(/60\.00 USD.*50\.00/)],
  })
  const { sha256, decision } = await proposalIn(engine)
  expect(await approveDecision(engine, { decision, by: desk.bob, sha256 })).toMatchObject({ is: 'approved' })
  expect(
    await ask(engine, `select step, waiver from fee where decision_id = $1 and shard = $2`, [
      decision.id,
      decision.shard,
    ]),
  ).toEqual([{ step: 'waived', waiver: 'own_error' }])
  expect(await resolve(paid, RETURN, desk.cleo)).toMatchObject(CHARGED)
  expect(await resolve(paid, { ...BACK, fee: 'returned-item' }, desk.cleo)).toMatchObject({ is: 'proposed' })
  await holds()
})

// Seen red with: the right to undo alone asked for; what is let off by taking back not counted in the limits of waivers.
test('whoever takes back what charged a fee lets it off, by the right and limits of waivers; their own of the same day is a slip', async () => {
  const accounts = [await anEmptyAccount(), await anEmptyAccount(), await anEmptyAccount()]
  const [slip = 0, first = 0, second = 0] = await unpaid(accounts, 5_101, 5_102, 5_103)
  const back = (itemId: number, by: Decider) => takeBack(engine, { itemId, by })
  const undoOf = async (itemId: number, by: Decider) => (await readActs(engine, { itemId, by }))?.undo
  const waivers = { refused: 'not_authorised', why: expect.stringMatching(/waivers of fees/) }
  expect(await resolve(slip, RETURN, desk.kim)).toMatchObject(CHARGED)
  expect(await undoOf(slip, desk.kim)).toMatchObject({ standing: 'open' })
  expect(await back(slip, desk.kim)).toMatchObject({ is: 'undone', by: 'undo' })
  expect(await resolve(slip, RETURN, desk.kim)).toMatchObject(CHARGED)
  for (const id of [first, second]) expect(await resolve(id, RETURN)).toMatchObject(CHARGED)
  expect(await undoOf(first, desk.kim)).toMatchObject({
    standing: 'shut',
    whyNot: [expect.stringMatching(/waivers of fees/)],
  })
  expect(await back(first, desk.kim)).toMatchObject(waivers)
  at.clock.now = at.clock.now.add({ hours: 72 })
  expect(await back(slip, desk.kim)).toMatchObject(waivers)
  // Of 50.00 a day: one, and not another.
  expect(await back(first, desk.cleo)).toMatchObject({ is: 'undone', by: 'reversal' })
  expect(await undoOf(second, desk.cleo)).toMatchObject({ standing: 'approval' })
  expect(await back(second, desk.cleo)).toMatchObject({
    is: 'proposed',
    needs: expect.arrayContaining([expect.stringMatching(/60\.00 USD.*50\.00.*waivers/)]),
  })
  await holds()
})

// Seen red with the right to undo alone asked for.
test('whoever takes back that a fee was given back charges it again, by the right to charge fees', async () => {
  const [id = 0] = await unpaid(await anEmptyAccount(), 5_201)
  expect(await resolve(id, RETURN)).toMatchObject(CHARGED)
  expect(await resolve(id, { ...BACK, fee: 'returned-item' })).toMatchObject({ is: 'done' })
  const again = { standing: 'shut', whyNot: [expect.stringMatching(/ fees/)] }
  expect((await readActs(engine, { itemId: id, by: desk.kim }))?.undo).toMatchObject(again)
  expect(await takeBack(engine, { itemId: id, by: desk.kim })).toMatchObject({ refused: 'not_authorised' })
  expect(await takeBack(engine, { itemId: id, by: desk.ann })).toMatchObject({ is: 'undone' })
  await holds()
})
