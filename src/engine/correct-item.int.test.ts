import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { bucketOfText } from '../core/bucket.ts'
import type { FieldValues } from '../core/correction.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { Engine } from './engine.ts'
import { previewResolution } from './preview-resolution.ts'
import { proveDay } from './prove-day.ts'
import { readItem } from './read-item.ts'
import { recordAccounts } from './record-facts.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'
import { type Resolved, resolveException } from './resolve-exception.ts'

/** The field is corrected and the item processed again: by the rules, with the facts of now, to whatever bucket its account is in. */

const [CLEAR = '', DECEASED = '', OTHER = ''] = accountNumbers(3)
/** An account in the very bucket of the dead holder's. */
const NEIGHBOUR = accountNumbers(20_000, 10).find(one => bucketOfText(one) === bucketOfText(DECEASED)) ?? ''
const at = deskOfEachTest([CLEAR])
let desk: Desk
beforeEach(() => {
  desk = at().desk
})

/** A debit of 1.01 to an account whose holder died: a person decides it. */
async function anException(engine: Engine, from = 0): Promise<number> {
  await recordAccounts(engine, [anAccount(engine, DECEASED, { status: 'deceased' })])
  await openAccounts(engine, [NEIGHBOUR, OTHER])
  await receiveAndProcess(engine, { bytes: achFile([{ entries: entries(2, { accounts: [CLEAR, DECEASED], from }) }]) })
  const [row] = await ask<{ id: number }>(engine, 'select id from exception')
  if (row === undefined) throw new Error('the file raised nothing')
  return row.id
}

function correction(fields: FieldValues): ResolutionAsked {
  return { resolution: 'correct', fields }
}

function resolve(engine: Engine, itemId: number, asked: ResolutionAsked): Promise<Resolved> {
  return takeAsShown(engine, { itemId, asked, by: desk.ann })
}

async function balances(engine: Engine): Promise<Readonly<Record<string, number>>> {
  const rows = await ask<{ number: string; minor: number }>(
    engine,
    `select number, sum(balance_minor)::bigint as minor from account where number = any ($1) group by number`,
    [[NEIGHBOUR, OTHER, '~suspense', '~clearing']],
  )
  return Object.fromEntries(rows.map(row => [row.number, row.minor]))
}

const BEFORE = { [NEIGHBOUR]: 1_000_000, [OTHER]: 1_000_000, '~suspense': -101, '~clearing': 0 }

// Seen red with: the side in the other bucket the other way round.
test.each([
  ['in the same bucket', NEIGHBOUR, 1],
  ['in another bucket', OTHER, 2],
])(
  'with the account put right, %s, the debit posts there, its bytes stay, and the proof holds',
  async (_, account, entriesMade) => {
    const { engine } = at()
    const itemId = await anException(engine)
    expect(await balances(engine)).toEqual(BEFORE)
    const resolved = await resolve(engine, itemId, correction({ account }))
    expect(resolved).toMatchObject({
      is: 'done',
      effect: {
        exception: { state: 'closed', closedAs: 'posted' },
        item: { state: 'posted' },
        corrected: [{ field: 'account', value: account, sensitive: 'account' }],
      },
    })
    expect(await balances(engine)).toEqual({ ...BEFORE, [account]: 999_899, '~suspense': 0 })
    expect(await ask(engine, 'select state from item where id = $1', [itemId])).toEqual([{ state: 'posted' }])
    expect(await ask(engine, `select 1 from entry where kind = 'resolution'`)).toHaveLength(entriesMade)
    const story = await readItem(engine, itemId)
    expect(story?.original?.parsed.accountNumber).toBe(DECEASED)
    expect(story?.corrections).toEqual([{ field: 'account', value: account, sensitive: 'account' }])
    expect((await proveDay(engine)).problems).toEqual([])
  },
)

// Seen red with: only the entry of the item's bucket taken back.
test.each([
  ['at once', 0, 'undo'],
  ['days later', 3, 'reversal'],
])('undone %s, both sides are taken back, and it can be decided again', async (_, days, by) => {
  const { engine, clock } = at()
  const itemId = await anException(engine)
  await resolve(engine, itemId, correction({ account: OTHER }))
  clock.now = clock.now.add({ hours: 24 * days })
  expect(await takeBack(engine, { itemId, by: desk.bob })).toMatchObject({ is: 'undone', by })
  expect(await balances(engine)).toEqual(BEFORE)
  expect((await proveDay(engine)).problems).toEqual([])
  expect(await resolve(engine, itemId, correction({ account: NEIGHBOUR }))).toMatchObject({ is: 'done' })
  expect(await balances(engine)).toEqual({ ...BEFORE, [NEIGHBOUR]: 999_899, '~suspense': 0 })
  expect((await proveDay(engine)).problems).toEqual([])
})

test('what is not clear with the corrected values is refused with the exception that it would be', async () => {
  const { engine } = at()
  const itemId = await anException(engine)
  const [missing = ''] = accountNumbers(1, 9_000)
  const [poor = ''] = accountNumbers(1, 9_001)
  await recordAccounts(engine, [anAccount(engine, poor, { balanceMinor: 100 })])
  const refusal = async (fields: FieldValues) => {
    const said = await resolve(engine, itemId, correction(fields))
    return said.is === 'refused' ? `${said.refused}: ${said.why}` : said.is
  }
  expect(await refusal({ account: missing })).toMatch(/^correction_not_clear: .*No such account\. There is no account/)
  expect(await refusal({ account: poor })).toMatch(/^correction_not_clear: .*Insufficient funds\. .*0\.01/)
  expect(await refusal({ account: '12' })).toBe('field_refused: The account number is shorter than 6 digits.')
  expect(await refusal({ account: DECEASED })).toMatch(/^field_refused: That is what stands there already/)
  expect(await refusal({ transactionCode: '22' })).toMatch(/^field_refused: It was received and settled as a debit/)
  expect(await refusal({ amountMinor: '1' })).toMatch(/^fields_missing: There is no field amountMinor/)
  // Seen red with the names that a request has for them.
  expect(await refusal({})).toMatch(/^fields_missing: .*DFI account number \(six to seventeen digits\)/)
  expect(await refusal({ account: ' ' })).toMatch(/^fields_missing: DFI account number: it is empty/)
  expect(await balances(engine)).toEqual(BEFORE)
  expect(await ask(engine, 'select 1 from decision')).toEqual([])
})

// Seen red with: the bucket of the corrected account not locked.
test('law: of twenty who correct at once, one does, whatever bucket the account is in', async () => {
  const { engine } = at()
  const itemId = await anException(engine)
  const asked = correction({ account: OTHER })
  const preview = await previewResolution(engine, { itemId, asked, by: desk.ann })
  if (preview.is === 'refused') throw new Error(preview.why)
  const order = { itemId, asked, by: desk.ann, previewSha256: preview.sha256 }
  const all = await Promise.all(Array.from({ length: 20 }, () => resolveException(engine, order)))
  expect(all.filter(one => one.is === 'done')).toHaveLength(1)
  expect(await balances(engine)).toMatchObject({ [OTHER]: 999_899, '~clearing': 0 })
  expect((await proveDay(engine)).problems).toEqual([])
})

/** A debit under a code that its class does not have (29, of no amount): the sender is to write 27 from now on. */
async function wrongCode(engine: Engine): Promise<number> {
  const [entry] = entries(1, { accounts: [CLEAR] })
  await receiveAndProcess(engine, { bytes: achFile([{ entries: [{ ...entry, transactionCode: 29 }] }]) })
  const [row] = await ask<{ id: number }>(engine, `select id from exception where kind = 'transaction-code-unknown'`)
  if (row === undefined) throw new Error('the file raised nothing')
  return row.id
}

const told = `select kind, code, correction, state from outbound_item`

// Seen red with: posted by what the bytes say, not by what was corrected.
test('a correction that the sender should make itself is told to it by a notification of change', async () => {
  const { engine } = at()
  const itemId = await wrongCode(engine)
  const resolved = await resolve(engine, itemId, correction({ transactionCode: '27' }))
  expect(resolved).toMatchObject({ is: 'done', effect: { notice: { kind: 'notice', code: 'C05', correction: '27' } } })
  expect(await ask(engine, told)).toEqual([{ kind: 'notice', code: 'C05', correction: '27', state: 'queued' }])
  expect((await proveDay(engine)).problems).toEqual([])
  const [file] = await releaseOutboundFiles(engine)
  expect(file).toMatchObject({ items: 1 })
  expect(await ask(engine, told)).toMatchObject([{ state: 'sent' }])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with: the notice left queued.
test('taken back while it waits the notice does not go out; one that went stays, and none follows it', async () => {
  const { engine } = at()
  const itemId = await wrongCode(engine)
  const asked = correction({ transactionCode: '27' })
  await resolve(engine, itemId, asked)
  expect(await takeBack(engine, { itemId, by: desk.bob })).toMatchObject({ is: 'undone', withdrawsNotice: true })
  expect(await releaseOutboundFiles(engine)).toEqual([])
  expect((await proveDay(engine)).problems).toEqual([])
  await resolve(engine, itemId, asked)
  expect(await releaseOutboundFiles(engine)).toHaveLength(1)
  expect(await takeBack(engine, { itemId, by: desk.bob })).toMatchObject({ is: 'undone', withdrawsNotice: false })
  expect((await proveDay(engine)).problems).toEqual([])
  const again = await resolve(engine, itemId, asked)
  expect(again).toMatchObject({ is: 'done', effect: { item: { state: 'posted' } } })
  expect(again.is === 'done' && again.effect.notice).toBeUndefined()
  expect((await proveDay(engine)).problems).toEqual([])
})

/** The other bank refuses, on Monday, a notification of ours. */
async function refusedNotice(engine: Engine, refusalCode: string): Promise<number> {
  const addenda = {
    kind: '98-refused',
    ...{ refusalCode, changeCode: 'C01', originalTrace: '091000010000007' },
    ...{ originalRdfi: '09100001', correctedData: '99887766', traceSequence: '0000031' },
  } as const
  const entry = { transactionCode: 26, amountMinor: 0, addenda: [addenda] }
  await receiveAndProcess(engine, { bytes: achFile([{ header: { secCode: 'COR' }, entries: [entry] }]) })
  const [row] = await ask<{ id: number }>(engine, `select id from exception where kind = 'refused-noc'`)
  return row?.id ?? 0
}

// Seen red with: the window of a first notification, which is over by then; the refused trace number sent again.
test('a notification that was refused goes out again as it is right, in its five days; undone it waits no more', async () => {
  const { engine, clock } = at()
  const itemId = await refusedNotice(engine, 'C62')
  const asked = correction({ originalTrace: '121042880000042' })
  expect(await resolve(engine, itemId, asked)).toMatchObject({
    is: 'done',
    effect: {
      exception: { closedAs: 'posted' },
      legs: [],
      notice: { code: 'C01', dueAt: expect.stringMatching(/^2026-12-0[12]T/) },
      corrected: [{ field: 'originalTrace', value: '121042880000042' }],
    },
  })
  expect((await proveDay(engine)).problems).toEqual([])
  expect(await takeBack(engine, { itemId, by: desk.bob })).toMatchObject({ is: 'undone' })
  expect(await ask(engine, 'select kind, state from outbound_item')).toEqual([{ kind: 'notice', state: 'withdrawn' }])
  clock.now = clock.now.add({ hours: 24 * 3 })
  expect(await resolve(engine, itemId, asked)).toMatchObject({ is: 'done' })
  expect(await releaseOutboundFiles(engine)).toMatchObject([{ items: 1 }])
  expect((await proveDay(engine)).problems).toEqual([])
  expect(await takeBack(engine, { itemId, by: desk.bob })).toMatchObject({ is: 'undone' })
  expect(await resolve(engine, itemId, asked)).toMatchObject({ why: expect.stringContaining('went out already') })
  expect((await proveDay(engine)).problems).toEqual([])
})

test('after its five days a refused notification is closed as it stands, or asked about', async () => {
  const { engine, clock } = at()
  const itemId = await refusedNotice(engine, 'C65')
  clock.now = clock.now.add({ hours: 24 * 12 })
  expect(await resolve(engine, itemId, correction({ account: '123456789' }))).toMatchObject({
    refused: 'resolution_not_possible',
    why: expect.stringMatching(/^No window of the operator is left/),
  })
  expect(await resolve(engine, itemId, { resolution: 'post' })).toMatchObject({ is: 'done' })
  expect((await proveDay(engine)).problems).toEqual([])
})
