import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import type { AdjustmentStep } from '../core/adjustment.ts'
import type { LetterKey } from '../core/resolve/letter.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { previewResolution } from './preview-resolution.ts'
import { proveDay } from './prove-day.ts'
import { readActs } from './read-acts.ts'
import { recordAccounts } from './record-facts.ts'
import { releaseOutboundFiles } from './release-outbound-files.ts'
import { resolveException } from './resolve-exception.ts'
import { sendLetterWithin } from './tell-letter.ts'
import { undoDecision } from './undo-decision.ts'

const [CLEAR = '', DECEASED = ''] = accountNumbers(2)
const at = deskOfEachTest([CLEAR])
let desk: Desk
beforeEach(() => {
  desk = at().desk
})

/** A debit of 1.01 to an account whose holder died: a person decides it. */
async function anException(engine: Engine): Promise<number> {
  await recordAccounts(engine, [anAccount(engine, DECEASED, { status: 'deceased' })])
  await receiveAndProcess(engine, { bytes: achFile([{ entries: entries(2, { accounts: [CLEAR, DECEASED] }) }]) })
  const [row] = await ask<{ id: number }>(engine, 'select id from exception')
  if (row === undefined) throw new Error('the file raised nothing')
  return row.id
}

async function resolve(engine: Engine, itemId: number, asked: ResolutionAsked, by = desk.ann): Promise<void> {
  const preview = await previewResolution(engine, { itemId, asked, by })
  if (preview.is === 'refused') throw new Error(preview.why)
  const resolved = await resolveException(engine, { itemId, asked, by, previewSha256: preview.sha256 })
  expect(resolved.is).toBe('done')
}

async function stands(engine: Engine, itemId: number) {
  const [row] = await ask(
    engine,
    `select item.state, exception.state as exception, position.closed_on is null as suspended, (select balance_minor from account where number = $2) as balance
     from item join exception using (shard, id) join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id
     where item.id = $1`,
    [itemId, DECEASED],
  )
  return row
}

const OPEN = { state: 'suspended', exception: 'open', suspended: true, balance: 1_000_000 }

// Planted bugs seen red: the legs booked in the same direction again; the position left closed; the counters not moved back.
test('posted and undone on the same day, everything stands as before, and both stay in the history', async () => {
  const { engine } = at()
  const itemId = await anException(engine)
  await resolve(engine, itemId, { resolution: 'post' })
  expect(await takeBack(engine, { itemId, by: desk.bob })).toMatchObject({ is: 'undone', by: 'undo' })
  expect(await stands(engine, itemId)).toEqual(OPEN)
  const entries = await ask(engine, `select kind, reverses from entry where kind <> 'received' order by id`)
  expect(entries).toEqual([
    { kind: 'resolution', reverses: null },
    { kind: 'reversal', reverses: 1 },
  ])
  const events = await ask(
    engine,
    `select kind, actor from event where subject = $1 and kind like 'decision%' order by n`,
    [itemId],
  )
  expect(events).toEqual([
    { kind: 'decision_made', actor: `person ${desk.ann.personId}` },
    { kind: 'decision_undone', actor: `person ${desk.bob.personId}` },
  ])
  expect((await proveDay(engine)).problems).toEqual([])
})

/** The way back as Ann sees it now. */
async function seenByAnn(engine: Engine, itemId: number) {
  const undo = (await readActs(engine, { itemId, by: desk.ann }))?.undo
  if (undo?.sha256 === undefined) throw new Error('there is no way back')
  return { decisionId: undo.decision.id, sha256: undo.sha256 }
}

// Seen red with whatever stands taken back: Ann's second press undid what Bob had decided in between.
test('law: what another decided in between is taken back by nobody who saw the one before, however quick they are', async () => {
  const { engine } = at()
  const itemId = await anException(engine)
  await resolve(engine, itemId, { resolution: 'return', code: 'R14' })
  const seen = await seenByAnn(engine, itemId)
  const bobDecides = async () => {
    await undoDecision(engine, { itemId, by: desk.bob, seen })
    await resolve(engine, itemId, { resolution: 'return', code: 'R15' }, desk.bob)
  }
  const undoByAnn = () => undoDecision(engine, { itemId, by: desk.ann, seen })
  const [, ...tries] = await Promise.all([bobDecides(), ...Array.from({ length: 8 }, undoByAnn)])
  expect(tries.filter(one => one.is === 'undone').length).toBeLessThanOrEqual(1)
  expect(await undoByAnn()).toMatchObject({
    refused: 'preview_stale',
    why: expect.stringContaining('decided otherwise'),
  })
  expect(await ask(engine, 'select code, state from decision order by id')).toEqual([
    { code: 'R14', state: 'undone' },
    { code: 'R15', state: 'done' },
  ])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with the number of the decision compared and not what taking it back would do.
test('what would be taken back otherwise than it was said is refused: the next day it is a reversal', async () => {
  const { engine, clock } = at()
  const itemId = await anException(engine)
  await resolve(engine, itemId, { resolution: 'post' })
  const seen = await seenByAnn(engine, itemId)
  clock.now = clock.now.add({ hours: 24 })
  const refused = await undoDecision(engine, { itemId, by: desk.ann, seen })
  expect(refused).toMatchObject({ refused: 'preview_stale', why: expect.stringContaining('is not what you saw') })
  const again = await seenByAnn(engine, itemId)
  expect(again.decisionId).toBe(seen.decisionId)
  expect(await undoDecision(engine, { itemId, by: desk.ann, seen: again })).toMatchObject({ by: 'reversal' })
  expect(await stands(engine, itemId)).toEqual(OPEN)
})

test('undone days later, the opposite is booked on that day, and it can be decided again', async () => {
  const { engine, clock } = at()
  const itemId = await anException(engine)
  await resolve(engine, itemId, { resolution: 'post' })
  clock.now = clock.now.add({ hours: 24 * 3 })
  expect(await takeBack(engine, { itemId, by: desk.bob })).toMatchObject({ is: 'undone', by: 'reversal' })
  expect(await stands(engine, itemId)).toEqual(OPEN)
  const days = await ask(engine, `select day::text from entry where kind in ('resolution', 'reversal') order by id`)
  expect(days).toEqual([{ day: '2026-11-23' }, { day: '2026-11-27' }])
  expect((await proveDay(engine)).problems).toEqual([])
  await resolve(engine, itemId, { resolution: 'post' })
  expect(await stands(engine, itemId)).toMatchObject({ state: 'posted', balance: 999_899 })
  expect((await proveDay(engine)).problems).toEqual([])
})

test('after sixty days the door is closed, and the sentence says which is left', async () => {
  const { engine, clock } = at()
  const itemId = await anException(engine)
  await resolve(engine, itemId, { resolution: 'post' })
  clock.now = clock.now.add({ hours: 24 * 70 })
  const undone = await takeBack(engine, { itemId, by: desk.bob })
  expect(undone).toMatchObject({ refused: 'undo_too_late', why: expect.stringContaining('has no case for it') })
  expect(await stands(engine, itemId)).toMatchObject({ state: 'posted', exception: 'closed' })
})

// Planted bug seen red: the answer left queued.
test('a return that waits is withdrawn and does not go out; decided again it goes with the new code', async () => {
  const { engine } = at()
  const itemId = await anException(engine)
  await resolve(engine, itemId, { resolution: 'return', code: 'R14' })
  expect(await takeBack(engine, { itemId, by: desk.bob })).toMatchObject({ is: 'undone', withdraws: 'answer' })
  expect(await stands(engine, itemId)).toEqual(OPEN)
  expect(await releaseOutboundFiles(engine)).toEqual([])
  expect((await proveDay(engine)).problems).toEqual([])
  await resolve(engine, itemId, { resolution: 'return', code: 'R15' })
  expect(await releaseOutboundFiles(engine)).toHaveLength(1)
  expect(await ask(engine, 'select code, state from outbound_item')).toEqual([{ code: 'R15', state: 'sent' }])
  expect((await proveDay(engine)).problems).toEqual([])
})

/** Where the money of the item is, in cents, and how its exception stands. */
async function money(engine: Engine, itemId: number) {
  const sum = (number: string) => `(select sum(balance_minor)::int from account where number = '${number}')`
  const [row] = await ask(
    engine,
    `select item.state, exception.state as exception, exception.code, exception.clock, exception.decided_by, position.closed_on is null as suspended,
       (select balance_minor::int from account where number = $2) - 1000000 as customer, ${sum('~suspense')} as suspense,
       ${sum('~adjustments')} as held, ${sum('~settlement.ach')} as network
     from item join exception using (shard, id) join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id
     where item.id = $1`,
    [itemId, DECEASED],
  )
  return row
}

/** What is settled with the network of the other entry, which posted. */
const OTHER = 100
const LEFT = {
  ...{ state: 'returned', exception: 'closed', code: 'R15', clock: 'ach-return', suspended: false },
  ...{ customer: 0, suspense: 0, held: 0, network: OTHER },
}
const ASKED_BACK = {
  ...LEFT,
  ...{
    state: 'suspended',
    exception: 'open',
    code: null,
    clock: 'ach-dishonor',
    suspended: true,
    suspense: -101,
    held: 101,
  },
}

const AGAIN_BY = { stops: '2026-12-01', runs: '2027-05-22' }

/** Each window is one of its own, and none is left after the last: the rules that closed the doors are named. */
async function expectWindows(engine: Engine, itemId: number): Promise<void> {
  const { now } = at().clock
  const windows: readonly (readonly [number, object])[] = [
    // Its value leaves suspense by the last day of what is asked, and not by that of the return.
    [70, { does: { opens: { exception: { clock: { runs: { rule: 'ach-reinitiate' }, exit: AGAIN_BY } } } } }],
    [200, { does: { opens: { adjustment: { type: 'TAKEBACK' } } } }],
    [
      740,
      {
        standing: 'shut',
        whyNot: [
          expect.stringMatching(/AGAIN until .*rule ach-dishonor.*TAKEBACK until Thu 2028-11-23 \(rule ach-claim/),
        ],
      },
    ],
  ]
  for (const [days, offered] of windows) {
    at().clock.now = now.add({ hours: 24 * days })
    expect((await readActs(engine, { itemId, by: desk.bob }))?.undo).toMatchObject(offered)
  }
  at().clock.now = now
}

// Seen red with: the case opened with the value of the item left with the network; the return counted as taken back.
test('a return that went out stands: undoing asks the other bank to put it right, until that has left itself, and each end is booked', async () => {
  const { engine } = at()
  const itemId = await anException(engine)
  await resolve(engine, itemId, { resolution: 'return', code: 'R15' })
  await releaseOutboundFiles(engine)
  expect(await money(engine, itemId)).toMatchObject(LEFT)
  const undo = () => takeBack(engine, { itemId, by: desk.bob })
  const holds = async () => expect((await proveDay(engine)).problems).toEqual([])
  const shown = (await readActs(engine, { itemId, by: desk.bob }))?.undo
  expect(shown).toMatchObject({ by: 'remedy', standing: 'open', does: { legs: [{ amountMinor: 101 }] } })
  expect(await undo()).toMatchObject({
    ...{ is: 'undone', by: 'remedy' },
    opens: {
      exception: { state: 'open', clock: { stops: { rule: 'ach-return' }, runs: { rule: 'ach-dishonor' } } },
      adjustment: { type: 'AGAIN', state: 'asked', rightMinor: 101 },
      letters: [
        { to: 'sender', rule: 'ach-dishonor', words: expect.stringMatching(/send the entry again.*R15 on 2026/) },
      ],
    },
  })
  expect(await money(engine, itemId)).toMatchObject(ASKED_BACK)
  await holds()
  expect(await undo()).toMatchObject({ is: 'undone', by: 'undo', endsAs: { state: 'returned', code: 'R15' } })
  expect(await money(engine, itemId)).toMatchObject(LEFT)
  await holds()
  const step = (word: AdjustmentStep) => resolve(engine, itemId, { resolution: 'adjust', step: word })
  for (const [word, after] of [
    ['again', LEFT],
    ['settle', { ...LEFT, state: 'adjusted', code: null, customer: -101, network: OTHER + 101 }],
  ] as const) {
    expect(await undo()).toMatchObject({ by: 'remedy' })
    await step(word)
    const { clock: _, ...ended } = after
    expect(await money(engine, itemId)).toMatchObject(ended)
    await holds()
    expect(await undo()).toMatchObject({ is: 'undone', by: 'undo' })
    expect(await money(engine, itemId)).toMatchObject(ASKED_BACK)
    expect(await undo()).toMatchObject({ is: 'undone', endsAs: { state: 'returned', code: 'R15' } })
  }
  await expectWindows(engine, itemId)
  expect(await undo()).toMatchObject({ by: 'remedy' })
  const post = await previewResolution(engine, { itemId, asked: { resolution: 'post' }, by: desk.ann })
  expect(post).toMatchObject({ refused: 'resolution_not_possible', why: expect.stringContaining('(AGAIN) runs') })
  const [letter] = await ask<LetterKey & Record<string, unknown>>(
    engine,
    `select shard, decision_id as "decisionId", n from letter_request where state = 'requested'`,
  )
  if (letter === undefined) throw new Error('nothing is asked')
  const sent = { letter, on: Temporal.PlainDate.from('2026-11-23'), by: desk.bob }
  await inWriteRequest(engine.database, engine.institution.orgId, tx => sendLetterWithin(engine, tx, sent))
  expect(await undo()).toMatchObject({ refused: 'effect_left', why: expect.stringContaining('was sent to the other') })
  expect(await ask(engine, 'select resolution, state, count(*) from decision group by 1, 2 order by 1, 2')).toEqual([
    { resolution: 'adjust', state: 'done', count: 1 },
    { resolution: 'adjust', state: 'undone', count: 5 },
    { resolution: 'return', state: 'done', count: 1 },
  ])
})

// Seen red with the policy not asked of what is offered: it was said to be open, and was refused with somebody who could approve it.
test('what takes a second person to ask back is offered as such, and proposed', async () => {
  const { engine } = at()
  const itemId = await anException(engine)
  await resolve(engine, itemId, { resolution: 'return', code: 'R15' })
  await releaseOutboundFiles(engine)
  const policy = { name: 'disputes', owner: 'Sue', from: '2020-01-01', to: '9999-12-31', fromMinor: 0 }
  const secondKeys = [{ ...policy, resolutions: ['adjust'], keying: 'seen' }] as const
  const asking = { ...engine, institution: { ...engine.institution, secondKeys } }
  const whyNot = [expect.stringMatching(/^The policy disputes/)]
  expect((await readActs(asking, { itemId, by: desk.bob }))?.undo).toMatchObject({ standing: 'approval', whyNot })
  expect(await takeBack(asking, { itemId, by: desk.bob })).toMatchObject({
    is: 'proposed',
    by: 'remedy',
    needs: whyNot,
  })
  expect(await money(engine, itemId)).toMatchObject(LEFT)
})

test('what was asked is taken back without a posting; nothing more is there to undo', async () => {
  const { engine } = at()
  const itemId = await anException(engine)
  await resolve(engine, itemId, { resolution: 'refer', to: 'sender', words: 'For the estate?' })
  expect(await takeBack(engine, { itemId, by: desk.bob })).toMatchObject({ is: 'undone', legs: [] })
  expect(await takeBack(engine, { itemId, by: desk.bob })).toMatchObject({ refused: 'nothing_to_undo' })
  expect(await ask(engine, 'select state, undone_by from decision')).toEqual([
    { state: 'undone', undone_by: desk.bob.personId },
  ])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Planted bug seen red: the last decision read before its bucket is locked.
test('law: of twenty who undo at once, one does', async () => {
  const { engine } = at()
  const itemId = await anException(engine)
  await resolve(engine, itemId, { resolution: 'post' })
  const all = await Promise.all(Array.from({ length: 20 }, () => takeBack(engine, { itemId, by: desk.bob })))
  expect(all.filter(one => one.is === 'undone')).toHaveLength(1)
  expect(await stands(engine, itemId)).toEqual(OPEN)
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with nothing asked of the account: the money went to an account that is closed.
test.each([
  ['closed', /^An account that it moved is closed since, and nothing posts to it: reopen the account/],
  ['frozen', /is frozen since, .*: lift the freeze at the ledger first/],
] as const)(
  'nothing is taken back through an account that is %s since, and the sentence says what opens it',
  async (status, why) => {
    const { engine } = at()
    const itemId = await anException(engine)
    await resolve(engine, itemId, { resolution: 'post' })
    const seen = await seenByAnn(engine, itemId)
    await recordAccounts(engine, [anAccount(engine, DECEASED, { status })])
    expect(await undoDecision(engine, { itemId, by: desk.ann, seen })).toMatchObject({
      refused: 'account_shut',
      why: expect.stringMatching(why),
    })
    expect(await stands(engine, itemId)).toMatchObject({ state: 'posted', exception: 'closed', balance: 999_899 })
    await recordAccounts(engine, [anAccount(engine, DECEASED)])
    expect(await undoDecision(engine, { itemId, by: desk.ann, seen })).toMatchObject({ is: 'undone' })
    expect((await proveDay(engine)).problems).toEqual([])
  },
)
