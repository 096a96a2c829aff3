import { beforeEach, expect, test } from 'vitest'
import { ask } from '../../test/samples/arrivals.ts'
import { commitAs, dryRunOf, estates } from '../../test/samples/bulk-acts.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { approveDecision } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import { changePeople } from './change-people.ts'
import type { Engine } from './engine.ts'
import { previewBulk } from './preview-bulk.ts'
import { proveDay } from './prove-day.ts'
import { readBulk, readBulks } from './read-bulk.ts'
import { readReturnedUndos } from './read-returned-undos.ts'
import { returnBulkWithin } from './return-bulk.ts'
import { workBulks } from './work-bulks.ts'

/**
 * One undo of an act on many, where some of it takes a second person: those are put before one together. Kim is an associate who takes
 * 5,000.00 back alone; Ann, Bob and Cleo have no limit that is reached here.
 */

const at = deskOfEachTest([])
let engine: Engine
let desk: Desk
beforeEach(async () => {
  engine = at().engine
  desk = at().desk
  const [sue] = await ask<{ id: number }>(engine, `select id from person where login = 'sue'`)
  const limit = {
    change: 'grant',
    hold: 'limit',
    of: { login: 'kim' },
    act: 'undo',
    days: 1,
    limitMinor: 500_000n,
  } as const
  const limits = (['act', 'day', 'payee'] as const).map(measure => ({ ...limit, measure }))
  const changed = await changePeople(engine, { person: sue?.id ?? 0, session: 'stepped-up' }, limits)
  expect(changed.outcome).toBe('changed')
})

/** Begins what a dry run showed and does it to its end. */
async function done(shown: Awaited<ReturnType<typeof previewBulk>>, by: Decider): Promise<number> {
  if (shown.is === 'refused') throw new Error(shown.why)
  expect(await commitAs(engine, shown, by)).toMatchObject({ is: 'begun' })
  await workBulks(engine)
  return shown.id
}

/** Returns all of the estates at once; what Kim may not return alone Bob approves as a whole. */
async function returned(by: Decider): Promise<number> {
  const id = await done(await dryRunOf(engine, { asked: { resolution: 'return', code: 'R15' }, by }), by)
  const waiting = await approval(id, desk.bob)
  if (waiting.is === 'shown') await done(waiting, desk.bob)
  return id
}

const undoing = (of: number, by: Decider) =>
  previewBulk(engine, { by, selection: { by: 'act', of }, order: { act: 'undo' } })
const approval = (of: number, by: Decider) =>
  previewBulk(engine, { by, selection: { by: 'act', of }, order: { act: 'approve' } })

/** How the returns and their undoing stand, and how many answers still wait for their file. */
async function stands() {
  const [row] = await ask(
    engine,
    `select count(*) filter (where undoes is null and state = 'done') as returned, count(*) filter (where undoes is null and state = 'undone') as undone,
       count(*) filter (where undoes is not null and state = 'proposed') as asked,
       (select count(*) from outbound_item where state = 'queued') as queued, (select count(*) from exception where state = 'open') as open
     from decision`,
  )
  return row
}

const told = (kind: string, bulk: number) =>
  ask<{ subject: number; body: Record<string, unknown> }>(
    engine,
    `select subject, body::jsonb as body from event where kind = $1 and (body::jsonb ->> 'bulk')::bigint = $2 order by n`,
    [kind, bulk],
  )

// Seen red with the hands of what is taken back left out of the proposal, so that Bob could approve his own; with nothing kept of the act
// that it was proposed with; and with its approval decided as that of a way out.
test('law: what takes a second person of an undo of many is put before one with it, told before and after; as one act one approves it who had no hand in any of it', async () => {
  await estates(engine, 3, { amountMinor: 490_000 })
  const act = await returned(desk.kim)
  expect(await stands()).toEqual({ returned: 3, undone: 0, asked: 0, queued: 3, open: 0 })
  const shown = await undoing(act, desk.kim)
  expect(shown).toMatchObject({
    shown: {
      ...{ matching: { count: 3 }, done: { count: 1 }, proposed: { count: 2 }, refused: { count: 0 } },
      // Of what waits nothing is called back yet.
      stops: { answers: 1 },
      reasons: [{ as: 'proposed', reason: 'over_limit', why: expect.stringContaining('9,800.00 USD today') }],
    },
  })
  const undo = await done(shown, desk.kim)
  expect(await readBulk(engine, undo, desk.ann)).toMatchObject({
    now: { done: { count: 1 }, proposed: { count: 2 }, refused: { count: 0 } },
    stands: { done: { count: 0 }, proposed: { count: 2 } },
    notDone: [],
  })
  expect(await stands()).toEqual({ returned: 2, undone: 1, asked: 2, queued: 2, open: 1 })
  expect(await told('decision_undone', undo)).toHaveLength(1)
  const asked = await told('decision_proposed', undo)
  expect(asked.map(one => one.body.resolution)).toEqual(['undo', 'undo'])
  const [listed] = await readBulks(engine, { beforeId: undefined, limit: 1 })
  expect(listed).toMatchObject({ bulk: { id: undo, act: 'undo' }, proposed: { count: 2, amountMinor: 980_000 } })

  // Kim asked for it, Bob approved what is taken back: as of one alone.
  const [one] = await ask<{ shard: number; id: number; sha256: string }>(
    engine,
    `select shard, id, encode(effect_sha256, 'hex') as sha256 from decision where state = 'proposed' order by id limit 1`,
  )
  const { sha256 = '', ...decision } = one ?? { shard: 0, id: 0 }
  for (const by of [desk.kim, desk.bob]) {
    const own = await approval(undo, by)
    expect(own).toMatchObject({ shown: { done: { count: 0 }, refused: { count: 2 } } })
    if (own.is === 'shown') expect(own.shown.reasons.map(({ reason }) => reason)).toContain('had_a_hand')
    if (own.is === 'shown') expect(await commitAs(engine, own, by)).toMatchObject({ refused: 'nothing_to_do' })
    expect(await approveDecision(engine, { decision, by, sha256 })).toMatchObject({ refused: 'not_authorised' })
  }
  expect(await undoing(act, desk.ann)).toMatchObject({
    shown: { reasons: [{ as: 'refused', reason: 'proposal_waits', value: { count: 2 } }, { reason: 'preview_stale' }] },
  })
  const whole = await approval(undo, desk.cleo)
  expect(whole).toMatchObject({ shown: { done: { count: 2 }, refused: { count: 0 }, stops: { answers: 2 } } })
  const approved = await done(whole, desk.cleo)
  expect(await readBulk(engine, approved, desk.cleo)).toMatchObject({ now: { done: { count: 2 } }, notDone: [] })
  expect(await readBulk(engine, undo, desk.ann)).toMatchObject({
    stands: { done: { count: 2 }, proposed: { count: 0 } },
  })
  expect(await stands()).toEqual({ returned: 0, undone: 3, asked: 0, queued: 0, open: 3 })
  const by = { maker: `person ${desk.kim.personId}`, approver: `person ${desk.cleo.personId}` }
  const undone = `select body::jsonb as body from event where kind = 'decision_undone' and body::jsonb ? 'approver'`
  expect(await ask(engine, undone)).toMatchObject([{ body: by }, { body: by }])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with the largest first.
test('what is over a limit by itself takes no other with it: the smallest are taken back first', async () => {
  await estates(engine, 1, { amountMinor: 600_000 })
  await estates(engine, 1, { amountMinor: 400_000, from: 100 })
  const shown = await undoing(await returned(desk.ann), desk.kim)
  expect(shown).toMatchObject({ shown: { done: { debitMinor: 400_000 }, proposed: { debitMinor: 600_000 } } })
  await done(shown, desk.kim)
  expect(await stands()).toMatchObject({ undone: 1, asked: 1 })
})

// Seen red with whatever was said to become of it forgotten.
test('what was shown to be done and takes a second person by now is refused with why', async () => {
  await estates(engine, 2, { amountMinor: 300_000 })
  const act = await returned(desk.ann)
  await estates(engine, 1, { amountMinor: 400_000, from: 100 })
  await returned(desk.ann)
  const shown = await undoing(act, desk.kim)
  expect(shown).toMatchObject({ shown: { done: { count: 1 }, proposed: { count: 1 } } })
  const [single] = await ask<{ id: number }>(engine, 'select max(exception_id) as id from decision')
  expect(await takeBack(engine, { itemId: single?.id ?? 0, by: desk.kim })).toMatchObject({ is: 'undone' })
  const undo = await done(shown, desk.kim)
  expect(await readBulk(engine, undo, desk.kim)).toMatchObject({
    now: { done: { count: 0 }, proposed: { count: 1 }, refused: { count: 1 } },
    notDone: [{ reason: 'second_person_needed', why: expect.stringContaining('7,000.00 USD today') }],
  })
  expect(await stands()).toMatchObject({ returned: 2, undone: 1, asked: 1 })
})

// Seen red with whoever decided it taken for somebody who may approve that it is taken back.
test('where nobody is left who could approve it, the dry run says so of those', async () => {
  await estates(engine, 1, { amountMinor: 600_000 })
  const act = await returned(desk.ann)
  await ask(engine, `update person set state = 'suspended' where login = 'cleo'`)
  expect(await undoing(act, desk.kim)).toMatchObject({ shown: { reasons: [{ reason: 'over_limit' }] } })
  await ask(engine, `update person set state = 'suspended' where login = 'bob'`)
  const nobody = /6,000.00 USD is over .* Nobody who works here may approve it/
  expect(await undoing(act, desk.kim)).toMatchObject({
    shown: { proposed: { count: 1 }, reasons: [{ reason: 'nobody_can', why: expect.stringMatching(nobody) }] },
  })
})

// Seen red with nothing withdrawn that is stale.
test('whoever asked withdraws all of it at once, also what is stale by then; nobody else does', async () => {
  await estates(engine, 3, { amountMinor: 490_000 })
  const act = await returned(desk.ann)
  const undo = await done(await undoing(act, desk.kim), desk.kim)
  const others = { shown: { done: { count: 0 }, reasons: [{ reason: 'not_yours', value: { count: 2 } }] } }
  expect(await undoing(undo, desk.bob)).toMatchObject(others)
  at().clock.now = at().clock.now.add({ hours: 24 })
  const stale = { as: 'refused', reason: 'proposal_stale', value: { count: 2 } }
  expect(await approval(undo, desk.bob)).toMatchObject({ shown: { reasons: [stale] } })
  const [one] = await ask<{ shard: number; id: number; sha256: string }>(
    engine,
    `select shard, id, encode(effect_sha256, 'hex') as sha256 from decision where state = 'proposed' order by id limit 1`,
  )
  const { sha256 = '', ...decision } = one ?? { shard: 0, id: 0 }
  expect(await approveDecision(engine, { decision, by: desk.bob, sha256 })).toMatchObject({ is: 'stale' })
  const back = await undoing(undo, desk.kim)
  expect(back).toMatchObject({ shown: { done: { count: 2 }, refused: { count: 0 } } })
  await done(back, desk.kim)
  expect(await stands()).toMatchObject({ returned: 2, undone: 1, asked: 0 })
  expect(await undoing(undo, desk.kim)).toMatchObject({ shown: { done: { count: 0 } } })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with the decision that is taken back kept of a member in the place of the proposal.
test('a second person returns all of it at once, and whoever asked reads why of each', async () => {
  await estates(engine, 3, { amountMinor: 490_000 })
  const undo = await done(await undoing(await returned(desk.ann), desk.kim), desk.kim)
  const order = { of: undo, by: desk.bob, why: 'The estate has a lawyer.' }
  expect(await inWriteRequest(engine.database, 1, tx => returnBulkWithin(engine, tx, order))).toMatchObject({
    is: 'begun',
  })
  await workBulks(engine)
  expect(await stands()).toMatchObject({ returned: 2, undone: 1, asked: 0 })
  expect(await readReturnedUndos(engine, desk.kim.personId)).toMatchObject([
    { why: 'The estate has a lawyer.', by: { name: 'bob' } },
    { why: 'The estate has a lawyer.', by: { name: 'bob' } },
  ])
  expect((await proveDay(engine)).problems).toEqual([])
})
