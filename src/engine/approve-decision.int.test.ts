import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { type Approved, approveDecision } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import { changePeople } from './change-people.ts'
import { claimNext } from './claim-next.ts'
import { lookAtClosing } from './close-day.ts'
import { endDecision } from './end-proposal.ts'
import type { Engine } from './engine.ts'
import { openCases } from './open-cases.ts'
import { proveDay } from './prove-day.ts'
import { readApprovals } from './read-approvals.ts'
import { recordAccounts } from './record-facts.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'
import type { Resolved } from './resolve-exception.ts'

/** The second person: what one proposed, another approves, returns, or sees go stale. Kim is an associate; Ann and Bob approve. */

const [DECEASED = ''] = accountNumbers(1)
const at = deskOfEachTest([])
let engine: Engine
let desk: Desk
beforeEach(() => {
  engine = at().engine
  desk = at().desk
})

const POST: ResolutionAsked = { resolution: 'post' }
/** Over the 1,000.00 that an associate may post alone. */
const OVER = 490_000

/** A debit of this amount to an account whose holder died. */
async function anException(amountMinor = OVER): Promise<number> {
  await recordAccounts(engine, [anAccount(engine, DECEASED, { status: 'deceased', balanceMinor: 10_000_000 })])
  const some = entries(1, { accounts: [DECEASED] }).map(one => ({ ...one, transactionCode: 27, amountMinor }))
  await receiveAndProcess(engine, { name: 'estate.ach', bytes: achFile([{ entries: some }]) })
  const [row] = await ask<{ id: number }>(engine, 'select id from exception')
  return row?.id ?? 0
}

function decide(itemId: number, by: Decider, asked = POST): Promise<Resolved> {
  return takeAsShown(engine, { itemId, asked, by })
}

async function proposed(itemId: number) {
  const [row] = await ask<{ shard: number; id: number; sha256: string }>(
    engine,
    "select shard, id, encode(effect_sha256, 'hex') as sha256 from decision where exception_id = $1 order by id desc limit 1",
    [itemId],
  )
  if (row === undefined) throw new Error('nothing was proposed')
  return row
}

async function approve(itemId: number, by: Decider): Promise<Approved> {
  const { shard, id, sha256 } = await proposed(itemId)
  return approveDecision(engine, { decision: { shard, id }, by, sha256 })
}

async function stands(itemId: number) {
  const [row] = await ask(
    engine,
    `select item.state, exception.state as exception, decision.state as decision, (select balance_minor from account where number = $2) as balance
     from item join exception using (shard, id) join decision on decision.shard = exception.shard and decision.exception_id = exception.id
     where item.id = $1 order by decision.id desc limit 1`,
    [itemId, DECEASED],
  )
  return row
}

async function places() {
  return ask(engine, 'select state, holder, wake_on, offered_to from queue_place')
}

const UNTOUCHED = { state: 'suspended', exception: 'open', balance: 10_000_000 }

// Seen red with whatever one may decide with a second person decided at once.
test('what is over a limit is proposed: nothing of it happens until a second person approves it, then all of it', async () => {
  const itemId = await anException()
  await openCases(engine)
  expect(await decide(itemId, desk.kim)).toMatchObject({ is: 'proposed', keying: 'seen' })
  expect(await stands(itemId)).toEqual({ ...UNTOUCHED, decision: 'proposed' })
  expect(await places()).toEqual([
    { state: 'pended', holder: desk.kim.personId, wake_on: 'approval', offered_to: null },
  ])
  expect((await proveDay(engine)).problems).toEqual([])
  const [seen] = await readApprovals(engine, desk.ann)
  expect(seen).toMatchObject({ may: 'approve', proposal: { makerName: 'kim', amountMinor: OVER } })
  expect(await approve(itemId, desk.ann)).toMatchObject({ is: 'approved' })
  const after = { state: 'posted', exception: 'closed', decision: 'done', balance: 10_000_000 - OVER }
  expect(await stands(itemId)).toEqual(after)
  expect(await places()).toMatchObject([{ state: 'done' }])
  const [made] = await ask<{ body: string }>(engine, "select body from event where kind = 'decision_made'")
  expect(JSON.parse(made?.body ?? '{}')).toMatchObject({
    maker: `person ${desk.kim.personId}`,
    approver: `person ${desk.ann.personId}`,
  })
  expect(await ask(engine, 'select maker_id, approver_id from decision')).toEqual([
    { maker_id: desk.kim.personId, approver_id: desk.ann.personId },
  ])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with the hands of a proposal not given to the question.
test('law: whoever made it does not approve it, whatever they may approve of others, and it waits on', async () => {
  const itemId = await anException()
  await limitAnn(100n)
  expect(await decide(itemId, desk.ann)).toMatchObject({ is: 'proposed' })
  expect(await approve(itemId, desk.ann)).toMatchObject({
    refused: 'not_authorised',
    why: expect.stringMatching(/^You made it/),
  })
  expect(await stands(itemId)).toEqual({ ...UNTOUCHED, decision: 'proposed' })
  expect(await readApprovals(engine, desk.ann)).toMatchObject([{ may: 'withdraw' }])
  expect(await approve(itemId, desk.bob)).toMatchObject({ is: 'approved' })
})

/** Ann's own limit for one act, in the place of all others. */
async function limitAnn(limitMinor: bigint, act: 'post' | 'undo' = 'post'): Promise<void> {
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const limit = { hold: 'limit', of: { login: 'ann' }, act, measure: 'act', days: 1, limitMinor } as const
  const changed = await changePeople(engine, { person: sue?.id ?? 0, session: 'stepped-up' }, [
    { change: 'grant', ...limit },
  ])
  expect(changed.outcome).toBe('changed')
}

test('while it waits nobody else decides it, and they are told who proposed and who can approve', async () => {
  const itemId = await anException()
  await decide(itemId, desk.kim)
  for (const by of [desk.ann, desk.kim]) {
    const refused = await decide(itemId, by)
    expect(refused).toMatchObject({ is: 'refused', refused: 'proposal_waits' })
  }
  const refused = await decide(itemId, desk.ann)
  expect(refused).toMatchObject({ why: expect.stringMatching(/^kim decided about it.*you can approve it/) })
})

// Seen red with an approval under any hash.
test('law: what would do something else now is not approved: it says that it is stale, and its maker has it back', async () => {
  const itemId = await anException()
  await openCases(engine)
  await decide(itemId, desk.kim)
  at().clock.now = at().clock.now.add({ hours: 24 })
  expect(await approve(itemId, desk.ann)).toMatchObject({ is: 'stale' })
  expect(await stands(itemId)).toEqual({ ...UNTOUCHED, decision: 'proposed' })
  expect(await places()).toMatchObject([{ state: 'ready', offered_to: desk.kim.personId }])
  expect(await readApprovals(engine, desk.ann)).toMatchObject([{ proposal: { isStale: true } }])
  expect((await proveDay(engine)).problems).toEqual([])
  const { shard, id } = await proposed(itemId)
  expect(await endDecision(engine, { decision: { shard, id }, by: desk.kim, as: 'withdrawn' })).toMatchObject({
    is: 'ended',
  })
  expect(await decide(itemId, desk.kim)).toMatchObject({ is: 'proposed' })
  expect(await approve(itemId, desk.ann)).toMatchObject({ is: 'approved' })
  expect((await proveDay(engine)).problems).toEqual([])
})

test('another hash than that of the proposal is refused, and nothing happens', async () => {
  const itemId = await anException()
  await decide(itemId, desk.kim)
  const { shard, id } = await proposed(itemId)
  const order = { decision: { shard, id }, by: desk.ann, sha256: '0'.repeat(64) }
  expect(await approveDecision(engine, order)).toMatchObject({ is: 'refused', refused: 'preview_stale' })
  expect(await stands(itemId)).toEqual({ ...UNTOUCHED, decision: 'proposed' })
})

// Seen red with the returned case left where it waited.
test('returned with a reason it comes back to its maker before all others, and is decided anew', async () => {
  const itemId = await anException()
  await openCases(engine)
  await decide(itemId, desk.kim)
  const { shard, id } = await proposed(itemId)
  const order = { decision: { shard, id }, as: 'returned', why: 'The estate was closed in May.' } as const
  expect(await endDecision(engine, { ...order, by: desk.kim })).toMatchObject({ refused: 'not_authorised' })
  expect(await endDecision(engine, { ...order, by: desk.ann })).toMatchObject({ is: 'ended' })
  expect(await stands(itemId)).toEqual({ ...UNTOUCHED, decision: 'returned' })
  const pulled = (await claimNext(engine, [desk.kim.personId])).get(desk.kim.personId)
  expect(pulled).toMatchObject({ outcome: 'claimed' })
  expect(await approve(itemId, desk.ann)).toMatchObject({ refused: 'not_proposed' })
  expect(await decide(itemId, desk.kim, { resolution: 'return', code: 'R15' })).toMatchObject({ is: 'proposed' })
  expect((await proveDay(engine)).problems).toEqual([])
})

test('only whoever made it withdraws it', async () => {
  const itemId = await anException()
  await decide(itemId, desk.kim)
  const { shard, id } = await proposed(itemId)
  const order = { decision: { shard, id }, as: 'withdrawn' } as const
  expect(await endDecision(engine, { ...order, by: desk.ann })).toMatchObject({ refused: 'not_yours' })
  expect(await endDecision(engine, { ...order, by: desk.kim })).toMatchObject({ is: 'ended' })
})

// Seen red with whoever is barred from its case asked of no undo.
test('approved it is undone as any other decision, and nothing is left of it but the history', async () => {
  const itemId = await anException()
  await openCases(engine)
  await decide(itemId, desk.kim)
  await approve(itemId, desk.ann)
  await ask(engine, 'update queue_place set barred = array[$1::bigint]', [desk.cleo.personId])
  expect(await takeBack(engine, { itemId, by: desk.cleo })).toMatchObject({ refused: 'not_authorised' })
  expect(await takeBack(engine, { itemId, by: desk.bob })).toMatchObject({ is: 'undone' })
  expect(await stands(itemId)).toEqual({ ...UNTOUCHED, decision: 'undone' })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with the state of the proposal read before the bucket is locked.
test('law: of ten who approve at once one does, and the others are told', async () => {
  const itemId = await anException()
  await decide(itemId, desk.kim)
  const all = await Promise.all(
    Array.from({ length: 10 }, (_, n) => approve(itemId, n % 2 === 0 ? desk.ann : desk.bob)),
  )
  expect(all.filter(one => one.is === 'approved')).toHaveLength(1)
  expect(all.filter(one => one.is === 'refused' && one.refused === 'not_proposed')).toHaveLength(9)
  expect(await stands(itemId)).toMatchObject({ state: 'posted', balance: 10_000_000 - OVER })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with each of the two branches of the check left out.
test('law: the proof finds an approver who had a hand in it, and an amount over a limit that nobody approved', async () => {
  const itemId = await anException()
  await decide(itemId, desk.kim)
  await approve(itemId, desk.ann)
  await ask(
    engine,
    `update decision set hands = jsonb_build_array(jsonb_build_object('person', approver_id, 'as', 'editor'))`,
  )
  expect((await proveDay(engine)).problems.join()).toContain('approved by one who had a hand in it')
  await ask(
    engine,
    `update decision set needs = null, keying = null, approver_id = null, approved_at = null, hands = '[]'`,
  )
  expect((await proveDay(engine)).problems.join()).toMatch(/was limited to 100000, and nobody approved it/)
})

// Seen red with the question left out of what stands against closing, and with who is away taken for gone.
test('what nobody may approve any more stands against closing the day by that name; who is away comes back', async () => {
  expect(await decide(await anException(), desk.kim)).toMatchObject({ is: 'proposed' })
  await ask(engine, `update person set state = 'suspended' where login in ('bob', 'cleo')`)
  await ask(
    engine,
    `insert into absence (shard, person_id, why, holds_from, holds_until) values (1024, $1, 'ill', '2026-11-23T00:00:00Z', '2026-11-30T00:00:00Z')`,
    [desk.ann.personId],
  )
  const ofNobody = async () => {
    const { named } = await lookAtClosing(engine, Temporal.PlainDate.from('2026-11-23'), undefined)
    return named.filter(one => one.kind === 'proposal_of_nobody').map(one => one.sentence)
  }
  expect(await ofNobody()).toEqual([])
  await ask(engine, `update person set state = 'left' where login = 'ann'`)
  expect(await ofNobody()).toEqual([
    expect.stringMatching(
      /^What kim \(person \d+\) proposed about exception \d+ \(Account holder deceased\) can be approved by nobody who works here\.$/,
    ),
  ])
})

/** What a policy has two people do about postings. */
function withPolicy(): Engine {
  const policy = { name: 'estates', owner: 'Sue', from: '2020-01-01', to: '9999-12-31', fromMinor: 0 }
  const secondKeys = [{ ...policy, resolutions: ['post'], keying: 'blind' }] as const
  return { ...engine, institution: { ...engine.institution, secondKeys } }
}

const POSTED = { state: 'posted', exception: 'closed', balance: 10_000_000 - OVER }

/** What is to be taken back and stands against closing the day. */
async function undosAgainst(day: string): Promise<readonly string[]> {
  const { named } = await lookAtClosing(engine, Temporal.PlainDate.from(day), undefined)
  return named.filter(one => one.kind === 'undo_waits').map(one => one.sentence)
}

// Seen red with the hands of what is taken back left out of the proposal: who decided it approved that; with what is booked later
// standing against closing a day; and with nobody asked who took it back by the mark on the decision.
test('law: what somebody may not take back alone is proposed, and neither who decided it nor who asked for it approves that', async () => {
  const itemId = await anException()
  expect(await decide(itemId, desk.ann)).toMatchObject({ is: 'done' })
  expect(await takeBack(engine, { itemId, by: desk.kim })).toMatchObject({ is: 'proposed', by: 'undo', keying: 'seen' })
  expect(await stands(itemId)).toEqual({ ...POSTED, decision: 'proposed' })
  expect((await proveDay(engine)).problems).toEqual([])
  expect(await undosAgainst('2026-11-20')).toEqual([])
  expect(await undosAgainst('2026-11-23')).toEqual([
    expect.stringMatching(/^kim \(person \d+\) asked to have the decision about exception \d+ .* taken back/),
  ])
  expect(await takeBack(engine, { itemId, by: desk.ann })).toMatchObject({ refused: 'proposal_waits' })
  for (const by of [desk.ann, desk.kim])
    expect(await approve(itemId, by)).toMatchObject({ is: 'refused', refused: 'not_authorised' })
  const [seen] = await readApprovals(engine, desk.bob)
  expect(seen).toMatchObject({ may: 'approve', proposal: { makerName: 'kim', amountMinor: OVER, isStale: false } })
  expect(seen?.shown?.needs[0]).toContain('4,900.00 USD is over kim’s')
  expect(await approve(itemId, desk.bob)).toMatchObject({ is: 'approved', effect: { is: 'undone', by: 'undo' } })
  expect(await stands(itemId)).toEqual({ ...UNTOUCHED, decision: 'done' })
  expect(await ask(engine, 'select resolution, state, approver_id, undone_by from decision order by id')).toEqual([
    { resolution: 'post', state: 'undone', approver_id: null, undone_by: desk.kim.personId },
    { resolution: 'undo', state: 'done', approver_id: desk.bob.personId, undone_by: null },
  ])
  expect((await proveDay(engine)).problems).toEqual([])
  await ask(engine, 'update decision set undone_by = $1 where id = 1', [desk.bob.personId])
  expect((await proveDay(engine)).problems.join()).toMatch(/Decision 1 .* decision 2, which took it back, do not agree/)
  await ask(engine, 'update decision set undone_by = $1 where id = 1', [desk.kim.personId])
  expect(await takeBack(engine, { itemId, by: desk.ann })).toMatchObject({ refused: 'nothing_to_undo' })
  expect(await decide(itemId, desk.ann)).toMatchObject({ is: 'done' })
  expect((await proveDay(engine)).problems).toEqual([])
  await ask(
    engine,
    `update decision set state = 'done', undone_by = null, undone_at = null, undone_on = null where id = 1`,
  )
  expect((await proveDay(engine)).problems.join()).toMatch(/Decision 1 .* stands, and decision 2 took it back/)
})

// Seen red with no policy asked of what is taken back; and with nothing counted of what waits.
test('law: a policy has two people take back what it has two people decide, each sees it; and what waits uses up the limit', async () => {
  const first = await anException(1_000)
  await decide(first, desk.ann)
  const policed = withPolicy()
  expect(await takeBack(policed, { itemId: first, by: desk.kim })).toMatchObject({
    ...{ is: 'proposed', keying: 'seen', needs: [expect.stringMatching(/^The policy estates.*a second person\.$/)] },
  })
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const limit = {
    hold: 'limit',
    of: { login: 'kim' },
    act: 'undo',
    measure: 'day',
    days: 1,
    limitMinor: 1_500n,
  } as const
  await changePeople(engine, { person: sue?.id ?? 0, session: 'stepped-up' }, [{ change: 'grant', ...limit }])
  const second = await secondException()
  await decide(second, desk.ann)
  expect(await takeBack(engine, { itemId: second, by: desk.kim })).toMatchObject({
    ...{ is: 'proposed', needs: [expect.stringContaining('20.00 USD')] },
  })
  const { shard, id } = await proposed(second)
  const order = { decision: { shard, id }, as: 'returned', why: 'It stands rightly.' } as const
  expect(await endDecision(engine, { ...order, by: desk.bob })).toMatchObject({ is: 'ended' })
  expect(await approve(first, desk.bob)).toMatchObject({ is: 'approved' })
  expect(await takeBack(engine, { itemId: second, by: desk.kim })).toMatchObject({ is: 'proposed' })
  expect((await proveDay(engine)).problems).toEqual([])
})

/** Another one of 10.00. */
async function secondException(): Promise<number> {
  const some = entries(1, { accounts: [DECEASED], from: 50 }).map(one => ({
    ...one,
    transactionCode: 27,
    amountMinor: 1_000,
  }))
  await receiveAndProcess(engine, { name: 'other.ach', bytes: achFile([{ entries: some }]) })
  const [row] = await ask<{ id: number }>(engine, 'select id from exception order by id desc limit 1')
  return row?.id ?? 0
}

// Seen red with the hands of what left not joined to those of asking it back: who sent it approved that.
test('an answer that leaves while its taking back waits makes that stale; asking it back is put before a second person as well', async () => {
  const itemId = await anException()
  await limitAnn(100n, 'undo')
  await decide(itemId, desk.bob, { resolution: 'return', code: 'R15' })
  expect(await takeBack(engine, { itemId, by: desk.ann })).toMatchObject({ is: 'proposed', by: 'undo' })
  at().clock.now = at().clock.now.add({ seconds: 1 })
  expect(await releaseOutboundFiles(engine)).toHaveLength(1)
  expect(await readApprovals(engine, desk.cleo)).toMatchObject([{ proposal: { isStale: true } }])
  expect(await approve(itemId, desk.cleo)).toMatchObject({
    is: 'stale',
    why: expect.stringContaining('Its answer left'),
  })
  const { shard, id } = await proposed(itemId)
  await endDecision(engine, { decision: { shard, id }, by: desk.ann, as: 'withdrawn' })
  at().clock.now = at().clock.now.add({ seconds: 1 })
  expect(await takeBack(engine, { itemId, by: desk.ann })).toMatchObject({ is: 'proposed', by: 'remedy' })
  expect(await readApprovals(engine, desk.cleo)).toMatchObject([
    { may: 'approve', proposal: { isStale: false }, shown: { needs: [expect.stringContaining('over ann’s')] } },
  ])
  expect(await approve(itemId, desk.bob)).toMatchObject({ is: 'refused', refused: 'not_authorised' })
  expect(await approve(itemId, desk.cleo)).toMatchObject({ is: 'approved', effect: { adjustment: { type: 'AGAIN' } } })
  expect(await stands(itemId)).toMatchObject({ state: 'suspended', exception: 'open' })
  expect((await proveDay(engine)).problems).toEqual([])
})
