import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { sealPeople } from '../../test/samples/people.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { proposalIn } from '../../test/samples/waiting-proposal.ts'
import { openRows } from '../store/open-list.ts'
import { approveDecision } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import { awayAmong } from './away-among.ts'
import { claimNext } from './claim-next.ts'
import { lookAtClosing } from './close-day.ts'
import { endDecision } from './end-proposal.ts'
import type { Engine } from './engine.ts'
import { judgeApprovals } from './judge-approvals.ts'
import { openCases } from './open-cases.ts'
import { openLineOf } from './open-lines.ts'
import { previewResolution } from './preview-resolution.ts'
import { proveDay } from './prove-day.ts'
import { readActs } from './read-acts.ts'
import { readApprovals } from './read-approvals.ts'
import { recordAccounts } from './record-facts.ts'
import { returnAbsentWork } from './return-absent-work.ts'
import { queuesOf } from './work-queues.ts'

/** Who may approve what another proposes, and what is said where nobody may. Kim is an associate; Ann, Bob and Cleo approve. */

const [DECEASED = ''] = accountNumbers(1)
const POST = { resolution: 'post' } as const
const at = deskOfEachTest([])
let engine: Engine
let desk: Desk
let itemId: number
/** A debit over the 1,000.00 that an associate may post alone, to an account whose holder died. */
beforeEach(async () => {
  engine = at().engine
  desk = at().desk
  await recordAccounts(engine, [anAccount(engine, DECEASED, { status: 'deceased', balanceMinor: 10_000_000 })])
  const some = entries(1, { accounts: [DECEASED] }).map(one => ({ ...one, transactionCode: 27, amountMinor: 490_000 }))
  await receiveAndProcess(engine, { name: 'estate.ach', bytes: achFile([{ entries: some }]) })
  const [row] = await ask<{ id: number }>(engine, 'select id from exception')
  itemId = row?.id ?? 0
})

const decide = (by: Decider) => takeAsShown(engine, { itemId, asked: POST, by })

const approve = async (by: Decider) => approveDecision(engine, { ...(await proposalIn(engine)), by })

// Seen red with the yes asked without whoever is kept from its case; and with the list asked so.
test('law: whoever is kept from its case says neither yes nor no to what others decided about it, and is offered neither', async () => {
  await openCases(engine)
  await decide(desk.kim)
  await ask(engine, 'update queue_place set barred = array[$1::bigint]', [desk.ann.personId])
  const why = /kept from this work/
  expect(await approve(desk.ann)).toMatchObject({ refused: 'not_authorised', why: expect.stringMatching(why) })
  const { decision } = await proposalIn(engine)
  const back = { decision, as: 'returned', why: 'Not so.', by: desk.ann } as const
  expect(await endDecision(engine, back)).toMatchObject({ refused: 'not_authorised' })
  expect(await readApprovals(engine, desk.ann)).toMatchObject([
    { may: 'nothing', whyNot: [expect.stringMatching(why)] },
  ])
  const many = { by: desk.ann, all: [decision], chunk: 10 }
  expect(await judgeApprovals(engine, many)).toMatchObject([{ outcome: { as: 'refused', reason: 'excluded' } }])
  const others = await decide(desk.bob)
  expect(others.is === 'refused' ? others.why : '').not.toMatch(/ann/)
  expect(await approve(desk.bob)).toMatchObject({ is: 'approved' })
})

// Seen red with nobody looked for; with the hands of what is taken back left out.
test('what nobody would be left to approve says so, and what to do, before it is proposed', async () => {
  const nobody = /^Nobody who works here may approve it: .* until somebody who manages people gives one more person/
  const shown = async () => {
    const preview = await previewResolution(engine, { itemId, asked: POST, by: desk.kim })
    const reasons = preview.is === 'previewed' ? (preview.notAuthorised?.reasons ?? []) : []
    return reasons.map(one => one.sentence)
  }
  const undoShown = async () => (await readActs(engine, { itemId, by: desk.kim }))?.undo
  const suspend = (login: string) => ask(engine, `update person set state = 'suspended' where login = $1`, [login])
  await suspend('cleo')
  await suspend('bob')
  expect((await shown()).at(-1)).toContain('is over your')
  await suspend('ann')
  expect((await shown()).at(-1)).toMatch(nobody)
  await ask(engine, `update person set state = 'active' where login in ('ann', 'bob')`)
  await decide(desk.ann)
  const open = await undoShown()
  expect([open?.standing, open?.whyNot.at(-1)]).toEqual(['approval', expect.not.stringMatching(nobody)])
  await suspend('bob')
  // Ann decided it: of two one is left, who asks for it.
  expect((await undoShown())?.whyNot.at(-1)).toMatch(nobody)
  const asked = await takeBack(engine, { itemId, by: desk.kim })
  expect(asked.is === 'proposed' ? asked.needs.at(-1) : '').toMatch(nobody)
  const [seen] = await readApprovals(engine, desk.kim)
  expect(seen?.shown?.needs.join()).not.toContain('Nobody who works here')
})

// Seen red with everything of whoever is absent returned: the next to ask was handed what nobody can decide; with whoever is away named
// as its owner; and with what waits for others held against closing the day because its maker left.
test('what waits for a second person is handed to nobody because its maker is away; answered, it is the next one’s', async () => {
  await openCases(engine)
  await decide(desk.kim)
  await ask(
    engine,
    `insert into absence (shard, person_id, why, holds_from, holds_until) values (1024, $1, 'ill', '2026-11-23T00:00:00Z', '2026-11-30T00:00:00Z')`,
    [desk.kim.personId],
  )
  expect(await returnAbsentWork(engine)).toBe(0)
  const bobs = async () => (await claimNext(engine, [desk.bob.personId])).get(desk.bob.personId)
  expect(await bobs()).toMatchObject({ outcome: 'nothing' })
  const away = await awayAmong(engine, engine.database.pool, [desk.kim.personId])
  const told = { now: engine.now(), zone: engine.institution.zone, away }
  for await (const rows of openRows(engine.database.pool, 1024, [...queuesOf(engine).values()]))
    expect(rows.map(row => openLineOf(row, told))).toMatchObject([{ state: 'pended', whose: 'queue ach-accounts' }])
  await ask(engine, `update person set state = 'left' where login = 'kim'`)
  const { named } = await lookAtClosing(engine, Temporal.PlainDate.from('2026-11-23'), undefined)
  expect(named.map(one => one.kind)).not.toContain('holder_gone')
  await ask(engine, `update person set state = 'active' where login = 'kim'`)
  await sealPeople(engine)
  const { decision } = await proposalIn(engine)
  await endDecision(engine, { decision, as: 'returned', why: 'Not so.', by: desk.ann })
  expect(await bobs()).toMatchObject({ outcome: 'claimed' })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with a stale proposal in the way of every decision, and with it left waiting beside the new one.
test('what is stale is in nobody’s way: whoever decides anew ends it, and the history says so', async () => {
  await openCases(engine)
  await decide(desk.kim)
  at().clock.now = at().clock.now.add({ hours: 24 })
  expect(await approve(desk.ann)).toMatchObject({ is: 'stale' })
  const first = await proposalIn(engine)
  const acts = await readActs(engine, { itemId, by: desk.bob })
  expect([acts?.nothing, acts?.acts.length]).toEqual([undefined, expect.any(Number)])
  expect(acts?.acts.length).toBeGreaterThan(0)
  // Refused, it ends nothing.
  const codeless = { itemId, asked: { resolution: 'return' }, by: desk.bob } as const
  expect(await takeAsShown(engine, codeless)).toMatchObject({ is: 'refused' })
  expect((await proposalIn(engine)).decision).toEqual(first.decision)
  expect(await decide(desk.kim)).toMatchObject({ is: 'proposed' })
  expect((await proposalIn(engine)).decision).not.toEqual(first.decision)
  at().clock.now = at().clock.now.add({ hours: 24 })
  expect(await approve(desk.ann)).toMatchObject({ is: 'stale' })
  expect(await decide(desk.bob)).toMatchObject({ is: 'done' })
  expect(await ask(engine, 'select state, maker_id, ended_by from decision order by id')).toEqual([
    { state: 'withdrawn', maker_id: desk.kim.personId, ended_by: desk.kim.personId },
    { state: 'withdrawn', maker_id: desk.kim.personId, ended_by: desk.bob.personId },
    { state: 'done', maker_id: desk.bob.personId, ended_by: null },
  ])
  expect(await ask(engine, "select actor from event where kind = 'decision_withdrawn' order by n")).toEqual([
    { actor: `person ${desk.kim.personId}` },
    { actor: `person ${desk.bob.personId}` },
  ])
  expect(await approveDecision(engine, { ...first, by: desk.ann })).toMatchObject({ refused: 'not_proposed' })
  expect((await proveDay(engine)).problems).toEqual([])
})
