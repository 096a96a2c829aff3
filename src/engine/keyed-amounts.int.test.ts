import { beforeEach, expect, test } from 'vitest'
import { accountNumbers } from '../../test/samples/ach-files.ts'
import { ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { commitAs, dryRunOf } from '../../test/samples/bulk-acts.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeAsShown, takeUnitAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack, takeUnitBack } from '../../test/samples/take-back.ts'
import { presentUnreadChecks, unreadChecks, unreadDeposit } from '../../test/samples/unread-checks.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { Transaction } from '../store/database.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { changePeople } from './change-people.ts'
import { previewBulk } from './preview-bulk.ts'
import { previewUnit } from './preview-unit.ts'
import { proveDay } from './prove-day.ts'
import { readActs } from './read-acts.ts'
import { readUnitActs } from './read-unit-acts.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'
import { prepareDecision } from './resolve-exception.ts'
import { prepareUnitDecision, resolveUnitWithin } from './resolve-unit.ts'
import { undoWithin } from './undo-decision.ts'
import { workBulks } from './work-bulks.ts'

/** What is over or short since a release is in part the amount of a check that could not be read: the two never book it both. */

const [OPEN = '', DEPOSITOR = ''] = accountNumbers(2)
const at = deskOfEachTest([OPEN, DEPOSITOR])
let desk: Desk
beforeEach(() => {
  desk = at().desk
})

const holds = async () => expect((await proveDay(at().engine)).problems).toEqual([])

/** What is done about the check and about what its release left over or short, as somebody at a desk does it. */
function deskFor(itemId: number, exceptionId: number) {
  const { engine } = at()
  return {
    resolve: (asked: ResolutionAsked) => takeAsShown(engine, { itemId, asked, by: desk.ann }),
    back: () => takeBack(engine, { itemId, by: desk.bob }),
    end: (resolution: 'adjust' | 'move') =>
      takeUnitAsShown(engine, { exceptionId, asked: { resolution, words: 'Looked for' }, by: desk.ann }),
    endBack: () => takeUnitBack(engine, { exceptionId, by: desk.bob }),
  }
}

/** A check of 123.45 in a bundle that was released, and what that is short of since. */
async function presented() {
  const [id = 0] = await presentUnreadChecks(at().engine, desk.ann, OPEN, [12_345])
  const exceptionId = await shortOf('bundle')
  return { id, exceptionId, ...deskFor(id, exceptionId) }
}

async function shortOf(what: 'bundle' | 'letter'): Promise<number> {
  const [short] = await ask<{ id: number }>(at().engine, 'select id from exception where kind = $1', [
    `${what}-over-short`,
  ])
  return short?.id ?? 0
}

const KEYED = { resolution: 'adjust', fields: { amount: '123.45' } } as const

async function ownBooks() {
  const sum = (number: string) => `(select sum(balance_minor)::bigint from account where number = '${number}')`
  const sums = `${sum('~suspense')} as suspense, ${sum('~settlement.checks')} as network, ${sum('~over_short')} as borne`
  return (await ask(at().engine, `select ${sums}`))[0]
}

// Seen red with: a difference ended while its check is open, and charged in full although it was keyed; the keying taken back from under it.
test('law: what a bundle is short of and what is keyed of its check book the same money once, in whatever order', async () => {
  const { engine } = at()
  const { id, exceptionId, resolve, back, end, endBack } = await presented()
  const why = (text: string) => ({ refused: 'resolution_not_possible', why: expect.stringContaining(text) })
  const shut = async () =>
    (await readUnitActs(engine, { exceptionId, by: desk.ann }))?.acts.flatMap(({ act }) => act.whyNot ?? [])
  for (const way of ['adjust', 'move'] as const)
    expect(await end(way)).toMatchObject(why(`Item ${id} came without an amount and is open`))
  expect(await shut()).toEqual([expect.stringContaining('a part of the 123.45'), expect.anything()])
  expect(await resolve(KEYED)).toMatchObject({ is: 'done' })
  expect(await shut()).toEqual([expect.stringContaining(`Item ${id} came without an amount and is keyed with 123.45`)])
  expect(await end('move')).toMatchObject(why('nothing is left to charge'))
  expect(await end('adjust')).toMatchObject({ is: 'done' })
  expect(await ownBooks()).toEqual({ suspense: 0, network: 22_345, borne: 0 })
  await holds()
  expect(await back()).toMatchObject({
    refused: 'over_short_ended',
    why: expect.stringContaining(`exception ${exceptionId}`),
  })
  expect(await endBack()).toMatchObject({ is: 'undone' })
  expect(await back()).toMatchObject({ is: 'undone' })
  await holds()
  // A part of it goes back: that is settled, and the rest is charged.
  expect(await resolve({ resolution: 'return', code: 'W', fields: { amount: '100.00' } })).toMatchObject({ is: 'done' })
  for (const way of ['adjust', 'move'] as const) expect(await end(way)).toMatchObject(why('is keyed with 100.00'))
  expect(await releaseOutboundFiles(engine)).toMatchObject([{ items: 1 }])
  for (const again of [true, false]) {
    expect(await end('move')).toMatchObject({ effect: { legs: [{ amountMinor: 10_000 }, { amountMinor: 2_345 }] } })
    expect(await ownBooks()).toEqual({ suspense: 0, network: 12_345, borne: -2_345 })
    if (again) expect(await endBack()).toMatchObject({ is: 'undone' })
    await holds()
  }
  // What went back in error is asked back beside it.
  expect(await resolve({ resolution: 'adjust' })).toMatchObject({ effect: { adjustment: { type: 'AGAIN' } } })
  await holds()
})

// Seen red with: the amount keyed of a check whose difference was charged; the keying taken back without the lock of bucket 0.
test('law: whose difference is charged is not keyed, and of two who end it and take its keying back at once one does', async () => {
  const { engine } = at()
  const { id, exceptionId, resolve, back, end, endBack } = await presented()
  const key = () => resolve(KEYED)
  const selection = { by: 'exceptions', filter: { kind: 'encoding-error' } } as const
  const keyMany = () => dryRunOf(engine, { asked: KEYED, by: desk.ann, selection })
  const words = 'Yours?'
  expect(await resolve({ resolution: 'forward', recipient: 'Estates', words })).toMatchObject({ is: 'done' })
  expect(await resolve({ resolution: 'forward', answer: 'acknowledged', words })).toMatchObject({ is: 'done' })
  expect(await end('move')).toMatchObject({ is: 'done' })
  expect(await ownBooks()).toEqual({ suspense: 0, network: 22_345, borne: -12_345 })
  for (let step = 0; step < 2; step++) expect(await back()).toMatchObject({ is: 'undone' })
  const charged = { why: expect.stringContaining(`charged to over and short (exception ${exceptionId})`) }
  expect(await key()).toMatchObject(charged)
  const send = { resolution: 'return', code: 'W', fields: { amount: '123.45' } } as const
  expect(await resolve(send)).toMatchObject(charged)
  const acts = (await readActs(engine, { itemId: id, by: desk.ann }))?.acts ?? []
  expect(acts.filter(({ act }) => act.whyNot?.includes('charged to over and short'))).toHaveLength(2)
  expect(await keyMany()).toMatchObject({ shown: { refused: { count: 1 } } })
  expect(await endBack()).toMatchObject({ is: 'undone' })
  // The same of an act on many, whose undoing was shown before the difference was ended.
  const many = await keyMany()
  await commitAs(engine, many, desk.ann)
  await workBulks(engine)
  const undo = await previewBulk(engine, {
    by: desk.ann,
    selection: { by: 'act', of: many.id },
    order: { act: 'undo' },
  })
  if (undo.is === 'refused') throw new Error(undo.why)
  expect(await end('adjust')).toMatchObject({ is: 'done' })
  expect(await commitAs(engine, undo, desk.ann)).toMatchObject({ is: 'begun' })
  await workBulks(engine)
  const ends = await ask(engine, 'select state, refused from bulk_member order by bulk_id')
  expect(ends.slice(-2)).toEqual([
    { state: 'done', refused: null },
    { state: 'refused', refused: 'over_short_ended' },
  ])
  expect(await endBack()).toMatchObject({ is: 'undone' })
  expect(await back()).toMatchObject({ is: 'undone' })
  for (const first of ['back', 'end'] as const) {
    expect(await key()).toMatchObject({ is: 'done' })
    const of = { itemId: id, exceptionId }
    expect(
      await (first === 'back' ? atOnce(backWithin(of), () => end('adjust')) : atOnce(endWithin(of), back)),
    ).toEqual(first === 'back' ? ['undone', 'refused'] : ['done', 'refused'])
    await holds()
  }
  expect(await ownBooks()).toEqual({ suspense: 0, network: 22_345, borne: 0 })
})

// Seen red with the charge asked, and stored, by what the difference is worth.
test('law: where more is keyed since than was short, charging it needs who may book the most of its legs', async () => {
  const { engine } = at()
  const { resolve, end, exceptionId } = await presented()
  const amounts = async () =>
    ask(engine, 'select state, amount_minor from decision where exception_id = $1 order by id', [exceptionId])
  expect(await resolve({ resolution: 'adjust', fields: { amount: '600.00' } })).toMatchObject({ is: 'done' })
  expect(await resolve({ resolution: 'adjust', step: 'settle' })).toMatchObject({ is: 'done' })
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const limit = {
    hold: 'limit',
    of: { login: 'ann' },
    act: 'move',
    measure: 'act',
    days: 1,
    limitMinor: 50_000n,
  } as const
  await changePeople(engine, { person: sue?.id ?? 0, session: 'stepped-up' }, [{ change: 'grant', ...limit }])
  // The difference itself, 123.45, is within it; the other 476.55 are over.
  expect(await end('move')).toMatchObject({
    ...{ is: 'proposed', needs: [expect.stringContaining('600.00 USD is over your')] },
    effect: { legs: [{ amountMinor: 60_000 }, { amountMinor: 47_655, to: { role: 'over_short' } }] },
  })
  expect(await amounts()).toEqual([{ state: 'proposed', amount_minor: 60_000 }])
})

// Seen red with what is keyed of the ticket and of the check held against the difference apart: 50.00 were charged in and out again.
test('of a deposit whose ticket and check are both keyed nothing is charged where the two agree, and once what one says more', async () => {
  const { engine } = at()
  await receiveAndProcess(engine, { name: 'deposit.x937', bytes: unreadDeposit(engine, OPEN, DEPOSITOR) })
  const [held] = await ask<{ id: number }>(engine, "select id from exception where scope = 'batch'")
  const release = { exceptionId: held?.id ?? 0, asked: { resolution: 'release' }, by: desk.ann } as const
  const released = await takeUnitAsShown(engine, release)
  expect(released).toMatchObject({ is: 'done', effect: { overShort: { creditMinor: 10_000 } } })
  const [ticket = 0, check = 0] = (
    await ask<{ id: number }>(engine, "select id from exception where kind = 'encoding-error' order by id")
  ).map(row => row.id)
  const exceptionId = await shortOf('bundle')
  const { resolve, back, end } = deskFor(ticket, exceptionId)
  const ofCheck = deskFor(check, exceptionId)
  const key = async (of: Pick<ReturnType<typeof deskFor>, 'resolve'>, amount: string) => {
    expect(await of.resolve({ resolution: 'adjust', fields: { amount } })).toMatchObject({ is: 'done' })
    expect(await of.resolve({ resolution: 'adjust', step: 'settle' })).toMatchObject({ is: 'done' })
  }
  await key(ofCheck, '50.00')
  await key({ resolve }, '150.00')
  expect(await end('move')).toMatchObject({ why: expect.stringContaining('nothing is left to charge') })
  for (let step = 0; step < 2; step++) expect(await back()).toMatchObject({ is: 'undone' })
  await key({ resolve }, '170.00')
  expect(await end('move')).toMatchObject({ effect: { legs: [{ amountMinor: 12_000 }, { amountMinor: 2000 }] } })
  expect(await ownBooks()).toEqual({ suspense: 0, network: 0, borne: -2000 })
  await holds()
})

// Seen red with the items of no bundle asked for.
test('of a bundle whose control cannot be read the letter is short, and that is held against the check as its own would be', async () => {
  const { engine } = at()
  const control = { amountMinor: undefined, odd: { amountMinor: 'ABCDEFGHIJKL' } }
  await receiveAndProcess(engine, { name: 'odd.x937', bytes: unreadChecks(engine, OPEN, [12_345], [control, {}]) })
  for (const scope of ['file', 'batch']) {
    const [held] = await ask<{ id: number }>(engine, "select id from exception where scope = $1 and state = 'open'", [
      scope,
    ])
    const order = { exceptionId: held?.id ?? 0, asked: { resolution: 'release' }, by: desk.ann } as const
    expect(await takeUnitAsShown(engine, order), scope).toMatchObject({ is: 'done' })
  }
  const [check] = await ask<{ id: number }>(engine, "select id from exception where kind = 'encoding-error'")
  const id = check?.id ?? 0
  const { resolve, back, end, endBack } = deskFor(id, await shortOf('letter'))
  expect(await end('move')).toMatchObject({ why: expect.stringContaining(`Item ${id} came without an amount`) })
  expect(await resolve({ resolution: 'return', code: 'W', fields: { amount: '123.45' } })).toMatchObject({ is: 'done' })
  expect(await releaseOutboundFiles(engine)).toMatchObject([{ items: 1 }])
  expect(await end('move')).toMatchObject({ why: expect.stringContaining('nothing is left to charge') })
  expect(await end('adjust')).toMatchObject({ is: 'done' })
  expect(await ownBooks()).toEqual({ suspense: 0, network: 20_000, borne: 0 })
  expect(await endBack()).toMatchObject({ is: 'undone' })
  expect(await back()).toMatchObject({ by: 'remedy' })
  await holds()
})

type Within = (tx: Transaction) => Promise<{ readonly is: string }>

/** Does the other while the first is done and not kept, on connections of their own: what each came to. */
async function atOnce(first: Within, other: () => Promise<{ readonly is: string }>): Promise<readonly string[]> {
  const { engine } = at()
  const ended = { is: false }
  const both = await inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    const { is } = await first(tx)
    const second = other().finally(() => {
      ended.is = true
    })
    const waiting = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    while (!ended.is && (await ask(engine, waiting)).length === 0);
    return { is, second }
  })
  return [both.is, (await both.second).is]
}

interface Raced {
  readonly itemId: number
  readonly exceptionId: number
}

function backWithin({ itemId }: Raced): Within {
  const { engine } = at()
  return async tx => {
    const found = await prepareDecision(engine, itemId)
    const undo = (await readActs(engine, { itemId, by: desk.bob }))?.undo
    if (found.is === 'refused') throw new Error(found.why)
    return undoWithin(engine, tx, found.decidable, { itemId, by: desk.bob, seen: { sha256: undo?.sha256 ?? '' } })
  }
}

function endWithin({ exceptionId }: Raced): Within {
  const { engine } = at()
  const order = { exceptionId, asked: { resolution: 'adjust', words: 'Looked for' }, by: desk.bob } as const
  return async tx => {
    const found = await prepareUnitDecision(engine, order)
    const shown = await previewUnit(engine, order)
    if (found.is === 'refused' || shown.is === 'refused') throw new Error('it cannot be ended')
    return resolveUnitWithin(engine, tx, found, { ...order, previewSha256: shown.sha256, fence: undefined })
  }
}
