import { expect, test } from 'vitest'
import { ask } from '../../test/samples/arrivals.ts'
import { expectWritten, inForce } from '../../test/samples/effect-written.ts'
import { type EveryKind, type Excepted, NOON, nameOf, onCopies, openEveryKind } from '../../test/samples/every-kind.ts'
import { expectTaken, pairOf } from '../../test/samples/listed-ways.ts'
import { ANSWERS_APART, APART, SHUT } from '../../test/samples/shut-ways.ts'
import { takeAsShown } from '../../test/samples/take-as-shown.ts'
import { takeBack, takeUnitBack } from '../../test/samples/take-back.ts'
import { type HeldUnit, takeEveryUnit, takeUnit, type UnitTaken } from '../../test/samples/take-every-unit.ts'
import { together, type WaysTaken, wayOf } from '../../test/samples/take-every-way.ts'
import { UNIT_ENDS } from '../../test/samples/ways-chosen.ts'
import type { Resolution } from '../core/exception.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import type { Engine } from '../engine/engine.ts'
import { proveDay } from '../engine/prove-day.ts'
import { releaseOutboundFiles } from '../engine/release-outbound-files.ts'

/** Every way out of every kind of exception is taken back on a later day and after its file left: books and proof right, history intact, a closed door named. */

const MONDAY = NOON.add({ hours: 24 * 3 })

// Seen red with what is reversed booked on the day of the decision.
test('what stands from another day is reversed by entries of today, for every step of every way out of every kind, and the books say so', {
  timeout: 900_000,
}, async () => {
  const { taken, shut } = together(
    await onCopies(async (at, mine) => {
      const ways: WaysTaken = { taken: [], shut: [] }
      for (const one of mine.filter(({ decidedBy }) => decidedBy === 'person')) {
        const start = await standing(at.engine, one.id)
        for (const steps of await at.choices(one)) {
          await takeAndReverse(at, one, steps, ways)
          expect(await standing(at.engine, one.id), `${nameOf(one)} ${steps[0]?.resolution}`).toEqual(start)
        }
      }
      return ways
    }),
  )
  expect.soft(shut.toSorted()).toEqual(SHUT)
  expectTaken(taken, {
    of: one => one.scope === 'item' && (one.pack === 'checks' || one.decidedBy === 'person'),
    apart: APART,
  })
})

/** What is in force, letters apart: a customer whose money goes back on a later day is told so. */
async function standing(engine: Engine, id: number) {
  return (await inForce(engine, id)).map(({ letters: _, ...rest }) => rest)
}

async function takeAndReverse(
  { engine, desk, clock }: EveryKind,
  one: Excepted,
  steps: readonly ResolutionAsked[],
  { taken, shut }: WaysTaken,
): Promise<void> {
  const done: string[] = []
  for (const asked of steps) {
    const resolved = await takeAsShown(engine, { itemId: one.id, asked, by: desk.ann })
    if (resolved.is === 'refused') shut.push(`${nameOf(one)} ${wayOf(asked)}: ${resolved.refused}`)
    if (resolved.is !== 'done') break
    taken.push(pairOf({ ...one, way: asked.resolution }))
    done.unshift(`${nameOf(one)} ${wayOf(asked)}`)
  }
  clock.now = MONDAY
  for (const way of done) {
    const undone = await takeBack(engine, { itemId: one.id, by: desk.ann })
    expect(undone, way).toMatchObject({ is: 'undone', by: 'reversal' })
    const days = undone.is === 'undone' ? undone.legs.map(leg => leg.day) : []
    expect(days.filter(day => day < '2026-11-23')).toEqual([])
  }
  clock.now = NOON
}

const ANSWERING: readonly Resolution[] = ['return', 'dishonor', 'contest', 'refuse']

/** Takes one way out of each that has one of these, a policy’s decision being taken over first; gives whose. */
async function takeOneOf({ engine, desk, ...at }: EveryKind, ways: readonly Resolution[]) {
  const [ids, taken, shut]: [number[], string[], string[]] = [[], [], []]
  for (const one of at.excepted) {
    const asked = (await at.choices(one)).flat().find(({ resolution }) => ways.includes(resolution))
    if (asked === undefined) continue
    if (one.decidedBy === 'policy')
      await takeAsShown(engine, { itemId: one.id, asked: { resolution: 'take_over' }, by: desk.ann })
    const resolved = await takeAsShown(engine, { itemId: one.id, asked, by: desk.ann })
    if (resolved.is === 'refused') shut.push(`${nameOf(one)} ${asked.resolution}: ${resolved.refused}`)
    if (resolved.is !== 'done') continue
    ids.push(one.id)
    taken.push(pairOf({ ...one, way: asked.resolution }))
  }
  return { ids, taken, shut }
}

// Seen red with a return of what we sent answered with a return of our own; and, of what left, with its value put back to the network.
test('what goes back goes out in files that our own reader reads as they were meant, and the books say so', {
  timeout: 600_000,
}, async () => {
  const at = await openEveryKind()
  const { engine, desk } = at
  const { ids, taken, shut } = await takeOneOf(at, ANSWERING)
  expect.soft(shut.toSorted()).toEqual(SHUT.filter(one => / (return|dishonor|contest|refuse): /.test(one)))
  await releaseOutboundFiles(engine, undefined, NOON)
  const rows = await ask(engine, 'select distinct item.state from item where id = any ($1::bigint[])', [ids])
  expect(rows).toEqual([{ state: 'returned' }])
  expect((await proveDay(engine)).problems).toEqual([])
  // What left stands: the other bank is asked to put it right, by the rules of its own rail, and that is taken back again.
  for (const now of [NOON, MONDAY]) {
    at.clock.now = now
    await askAllBack(at, ids)
  }
  // Years later every door is closed, and the rule that closed it is named.
  at.clock.now = NOON.add({ hours: 24 * 365 * 3 })
  for (const itemId of ids)
    expect(await takeBack(engine, { itemId, by: desk.ann }), `item ${itemId}`).toMatchObject({
      ...{
        refused: 'effect_left',
        why: expect.stringMatching(
          /until \w+ 20\d\d-\d\d-\d\d \(rule (ach|adjustment)-|our own entries are reversed until/,
        ),
      },
    })
  await at.close()
  expectTaken(taken, { of: one => one.scope === 'item' && ANSWERING.includes(one.way), apart: ANSWERS_APART })
})

// Seen red with the legs of a reversal booked on the day of the decision; and with what is held again left as rejected.
test('what was decided of all that is held as a whole is reversed by entries of today, until its door closes: books, items and history say so', {
  timeout: 600_000,
}, async () => {
  const at = await openEveryKind()
  const { engine, clock } = at
  const doors = new Set<string>()
  await takeEveryUnit(at, async ({ one, done }) => {
    // What goes on as something of its own is decided there, on whatever day.
    if (done.some(({ resolution }) => UNIT_ENDS.includes(resolution))) {
      for (const now of [NOON, MONDAY, YEARS_LATER]) doors.add(await doorOn(at, { one, done }, now))
      return
    }
    const taken = await takeBackOn(at, { one, done }, NOON, 'undo')
    await releaseOutboundFiles(engine, undefined, NOON)
    const standing = await unitStands(engine, one.id)
    await takeUnit(at, one, done)
    // Nothing of a unit is in a file that leaves.
    await releaseOutboundFiles(engine, undefined, NOON)
    await takeBackOn(at, { one, done }, MONDAY, 'reversal')
    expect(await unitStands(engine, one.id), `${nameOfUnit(one)} ${done[0]?.resolution}`).toEqual(standing)
    await takeUnit(at, one, done)
    if (done.length > 0) doors.add(await doorOn(at, { one, done }, YEARS_LATER))
    await takeBackOn(at, { one, done }, NOON, 'undo')
    expect(await unitStands(engine, one.id)).toEqual(standing)
    expect(await decidedOf(engine, one.id)).toEqual({ ...taken, undone: taken.undone + 2 * done.length })
  })
  clock.now = NOON
  expect((await proveDay(engine)).problems).toEqual([])
  const tooLate = (way: string, then: string) =>
    `${way}, undo_too_late: It was booked on Fri 2026-11-20, and our own entries are reversed for 60 days, until Tue 2027-01-19. ${then}`
  const WRITE = 'The network has no case for it: what is left is to write to the other institution.'
  expect([...doors].sort()).toEqual([
    tooLate('adjust', WRITE),
    'correct, claim_raised: The claim is decided on item N from then on.',
    tooLate('deny', 'What the customer says now is a claim of its own: take it down as they tell it.'),
    tooLate('forward', 'What Estates has they can give back: it is received then as anything else is.'),
    tooLate('move', WRITE),
    tooLate('refer', WRITE),
    tooLate('reject', WRITE),
    'release, items_processed: What was held is processed, and its items are decided as any others: what is wrong with one of them is undone or corrected there.',
  ])
  await at.close()
})

async function askAllBack({ engine, desk, excepted }: EveryKind, ids: readonly number[]): Promise<void> {
  const [left, history] = [await endsOf(engine, ids), await decisionsDone(engine)]
  const asked = new Set<string>()
  for (const itemId of ids) {
    const shown = await takeBack(engine, { itemId, by: desk.ann })
    if (shown.is !== 'undone' || shown.opens === undefined) throw new Error(`item ${itemId}: ${JSON.stringify(shown)}`)
    await expectWritten(engine, shown.opens)
    const { adjustment, exception, letters } = shown.opens
    const runs = exception.clock?.runs.rule ?? ''
    expect(letters[0], `item ${itemId}`).toMatchObject({ to: 'sender', rule: runs })
    const pack = excepted.find(one => one.id === itemId)?.pack
    asked.add(`${pack} ${adjustment?.type} ${runs}`)
  }
  expect([...asked].sort()).toEqual([
    'ach AGAIN ach-dishonor',
    'ach CONTEST ach-contest',
    'ach NOC ach-noc-refused-answer',
    'ach TAKEBACK ach-claim-between-banks',
    'checks AGAIN adjustment-any',
  ])
  expect(new Set((await endsOf(engine, ids)).map(one => one.closed_as))).toEqual(new Set([null]))
  expect(await decisionsDone(engine)).toBe(history + ids.length)
  expect((await proveDay(engine)).problems).toEqual([])
  for (const itemId of ids)
    expect(await takeBack(engine, { itemId, by: desk.ann }), `item ${itemId}`).toMatchObject({
      ...{ is: 'undone', by: 'undo', endsAs: { state: 'returned', code: expect.stringMatching(/./) } },
    })
  expect(await endsOf(engine, ids)).toEqual(left)
  expect(await decisionsDone(engine)).toBe(history)
  expect((await proveDay(engine)).problems).toEqual([])
}

/** As what these stand. */
function endsOf(engine: Engine, ids: readonly number[]) {
  return ask<{ state: string; closed_as: string | null; code: string | null }>(
    engine,
    `select item.state, closed_as, exception.code from exception join item using (shard, id) where item.id = any ($1::bigint[]) order by item.id`,
    [ids],
  )
}

/** How many decisions stand. */
async function decisionsDone(engine: Engine): Promise<number> {
  const [row] = await ask<{ count: number }>(engine, "select count(*)::int from decision where state = 'done'")
  return row?.count ?? 0
}

const YEARS_LATER = NOON.add({ hours: 24 * 365 * 3 })

function nameOfUnit({ pack, kind }: HeldUnit): string {
  return `${pack} ${kind}`
}

/** Takes these steps back on the day, the last first; gives what the unit’s history says of it. */
async function takeBackOn(
  { engine, desk, clock }: EveryKind,
  { one, done }: UnitTaken,
  now: Temporal.Instant,
  by: 'undo' | 'reversal',
) {
  clock.now = now
  for (const { resolution } of done) {
    const undone = await takeUnitBack(engine, { exceptionId: one.id, by: desk.ann })
    expect(undone, `${nameOfUnit(one)} ${resolution}`).toMatchObject({ is: 'undone', by })
    const days = undone.is === 'undone' ? undone.legs.map(leg => leg.day) : []
    if (by === 'reversal') expect(days.filter(day => day < '2026-11-23')).toEqual([])
  }
  clock.now = NOON
  return decidedOf(engine, one.id)
}

/** The door that is closed then, by its name and the rule that closed it. */
async function doorOn(
  { engine, desk, clock }: EveryKind,
  { one, done }: UnitTaken,
  now: Temporal.Instant,
): Promise<string> {
  clock.now = now
  const shut = await takeUnitBack(engine, { exceptionId: one.id, by: desk.ann })
  clock.now = NOON
  if (shut.is !== 'refused') throw new Error(`${nameOfUnit(one)}: ${JSON.stringify(shut)}`)
  const [first, second] = shut.why.replace(/item \d+/, 'item N').split(/(?<=\.) /)
  return `${done[0]?.resolution}, ${shut.refused}: ${shut.refused === 'undo_too_late' ? `${first} ${second}` : first}`
}

/** As what a unit stands, and with it all items and all money. */
async function unitStands(engine: Engine, id: number) {
  const unit = await ask(
    engine,
    `select state, closed_as, code, closed_on::text, exit_on::text from exception
     join suspense_position as position on position.shard = exception.shard and position.exception_id = exception.id where exception.id = $1`,
    [id],
  )
  const items = await ask(
    engine,
    'select state, count(*)::int, sum(amount_minor)::bigint from item group by state order by state',
  )
  const balances = await ask(
    engine,
    'select number, shard, balance_minor from account where balance_minor <> 0 order by 1, 2',
  )
  return { unit, items, balances }
}

/** How many decisions about it stand, and how many are undone: none is ever gone. */
async function decidedOf(engine: Engine, id: number) {
  const [row] = await ask<{ done: number; undone: number }>(
    engine,
    `select count(*) filter (where state = 'done')::int as done, count(*) filter (where state = 'undone')::int as undone from decision where exception_id = $1`,
    [id],
  )
  return row ?? { done: 0, undone: 0 }
}
