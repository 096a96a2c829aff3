import { beforeEach, expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { adjusting } from '../../test/samples/adjusting.ts'
import { ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { atOnce } from '../../test/samples/at-once.ts'
import { commitAs, dryRunOf } from '../../test/samples/bulk-acts.ts'
import { TEST_LEDGER } from '../../test/samples/closers.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { RESEARCH } from '../../test/samples/payers.ts'
import { takeAsShown, takeUnitAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import { proposalIn } from '../../test/samples/waiting-proposal.ts'
import { testLetter } from '../../test/samples/x9-letters.ts'
import { bucketOfText, shardOf } from '../core/bucket.ts'
import { testCheck } from '../formats/x9/sample-letters.ts'
import type { ItemDraft } from '../formats/x9/write.ts'
import { approveDecision } from './approve-decision.ts'
import { changePeople } from './change-people.ts'
import { lookAtClosing } from './close-day.ts'
import type { Engine } from './engine.ts'
import { previewBulk } from './preview-bulk.ts'
import { previewResolution } from './preview-resolution.ts'
import { proveDay } from './prove-day.ts'
import { recordFacts } from './record-facts.ts'
import { resolveException } from './resolve-exception.ts'
import { workBulks } from './work-bulks.ts'

/** What was settled is not what the item is worth: the other institution is asked for the difference, step by step. */

/** What the second one writes is on positive pay. */
const [OPEN = '', ISSUER = ''] = accountNumbers(2)
const at = deskOfEachTest([OPEN, ISSUER])
let desk: Desk
beforeEach(() => {
  desk = at().desk
})
const { resolve, take, stands, holds } = adjusting(at, OPEN, () => desk)

/** The engine with images on which the codeline says this amount. */
function seeing(amountMinor: number | undefined): Engine {
  const fields = amountMinor === undefined ? {} : { amountMinor }
  return { ...at().engine, readImage: () => ({ status: 'read', micr: '', fields, confidence: 1 }) }
}

/** A check on us that was settled for 100.00. */
async function present(written: number | undefined, itemSequence: string): Promise<number> {
  const routing = at().engine.institution.settings.routingNumbers[0] ?? ''
  const { detail, views } = testCheck({ onUs: `${OPEN}/1042`, itemSequence })
  const payor = { payorRouting: routing.slice(0, 8), payorCheckDigit: routing.slice(8) }
  const item: ItemDraft = { detail: { ...detail, ...payor } as ItemDraft['detail'], views: views ?? [] } // as `testCheck` made it
  await receiveAndProcess(seeing(written), { name: `${itemSequence}.x937`, bytes: testLetter({ items: [item] }) })
  const [row] = await ask<{ id: number }>(at().engine, 'select id from item order by id desc limit 1')
  return row?.id ?? 0
}

const START = {
  state: 'suspended',
  exception: 'open',
  clock: 'check-midnight',
  customer: 0,
  suspense: -10_000,
  held: 0,
  network: 10_000,
  losses: 0,
}
const ASKED = { ...START, clock: 'adjustment-enc', customer: -5_000, held: 5_000 }

// Seen red with: the charge booked against suspense.
test('settled for more than was written: the customer pays what is written, the network gives the rest, and undoing goes back step by step', async () => {
  const id = await present(5_000, '1')
  expect(await stands(id)).toEqual(START)
  expect(await take(id, 'open', '50.00')).toMatchObject({
    is: 'done',
    effect: {
      adjustment: { type: 'ENC', state: 'asked', rightMinor: 5_000, differenceMinor: 5_000, attachments: [] },
      // The sender's control agreed with what came; with what is written it does not, by what is asked of it.
      balance: { against: 'control', totalMinor: 10_000, beforeMinor: 0, afterMinor: -5_000 },
    },
  })
  expect(await stands(id)).toEqual(ASKED)
  await holds()
  expect(await resolve(id, { resolution: 'post' })).toMatchObject({
    why: expect.stringContaining('An adjustment (ENC) runs'),
  })
  expect(await take(id, 'acknowledge')).toMatchObject({ effect: { adjustment: { state: 'acknowledged' }, legs: [] } })
  expect(await take(id, 'settle')).toMatchObject({ effect: { adjustment: { state: 'settled' } } })
  const settled = { ...ASKED, state: 'adjusted', exception: 'closed', suspense: 0, held: 0, network: 5_000 }
  expect(await stands(id)).toEqual(settled)
  await holds()
  const undo = () => takeBack(at().engine, { itemId: id, by: desk.bob })
  for (const after of [ASKED, ASKED, START]) {
    expect(await undo()).toMatchObject({ is: 'undone' })
    expect(await stands(id)).toEqual(after)
    await holds()
  }
})

// Seen red with: what the other bank does not want booked to losses, in the place of the customer.
test('settled for less than was written: the rest goes to the network, or back to the customer when that refuses it', async () => {
  const id = await present(15_000, '1')
  await take(id, 'open', '150.00')
  expect(await stands(id)).toMatchObject({ customer: -15_000, held: 15_000, suspense: -10_000 })
  await take(id, 'settle')
  expect(await stands(id)).toMatchObject({
    state: 'adjusted',
    customer: -15_000,
    held: 0,
    suspense: 0,
    network: 15_000,
  })
  await holds()
  expect(await takeBack(at().engine, { itemId: id, by: desk.bob })).toMatchObject({ is: 'undone' })
  await take(id, 'refuse')
  expect(await stands(id)).toMatchObject({
    state: 'adjusted',
    customer: -10_000,
    held: 0,
    suspense: 0,
    network: 10_000,
  })
  await holds()
})

test('paid twice and refused by the other institution, it is borne here', async () => {
  await present(undefined, '1')
  const id = await present(undefined, '2')
  expect(await take(id, 'open')).toMatchObject({
    effect: { adjustment: { type: 'PAID', rightMinor: 0, differenceMinor: 10_000 }, letters: [{ to: 'sender' }] },
  })
  expect(await take(id, 'refuse')).toMatchObject({ effect: { adjustment: { state: 'refused' } } })
  expect(await stands(id)).toMatchObject({ state: 'adjusted', customer: -10_000, suspense: 0, losses: -10_000 })
  await holds()
})

// Seen red with: the window with an entry counted from today.
test('after six months it is asked for without an entry, after a year the route that is left is said', async () => {
  const id = await present(5_000, '1')
  expect(await take(id, 'settle')).toMatchObject({
    refused: 'resolution_not_possible',
    why: expect.stringContaining('open one first'),
  })
  expect(await take(id, 'open')).toMatchObject({ refused: 'fields_missing' })
  const within = await take(id, 'open', '50.00')
  expect(within).toMatchObject({ effect: { adjustment: { entryUntil: expect.stringMatching(/^2027-05-/) } } })
  expect(await take(id, 'open', '50.00')).toMatchObject({ refused: 'resolution_not_possible' })
  await takeBack(at().engine, { itemId: id, by: desk.bob })
  at().clock.now = at().clock.now.add({ hours: 24 * 200 })
  const asked = { itemId: id, asked: { resolution: 'adjust', fields: { amount: '50.00' } }, by: desk.ann } as const
  expect(await previewResolution(at().engine, asked)).toMatchObject({
    effect: { adjustment: { entryUntil: '' }, letters: [{ words: expect.stringContaining('without an entry') }] },
  })
  at().clock.now = at().clock.now.add({ hours: 24 * 200 })
  expect(await previewResolution(at().engine, asked)).toMatchObject({
    refused: 'resolution_not_possible',
    why: expect.stringMatching(/window ended on .* 2027.*claim directly from the other bank/),
  })
})

/** By when its value has to leave suspense, and when it did. */
async function position(id: number) {
  const [row] = await ask(
    at().engine,
    `select exit_on::text, closed_on::text, (closed_at at time zone 'America/New_York')::date::text as closed_at
     from suspense_position as position join exception on exception.shard = position.shard and exception.id = exception_id where exception.id = $1`,
    [id],
  )
  return row
}

// Seen red with: the posting left as it is, so that the customer pays what came and what is right; the fee taken for what posted last.
test('what posted longer ago than it is taken back is adjusted from its closed exception, while the window of the network is open', async () => {
  const id = await present(5_000, '1')
  await resolve(id, { resolution: 'post' })
  const posted = { ...START, state: 'posted', exception: 'closed', customer: -10_000, suspense: 0 }
  expect(await stands(id)).toEqual(posted)
  expect(await take(id, 'open', '50.00')).toMatchObject({ why: expect.stringContaining('undo that first') })
  const { now } = at().clock
  const undo = () => takeBack(at().engine, { itemId: id, by: desk.bob })
  // A fee that is charged by hand is none of what posted.
  const research = { ...RESEARCH, packs: ['checks'] } as const
  const charging = { ...at().engine, institution: { ...at().engine.institution, fees: [research] } }
  const fee = { itemId: id, asked: { resolution: 'fee', fee: 'research' }, by: desk.ann } as const
  expect(await takeAsShown(charging, fee)).toMatchObject({ is: 'done' })
  const charged = { ...posted, customer: posted.customer - 2_500 }
  expect(await stands(id)).toEqual(charged)
  const first = await position(id)
  at().clock.now = now.add({ hours: 24 * 70 })
  expect(await undo()).toMatchObject({
    refused: 'undo_too_late',
    why: expect.stringContaining('An adjustment with the other institution can still be opened'),
  })
  expect(await take(id, 'open', '50.00')).toMatchObject({ is: 'done', effect: { adjustment: { type: 'ENC' } } })
  expect(await stands(id)).toEqual({ ...ASKED, customer: ASKED.customer - 2_500 })
  // Seen red with the day by which it had to leave when it was raised: each day's close then named it.
  const today = at().clock.now.toZonedDateTimeISO('America/New_York').toPlainDate()
  expect((await lookAtClosing(at().engine, today, TEST_LEDGER)).counts.get('due_without_word')).toBeUndefined()
  expect(await position(id)).toEqual({ exit_on: expect.stringMatching(/^2027-05-/), closed_on: null, closed_at: null })
  await holds()
  expect(await undo()).toMatchObject({ is: 'undone', endsAs: { state: 'posted', code: '' } })
  expect(await stands(id)).toEqual(charged)
  const on = today.toString()
  expect(await position(id)).toEqual({ exit_on: first?.exit_on, closed_on: on, closed_at: on })
  await holds()
  await take(id, 'open', '50.00')
  await take(id, 'settle')
  expect(await stands(id)).toMatchObject({ state: 'adjusted', customer: -7_500, suspense: 0, held: 0, network: 5_000 })
  await holds()
  expect(await undo()).toMatchObject({ is: 'undone' })
  expect(await undo()).toMatchObject({ is: 'undone' })
  at().clock.now = now.add({ hours: 24 * 400 })
  expect(await undo()).toMatchObject({
    refused: 'undo_too_late',
    why: expect.stringMatching(/until .*2027.*window ended on .* 2027.*claim directly from the other bank/),
  })
})

/** Checks on us of 100.00 each in a deposit here, whose ticket says so much; released where that does not agree. In their order. */
async function deposit(
  written: number,
  ticketMinor: number,
  accounts: readonly string[] = [OPEN],
): Promise<readonly number[]> {
  const routing = at().engine.institution.settings.routingNumbers[0] ?? ''
  const payor = { payorRouting: routing.slice(0, 8), payorCheckDigit: routing.slice(8) }
  const drawn = accounts.map((account, n): ItemDraft => {
    const { detail, views } = testCheck({ onUs: `${account}/${1042 + n}`, itemSequence: String(n + 1) })
    const seen = account === OPEN ? { ...detail, ...payor } : { ...detail, ...payor, documentationType: 'A' }
    return { detail: seen as ItemDraft['detail'], views: account === OPEN ? (views ?? []) : [] } // as `testCheck` made it
  })
  const ticket = {
    type: '61',
    postingRouting: routing,
    onUs: `${OPEN}/`,
    itemSequence: '9',
    documentationType: 'G',
  } as const
  const items: ItemDraft[] = [{ detail: { ...ticket, amountMinor: ticketMinor } }, ...drawn]
  await receiveAndProcess(seeing(written), { name: `${written}.x937`, bytes: testLetter({ items }) })
  const held = await ask<{ id: number }>(at().engine, "select id from exception where scope = 'batch'")
  const release = { asked: { resolution: 'release' }, by: desk.ann } as const
  for (const { id: exceptionId } of held) await takeUnitAsShown(seeing(written), { ...release, exceptionId })
  const rows = await ask<{ id: number }>(
    at().engine,
    "select id from exception where kind in ('encoding-error', 'positive-pay-amount') order by id",
  )
  return rows.map(row => row.id)
}

// Seen red with: a deposit held against the control of its bundle, which another bank would have to answer for.
test('in a deposit here no other bank has the difference: what would unbalance it goes to balancing, or back to the depositor', async () => {
  const [id = 0] = await deposit(5_000, 10_000)
  expect(await take(id, 'open', '50.00')).toMatchObject({
    refused: 'resolution_not_possible',
    why: expect.stringMatching(
      /^The deposit would be no nearer to its balance: against the 100\.00 .* it is right, and with this 50\.00 too little\./,
    ),
  })
  expect(await resolve(id, { resolution: 'chargeback' })).toMatchObject({ is: 'done' })
  await holds()
})

// Seen red with: what is written on the first left out of the total when the second is looked at, which then "balances" it once more.
test('the second check of a deposit is held against what the first is worth by its adjustment, until that is taken back', async () => {
  const [first = 0, second = 0] = await deposit(5_000, 15_000, [OPEN, OPEN])
  expect(await take(first, 'open', '50.00')).toMatchObject({
    is: 'done',
    effect: { balance: { against: 'deposit', totalMinor: 15_000, beforeMinor: 5_000, afterMinor: 0 } },
  })
  expect(await take(second, 'open', '50.00')).toMatchObject({
    refused: 'resolution_not_possible',
    why: expect.stringMatching(/ it is right, and with this 50\.00 too little\./),
  })
  expect(await takeBack(at().engine, { itemId: first, by: desk.bob })).toMatchObject({ is: 'undone' })
  expect(await take(second, 'open', '50.00')).toMatchObject({ is: 'done', effect: { balance: { afterMinor: 0 } } })
  expect(await take(first, 'open', '50.00')).toMatchObject({ refused: 'resolution_not_possible' })
  expect(await takeBack(at().engine, { itemId: second, by: desk.bob })).toMatchObject({ is: 'undone' })
  await holds()
})

const WRITTEN = { resolution: 'adjust', step: 'open', fields: { amount: '50.00' } } as const
const ENCODED = { by: 'exceptions', filter: { kind: 'encoding-error' } } as const

// Seen red with each of them previewed as if it were alone: two that are done differently from what was shown are refused as stale.
test('law: an act on many counts what it did before in a batch: of three wrong amounts two bring the deposit to its balance', async () => {
  const { engine } = at()
  await deposit(5_000, 20_000, [OPEN, OPEN, OPEN])
  const shown = await dryRunOf(engine, { asked: WRITTEN, by: desk.ann, selection: ENCODED })
  expect(shown.shown).toMatchObject({ done: { count: 2 }, refused: { count: 1 } })
  await commitAs(engine, shown, desk.ann)
  await workBulks(engine)
  expect(await ask(engine, 'select state, refused from bulk_member order by n')).toEqual([
    ...[
      { state: 'done', refused: null },
      { state: 'done', refused: null },
    ],
    { state: 'refused', refused: 'resolution_not_possible' },
  ])
  const left = `select (effect::jsonb #>> '{balance,afterMinor}')::int as left from decision where resolution = 'adjust' order by id`
  expect(await ask(engine, left)).toEqual([{ left: 5_000 }, { left: 0 }])
  await holds()
})

// Seen red with none counted: both are said to be approved, and the second is stale.
test('approved at once, the second of two adjustments of a deposit is shown as stale, because the first changes what it was proposed on', async () => {
  const { engine } = at()
  await deposit(5_000, 10_000, [OPEN, OPEN])
  const policy = { name: 'adjusts', owner: 'head of operations', from: '2020-01-01', to: '9999-12-31', fromMinor: 0 }
  const asking = { ...policy, resolutions: ['adjust'], keying: 'seen' } as const
  const strict = { ...engine, institution: { ...engine.institution, secondKeys: [asking] } }
  const shown = await dryRunOf(strict, { asked: WRITTEN, by: desk.ann, selection: ENCODED })
  expect(shown.shown).toMatchObject({ proposed: { count: 2 } })
  await commitAs(strict, shown, desk.ann)
  await workBulks(strict)
  const approving = { by: desk.bob, selection: { by: 'act', of: shown.id }, order: { act: 'approve' } } as const
  expect(await previewBulk(strict, approving)).toMatchObject({
    shown: { done: { count: 1 }, refused: { count: 1 }, reasons: [{ reason: 'proposal_stale' }] },
  })
})

// Seen red with: the bucket of the batch not locked with that of the item; each was then the one that balances the deposit.
test('law: of two wrong amounts in one deposit, said rightly at once out of two queues, the second counts the first', async () => {
  const fact = { shard: shardOf(1, bucketOfText(ISSUER)), fromDay: 0, toDay: 99_999 }
  await recordFacts(at().engine, [
    { ...fact, kind: 'positive-pay', key: ISSUER, detail: {} },
    { ...fact, kind: 'issued', key: `${ISSUER}/1043`, detail: { status: 'issued', amountMinor: 5_000 } },
  ])
  const both = await deposit(5_000, 15_000, [OPEN, ISSUER])
  const rows = await ask<{ shard: number; queue: string }>(
    at().engine,
    'select distinct shard, queue from exception where id = any ($1::bigint[])',
    [both],
  )
  expect(rows).toHaveLength(2)
  const asked = { resolution: 'adjust', step: 'open', fields: { amount: '50.00' } } as const
  const previews = await Promise.all(
    both.map(async (itemId, n) => {
      const order = { itemId, asked, by: [desk.ann, desk.bob][n] ?? desk.ann }
      const preview = await previewResolution(at().engine, order)
      return { ...order, previewSha256: preview.is === 'previewed' ? preview.sha256 : '' }
    }),
  )
  const resolved = await atOnce(
    at().engine,
    rows.map(one => one.shard),
    () => previews.map(order => resolveException(at().engine, order)),
  )
  expect(resolved).toContainEqual(expect.objectContaining({ is: 'done' }))
  expect(resolved).toContainEqual(expect.objectContaining({ refused: 'resolution_not_possible' }))
  await holds()
})

// Seen red with the item's own amount compared with the limit, whatever was keyed.
test('law: what is keyed as right counts against the limit, not only what was settled: 15,000.00 of a check of 100.00 needs a second person', async () => {
  const { engine } = at()
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const limit = { hold: 'limit', of: { login: 'ann' }, act: 'adjust', measure: 'act', days: 1 } as const
  const change = { change: 'grant', ...limit, limitMinor: 1_000_000n } as const
  await changePeople(engine, { person: sue?.id ?? 0, session: 'stepped-up' }, [change])
  const id = await present(1_500_000, '1')
  const asked = { resolution: 'adjust', step: 'open', fields: { amount: '15000.00' } } as const
  const preview = await previewResolution(engine, { itemId: id, asked, by: desk.ann })
  expect(preview).toMatchObject({ is: 'previewed', notAuthorised: { needs: 'approval' } })
  expect(await take(id, 'open', '15000.00')).toMatchObject({ is: 'proposed' })
  expect(await stands(id)).toMatchObject({ customer: 0, held: 0 })
  await holds()
  expect(await take(id, 'open', '15000.00')).toMatchObject({ refused: 'proposal_waits' })
  await ask(engine, `update decision set amount_minor = 10000`)
  expect(await approveDecision(engine, { ...(await proposalIn(engine)), by: desk.bob })).toMatchObject({
    is: 'approved',
  })
  // Seen red with no leg compared with the amount.
  expect((await proveDay(engine)).problems.join()).toContain('moves 1500000, and its limits were compared with 10000')
})
