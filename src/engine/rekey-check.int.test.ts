import { beforeEach, expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { anAccount, ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeAsShown, takeUnitAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { presentUnreadChecks, unreadChecks } from '../../test/samples/unread-checks.ts'
import { testLetter } from '../../test/samples/x9-letters.ts'
import type { FieldValues } from '../core/correction.ts'
import { latin1Bytes, latin1Text } from '../core/latin1.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { testCheck } from '../formats/x9/sample-letters.ts'
import type { ItemDraft } from '../formats/x9/write.ts'
import { previewResolution } from './preview-resolution.ts'
import { proveDay } from './prove-day.ts'
import { recordAccounts } from './record-facts.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'
import { type Resolved, resolveException } from './resolve-exception.ts'

/** What could not be read of a check is keyed, and from then on the check is known by it. */

const [OPEN = '', CLOSED = ''] = accountNumbers(2)
const at = deskOfEachTest([OPEN])
let desk: Desk
let days = 0
beforeEach(() => {
  desk = at().desk
  days = 0
})

/** A check of 100.00 on us whose paper follows: its codeline as the record has it. */
function check(onUs: string): ItemDraft {
  const routing = at().engine.institution.settings.routingNumbers[0] ?? ''
  const { detail } = testCheck({ onUs, itemSequence: String(++days) })
  const payor = { payorRouting: routing.slice(0, 8), payorCheckDigit: routing.slice(8), documentationType: 'A' }
  return { detail: { ...detail, ...payor } as ItemDraft['detail'], views: [] } // as `testCheck` made it
}

async function present(onUs: string): Promise<{ id: number; fate: string }> {
  const { engine } = at()
  await receiveAndProcess(engine, { name: `letter ${days}.x937`, bytes: testLetter({ items: [check(onUs)] }) })
  const rows = await ask<{ id: number; fate: string }>(
    engine,
    'select item.id, coalesce(exception.kind, item.state) as fate from item left join exception using (shard, id) order by item.id desc limit 1',
  )
  return rows[0] ?? { id: 0, fate: 'nothing' }
}

async function rekey(itemId: number, fields: FieldValues): Promise<Resolved> {
  const { engine } = at()
  const wanted = { itemId, asked: { resolution: 'rekey', fields }, by: desk.ann } as const
  const preview = await previewResolution(engine, wanted)
  return preview.is === 'refused' ? preview : resolveException(engine, { ...wanted, previewSha256: preview.sha256 })
}

// Seen red with: identities without a day left unclaimed; a claim that no seal tells.
test('law: a check whose number was keyed is known by it: presented again it is a duplicate', async () => {
  const { engine } = at()
  const first = await present(`${OPEN}/1*42`)
  expect(first.fate).toBe('micr-unreadable')
  expect(await rekey(first.id, { serial: '1042' })).toMatchObject({
    is: 'done',
    effect: { item: { state: 'posted' }, corrected: [{ field: 'serial', value: '1042' }], identities: [{ space: 2 }] },
  })
  expect((await proveDay(engine)).problems).toEqual([])
  expect((await present(`${OPEN}/1042`)).fate).toBe('duplicate-presentment')
  expect((await present(`${OPEN}/1043`)).fate).toBe('posted')
  expect((await proveDay(engine)).problems).toEqual([])
  await ask(engine, 'delete from item_claim where pack > 2')
  expect((await proveDay(engine)).problems).toMatchObject([expect.stringContaining(`Exception or answer ${first.id}`)])
})

// Seen red with the identities of others not asked for when it is decided again.
test('law: a check that was paid before is not paid again by keying its number', async () => {
  expect((await present(`${OPEN}/1042`)).fate).toBe('posted')
  const again = await present(`${OPEN}/10*2`)
  expect(await rekey(again.id, { serial: '1042' })).toMatchObject({
    refused: 'correction_not_clear',
    why: expect.stringContaining('Presented before'),
  })
  expect(await ask(at().engine, "select 1 from item where state = 'posted'")).toHaveLength(1)
})

test('an account that is keyed in another bucket pays there; undone and keyed otherwise, each is known', async () => {
  const { engine } = at()
  const [other = ''] = accountNumbers(1, 40)
  await openAccounts(engine, [other])
  const { id } = await present(`44*0000000/1042`)
  expect(await rekey(id, { account: other })).toMatchObject({ is: 'done', effect: { item: { state: 'posted' } } })
  expect((await proveDay(engine)).problems).toEqual([])
  expect(await takeBack(engine, { itemId: id, by: desk.bob })).toMatchObject({ is: 'undone' })
  expect((await proveDay(engine)).problems).toEqual([])
  expect(await rekey(id, { account: OPEN })).toMatchObject({ is: 'done' })
  const [row] = await ask(engine, 'select balance_minor from account where number = $1', [other])
  expect(row).toEqual({ balance_minor: 1_000_000 })
  expect((await proveDay(engine)).problems).toEqual([])
})

test('what is keyed wrongly is refused, each with what is wrong', async () => {
  const { engine } = at()
  await recordAccounts(engine, [anAccount(engine, CLOSED, { status: 'closed' })])
  const { id } = await present(`44*0000000/10*2`)
  const refusal = async (fields: FieldValues) => {
    const said = await rekey(id, fields)
    return said.is === 'refused' ? `${said.refused}: ${said.why}` : said.is
  }
  expect(await refusal({ routing: '123456789' })).toMatch(/^field_refused: The routing number is not nine digits/)
  expect(await refusal({ serial: '10-2' })).toMatch(/^field_refused: A check number is one to fifteen digits/)
  expect(await refusal({ serial: '1042' })).toMatch(/^correction_not_clear: .*Codeline not readable/)
  expect(await refusal({ serial: '1042', account: CLOSED })).toMatch(/^correction_not_clear: .*Account closed/)
  expect(await refusal({ serial: '123456789012345', account: '12345678901234567' })).toMatch(
    /^field_refused: .*do not fit/,
  )
  expect(await ask(engine, 'select 1 from decision')).toEqual([])
})

/** Where the money of all checks is, in cents, and what became of one. */
async function stands(itemId: number) {
  const sum = (number: string) => `(select sum(balance_minor)::bigint from account where number = '${number}')`
  const [row] = await ask(
    at().engine,
    `select item.state, exception.state as exception, ${sum(OPEN)} - 1000000 as customer, ${sum('~suspense')} as suspense,
       ${sum('~settlement.checks')} as network
     from item join exception using (shard, id) where item.id = $1`,
    [itemId],
  )
  return row
}

const holds = async () => expect((await proveDay(at().engine)).problems).toEqual([])

const presentUnread = (unread: readonly number[]) => presentUnreadChecks(at().engine, desk.ann, OPEN, unread)

/** Closes what the bundle is short of since its release, once its item went back: the network charged 223.45 and took 123.45 back. */
async function settleShort(): Promise<void> {
  const [short] = await ask<{ id: number }>(at().engine, "select id from exception where kind = 'bundle-over-short'")
  const asked = { resolution: 'adjust', words: 'Returned with its amount' } as const
  const order = { exceptionId: short?.id ?? 0, asked, by: desk.ann }
  expect(await takeUnitAsShown(at().engine, order)).toMatchObject({ is: 'done' })
}

// Seen red with: what was keyed left out of the file, which asked back nothing; the pair of postings left out of the entry; the limit of the item's own amount, which is nothing; the item asked back, and settled, as worth nothing.
test('an amount that cannot be read is keyed with the return: it asks back what its bundle was settled by, and no more', async () => {
  const [id = 0] = await presentUnread([12_345])
  const resolve = (asked: ResolutionAsked) => takeAsShown(at().engine, { itemId: id, asked, by: desk.ann })
  const start = { state: 'suspended', exception: 'open', customer: -10_000, suspense: -12_345, network: 22_345 }
  expect(await stands(id)).toMatchObject(start)
  expect(await resolve({ resolution: 'post' })).toMatchObject({ why: expect.stringContaining('cannot be read') })
  const send = (amount?: string) =>
    resolve({ resolution: 'return', code: 'W', ...(amount === undefined ? {} : { fields: { amount } }) })
  expect(await send()).toMatchObject({ refused: 'fields_missing' })
  for (const amount of ['123.46', '0.00', '100000000.00'])
    expect(await send(amount), amount).toMatchObject({ refused: 'field_refused' })
  expect(await send('123.46')).toMatchObject({ why: expect.stringMatching(/settled by 223\.45, .* leave 123\.45/) })
  const sent = {
    is: 'done',
    effect: {
      outbound: { code: 'W', keyedMinor: 12_345 },
      balance: { against: 'control', totalMinor: 22_345, beforeMinor: -12_345, afterMinor: 0 },
    },
  }
  expect(await send('123.45')).toMatchObject(sent)
  expect(await stands(id)).toMatchObject({ ...start, exception: 'decided' })
  expect(await ask(at().engine, 'select amount_minor from decision where exception_id = $1', [id])).toEqual([
    { amount_minor: 12_345 },
  ])
  await holds()
  const undo = () => takeBack(at().engine, { itemId: id, by: desk.bob })
  expect(await undo()).toMatchObject({ is: 'undone' })
  // What the picture says is what the control leaves: nobody is asked, and the customer is charged.
  expect(await resolve({ resolution: 'adjust', fields: { amount: '123.45' } })).toMatchObject({
    effect: { adjustment: { state: 'settled', rightMinor: 12_345 }, letters: [] },
  })
  expect(await stands(id)).toMatchObject({ state: 'adjusted', customer: -22_345, suspense: -12_345, network: 34_690 })
  await holds()
  expect(await undo()).toMatchObject({ is: 'undone' })
  expect(await stands(id)).toMatchObject(start)
  expect(await send('123.00')).toMatchObject({ is: 'done' })
  expect(await undo()).toMatchObject({ is: 'undone' })
  expect(await send('123.45')).toMatchObject(sent)
  const [file] = await releaseOutboundFiles(at().engine)
  expect(file).toMatchObject({ items: 1 })
  expect(await ask(at().engine, 'select debit_minor from outbound_file')).toEqual([{ debit_minor: 12_345 }])
  expect(await stands(id)).toMatchObject({ ...start, state: 'returned', exception: 'closed' })
  const moved = await ask(
    at().engine,
    "select amount_minor from posting join entry on entry.shard = posting.shard and entry.day = posting.day and entry.id = entry_id where item_id = $1 and kind = 'returned' order by line",
    [id],
  )
  expect(moved).toEqual([{ amount_minor: -12_345 }, { amount_minor: 12_345 }])
  await holds()
  // Sent back in error it is worth what was asked back, to the letter and to the account that pays after all.
  expect(await resolve({ resolution: 'adjust' })).toMatchObject({
    effect: {
      adjustment: { type: 'AGAIN', rightMinor: 12_345, differenceMinor: -12_345 },
      letters: [{ amountMinor: 12_345, words: expect.stringContaining('an item of 123.45') }],
    },
  })
  await holds()
  const sums = 'select distinct amount_minor from decision where exception_id = $1 and resolution = $2'
  expect(await ask(at().engine, `${sums} and state = 'done'`, [id, 'adjust'])).toEqual([{ amount_minor: 12_345 }])
  expect(await resolve({ resolution: 'adjust', step: 'settle' })).toMatchObject({ is: 'done' })
  expect(await stands(id)).toMatchObject({ state: 'adjusted', customer: -22_345, suspense: -12_345, network: 34_690 })
  await holds()
  expect(await undo()).toMatchObject({ is: 'undone' })
  expect(await resolve({ resolution: 'adjust', step: 'again' })).toMatchObject({ is: 'done' })
  expect(await stands(id)).toMatchObject({ ...start, state: 'returned', exception: 'closed' })
  await holds()
  await settleShort()
  expect(await stands(id)).toMatchObject({ state: 'returned', suspense: 0, network: 10_000 })
  await holds()
})

// Seen red with: what could not be read counted as debits by the amount that it came with, so that the first counted for nothing.
test('of two amounts that cannot be read the second is held against what the control leaves beyond the first', async () => {
  const [first = 0, second = 0] = await presentUnread([12_345, 5_000])
  const adjust = (itemId: number, amount: string) =>
    takeAsShown(at().engine, { itemId, asked: { resolution: 'adjust', fields: { amount } }, by: desk.ann })
  expect(await adjust(first, '123.45')).toMatchObject({
    effect: { adjustment: { state: 'asked' }, balance: { beforeMinor: -17_345, afterMinor: -5_000 } },
  })
  expect(await adjust(second, '50.00')).toMatchObject({
    effect: { adjustment: { state: 'settled' }, balance: { beforeMinor: -5_000, afterMinor: 0 } },
  })
  await holds()
})

// Seen red with: the amount keyed left out of the record that is decided again; the account charged from the item's own bucket; what it
// was settled by beyond its batch not asked.
test('of a check of which neither codeline nor amount can be read both are keyed, and its account is charged what was settled for it', async () => {
  const { engine } = at()
  const bytes = latin1Text(unreadChecks(engine, OPEN, [12_345]))
  const damaged = bytes.replace(`${OPEN}/1043`, `${OPEN.slice(0, -1)}*/1043`)
  await receiveAndProcess(engine, { name: 'damaged.x937', bytes: latin1Bytes(damaged) })
  const [held] = await ask<{ id: number }>(engine, "select id from exception where scope = 'batch'")
  const release = { exceptionId: held?.id ?? 0, asked: { resolution: 'release' }, by: desk.ann } as const
  expect(await takeUnitAsShown(engine, release)).toMatchObject({ is: 'done' })
  const [row] = await ask<{ id: number; kind: string; also: string[] }>(
    engine,
    "select id, kind, also from exception where scope = 'item'",
  )
  expect(row).toMatchObject({ kind: 'micr-unreadable', also: ['encoding-error'] })
  const id = row?.id ?? 0
  const start = { state: 'suspended', exception: 'open', customer: -10_000, suspense: -12_345, network: 22_345 }
  expect(await stands(id)).toMatchObject(start)
  expect(await rekey(id, { account: OPEN })).toMatchObject({ refused: 'correction_not_clear' })
  for (const amount of ['0.00', '12.3', '123.46'])
    expect(await rekey(id, { account: OPEN, amount }), amount).toMatchObject({ refused: 'field_refused' })
  expect(await rekey(id, { account: OPEN, amount: '123.46' })).toMatchObject({
    why: expect.stringContaining('settled by 223.45, of which the other items leave 123.45: return it'),
  })
  const [decided] = [await rekey(id, { account: OPEN, amount: '123.45' })]
  expect(decided).toMatchObject({
    is: 'done',
    effect: {
      item: { state: 'adjusted' },
      corrected: [{ field: 'account' }, { field: 'amount', value: '123.45' }],
      adjustment: { type: 'ENC', state: 'settled', rightMinor: 12_345 },
      letters: [],
    },
  })
  expect(await stands(id)).toMatchObject({ state: 'adjusted', customer: -22_345, suspense: -12_345, network: 34_690 })
  await holds()
  const sums = "select amount_minor, payee from decision where exception_id = $1 and state = 'done'"
  expect(await ask(engine, sums, [id])).toEqual([{ amount_minor: 12_345, payee: expect.stringMatching(/^\d+\/\d+$/) }])
  expect(await takeBack(engine, { itemId: id, by: desk.bob })).toMatchObject({ is: 'undone' })
  expect(await stands(id)).toMatchObject(start)
  await holds()
  expect(await rekey(id, { account: OPEN, amount: '123.45' })).toMatchObject({ is: 'done' })
  await settleShort()
  expect(await stands(id)).toMatchObject({ state: 'adjusted', customer: -22_345, suspense: 0, network: 22_345 })
  expect(await takeBack(engine, { itemId: id, by: desk.bob })).toMatchObject({ refused: 'over_short_ended' })
  await holds()
})
