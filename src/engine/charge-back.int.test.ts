import { beforeEach, expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { anAccount, ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { testLetter, testReturn } from '../../test/samples/x9-letters.ts'
import { bucketOfText, shardOf } from '../core/bucket.ts'
import { dayNumber } from '../core/calendar/day.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { BUNDLE } from '../formats/x9/sample-letters.ts'
import type { ItemDraft } from '../formats/x9/write.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { previewResolution } from './preview-resolution.ts'
import { previewUnit } from './preview-unit.ts'
import { proveDay } from './prove-day.ts'
import { readActs } from './read-acts.ts'
import { recordAccounts, recordFacts } from './record-facts.ts'
import { prepareDecision, type Resolved, resolveWithin } from './resolve-exception.ts'
import { resolveUnit } from './resolve-unit.ts'

/** A check that was deposited here comes back unpaid: whoever was credited for it is charged, by that and no more. */

const [DEPOSITOR = '', OTHER = ''] = accountNumbers(2)
const at = deskOfEachTest([])
let engine: Engine
let desk: Desk
beforeEach(async () => {
  engine = at().engine
  desk = at().desk
  await openAccounts(engine, [DEPOSITOR, OTHER])
})

const DRAWER = '123456789'
const AMOUNT = 10_000

/** That the check of `testReturn` came in with a deposit of these accounts. */
async function depositedBy(...accounts: readonly string[]): Promise<void> {
  const shard = shardOf(engine.institution.orgId, bucketOfText(DRAWER))
  const depositedDay = dayNumber(Temporal.PlainDate.from('2026-11-09'))
  const [fromDay, toDay] = [0, dayNumber(Temporal.PlainDate.from('9999-12-31'))]
  await recordFacts(
    engine,
    accounts.map(depositorAccount => ({
      ...{ shard, kind: 'deposited', key: `021000021/${DRAWER}/1042/${AMOUNT}`, fromDay, toDay },
      ...{ identity: depositorAccount, detail: { depositorAccount, depositedDay } },
    })),
  )
}

/** It comes back after its deadline, so that a person decides. */
async function comesBack(itemSequence = '1'): Promise<number> {
  const late = testReturn()
  const items = [
    { ...late, detail: { ...late.detail, forwardBundleDate: '20261110', itemSequence } as typeof late.detail },
  ]
  await receiveAndProcess(engine, { name: 'returns.x937', bytes: testLetter({ items }) })
  const [row] = await ask<{ id: number }>(engine, 'select id from exception order by id desc limit 1')
  return row?.id ?? 0
}

function resolve(itemId: number, asked: ResolutionAsked): Promise<Resolved> {
  return takeAsShown(engine, { itemId, asked, by: desk.ann })
}

async function balances() {
  const sum = (number: string) => `(select sum(balance_minor)::bigint from account where number = '${number}')`
  const [row] = await ask(
    engine,
    `select (select state from item order by id desc limit 1) as state, ${sum(DEPOSITOR)} as depositor, ${sum(OTHER)} as other, ${sum('~suspense')} as suspense,
       ${sum('~clearing')} as clearing, ${sum('~originations')} as originations`,
  )
  return row
}

const BACK: ResolutionAsked = { resolution: 'chargeback' }
const START = {
  ...{ state: 'suspended', depositor: 1_000_000, other: 1_000_000 },
  ...{ suspense: -AMOUNT, clearing: 0, originations: 0 },
}
const CHARGED = { ...START, state: 'posted', depositor: 1_000_000 - AMOUNT, suspense: 0 }
const holds = async () => expect((await proveDay(engine)).problems).toEqual([])
const offered = async (itemId: number) =>
  (await readActs(engine, { itemId, by: desk.ann }))?.acts.find(({ act }) => act.resolution === 'chargeback')?.act

// Seen red with: the depositor credited; the leg on the account of the item's own bucket.
test('a check that comes back is charged to whoever was credited for it, who is told; undone and reversed they have it again', async () => {
  await depositedBy(DEPOSITOR)
  const id = await comesBack()
  expect(await balances()).toEqual(START)
  expect(await offered(id)).toMatchObject({ whyNot: undefined, asks: [] })
  for (const days of [0, 3]) {
    expect(await resolve(id, BACK)).toMatchObject({
      is: 'done',
      effect: { accounts: [{ number: DEPOSITOR }], item: { state: 'posted' }, letters: [{ to: 'customer' }] },
    })
    expect(await balances()).toEqual(CHARGED)
    await holds()
    at().clock.now = at().clock.now.add({ hours: 24 * days })
    const by = days === 0 ? 'undo' : 'reversal'
    expect(await takeBack(engine, { itemId: id, by: desk.bob })).toMatchObject({ is: 'undone', by })
    expect(await balances()).toEqual(START)
    await holds()
  }
})

// Seen red with: an account taken that is of none of its deposits.
test('of several deposits somebody says whose it is, and nobody else is charged', async () => {
  const [stranger = ''] = accountNumbers(1, 9_000)
  await openAccounts(engine, [stranger])
  await depositedBy(DEPOSITOR, OTHER)
  const id = await comesBack()
  expect((await offered(id))?.asks).toMatchObject([{ name: 'account', of: 'fields' }])
  expect(await resolve(id, BACK)).toMatchObject({ refused: 'fields_missing' })
  expect(await resolve(id, { ...BACK, fields: { account: stranger } })).toMatchObject({ refused: 'fields_missing' })
  expect(await resolve(id, { ...BACK, fields: { account: OTHER } })).toMatchObject({ is: 'done' })
  expect(await balances()).toMatchObject({ depositor: 1_000_000, other: 1_000_000 - AMOUNT, suspense: 0 })
  await holds()
})

// Seen red with: the second return of one deposit charged too.
test('never more than was credited: not when it comes back twice, not when no deposit tells of it', async () => {
  const unknown = await comesBack()
  expect(await offered(unknown)).toBeUndefined()
  await depositedBy(DEPOSITOR)
  const again = await comesBack('2')
  expect(await ask(engine, 'select kind from exception order by id')).toEqual([
    { kind: 'returned-check-without-original' },
    { kind: 'duplicate-presentment' },
  ])
  expect(await offered(again)).toBeUndefined()
  expect(await resolve(again, BACK)).toMatchObject({ refused: 'resolution_not_offered' })
  expect(await balances()).toMatchObject({ depositor: 1_000_000 })
})

// Seen red with: what was keyed left out of the record that is decided again.
test('one whose number was misread is matched with the deposit that it means, and posts against what was sent for collection', async () => {
  await depositedBy(DEPOSITOR)
  const misread = testReturn()
  const addenda = (misread.addenda ?? []).map(one => (one.type === '33' ? { ...one, auxOnUs: '1048' } : one))
  await receiveAndProcess(engine, { name: 'misread.x937', bytes: testLetter({ items: [{ ...misread, addenda }] }) })
  const [row] = await ask<{ id: number; kind: string }>(engine, 'select id, kind from exception')
  expect(row?.kind).toBe('returned-check-without-original')
  const id = row?.id ?? 0
  const key = (serial: string) => resolve(id, { resolution: 'correct', fields: { serial } })
  expect(await key('1049')).toMatchObject({ refused: 'correction_not_clear' })
  expect(await key('1042')).toMatchObject({ is: 'done', effect: { item: { state: 'posted' } } })
  expect(await balances()).toEqual({ ...START, state: 'posted', suspense: 0, originations: -AMOUNT })
  await holds()
  expect(await takeBack(engine, { itemId: id, by: desk.bob })).toMatchObject({ is: 'undone' })
  expect(await balances()).toEqual(START)
})

test('a closed account is not charged: what is left is said', async () => {
  await depositedBy(DEPOSITOR)
  const id = await comesBack()
  await recordAccounts(engine, [anAccount(engine, DEPOSITOR, { status: 'closed' })])
  expect(await resolve(id, BACK)).toMatchObject({
    refused: 'resolution_not_possible',
    why: expect.stringMatching(/is closed: collect it from its holder outside/),
  })
  expect((await offered(id))?.whyNot).toContain('is closed')
})

const OURS = '091000019'
const ELSEWHERE = '021000021'

/** A ticket for the depositor and the checks that it is for; the ticket before the bundle, as some write it. */
async function deposited(name: string, ...checks: readonly ItemDraft[]): Promise<void> {
  await depositedFor(checks.length * AMOUNT, name, checks)
}

/** The same with what the ticket says. */
async function depositedFor(amountMinor: number, name: string, checks: readonly ItemDraft[]): Promise<void> {
  const ticket = { type: '61', postingRouting: OURS, onUs: `${DEPOSITOR}/`, documentationType: 'G' } as const
  const bytes = testLetter({
    body: writer => {
      writer.item({ detail: { ...ticket, amountMinor, itemSequence: name } })
      writer.bundleHeader(BUNDLE)
      for (const check of checks) writer.item(check)
      writer.endBundle()
    },
  })
  await receiveAndProcess(engine, { name: `${name}.x937`, bytes })
}

/** The paper follows, so that it needs no picture. */
function aCheck(routing: string, onUs: string, itemSequence: string): ItemDraft {
  const payor = { payorRouting: routing.slice(0, 8), payorCheckDigit: routing.slice(8) }
  const endorsed = { bofdRouting: OURS, bofdBusinessDate: '20261120', bofdItemSequence: itemSequence }
  return {
    detail: { type: '25', ...payor, onUs, amountMinor: AMOUNT, itemSequence, documentationType: 'A' },
    addenda: [{ type: '26', recordNumber: '1', ...endorsed }],
  }
}

async function excepted(): Promise<{ readonly id: number; readonly kind: string; readonly decided_by: string }> {
  const [row] = await ask<{ id: number; kind: string; decided_by: string }>(
    engine,
    "select id, kind, decided_by from exception where state = 'open' order by id desc limit 1",
  )
  return row ?? { id: 0, kind: '', decided_by: '' }
}

// Seen red with: the midnight of the bank that pays left out; the letter without its rule; and, in
// the proof, a check on another bank held for one of the customer here whose account has the same number.
test('a check on us in a deposit here, which goes to no other bank, is charged back until midnight of the next banking day', async () => {
  await recordAccounts(engine, [anAccount(engine, OTHER, { balanceMinor: 5 })])
  await deposited('one', aCheck(OURS, `${OTHER}/7`, '1'), aCheck(ELSEWHERE, `${OTHER}/8`, '2'))
  const { id, kind, decided_by } = await excepted()
  expect([kind, decided_by]).toEqual(['check-insufficient-funds', 'person'])
  const start = { ...START, depositor: 1_000_000 + 2 * AMOUNT, other: 5 }
  expect(await balances()).toMatchObject({ ...start, state: expect.anything() })
  expect(await offered(id)).toMatchObject({ whyNot: undefined, asks: [] })
  expect(await resolve(id, { resolution: 'return', code: 'A' })).toMatchObject({
    why: expect.stringContaining('charge it back to the depositor'),
  })
  expect(await resolve(id, BACK)).toMatchObject({
    is: 'done',
    effect: {
      accounts: [{ number: DEPOSITOR }],
      item: { state: 'posted' },
      letters: [
        {
          to: 'customer',
          rule: 'check-tell-depositor',
          words: expect.stringContaining('that you deposited is not paid'),
        },
      ],
    },
  })
  expect(await balances()).toMatchObject({ depositor: 1_000_000 + AMOUNT, other: 5, suspense: 0, clearing: 0 })
  await holds()
  expect(await takeBack(engine, { itemId: id, by: desk.bob })).toMatchObject({ is: 'undone' })
  expect(await balances()).toMatchObject({ depositor: 1_000_000 + 2 * AMOUNT, suspense: -AMOUNT })
  await holds()
  at().clock.now = at().clock.now.add({ hours: 48 })
  expect(await resolve(id, BACK)).toMatchObject({
    refused: 'resolution_not_possible',
    why: expect.stringMatching(/^It had to be charged back by .* \(rule check-midnight\)\. The bank is accountable/),
  })
  expect((await offered(id))?.whyNot).toContain('rule check-midnight')
})

// Seen red with: a credit charged that nobody had; the check itself among the others of its deposit.
test('a check on another bank that was deposited twice is charged back at any time, and nobody for a deposit that did not post', async () => {
  await deposited('one', aCheck(ELSEWHERE, '555/8', '1'))
  await deposited('two', aCheck(ELSEWHERE, '555/8', '2'), aCheck(ELSEWHERE, '555/9', '3'))
  const { id, kind } = await excepted()
  expect(kind).toBe('duplicate-presentment')
  const shown = await previewResolution(engine, { itemId: id, asked: BACK, by: desk.ann })
  expect(shown).toMatchObject({
    beside: {
      linkedMore: 0,
      clocks: [
        { does: 'stops', rule: 'check-midnight' },
        { does: 'starts', of: 'letter', rule: 'check-tell-depositor' },
      ],
    },
  })
  const linked = shown.is === 'previewed' ? shown.beside.linked : []
  expect(linked.map(({ item, link }) => [item.id, link])).toEqual([
    [id - 67_108_864, 'earlier'],
    [id - 1, 'credit'],
    [id + 1, 'deposit'],
  ])
  at().clock.now = at().clock.now.add({ hours: 24 * 5 })
  expect(await resolve(id, BACK)).toMatchObject({ is: 'done', effect: { accounts: [{ number: DEPOSITOR }] } })
  expect(await balances()).toMatchObject({ depositor: 1_000_000 + 2 * AMOUNT, suspense: 0 })
  await holds()
  await recordAccounts(engine, [
    anAccount(engine, DEPOSITOR, { status: 'closed' }),
    anAccount(engine, OTHER, { balanceMinor: 5 }),
  ])
  await deposited('three', aCheck(OURS, `${OTHER}/7`, '4'))
  const [check] = await ask<{ id: number }>(engine, `select id from exception where kind = 'check-insufficient-funds'`)
  expect(await resolve(check?.id ?? 0, BACK)).toMatchObject({
    refused: 'resolution_not_possible',
    why: expect.stringContaining('decide the deposit first'),
  })
  await holds()
})

// Seen red without what was charged back before: the depositor of 100.00 was charged 200.00.
test('of a deposit that was credited for less than its checks no more is charged back than was credited', async () => {
  await recordAccounts(engine, [anAccount(engine, OTHER, { balanceMinor: 5 })])
  await depositedFor(AMOUNT, 'short', [aCheck(OURS, `${OTHER}/7`, '1'), aCheck(OURS, `${OTHER}/8`, '2')])
  const [unit] = await ask<{ id: number }>(engine, "select id from exception where scope = 'batch'")
  const release = { exceptionId: unit?.id ?? 0, asked: { resolution: 'release' }, by: desk.ann } as const
  const shown = await previewUnit(engine, release)
  const previewSha256 = shown.is === 'previewed' ? shown.sha256 : ''
  expect(await resolveUnit(engine, { ...release, previewSha256 })).toMatchObject({
    is: 'done',
    effect: { overShort: { debitMinor: 0, creditMinor: AMOUNT, sentence: expect.stringContaining('deposit ticket') } },
  })
  const checks = await ask<{ id: number }>(
    engine,
    "select id from exception where kind = 'check-insufficient-funds' order by id",
  )
  const [first = 0, second = 0] = checks.map(one => one.id)
  expect(await resolve(first, BACK)).toMatchObject({ is: 'done', effect: { accounts: [{ number: DEPOSITOR }] } })
  expect(await resolve(second, BACK)).toMatchObject({
    refused: 'resolution_not_possible',
    why: expect.stringContaining('what was charged back of it before'),
  })
  expect(await balances()).toMatchObject({ depositor: 1_000_000 })
  expect(await takeBack(engine, { itemId: first, by: desk.bob })).toMatchObject({ is: 'undone' })
  expect(await resolve(second, BACK)).toMatchObject({ is: 'done' })
  await holds()
})

// Seen red with: the account that the ticket names charged, which was never credited; a ticket counted that was taken back, and one that was so since it was read;
// the ticket taken back from under its check.
test.each(['closed', 'frozen'] as const)(
  'a deposit whose account is %s goes to another one of its depositor, and its checks are charged back to that one',
  async status => {
    const [next = '', stranger = ''] = accountNumbers(2, 9_000)
    await openAccounts(engine, [next, stranger])
    await recordAccounts(engine, [
      anAccount(engine, DEPOSITOR, { status }),
      anAccount(engine, OTHER, { balanceMinor: 5 }),
      anAccount(engine, stranger, { holderName: 'Somebody Else' }),
    ])
    await deposited('one', aCheck(OURS, `${OTHER}/7`, '1'))
    const [ticket, check] = await ask<{ id: number; kind: string }>(
      engine,
      'select id, kind from exception order by kind',
    )
    expect([ticket?.kind, check?.kind]).toEqual([`check-account-${status}`, 'check-insufficient-funds'])
    const [ticketId, checkId] = [ticket?.id ?? 0, check?.id ?? 0]
    const move = (account: string) => resolve(ticketId, { resolution: 'move', fields: { account } })
    const ofNext = async () =>
      (await ask(engine, `select sum(balance_minor)::bigint as next from account where number = '${next}'`))[0]
    if (status === 'frozen')
      expect(await move(stranger)).toMatchObject({ why: expect.stringContaining('is under another name') })
    expect(await move(next)).toMatchObject({ is: 'done', effect: { accounts: [{ number: next }] } })
    expect(await ofNext()).toEqual({ next: 1_000_000 + AMOUNT })
    expect(await resolve(checkId, BACK)).toMatchObject({ is: 'done', effect: { accounts: [{ number: next }] } })
    expect(await ofNext()).toEqual({ next: 1_000_000 })
    expect(await balances()).toMatchObject({ depositor: 1_000_000, other: 5, suspense: 0, clearing: 0 })
    await holds()
    // The ticket stays while its check is charged to what it credited; and what was read before it was taken back counts no more.
    expect(await takeBack(engine, { itemId: ticketId, by: desk.bob })).toMatchObject({ refused: 'charged_back' })
    expect(await takeBack(engine, { itemId: checkId, by: desk.bob })).toMatchObject({ is: 'undone' })
    const read = await prepareDecision(engine, checkId)
    if (read.is === 'refused') throw new Error(read.why)
    expect(await takeBack(engine, { itemId: ticketId, by: desk.bob })).toMatchObject({ is: 'undone' })
    const order = { itemId: checkId, asked: BACK, by: desk.ann, previewSha256: '', fence: undefined }
    const orgId = engine.institution.orgId
    const tried = await inWriteRequest(engine.database, orgId, tx => resolveWithin(engine, tx, read.decidable, order))
    expect(tried).toMatchObject({ why: expect.stringContaining('decide the deposit first') })
    expect(await resolve(checkId, BACK)).toMatchObject({ why: expect.stringContaining('decide the deposit first') })
    await holds()
  },
)
