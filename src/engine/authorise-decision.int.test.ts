import { beforeEach, expect, test } from 'vitest'
import { accountNumbers, achFile } from '../../test/samples/ach-files.ts'
import { ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { commitAs } from '../../test/samples/bulk-acts.ts'
import { debitsToDecide, shownOfFile } from '../../test/samples/debits-to-decide.ts'
import type { Desk } from '../../test/samples/desk.ts'
import { deskOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack } from '../../test/samples/take-back.ts'
import type { AccountStatus } from '../core/account.ts'
import type { Act } from '../core/authority/act.ts'
import type { Measure } from '../core/authority/people-facts.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { RETURN_R01 } from '../packs/ach/sample-addenda.ts'
import { approveDecision } from './approve-decision.ts'
import type { Decider } from './authorise-decision.ts'
import { canPerson } from './can-person.ts'
import { changePeople } from './change-people.ts'
import type { Engine } from './engine.ts'
import type { PeopleChange } from './people-change.ts'
import { proveDay } from './prove-day.ts'
import { readActs } from './read-acts.ts'
import type { Resolved } from './resolve-exception.ts'
import { workBulks } from './work-bulks.ts'

const [DECEASED = '', OTHER = '', THIRD = ''] = accountNumbers(3)
const ZONE = 'America/New_York'
const at = deskOfEachTest([])
let engine: Engine
let desk: Desk
beforeEach(() => {
  engine = at().engine
  desk = at().desk
})

const exceptions = (amounts: readonly number[], account = DECEASED, status?: AccountStatus) =>
  debitsToDecide(engine, amounts, { account, status })

async function post(itemId: number, by: Decider): Promise<Resolved> {
  const asked = { resolution: 'post' } as const
  return takeAsShown(engine, { itemId, asked, by })
}

/** Kim's own limits of one day, in the place of the associates': the same for one act, the day and one payee, and what else is said. */
async function limitKim(
  minor: bigint,
  act: 'post' | 'undo' | 'return' = 'post',
  others: Partial<Record<Measure, bigint>> = {},
): Promise<void> {
  const login = 'kim'
  const measures = Object.entries({ act: minor, day: minor, payee: minor, ...others }) as [Measure, bigint][] // the keys of a constant
  const limits = measures.map(
    ([measure, limitMinor]) =>
      ({ change: 'grant', hold: 'limit', of: { login }, act, measure, days: 1, limitMinor }) as const,
  )
  await bySue(...limits)
}

async function bySue(...changes: readonly PeopleChange[]): Promise<void> {
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const changed = await changePeople(engine, { person: sue?.id ?? 0, session: 'stepped-up' }, changes)
  expect(changed.outcome).toBe('changed')
}

// Seen red with what was decided before left out of the sums.
test('law: three times 4,900 to one payee under a limit of 5,000: the second needs a second person, the third too, whoever splits it', async () => {
  await limitKim(500_000n)
  const [first = 0, second = 0, third = 0] = await exceptions([490_000, 490_000, 490_000])
  expect(await post(first, desk.kim)).toMatchObject({ is: 'done' })
  // What was proposed counts: splitting is no way around it by putting each part before somebody else.
  for (const [itemId, sum] of [
    [second, '9,800.00 USD'],
    [third, '14,700.00 USD'],
  ] as const)
    expect(await post(itemId, desk.kim)).toMatchObject({
      is: 'proposed',
      needs: expect.arrayContaining([expect.stringContaining(sum)]),
    })
  expect(await post(second, desk.ann)).toMatchObject({ refused: 'proposal_waits' })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red without the wait for the person's other decisions: two of three were done.
test('law: split by being quick it is no smaller: of three at once under a limit for one, one is done', async () => {
  await limitKim(500_000n)
  const ids = await exceptions([490_000, 490_000, 490_000])
  const others = await exceptions([490_000], OTHER)
  const all = await Promise.all([...ids, ...others].map(itemId => post(itemId, desk.kim)))
  expect(all.filter(one => one.is === 'done')).toHaveLength(1)
  expect(all.filter(one => one.is === 'proposed')).toHaveLength(3)
})

// Seen red with the days counted from the item's own: what was decided before counted for nothing.
test('law: what came after the cutoff, and is of the next day, is decided under the limits of today all the same', async () => {
  const { clock } = at()
  await limitKim(500_000n)
  const [early = 0] = await exceptions([490_000])
  expect(await post(early, desk.kim)).toMatchObject({ is: 'done', effect: { legs: [{ day: '2026-11-23' }] } })
  clock.now = Temporal.Instant.from('2026-11-24T02:00:00Z')
  const [late = 0] = await exceptions([490_000], OTHER)
  expect(await post(late, desk.kim)).toMatchObject({ is: 'proposed', effect: { legs: [{ day: '2026-11-24' }] } })
  expect((await proveDay(engine)).problems).toEqual([])
})

const shownAtOnce = (itemId: number, by: Decider, asked?: ResolutionAsked) => shownOfFile(engine, itemId, by, asked)

// Seen red with each act added up alone.
test('law: split over acts, what goes to one payee is one sum, alone and at once', async () => {
  // Each in a batch of its own.
  for (const amount of [90_000, 91_000]) await exceptions([amount])
  const [first = 0, second = 0, third = 0] = await exceptions([92_000])
  for (const itemId of [first, second]) expect(await post(itemId, desk.kim)).toMatchObject({ is: 'done' })
  const why = expect.stringContaining('2,730.00 USD to this payee in 5 banking days (1,810.00 USD before')
  const asked = { resolution: 'return', code: 'R15' } as const
  expect(await shownAtOnce(third, desk.kim, asked)).toMatchObject({ counts: [0, 1], why })
  expect(await takeAsShown(engine, { itemId: third, asked, by: desk.kim })).toMatchObject({
    is: 'proposed',
    needs: [why],
  })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with the account in a return taken for ours: 9,800.00 USD to this payee.
test('law: what another bank answers names an account there, and is no sum of whoever has an account of that number here', async () => {
  await bySue({ change: 'grant', hold: 'role', role: 'sps', to: { login: 'kim' } })
  await limitKim(500_000n, 'post', { day: 10_000_000n })
  const [debit = 0] = await exceptions([490_000])
  expect(await post(debit, desk.kim)).toMatchObject({ is: 'done' })
  const contested = { ...RETURN_R01, kind: '99-contested', returnCode: 'R73' } as const
  const answers = [RETURN_R01, contested].map((addenda, n) => ({
    ...{ transactionCode: 26, account: DECEASED, amountMinor: 490_000, addenda: [addenda] },
    trace: `12104288000090${n}`,
  }))
  await receiveAndProcess(engine, { name: 'answers.ach', bytes: achFile(answers.map(one => ({ entries: [one] }))) })
  const rows = await ask<{ id: number; kind: string }>(engine, 'select id, kind from exception where id <> $1', [debit])
  expect(rows.map(one => one.kind).sort()).toEqual(['contested-return', 'return-without-original'])
  for (const { id } of rows) {
    expect(await shownAtOnce(id, desk.kim)).toMatchObject({ why: '' })
    expect(await post(id, desk.kim)).toMatchObject({ is: 'done' })
  }
  expect((await proveDay(engine)).problems).toEqual([])
})

test('a limit for a reason adds up one reason code, whatever kind of exception it was, alone and at once', async () => {
  await limitKim(10_000_000n, 'return', { reason: 100_000n })
  // Each in a batch of its own.
  for (const amount of [60_000, 61_000]) await exceptions([amount])
  const [first = 0, second = 0, third = 0] = await exceptions([62_000])
  const back = (itemId: number, code: string) =>
    takeAsShown(engine, { itemId, asked: { resolution: 'return', code }, by: desk.kim })
  expect(await back(first, 'R15')).toMatchObject({ is: 'done' })
  expect(await back(second, 'R14')).toMatchObject({ is: 'done' })
  const why = expect.stringContaining('1,220.00 USD for this reason today (600.00 USD before')
  const asked = { resolution: 'return', code: 'R15' } as const
  expect(await shownAtOnce(third, desk.kim, asked)).toMatchObject({ counts: [0, 1], why })
  expect(await back(third, 'R15')).toMatchObject({ is: 'proposed', needs: [why] })
})

// Seen red with the sums of whoever gave the right left out where many are decided at once.
test('law: what is decided alone, at once and in the person’s place is one sum, whichever way comes last', async () => {
  await limitKim(500_000n)
  const lee = await inKimsPlace('post')
  const [many = 0] = await exceptions([150_000, 150_000], OTHER)
  const [theirs = 0, own = 0, more = 0, theirMore = 0] = await exceptions([100_000, 100_000, 100_000, 100_000])
  const [last = 0] = await exceptions([100_000], THIRD)
  const { dryRun, counts } = await shownAtOnce(many, desk.kim)
  expect(counts).toEqual([2, 0])
  await commitAs(engine, dryRun, desk.kim)
  await workBulks(engine)
  expect(await post(theirs, lee)).toMatchObject({ is: 'done' })
  expect(await post(own, desk.kim)).toMatchObject({ is: 'done' })
  const kim = { login: 'kim', act: 'post', amountMinor: 0, queue: undefined, viewer: undefined } as const
  const can = await canPerson(engine, { ...kim, account: DECEASED })
  expect(can).toMatchObject({ decided: { limits: [{}, { usedMinor: 500_000n }, { usedMinor: 200_000n }] } })
  for (const [itemId, by, sum] of [
    [more, desk.kim, '6,000.00 USD today (5,000.00 USD before'],
    [theirMore, lee, '7,000.00 USD today (6,000.00 USD before'],
  ] as const)
    expect(await post(itemId, by)).toMatchObject({ is: 'proposed', needs: [expect.stringContaining(sum)] })
  for (const by of [desk.kim, lee])
    expect(await shownAtOnce(last, by)).toMatchObject({
      counts: [0, 1],
      why: expect.stringContaining('8,000.00 USD today (7,000.00 USD before'),
    })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with what is decided added up by the day on which it was decided.
test('law: over midnight what is booked on one day is one sum, and what is decided on days without banking counts on the next', async () => {
  const { clock } = at()
  await limitKim(1_000_000n)
  const amounts = [400_000, 600_000, 200_000, 500_000, 400_000, 200_000]
  const [monday = 0, early = 0, over = 0, saturday = 0, sunday = 0, last = 0] = await exceptions(amounts)
  const its = (local: string) => (clock.now = Temporal.PlainDateTime.from(local).toZonedDateTime(ZONE).toInstant())
  expect(await post(monday, desk.kim)).toMatchObject({ is: 'done', effect: { legs: [{ day: '2026-11-23' }] } })
  its('2026-11-23T21:00')
  const [late = 0] = await exceptions([300_000], OTHER)
  its('2026-11-23T23:59')
  expect(await post(late, desk.kim)).toMatchObject({ is: 'done', effect: { legs: [{ day: '2026-11-24' }] } })
  // Of Monday's nothing counts any more, of what was decided on Monday evening for Tuesday all.
  its('2026-11-24T00:01')
  expect(await post(early, desk.kim)).toMatchObject({ is: 'done', effect: { legs: [{ day: '2026-11-24' }] } })
  const needs = (sum: string) => ({ is: 'proposed', needs: expect.arrayContaining([expect.stringContaining(sum)]) })
  expect(await post(over, desk.kim)).toMatchObject(needs('11,000.00 USD today (9,000.00 USD before'))
  for (const [day, itemId] of [
    ['2026-11-28T23:59', saturday],
    ['2026-11-29T00:01', sunday],
  ] as const) {
    its(day)
    expect(await post(itemId, desk.kim)).toMatchObject({ is: 'done', effect: { legs: [{ day: '2026-11-30' }] } })
  }
  its('2026-11-30T00:01')
  expect(await post(last, desk.kim)).toMatchObject(needs('11,000.00 USD today (9,000.00 USD before'))
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with every batch taken for the same one, and with every reason where many are decided at once.
test('law: limits of a batch and of a kind add up what no other limit holds, alone, at once and by a delegate', async () => {
  await limitKim(10_000_000n, 'post', { cluster: 3_000_000n, reason: 4_000_000n })
  await bySue({ change: 'grant', hold: 'role', role: 'sps', to: { login: 'kim' } })
  const lee = await inKimsPlace('post')
  const [first = 0, second = 0] = await exceptions([2_000_000, 1_500_000])
  const [inAnother = 0] = await exceptions([1_000_000], OTHER)
  const [ofAnother = 0] = await exceptions([2_600_000], THIRD, 'open')
  expect(await ask(engine, 'select kind from exception where id = $1', [ofAnother])).toEqual([
    { kind: 'review-threshold' },
  ])
  expect(await post(first, desk.kim)).toMatchObject({ is: 'done' })
  expect(await post(second, lee)).toMatchObject({
    is: 'proposed',
    needs: [expect.stringContaining('35,000.00 USD of this batch today (20,000.00 USD before')],
  })
  expect(await shownAtOnce(inAnother, desk.kim)).toMatchObject({
    counts: [0, 1],
    why: expect.stringContaining('45,000.00 USD for this reason today (35,000.00 USD before'),
  })
  expect(await shownAtOnce(ofAnother, desk.kim)).toMatchObject({ counts: [1, 0], why: '' })
  expect(await post(ofAnother, desk.kim)).toMatchObject({ is: 'done' })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with nothing added up of what was undone, and with no payee asked about.
test('law: three times 4,900 taken back under a limit of 5,000: the second needs a second person, the third too, whoever splits it', async () => {
  await limitKim(500_000n, 'undo')
  const ids = await exceptions([490_000, 490_000, 490_000])
  for (const itemId of ids) expect(await post(itemId, desk.ann)).toMatchObject({ is: 'done' })
  const [first = 0, second = 0, third = 0] = ids
  const undo = (itemId: number, by: Decider) => takeBack(engine, { itemId, by })
  expect(await undo(first, desk.kim)).toMatchObject({ is: 'undone' })
  expect((await readActs(engine, { itemId: second, by: desk.kim }))?.undo).toMatchObject({ standing: 'approval' })
  const payee = expect.stringMatching(/^9,800.00 USD to this payee/)
  expect(await undo(second, desk.kim)).toMatchObject({ is: 'proposed', needs: expect.arrayContaining([payee]) })
  const lee = await inKimsPlace('undo')
  const sum = expect.arrayContaining([expect.stringContaining('14,700.00 USD')])
  expect(await undo(third, lee)).toMatchObject({ is: 'proposed', needs: sum })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with nobody written down in whose place it was undone.
test('law: what two people take back in the place of one is under the limits of that one', async () => {
  await limitKim(500_000n, 'undo')
  const [first = 0, second = 0] = await exceptions([490_000, 490_000])
  for (const itemId of [first, second]) await post(itemId, desk.ann)
  expect(await takeBack(engine, { itemId: first, by: await inKimsPlace('undo') })).toMatchObject({ is: 'undone' })
  expect(await takeBack(engine, { itemId: second, by: desk.kim })).toMatchObject({ is: 'proposed' })
})

// Seen red with whoever gave the right left out of the hands, where the act is judged and where the proposal is read: each alone keeps it.
test('law: what is proposed in somebody’s place is approved by neither of the two, whatever they may approve of others', async () => {
  await limitKim(100_000n)
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const approves = (['act', 'day', 'payee', 'cluster'] as const).map(
    measure =>
      ({
        change: 'grant',
        hold: 'limit',
        of: { login: 'kim' },
        act: 'approve',
        measure,
        days: 1,
        limitMinor: 10n ** 12n,
      }) as const,
  )
  const role = { change: 'grant', hold: 'role', role: 'sps', to: { login: 'kim' } } as const
  const promoted = await changePeople(engine, { person: sue?.id ?? 0, session: 'stepped-up' }, [role, ...approves])
  expect(promoted).toMatchObject({ outcome: 'changed' })
  const [first = 0, second = 0] = await exceptions([490_000, 490_000])
  const lee = await inKimsPlace('post')
  expect(await post(first, lee)).toMatchObject({ is: 'proposed' })
  expect(await post(second, desk.kim)).toMatchObject({ is: 'proposed' })
  const approve = async (itemId: number, by: Decider) => {
    const [row] = await ask<{ shard: number; id: number; sha256: string }>(
      engine,
      "select shard, id, encode(effect_sha256, 'hex') as sha256 from decision where exception_id = $1",
      [itemId],
    )
    const { sha256 = '', ...decision } = row ?? { shard: 0, id: 0 }
    return approveDecision(engine, { decision, by, sha256 })
  }
  expect(await approve(first, desk.kim)).toMatchObject({
    refused: 'not_authorised',
    why: expect.stringMatching(/^You gave the right by which it was made/),
  })
  expect(await approve(first, lee)).toMatchObject({ refused: 'not_authorised' })
  expect(await approve(first, desk.bob)).toMatchObject({ is: 'approved' })
  expect((await proveDay(engine)).problems).toEqual([])
})

/** Lee, who has no right of their own to anything but knows the work, in the place of Kim. */
async function inKimsPlace(act: Act): Promise<Decider> {
  const login = 'lee'
  const skills = await ask<{ skill: string }>(engine, 'select distinct skill from person_skill')
  const [sue] = await ask<{ id: number }>(engine, "select id from person where login = 'sue'")
  const added = await changePeople(engine, { person: sue?.id ?? 0, session: 'stepped-up' }, [
    { change: 'add_person', login, name: login, kind: 'human' },
    ...skills.map(({ skill }) => ({ change: 'grant', hold: 'skill', skill, login }) as const),
  ])
  const given = { change: 'grant', hold: 'delegation', giver: 'kim', login, acts: [act] } as const
  const until = engine.now().add({ hours: 24 })
  const kim = { person: desk.kim.personId, session: 'stepped-up' } as const
  expect(await changePeople(engine, kim, [{ ...given, until }])).toMatchObject({ outcome: 'changed' })
  return { personId: added.outcome === 'changed' ? (added.ids[0] ?? 0) : 0, session: 'signed-in' }
}

test('undone, it counts no more', async () => {
  await limitKim(500_000n)
  const [first = 0, second = 0] = await exceptions([490_000, 490_000])
  await post(first, desk.kim)
  expect(await takeBack(engine, { itemId: first, by: desk.ann })).toMatchObject({ is: 'undone' })
  expect(await post(second, desk.kim)).toMatchObject({ is: 'done' })
})
