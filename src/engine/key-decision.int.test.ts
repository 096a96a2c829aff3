import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { proposalIn } from '../../test/samples/waiting-proposal.ts'
import type { Resolution } from '../core/exception.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { approveDecision } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import { changePeople } from './change-people.ts'
import { endDecision } from './end-proposal.ts'
import type { Engine } from './engine.ts'
import { type Keyed, keyDecision } from './key-decision.ts'
import { openCases } from './open-cases.ts'
import { previewResolution } from './preview-resolution.ts'
import { proveDay } from './prove-day.ts'
import { readActs } from './read-acts.ts'
import { readApprovals } from './read-approvals.ts'
import { recordAccounts } from './record-facts.ts'
import type { Resolved } from './resolve-exception.ts'

/** The blind second key: returns and referrals of any amount, by the institution's policy. */

const [DECEASED = '', OTHER = ''] = accountNumbers(2)
const at = deskOfEachTest([])
let engine: Engine
let desk: Desk
beforeEach(() => {
  const { institution } = at().engine
  const policy = { name: 'second-key', owner: 'Sue', from: '2020-01-01', to: '9999-12-31', fromMinor: 0 }
  const toAnother = {
    resolutions: ['correct'],
    kinds: ['account-deceased'],
    fields: ['account'],
    keying: 'seen',
  } as const
  const secondKeys = [
    { ...policy, resolutions: ['return', 'refer'], keying: 'blind' },
    { ...policy, ...toAnother, name: 'to-another-account' },
    { ...policy, name: 'of-another-kind', resolutions: ['post'], kinds: ['account-closed'], keying: 'seen' },
  ] as const
  engine = { ...at().engine, institution: { ...institution, secondKeys } }
  desk = at().desk
})

async function anException(amountMinor?: number): Promise<number> {
  await recordAccounts(engine, [anAccount(engine, DECEASED, { status: 'deceased' })])
  const some = entries(1, { accounts: [DECEASED] })
  const worth = amountMinor === undefined ? some : some.map(one => ({ ...one, amountMinor }))
  await receiveAndProcess(engine, { bytes: achFile([{ entries: worth }]) })
  const [row] = await ask<{ id: number }>(engine, 'select id from exception')
  return row?.id ?? 0
}

const R15: ResolutionAsked = { resolution: 'return', code: 'R15' }
const R14: ResolutionAsked = { resolution: 'return', code: 'R14' }

function decide(itemId: number, by: Decider, asked: ResolutionAsked): Promise<Resolved> {
  return takeAsShown(engine, { itemId, asked, by })
}

const waiting = () => proposalIn(engine)

async function key(by: Decider, asked: ResolutionAsked): Promise<Keyed> {
  return keyDecision(engine, { decision: (await waiting()).decision, by, asked })
}

const decisions = () => ask(engine, 'select state, code, maker_id, approver_id from decision order by id')

// Seen red with the policy not asked for.
test('by a policy it needs a second person although its maker may do it alone, and the preview says so', async () => {
  const itemId = await anException()
  const preview = await previewResolution(engine, { itemId, asked: R15, by: desk.ann })
  expect(preview).toMatchObject({
    notAuthorised: { needs: 'approval', reasons: [{ sentence: expect.stringContaining('second-key') }] },
  })
  expect(await decide(itemId, desk.ann, R15)).toMatchObject({ is: 'proposed', keying: 'blind' })
  expect(await readApprovals(engine, desk.bob)).toMatchObject([{ may: 'key', shown: undefined }])
  expect(await readApprovals(engine, desk.ann)).toMatchObject([
    { may: 'withdraw', shown: { effect: { outbound: { code: 'R15' } } } },
  ])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with the kind of the exception not given to the policies, with the corrected fields not given, and with the acts not asking.
test('one of kinds and fields asks about them alone; what is offered says so before anything is chosen', async () => {
  const itemId = await anException()
  const offered = await readActs(engine, { itemId, by: desk.ann })
  const standing = (resolution: Resolution) => offered?.acts.find(one => one.act.resolution === resolution)
  expect(standing('return')).toMatchObject({ standing: 'approval', whyNot: [expect.stringContaining('second-key')] })
  expect(standing('post')).toMatchObject({ standing: 'open', whyNot: [] })
  await recordAccounts(engine, [anAccount(engine, OTHER)])
  expect(await decide(itemId, desk.ann, { resolution: 'correct', fields: { account: OTHER } })).toMatchObject({
    ...{ is: 'proposed', keying: 'seen', needs: [expect.stringContaining('to-another-account')] },
  })
  expect(await approveDecision(engine, { ...(await waiting()), by: desk.bob })).toMatchObject({ is: 'approved' })
  expect((await proveDay(engine)).problems).toEqual([])
})

test('keyed alike it is committed, with both in the row; approved without being keyed it is not', async () => {
  const itemId = await anException()
  await decide(itemId, desk.ann, R15)
  expect(await approveDecision(engine, { ...(await waiting()), by: desk.bob })).toMatchObject({ refused: 'key_needed' })
  expect(await key(desk.ann, R15)).toMatchObject({ refused: 'not_authorised' })
  expect(await key(desk.bob, R15)).toMatchObject({ is: 'approved' })
  expect(await decisions()).toEqual([
    { state: 'done', code: 'R15', maker_id: desk.ann.personId, approver_id: desk.bob.personId },
  ])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with a session that was taken for proved, with a proof asked from 10,000.00 on alone, and with one that is not asked of whoever
// gives back what they do not see.
test.each([
  ['a small amount', 100],
  ['a large one', 5_000_000],
])(
  'law: what is not seen is neither keyed, approved nor given back without a proof of who it is: of %s',
  async (_, worth) => {
    const itemId = await anException(worth)
    await decide(itemId, desk.ann, R15)
    const { decision, sha256 } = await waiting()
    const bob = { ...desk.bob, session: 'signed-in' } as const
    const refused = [
      await keyDecision(engine, { decision, by: bob, asked: R15 }),
      await keyDecision(engine, { decision, by: bob, asked: R14 }),
      await approveDecision(engine, { decision, by: bob, sha256 }),
      await endDecision(engine, { decision, by: bob, as: 'returned', why: 'Which account?' }),
    ]
    const why = (what: string) => `For ${what} of what is not seen you must prove again that it is you.`
    const told = ['approvals', 'approvals', 'approvals', 'sending back'].map(what => {
      return { is: 'refused', refused: 'step_up_needed', why: why(what) }
    })
    expect(refused).toEqual(told)
    expect(await decisions()).toMatchObject([{ state: 'proposed', approver_id: null }])
    // Who sees both keys sends them back without one, as everything that is seen.
    expect(await key(desk.bob, R14)).toEqual({ is: 'different' })
    const cleo = { ...desk.cleo, session: 'signed-in' } as const
    expect(await endDecision(engine, { decision, by: cleo, as: 'returned', why: 'Which?' })).toMatchObject({
      is: 'ended',
    })
  },
)

// Seen red with letters' words compared.
test('words of letters are nobody’s to write alike: they are the maker’s', async () => {
  const itemId = await anException()
  await decide(itemId, desk.ann, { resolution: 'refer', to: 'customer', words: 'Does the estate want it paid?' })
  expect(await key(desk.bob, { resolution: 'refer', to: 'sender', words: 'x' })).toMatchObject({ is: 'different' })
  const again = { resolution: 'refer', to: 'customer', words: 'Please say whether to pay.' } as const
  expect(await key(desk.bob, again)).toMatchObject({ is: 'refused' })
})

test('the maker’s words go out where both mean the same', async () => {
  const itemId = await anException()
  await decide(itemId, desk.ann, { resolution: 'refer', to: 'customer', words: 'Does the estate want it paid?' })
  const own = { resolution: 'refer', to: 'customer', words: 'Please say whether to pay.' } as const
  expect(await key(desk.bob, own)).toMatchObject({ is: 'approved' })
  expect(await ask(engine, 'select words from letter_request')).toEqual([{ words: 'Does the estate want it paid?' }])
})

// Seen red with a second key that may be tried twice, with the hands of the first decision left out of the second, and with whoever is
// barred from the case made the maker of what they keyed.
test('law: keyed differently nothing happens, neither learns the other’s, nobody tries again, and a third person takes one', async () => {
  const itemId = await anException()
  await openCases(engine)
  await decide(itemId, desk.ann, R15)
  expect(await key(desk.bob, R14)).toEqual({ is: 'different' })
  expect(await key(desk.bob, R15)).toMatchObject({ refused: 'not_authorised' })
  expect(await readApprovals(engine, desk.bob)).toMatchObject([{ may: 'nothing', shown: undefined, second: undefined }])
  expect(await readApprovals(engine, desk.ann)).toMatchObject([{ may: 'withdraw', second: undefined }])
  expect((await proveDay(engine)).problems).toEqual([])
  const [seen] = await readApprovals(engine, desk.cleo)
  expect(seen).toMatchObject({ may: 'approve', second: { effect: { outbound: { code: 'R14' } } } })
  expect(seen?.shown).toMatchObject({ effect: { outbound: { code: 'R15' } } })
  const { decision } = await waiting()
  const order = { decision, by: desk.cleo, sha256: seen?.second?.effectSha256 ?? '' }
  await ask(engine, 'update queue_place set barred = array[$1::bigint]', [desk.bob.personId])
  expect(await approveDecision(engine, order)).toMatchObject({ refused: 'not_authorised' })
  await ask(engine, `update queue_place set barred = '{}'`)
  expect(await approveDecision(engine, order)).toMatchObject({ is: 'approved' })
  expect(await decisions()).toEqual([
    { state: 'returned', code: 'R15', maker_id: desk.ann.personId, approver_id: null },
    { state: 'done', code: 'R14', maker_id: desk.bob.personId, approver_id: desk.cleo.personId },
  ])
  expect((await proveDay(engine)).problems).toEqual([])
  // What was taken keeps the hands of what it took the place of: Ann, who made that, could not have approved it either.
  await ask(engine, `update decision set approver_id = ${desk.ann.personId} where state = 'done'`)
  expect((await proveDay(engine)).problems.join()).toContain('approved by one who had a hand in it')
})

/** Bob is a supervisor from now on and no specialist: he approves, and decides nothing of items himself. */
async function promoteBob(): Promise<void> {
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const [role] = await ask<{ id: number }>(
    engine,
    "select role_holding.id from role_holding join person on person.shard = role_holding.shard and person.id = person_id where login = 'bob'",
  )
  const changed = await changePeople(engine, { person: sue?.id ?? 0, session: 'stepped-up' }, [
    { change: 'end', hold: 'role', id: role?.id ?? 0 },
    { change: 'grant', hold: 'role', role: 'supervisor', to: { login: 'bob' } },
  ])
  expect(changed).toMatchObject({ outcome: 'changed' })
}

// Seen red with whoever may approve made the maker of what they keyed.
test('law: nobody makes by keying what their role does not decide: the second key is refused with why, and the first is approved', async () => {
  const itemId = await anException()
  await promoteBob()
  await decide(itemId, desk.ann, R15)
  expect(await key(desk.bob, R14)).toEqual({ is: 'different' })
  const [seen] = await readApprovals(engine, desk.cleo)
  const { decision, sha256 } = await waiting()
  const taken = await approveDecision(engine, { decision, by: desk.cleo, sha256: seen?.second?.effectSha256 ?? '' })
  expect(taken).toMatchObject({
    refused: 'not_authorised',
    why: expect.stringMatching(/For returns one must be .*bob is/),
  })
  expect(await decisions()).toMatchObject([{ state: 'proposed', code: 'R15' }])
  expect(await approveDecision(engine, { decision, by: desk.cleo, sha256 })).toMatchObject({ is: 'approved' })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with keys left out of the hands.
test('law: the proof finds that whoever keyed another approved what was proposed', async () => {
  const itemId = await anException()
  await decide(itemId, desk.ann, R15)
  await key(desk.bob, R14)
  const order = { ...(await waiting()), by: desk.cleo }
  expect(await approveDecision(engine, order)).toMatchObject({ is: 'approved' })
  expect((await proveDay(engine)).problems).toEqual([])
  await ask(engine, `update decision set approver_id = ${desk.bob.personId} where state = 'done'`)
  expect((await proveDay(engine)).problems.join()).toContain('approved by one who had a hand in it')
})

test('what goes stale meanwhile says no more than that to whoever keys it', async () => {
  const itemId = await anException()
  await decide(itemId, desk.ann, R15)
  at().clock.now = at().clock.now.add({ hours: 24 * 9 })
  const keyed = await key(desk.bob, { resolution: 'refer', to: 'customer', words: 'x' })
  expect(keyed).toMatchObject({ is: 'stale' })
  expect(JSON.stringify(keyed)).not.toMatch(/R15|return|code/)
})
