import { afterAll, beforeAll, expect, test } from 'vitest'
import { anAccount, ask } from '../../test/samples/arrivals.ts'
import { commitAs, dryRunOf } from '../../test/samples/bulk-acts.ts'
import { type Desk, openDesk } from '../../test/samples/desk.ts'
import { expectWritten } from '../../test/samples/effect-written.ts'
import { openTestEngine, type TestEngine } from '../../test/samples/engine.ts'
import { BACK, payersOf, RETURN, RETURNED } from '../../test/samples/payers.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { approveDecision } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import { blobRange } from './blob-range.ts'
import { changePeople } from './change-people.ts'
import type { Engine } from './engine.ts'
import { openCases } from './open-cases.ts'
import { previewBulk } from './preview-bulk.ts'
import { proveDay } from './prove-day.ts'
import { readActs } from './read-acts.ts'
import { recordAccounts } from './record-facts.ts'
import { type ReleasedFile, releaseOutboundFiles } from './release-outbound-files.ts'
import { workBulks } from './work-bulks.ts'

/** What a policy decides may be taken over by a person before its file leaves, and given back to it. */

let at: TestEngine
let engine: Engine
let desk: Desk
beforeAll(async () => {
  at = await openTestEngine({ fees: [{ ...RETURNED, dayMost: 0 }] })
  engine = at.engine
  desk = await openDesk(engine)
})
afterAll(() => at.close())

const { anEmptyAccount, unpaid } = payersOf(() => at)
const TAKE_OVER: ResolutionAsked = { resolution: 'take_over' }
const take = (itemId: number, asked: ResolutionAsked, by: Decider = desk.ann) =>
  takeAsShown(engine, { itemId, asked, by })
const undo = (itemId: number, by: Decider = desk.ann) => takeBack(engine, { itemId, by })
const holds = async () => expect((await proveDay(engine)).problems).toEqual([])
const offered = async (itemId: number, by: Decider = desk.ann) => {
  const acts = (await readActs(engine, { itemId, by }))?.acts ?? []
  return acts.filter(one => one.standing !== 'shut').map(({ act }) => act.resolution)
}

/** How the item and everything about it stands: its answer, its account, its case. */
async function stands(itemId: number) {
  const [row] = await ask(
    engine,
    `select exception.state, decided_by, policy, exception.code, clock, exception.ours_at, outbound_item.state as answer, outbound_item.code as answer_code,
       item.state as item, closed_on is null as suspended, account.balance_minor as balance, work_case.state as "case"
     from exception join item using (shard, id) join account on account.shard = item.shard and account.id = item.account_id
     join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id
     left join outbound_item on outbound_item.shard = exception.shard and outbound_item.item_id = exception.id
     left join work_case on work_case.shard = case_shard and work_case.id = case_id
     where exception.id = $1`,
    [itemId],
  )
  return row
}

/** A debit of 50.00 that its account cannot pay: the policy returns it, and charges for it. */
async function returnedByPolicy(amountMinor = 5_000): Promise<number> {
  const [id = 0] = await unpaid(await anEmptyAccount(), amountMinor)
  return id
}

const POLICY = { decided_by: 'policy', policy: 'ach-funds-returns', code: 'R01', answer: 'queued', answer_code: 'R01' }
const THEIRS = { decided_by: 'person', policy: null, code: null, state: 'open', answer: 'withdrawn', balance: 0 }

// Seen red with: the answer left in the queue (it went out as well); the fee left with the customer; the policy left in the row; the
// exception given back as open, which left its case open for ever.
test('what a policy decided is taken over with its answer and its fee, is in a case, is given back, and goes once', async () => {
  const id = await returnedByPolicy()
  const before = await stands(id)
  expect(before).toMatchObject({ ...POLICY, state: 'open', balance: -3_000, case: null })
  expect(await offered(id)).toEqual(['take_over', 'waive'])
  const shut = (await readActs(engine, { itemId: id, by: desk.ann }))?.acts.find(({ act }) => act.resolution === 'post')
  expect(shut?.whyNot).toEqual([
    'The policy ach-funds-returns decided it: take it over first, as long as its file has not left.',
  ])
  for (const _ of [1, 2]) {
    const taken = await take(id, TAKE_OVER)
    expect(taken).toMatchObject({
      is: 'done',
      effect: {
        ...{ exception: { state: 'open', code: '' }, item: undefined, outbound: undefined, letters: [] },
        takenOver: { policy: 'ach-funds-returns', code: 'R01' },
        fee: { step: 'withdrawn', feeMinor: 3_000 },
        legs: [{ from: { role: 'fees' }, amountMinor: 3_000 }],
      },
    })
    if (taken.is === 'done') await expectWritten(engine, taken.effect)
    await openCases(engine)
    const open = { item: 'suspended', suspended: true, clock: before?.clock, ours_at: before?.ours_at, case: 'open' }
    expect(await stands(id)).toMatchObject({ ...THEIRS, ...open })
    expect(await offered(id)).toEqual(expect.arrayContaining(['post', 'return', 'hold', 'refer']))
    expect(await take(id, TAKE_OVER)).toMatchObject({ refused: 'resolution_not_offered' })
    await holds()
    expect(await releaseOutboundFiles(engine)).toEqual([])
    expect(await undo(id, desk.bob)).toMatchObject({ is: 'undone', by: 'undo', givesBack: { code: 'R01' } })
    expect(await stands(id)).toEqual({ ...before, state: 'decided', case: 'closed' })
    await holds()
  }
  expect(await releaseOutboundFiles(engine)).toMatchObject([{ items: 1 }])
  expect(await stands(id)).toMatchObject({ item: 'returned', answer: 'sent', answer_code: 'R01', balance: -3_000 })
  expect(await take(id, TAKE_OVER)).toMatchObject({ is: 'refused' })
  await holds()
})

// Seen red with the fee of the policy counted as charged before: whoever returned it themselves charged none.
test('whoever took it over pays it, returns it with the fee of a return, or answers for it: what they decide is undone by itself', async () => {
  const [paid, back] = [await returnedByPolicy(), await returnedByPolicy(5_100)]
  await take(paid, TAKE_OVER)
  await take(back, TAKE_OVER)
  expect(await take(paid, { resolution: 'post' })).toMatchObject({ is: 'done' })
  expect(await stands(paid)).toMatchObject({ item: 'posted', balance: -5_000 })
  expect(await take(back, RETURN)).toMatchObject({ is: 'done', effect: { fee: { step: 'charged' } } })
  expect(await stands(back)).toMatchObject({
    decided_by: 'person',
    state: 'decided',
    answer: 'queued',
    balance: -3_000,
  })
  await holds()
  for (const id of [paid, back]) {
    expect(await undo(id)).toMatchObject({ is: 'undone' })
    expect(await stands(id)).toMatchObject(THEIRS)
    expect(await undo(id)).toMatchObject({ is: 'undone', givesBack: { code: 'R01' } })
    expect(await stands(id)).toMatchObject({ ...POLICY, balance: -3_000 })
  }
  await holds()
  // What somebody gave back before is not given back a second time, and what was given back is not charged again.
  expect(await take(back, { ...BACK, fee: 'returned-item' })).toMatchObject({ is: 'done' })
  expect(await take(back, TAKE_OVER)).toMatchObject({ is: 'done', effect: { legs: [] } })
  expect(await take(back, RETURN)).toMatchObject({ effect: { legs: [], fee: { step: 'spared' } } })
  await releaseOutboundFiles(engine)
  await holds()
})

// Seen red with the last window not looked at: an answer that nobody takes any more was queued again.
test('the next day it is given back by entries of that day, and after its last window neither taken over nor given back', async () => {
  const [one, other, frozen] = [await returnedByPolicy(), await returnedByPolicy(), await returnedByPolicy()]
  await take(one, TAKE_OVER)
  await take(other, TAKE_OVER)
  const { now } = at.clock
  at.clock.now = now.add({ hours: 24 })
  expect(await undo(one)).toMatchObject({ is: 'undone', by: 'reversal' })
  expect(await stands(one)).toMatchObject({ ...POLICY, balance: -3_000 })
  const [account] = await ask<{ number: string }>(
    engine,
    'select number from account join item on item.shard = account.shard and account_id = account.id where item.id = $1',
    [frozen],
  )
  const status = (is: 'frozen' | 'open') =>
    recordAccounts(engine, [anAccount(engine, account?.number ?? '', { status: is, balanceMinor: 0 })])
  await status('frozen')
  expect(await take(frozen, TAKE_OVER)).toMatchObject({
    refused: 'fee_refused',
    why: expect.stringMatching(/is frozen/),
  })
  await status('open')
  at.clock.now = now.add({ hours: 24 * 7 })
  expect(await take(frozen, TAKE_OVER)).toMatchObject({ why: expect.stringMatching(/last window.*is over/) })
  expect(await undo(other)).toMatchObject({ refused: 'undo_too_late', why: expect.stringMatching(/decide it here/) })
  // Missed, what waited is a person's as it always was; what was taken over is that already.
  await releaseOutboundFiles(engine)
  expect(await stands(frozen)).toMatchObject({ decided_by: 'person', answer: 'missed' })
  expect(await stands(other)).toMatchObject({ ...THEIRS })
  await holds()
})

// Seen red with the act asked by the right to return.
test('an associate does not, a specialist does not alone over their limit, and the policy goes on while a second person is asked', async () => {
  const id = await returnedByPolicy(90_000)
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const by = { person: sue?.id ?? 0, session: 'stepped-up' } as const
  const limit = { hold: 'limit', of: { login: 'bob' }, act: 'take_over', measure: 'act', days: 1 } as const
  await changePeople(engine, by, [{ change: 'grant', ...limit, limitMinor: 1_000n }])
  expect(await take(id, TAKE_OVER, desk.kim)).toMatchObject({ refused: 'not_authorised' })
  const proposed = await take(id, TAKE_OVER, desk.bob)
  expect(proposed).toMatchObject({ is: 'proposed', needs: [expect.stringMatching(/900\.00/)] })
  expect(await stands(id)).toMatchObject({ ...POLICY, state: 'open', balance: -3_000 })
  await holds()
  await releaseOutboundFiles(engine)
  expect(await stands(id)).toMatchObject({ item: 'returned', answer: 'sent' })
  const [row] = await ask<{ shard: number; id: number; sha256: string }>(
    engine,
    "select shard, id, encode(effect_sha256, 'hex') as sha256 from decision where exception_id = $1",
    [id],
  )
  const { shard = 0, id: decision = 0, sha256 = '' } = row ?? {}
  expect(await approveDecision(engine, { decision: { shard, id: decision }, by: desk.ann, sha256 })).toMatchObject({
    is: expect.stringMatching(/refused|stale/),
  })
  expect(await stands(id)).toMatchObject({ item: 'returned', answer: 'sent' })
  await holds()
})

/** Releases what waits, and does this after the first file is built and before it counts; how many items went. */
async function releaseWhile(act: () => Promise<unknown>): Promise<number> {
  const [built, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const put: Engine['blobs']['put'] = async (...bytes) => {
    built.resolve()
    await gate.promise
    return engine.blobs.put(...bytes)
  }
  const releasing = releaseOutboundFiles({ ...engine, blobs: { ...engine.blobs, put } })
  await built.promise
  await act()
  gate.resolve()
  return (await releasing).reduce((sum, one) => sum + one.items, 0)
}

async function lastFile(): Promise<string> {
  const [file] = await ask<{ sha256: Buffer; size_bytes: number }>(
    engine,
    'select sha256, size_bytes from outbound_file order by id desc limit 1',
  )
  const { sha256, size_bytes: length } = file ?? { sha256: Buffer.alloc(0), size_bytes: 0 }
  return Buffer.from(await blobRange(engine.blobs, sha256, { offset: 0, length })).toString('latin1')
}

// Seen red with what was read for the file not looked at again under the locks (the file failed as a whole), and with only looked at
// whether it waits (of what was decided otherwise in between it took the bytes of before).
test('law: a file that is made while somebody takes over has the answer, or they have the item, and never both', async () => {
  const uncollected = await anEmptyAccount()
  await recordAccounts(engine, [anAccount(engine, uncollected, { heldMinor: 1_000_000 })])
  const [again = 0] = await unpaid(uncollected, 5_200)
  await take(again, TAKE_OVER)
  await take(again, RETURN)
  const first = await releaseWhile(async () => {
    await undo(again)
    await take(again, { ...RETURN, code: 'R09' })
  })
  expect(first).toBe(1)
  // Its addenda, as they left.
  expect(await lastFile()).toMatch(/799R09/)
  expect(await stands(again)).toMatchObject({ item: 'returned', answer: 'sent', answer_code: 'R09' })
  await holds()
  const [kept, taken] = [await returnedByPolicy(), await returnedByPolicy()]
  expect(await releaseWhile(() => take(taken, TAKE_OVER))).toBe(1)
  expect(await stands(taken)).toMatchObject(THEIRS)
  expect(await stands(kept)).toMatchObject({ item: 'returned', answer: 'sent', answer_code: 'R01' })
  await holds()
  const more = [await returnedByPolicy(), await returnedByPolicy(), await returnedByPolicy()]
  const both = await Promise.all([...more.map(id => take(id, TAKE_OVER)), releaseOutboundFiles(engine)])
  const sent = (both.at(-1) as readonly ReleasedFile[]).reduce((sum, one) => sum + one.items, 0) // the last of them
  expect(both.slice(0, -1).filter(one => 'is' in one && one.is === 'done').length).toBe(more.length - sent)
  await holds()
})

// Seen red with the exception left a person's, with the policy forgotten.
test('a return of the policy that is asked back, and that taken back, is the policy’s again', async () => {
  const id = await returnedByPolicy()
  await releaseOutboundFiles(engine)
  const sent = await stands(id)
  expect(sent).toMatchObject({ ...POLICY, answer: 'sent', state: 'closed' })
  expect(await take(id, { resolution: 'adjust' }, desk.bob)).toMatchObject({ is: 'done' })
  expect(await stands(id)).toMatchObject({ decided_by: 'person', policy: null, state: 'open', item: 'suspended' })
  await holds()
  expect(await undo(id, desk.bob)).toMatchObject({ is: 'undone', endsAs: { state: 'returned', code: 'R01' } })
  expect(await stands(id)).toEqual({ ...sent, case: null })
  await holds()
})

// Seen red with: the answers that stop left out of the dry run; the fees left with the customers; and, of the undo, what goes back
// left out of the dry run, and the exceptions left with the person.
test('two are taken over at once with their answers and their fees, and given back to their policy by one undo', async () => {
  const ids = [await returnedByPolicy(7_000), await returnedByPolicy(7_001)]
  const filter = { decidedBy: 'policy', amountFrom: 7_000, amountTo: 7_001 } as const
  const of = { asked: TAKE_OVER, by: desk.ann, selection: { by: 'exceptions', filter } } as const
  const shown = await dryRunOf(engine, of)
  expect(shown.shown).toMatchObject({ done: { count: 2 }, stops: { answers: 2 }, legs: [{ amountMinor: 6_000 }] })
  expect(await commitAs(engine, shown, desk.ann)).toMatchObject({ is: 'begun' })
  await workBulks(engine)
  for (const id of ids) expect(await stands(id)).toMatchObject(THEIRS)
  const undoing = { by: desk.ann, selection: { by: 'act', of: shown.id }, order: { act: 'undo' } } as const
  const back = await previewBulk(engine, undoing)
  if (back.is === 'refused') throw new Error(back.why)
  const goes = { answers: [{ code: 'R01', count: 2 }], legs: [{ amountMinor: 6_000 }] }
  expect(back.shown).toMatchObject({ done: { count: 2 }, ...goes })
  expect(await commitAs(engine, back, desk.ann)).toMatchObject({ is: 'begun' })
  await workBulks(engine)
  for (const id of ids) expect(await stands(id)).toMatchObject({ ...POLICY, balance: -3_000 })
  await holds()
})
