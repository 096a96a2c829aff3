import { afterAll, beforeAll, expect, test } from 'vitest'
import { accountNumbers, achFile } from '../../test/samples/ach-files.ts'
import { anAccount, ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { type Desk, openDesk } from '../../test/samples/desk.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { BACK, DEPOSIT, PLAIN, payersOf, RESEARCH, RETURN, RETURNED, WAIVED } from '../../test/samples/payers.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { testLetter, testReturn } from '../../test/samples/x9-letters.ts'
import { bucketOfText, shardOf } from '../core/bucket.ts'
import { dayNumber } from '../core/calendar/day.ts'
import type { Fee } from '../core/fee.ts'
import { receiptOfItem } from '../core/item.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Decider } from './authorise-decision.ts'
import { changePeople } from './change-people.ts'
import { commitBulkWithin } from './commit-bulk.ts'
import type { Engine } from './engine.ts'
import type { PeopleChange } from './people-change.ts'
import { previewBulk } from './preview-bulk.ts'
import { previewUnit } from './preview-unit.ts'
import { proveDay } from './prove-day.ts'
import { readActs } from './read-acts.ts'
import { readItem } from './read-item.ts'
import { receiveClaim } from './receive-claim.ts'
import { recordAccounts, recordFacts } from './record-facts.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'
import type { Resolved } from './resolve-exception.ts'
import { resolveUnit } from './resolve-unit.ts'
import { workBulks } from './work-bulks.ts'

/** Fees for items: charged with what they belong to or by hand, waived, given back; and the books say what the rows say. */

let at: TestEngine
let engine: Engine
let desk: Desk
beforeAll(async () => {
  at = await openTestEngine({ policies: [], fees: [RETURNED, DEPOSIT, RESEARCH] })
  engine = at.engine
  desk = await openDesk(engine)
})
afterAll(() => at.close())

const { anEmptyAccount, unpaid, today, lastTrace } = payersOf(() => at)

function resolve(itemId: number, asked: ResolutionAsked, by: Decider = desk.ann): Promise<Resolved> {
  return takeAsShown(engine, { itemId, asked, by })
}

/** What the one who manages people allows. */
async function grant(change: PeopleChange): Promise<void> {
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const changed = await changePeople(engine, { person: sue?.id ?? 0, session: 'stepped-up' }, [change])
  if (changed.outcome === 'refused') throw new Error(changed.why)
}

const undo = (itemId: number) => takeBack(engine, { itemId, by: desk.ann })

async function balanceOf(number: string): Promise<number> {
  const [row] = await ask<{ minor: number }>(
    engine,
    'select sum(balance_minor)::bigint as minor from account where number = $1 and shard between 1024 and 2047',
    [number],
  )
  return row?.minor ?? 0
}
const holds = async () => expect((await proveDay(engine)).problems).toEqual([])
const says = async (sql: string, values: readonly unknown[] = []) => {
  await ask(engine, sql, values)
  return (await proveDay(engine)).problems.join('\n')
}
const offered = async (itemId: number, resolution: string) =>
  (await readActs(engine, { itemId, by: desk.ann }))?.acts.find(({ act }) => act.resolution === resolution)?.act
const charged = (feeMinor: number, more: object = {}) => ({
  is: 'done',
  effect: { fee: { step: 'charged', feeMinor }, ...more },
})

// Seen red with: the leg the other way round; a fee of the item left among what its postings must sum to; an undo that opens a closed
// exception; the row of a fee whose decision was undone counted as charged.
test('a fee is charged with the return that it belongs to, undone with it, given back when it has left, and that is undone too', async () => {
  const account = await anEmptyAccount()
  const [id = 0] = await unpaid(account, 5_000)
  const income = await balanceOf('~fees')
  for (const _ of [1, 2]) {
    expect(await resolve(id, RETURN)).toMatchObject(
      charged(3_000, { legs: [{ to: { role: 'fees' }, amountMinor: 3_000 }], outbound: { code: 'R01' } }),
    )
    expect([await balanceOf(account), (await balanceOf('~fees')) - income]).toEqual([-3_000, 3_000])
    await holds()
    expect(await undo(id)).toMatchObject({ is: 'undone', by: 'undo' })
    expect([await balanceOf(account), (await balanceOf('~fees')) - income]).toEqual([0, 0])
  }
  await resolve(id, RETURN)
  await releaseOutboundFiles(engine)
  // Asked back, what was charged with the return is given back as our own error; that undone, it is charged as before.
  expect(await undo(id)).toMatchObject({
    by: 'remedy',
    opens: { adjustment: { type: 'AGAIN' }, fee: { step: 'refunded', waiver: 'own_error' } },
  })
  expect([await balanceOf(account), (await balanceOf('~fees')) - income]).toEqual([0, 0])
  await holds()
  expect(await undo(id)).toMatchObject({ by: 'undo', endsAs: { state: 'returned', code: 'R01' } })
  expect([await balanceOf(account), (await balanceOf('~fees')) - income]).toEqual([-3_000, 3_000])
  expect(await offered(id, 'waive')).toMatchObject({
    whyNot: undefined,
    asks: [{ choices: ['returned-item'] }, {}, {}],
  })
  for (const days of [0, 3]) {
    expect(await resolve(id, { ...BACK, fee: 'returned-item' })).toMatchObject({
      is: 'done',
      effect: { exception: { state: 'closed' }, fee: { step: 'refunded', waiver: 'goodwill' } },
    })
    expect([await balanceOf(account), (await balanceOf('~fees')) - income]).toEqual([0, 0])
    expect(await resolve(id, { ...BACK, fee: 'returned-item' })).toMatchObject({ refused: 'resolution_not_possible' })
    await holds()
    at.clock.now = at.clock.now.add({ hours: 24 * days })
    expect(await undo(id)).toMatchObject({ is: 'undone', by: days === 0 ? 'undo' : 'reversal' })
    expect([await balanceOf(account), (await balanceOf('~fees')) - income]).toEqual([-3_000, 3_000])
    await holds()
  }
  expect(await ask(engine, 'select state, closed_as from exception where id = $1', [id])).toEqual([
    { state: 'closed', closed_as: 'returned' },
  ])
})

// Seen red with each of the reasons left out, one after the other.
test('an item pays once, also presented again; so many a day; none below an amount; and what spares it is said', async () => {
  const account = await anEmptyAccount()
  const [first = 0, small = 0, second = 0, third = 0] = await unpaid(account, 7_000, 999, 7_100, 7_200)
  expect(await resolve(first, RETURN)).toMatchObject(charged(3_000))
  const spared = (why: RegExp) => ({
    is: 'done',
    effect: { legs: [], fee: { step: 'spared', why: expect.stringMatching(why) } },
  })
  expect(await resolve(small, RETURN)).toMatchObject(spared(/worth less/))
  expect(await resolve(small, { resolution: 'fee', fee: 'returned-item' })).toMatchObject({ refused: 'fee_refused' })
  expect(await resolve(second, RETURN)).toMatchObject(charged(3_000))
  expect(await resolve(third, RETURN)).toMatchObject(spared(/has paid it 2 times on/))
  await releaseOutboundFiles(engine)
  at.clock.now = at.clock.now.add({ hours: 48 })
  const [again = 0] = await unpaid(account, 7_000)
  expect(await resolve(again, { ...WAIVED })).toMatchObject({
    refused: 'fee_refused',
    why: expect.stringMatching(/There is no fee to waive/),
  })
  expect(await resolve(again, RETURN)).toMatchObject(spared(/presented before/))
  expect(await balanceOf(account)).toBe(-6_000)
  await holds()
})

// Seen red with: a fee by hand that the limits of the item's worth were compared with; the schedule of the calendar's day looked at for
// what there is, and that of the booking for what is charged.
test('a fee is charged by hand by somebody whose limits it is under, once, and only to an account that can be charged', async () => {
  const account = await anEmptyAccount()
  const [id = 0] = await unpaid(account, 900_000)
  const research: ResolutionAsked = { resolution: 'fee', fee: 'research' }
  const narrow = { change: 'grant', hold: 'limit', act: 'fee', measure: 'act', days: 1, limitMinor: 2_500n } as const
  await grant({ ...narrow, of: { login: 'bob' } })
  // On a Saturday it is booked on Monday, and the schedule is that of Monday.
  const { now } = at.clock
  const weekday = now.toZonedDateTimeISO('America/New_York').dayOfWeek
  at.clock.now = now.add({ hours: 24 * ((13 - weekday) % 7) })
  const saturday = at.clock.now.toZonedDateTimeISO('America/New_York').toPlainDate()
  const next: Fee = {
    ...PLAIN,
    name: 'next',
    title: 'Next',
    amountMinor: 100,
    from: saturday.add({ days: 2 }).toString(),
  }
  const { institution } = engine
  const schedule = institution.fees
  Object.assign(institution, { fees: [next] })
  const there = await offered(id, 'fee')
  Object.assign(institution, { fees: schedule })
  at.clock.now = now
  expect(there).toMatchObject({ whyNot: undefined, asks: [{ choices: ['next'] }] })
  expect(await resolve(id, { resolution: 'fee', fee: 'wire' })).toMatchObject({ refused: 'fee_missing' })
  expect(await resolve(id, research, desk.bob)).toMatchObject(charged(2_500, { exception: { state: 'open' } }))
  expect(await resolve(id, research)).toMatchObject({
    refused: 'fee_refused',
    why: expect.stringMatching(/charged before/),
  })
  expect((await offered(id, 'fee'))?.asks[0]).toMatchObject({
    choices: ['returned-item'],
    refused: [{ value: 'research', why: expect.stringMatching(/charged before/) }],
  })
  await holds()
  expect(await undo(id)).toMatchObject({ is: 'undone' })
  expect(await balanceOf(account)).toBe(0)
  await recordAccounts(engine, [anAccount(engine, account, { balanceMinor: 0, status: 'frozen' })])
  expect(await resolve(id, research)).toMatchObject({ refused: 'fee_refused', why: expect.stringMatching(/is frozen/) })
  expect((await offered(id, 'fee'))?.whyNot).toContain('is frozen')
  expect(await resolve(id, RETURN)).toMatchObject({
    effect: { fee: { step: 'spared', why: expect.stringMatching(/is frozen/) } },
  })
  await holds()
})

test('with a chargeback its depositor is charged, in whatever bucket, and nobody for a claim', async () => {
  const drawer = '123456789'
  const [depositor = ''] = accountNumbers(1, 9_100)
  await openAccounts(engine, [depositor, drawer])
  const shard = shardOf(engine.institution.orgId, bucketOfText(drawer))
  const [fromDay, toDay] = [0, dayNumber(Temporal.PlainDate.from('9999-12-31'))]
  const detail = { depositorAccount: depositor, depositedDay: dayNumber(Temporal.PlainDate.from('2026-11-09')) }
  const fact = { shard, kind: 'deposited', key: `021000021/${drawer}/1042/10000`, fromDay, toDay, identity: depositor }
  await recordFacts(engine, [{ ...fact, detail }])
  const late = testReturn()
  const items = [{ ...late, detail: { ...late.detail, forwardBundleDate: '20261110' } as typeof late.detail }]
  await receiveAndProcess(engine, { name: 'returns.x937', bytes: testLetter({ items }) })
  const [row] = await ask<{ id: number }>(engine, "select id from exception where pack = 'checks'")
  const id = row?.id ?? 0
  expect(await resolve(id, { resolution: 'fee', fee: 'research' })).toMatchObject(
    charged(2_500, { accounts: [{ number: depositor }] }),
  )
  expect(await resolve(id, { resolution: 'chargeback' })).toMatchObject(charged(1_200))
  expect(await balanceOf(depositor)).toBe(1_000_000 - 10_000 - 1_200 - 2_500)
  expect(await balanceOf(drawer)).toBe(1_000_000)
  await holds()
  expect(await resolve(id, { ...BACK, fee: 'research' })).toMatchObject({
    is: 'done',
    effect: { accounts: [{ number: depositor }] },
  })
  for (const left of [12_500 + 1_200, 13_700 - 11_200, 0]) {
    expect(await undo(id)).toMatchObject({ is: 'undone' })
    expect(await balanceOf(depositor)).toBe(1_000_000 - left)
    await holds()
  }
  const [payer = ''] = accountNumbers(1, 9_200)
  await openAccounts(engine, [payer])
  const [posted = 0] = await unpaid(payer, 100)
  const trace = lastTrace()
  const claim = { accountNumber: payer, trace, amountMinor: 100, row: 0, code: 'R10', statement: 'on file' } as const
  expect(await receiveClaim(engine, { ...claim, receivedAt: engine.now() })).toMatchObject({ outcome: 'raised' })
  expect(await offered(posted, 'fee')).toMatchObject({ whyNot: expect.stringMatching(/1005\.11/) })
  expect(await offered(posted, 'waive')).toBeUndefined()
})

// Seen red with the fees of the part before it left out of the sums.
test('what a policy sends back is charged by the same schedule with its part, once, and given back by a person', async () => {
  const { institution } = engine
  const always = { owner: 'head of payment operations', from: '2020-01-01', to: '9999-12-31' }
  const policies = [{ name: 'ach-funds-returns', ...always }]
  Object.assign(institution, { policies })
  const [account, other] = [await anEmptyAccount(), await anEmptyAccount()]
  const income = await balanceOf('~fees')
  const ids = await unpaid(account, 6_001, 6_001, 999, 6_002, 6_003)
  const [first = 0, again = 0, small = 0, second = 0, third = 0] = ids
  // Of a batch that is held and released the preview says what its policies charge.
  const entries = [{ account: other, amountMinor: 6_005, trace: '121042880099001' }]
  const bytes = achFile([{ header: { effectiveDate: today() }, entries, control: { totalDebit: 1 } }])
  await receiveAndProcess(engine, { name: 'held.ach', bytes })
  const [unit] = await ask<{ id: number }>(engine, "select max(id) as id from exception where scope = 'batch'")
  const release = { exceptionId: unit?.id ?? 0, asked: { resolution: 'release' }, by: desk.ann } as const
  const shown = await previewUnit(engine, release)
  const previewSha256 = shown.is === 'previewed' ? shown.sha256 : ''
  const released = await resolveUnit(engine, { ...release, previewSha256 })
  Object.assign(institution, { policies: [] })
  expect(released).toMatchObject({
    is: 'done',
    effect: { moved: [{ from: 'accounts', to: 'fees', amountMinor: 3_000 }, {}] },
  })
  expect(await balanceOf(other)).toBe(-3_000)
  const feeOf = async (id: number) => (await readItem(engine, id))?.policyFee
  expect(await feeOf(first)).toMatchObject({ step: 'charged', feeMinor: 3_000 })
  expect(await feeOf(again)).toMatchObject({ step: 'spared', why: expect.stringMatching(/presented before/) })
  expect(await feeOf(small)).toMatchObject({ step: 'spared', why: expect.stringMatching(/worth less/) })
  expect(await feeOf(second)).toMatchObject({ step: 'charged' })
  expect(await feeOf(third)).toMatchObject({ step: 'spared', why: expect.stringMatching(/has paid it 2 times/) })
  expect([await balanceOf(account), (await balanceOf('~fees')) - income]).toEqual([-6_000, 9_000])
  await holds()
  expect(await undo(first)).toMatchObject({ refused: 'nothing_to_undo' })
  expect(await offered(first, 'waive')).toMatchObject({
    whyNot: undefined,
    asks: [{ choices: ['returned-item'] }, {}, {}],
  })
  expect(await resolve(first, { ...BACK, fee: 'returned-item' })).toMatchObject({
    is: 'done',
    effect: { fee: { step: 'refunded' } },
  })
  expect(await balanceOf(account)).toBe(-3_000)
  await releaseOutboundFiles(engine)
  await holds()
  const [later = 0] = await unpaid(account, 6_004)
  // One of two was given back: the account has paid it once today.
  expect(await resolve(later, RETURN)).toMatchObject(charged(3_000))
  const [presented = 0] = await unpaid(account, 6_002)
  expect(await resolve(presented, RETURN)).toMatchObject({
    effect: { fee: { step: 'spared', why: expect.stringMatching(/presented before/) } },
  })
  expect(await says('update policy_fee set fee_minor = 2999 where exception_id = $1', [second])).toMatch(
    /A fee for exception \d+ is 2999 minor units, and entry/,
  )
  await ask(engine, 'update policy_fee set fee_minor = 3000 where exception_id = $1', [second])
  await holds()
})

// Seen red with: nothing of an act counted for those behind it, which leaves the third as not shown; a waiver that only the limits of
// returns are asked for; an act taken back by somebody who may undo and not waive.
test('in an act on many the most of a day and the limits of waivers count what the act itself charges and lets off', async () => {
  const [one, two, three] = [await anEmptyAccount(), await anEmptyAccount(), await anEmptyAccount()]
  const atOnce = async (items: readonly number[], asked: ResolutionAsked, on = engine) => {
    const selection = { by: 'exceptions', filter: { receiptId: receiptOfItem(items[0] ?? 0) } } as const
    const shown = await previewBulk(on, { by: desk.bob, selection, order: { act: 'resolve', asked } })
    if (shown.is === 'refused') throw new Error(shown.why)
    const { id, sha256 } = shown
    await inWriteRequest(engine.database, 1, tx => commitBulkWithin(engine, tx, { id, sha256, by: desk.bob }))
    await workBulks(on)
    return ask(
      engine,
      'select state, fee.step from bulk_member left join fee using (decision_id) where bulk_id = $1 order by n',
      [id],
    )
  }
  const some = await unpaid(one, 7_501, 7_502, 7_503)
  expect(await atOnce(some, RETURN)).toEqual(['charged', 'charged', 'spared'].map(step => ({ state: 'done', step })))
  expect(await balanceOf(one)).toBe(-6_000)
  // Seen red with none counted where many are approved: the third was proposed to be charged as well, and is stale.
  const policy = { name: 'returns', owner: 'head of operations', from: '2020-01-01', to: '9999-12-31', fromMinor: 0 }
  const asking = { ...policy, resolutions: ['return'], keying: 'seen' } as const
  const strict = { ...engine, institution: { ...engine.institution, secondKeys: [asking] } }
  const waiting = await unpaid(await anEmptyAccount(), 7_511, 7_512, 7_513)
  expect(await atOnce(waiting, RETURN, strict)).toEqual(waiting.map(() => ({ state: 'proposed', step: null })))
  const [proposed] = await ask<{ id: number }>(engine, 'select max(bulk_id) as id from bulk_member')
  const approving = { by: desk.ann, order: { act: 'approve' } } as const
  expect(await previewBulk(strict, { ...approving, selection: { by: 'act', of: proposed?.id ?? 0 } })).toMatchObject({
    shown: { done: { count: 2 }, refused: { count: 1 }, reasons: [{ reason: 'proposal_stale' }] },
  })
  const [act] = await ask<{ id: number }>(engine, "select max(bulk_id) as id from bulk_member where state = 'done'")
  const selection = { by: 'act', of: act?.id ?? 0 } as const
  expect(await previewBulk(engine, { by: desk.kim, selection, order: { act: 'undo' } })).toMatchObject({
    shown: {
      done: { count: 1 },
      refused: { count: 2 },
      reasons: [{ why: expect.stringMatching(/waivers of fees/) }],
    },
  })
  await grant({
    change: 'grant',
    hold: 'limit',
    act: 'waive',
    measure: 'day',
    days: 1,
    limitMinor: 5_000n,
    of: { login: 'bob' },
  })
  const others = await unpaid([two, three], 7_601, 7_602)
  expect(await atOnce(others, WAIVED)).toEqual([
    { state: 'done', step: 'waived' },
    { state: 'proposed', step: null },
  ])
  expect([await balanceOf(two), await balanceOf(three)]).toEqual([0, 0])
  await holds()
})

// Seen red without the check: the row of the fee is under its seal, the posting under the hash of its event, and neither says this.
test('a fee that is not posted as its row says, and one given back that was not charged, are found by the rows alone', async () => {
  const account = await anEmptyAccount()
  const [id = 0] = await unpaid(account, 8_000)
  await resolve(id, { resolution: 'fee', fee: 'research' })
  const newest = 'decision_id = (select max(decision_id) from fee)'
  expect(await says(`update fee set fee_minor = 2501 where ${newest}`)).toMatch(
    /A fee for exception \d+ is 2501 minor units, and entry \d+ of shard \d+ does not post it/,
  )
  await ask(engine, `update fee set fee_minor = 2500 where ${newest}`)
  await resolve(id, { ...BACK, fee: 'research' })
  expect(
    await says(
      "update fee set name = 'other' where step = 'refunded' and decision_id = (select max(decision_id) from fee)",
    ),
  ).toMatch(/the fee other is given back, and it was not charged/)
})
