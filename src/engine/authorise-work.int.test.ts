import { beforeEach, expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { ask } from '../../test/samples/arrivals.ts'
import { debitsToDecide, shownOfFile } from '../../test/samples/debits-to-decide.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { LEASE_SECONDS } from '../core/work/lease.ts'
import type { Decider } from './authorise-decision.ts'
import { claimNext } from './claim-next.ts'
import type { Engine } from './engine.ts'
import { openCases } from './open-cases.ts'
import { previewResolution } from './preview-resolution.ts'
import { proveDay } from './prove-day.ts'
import { readActs } from './read-acts.ts'
import { resolveException } from './resolve-exception.ts'
import { returnExpired } from './return-expired.ts'

const [DECEASED = '', REVIEWED = ''] = accountNumbers(2)
const POST = { resolution: 'post' } as const
const at = deskOfEachTest([])
let engine: Engine
let desk: Desk
beforeEach(() => {
  engine = at().engine
  desk = at().desk
})

// Seen red with the place of the case not looked at.
test('what somebody works on is decided by nobody else, and by them; decided, the case is done, undone it is ready again', async () => {
  const [itemId = 0] = await debitsToDecide(engine, [10_000], { account: DECEASED })
  await openCases(engine)
  const pulled = (await claimNext(engine, [desk.ann.personId])).get(desk.ann.personId)
  expect(pulled).toMatchObject({ outcome: 'claimed' })
  expect(await takeAsShown(engine, { itemId, asked: POST, by: desk.bob })).toMatchObject({ refused: 'case_held' })
  expect(await takeAsShown(engine, { itemId, asked: POST, by: desk.ann })).toMatchObject({ is: 'done' })
  const stands = () =>
    ask(
      engine,
      'select queue_place.state, work_case.state as of_case from queue_place join work_case on work_case.shard = case_shard and id = case_id',
    )
  expect(await stands()).toEqual([{ state: 'done', of_case: 'closed' }])
  expect((await proveDay(engine)).problems).toEqual([])
  await takeBack(engine, { itemId, by: desk.bob })
  expect(await stands()).toEqual([{ state: 'ready', of_case: 'open' }])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with the claim not asked about: Ann's decision stood although Bob had the case, and where nobody had it any more.
test('law: whoever lost the case decides nothing by the claim that they had, however quick they are', async () => {
  const [itemId = 0] = await debitsToDecide(engine, [10_000], { account: DECEASED })
  await openCases(engine)
  const fenceOf = async (by: Decider) => {
    const pulled = (await claimNext(engine, [by.personId])).get(by.personId)
    return pulled?.outcome === 'claimed' ? pulled.place.fence : -1
  }
  const asked = POST
  const preview = await previewResolution(engine, { itemId, asked, by: desk.ann })
  const previewSha256 = preview.is === 'previewed' ? preview.sha256 : ''
  const decide = (by: Decider, fence: number) => resolveException(engine, { itemId, asked, by, previewSha256, fence })
  const stale = await fenceOf(desk.ann)
  at().clock.now = at().clock.now.add({ seconds: LEASE_SECONDS })
  expect(await decide(desk.ann, stale)).toMatchObject({ refused: 'lease_lost', why: expect.stringMatching(/ran out/) })
  await returnExpired(engine)
  expect(await decide(desk.ann, stale)).toMatchObject({ refused: 'lease_lost', why: expect.stringMatching(/queue/) })
  const fence = await fenceOf(desk.bob)
  const late = Array.from({ length: 8 }, () => decide(desk.ann, stale))
  const [taken, ...others] = await Promise.all([decide(desk.bob, fence), ...late])
  expect(taken).toMatchObject({ is: 'done' })
  expect(others.filter(one => one.is === 'refused' && one.refused === 'lease_lost')).toHaveLength(8)
  expect(await ask(engine, 'select maker_id from decision')).toEqual([{ maker_id: desk.bob.personId }])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with the role of the queue asked where cases are handed out alone: Kim was offered it.
test('law: whoever may not take the cases of a queue decides none of them, alone, at once or as a proposal, and is told who can', async () => {
  const why = 'The work of the queue ach-review is for SPS, and you are AOP; ann and 2 others can.'
  const [senior = 0] = await debitsToDecide(engine, [2_600_000], { account: REVIEWED, status: 'open' })
  const [skipped = 0] = await debitsToDecide(engine, [10_000], { account: DECEASED })
  await openCases(engine)
  await ask(engine, "update queue_place set for_role = 'ps' where queue = 'ach-accounts'")
  const higher = why.replace('ach-review is for SPS', 'ach-accounts is for PS or SPS')
  for (const [itemId, said] of [
    [senior, why],
    [skipped, higher],
  ] as const) {
    const acts = (await readActs(engine, { itemId, by: desk.kim }))?.acts ?? []
    expect(acts.filter(one => one.standing !== 'shut')).toEqual([])
    const asked = POST
    const preview = await previewResolution(engine, { itemId, asked, by: desk.kim })
    expect(preview).toMatchObject({
      is: 'previewed',
      notAuthorised: { needs: 'nothing', reasons: [{ sentence: said }] },
    })
    expect(await takeAsShown(engine, { itemId, asked, by: desk.kim })).toMatchObject({
      refused: 'not_authorised',
      why: said,
    })
    expect(await shownOfFile(engine, itemId, desk.kim)).toMatchObject({ counts: [0, 0] })
    expect(await takeAsShown(engine, { itemId, asked: POST, by: desk.ann })).toMatchObject({ is: 'done' })
    expect(await takeBack(engine, { itemId, by: desk.kim })).toMatchObject({ is: 'refused', refused: 'not_authorised' })
  }
  expect((await proveDay(engine)).problems).toEqual([])
})

test('who has no role or skill for it is told so, and who can', async () => {
  const [itemId = 0] = await debitsToDecide(engine, [10_000], { account: DECEASED })
  const stranger: Decider = { personId: 9_999, session: 'signed-in' }
  expect(await takeAsShown(engine, { itemId, asked: POST, by: stranger })).toMatchObject({ refused: 'not_authorised' })
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const refused = await takeAsShown(engine, {
    itemId,
    asked: POST,
    by: { personId: sue?.id ?? 0, session: 'stepped-up' },
  })
  expect(refused).toMatchObject({ refused: 'not_authorised', why: expect.stringContaining('ann') })
  const [row] = await ask(engine, 'select state from item where id = $1', [itemId])
  expect(row).toEqual({ state: 'suspended' })
})
