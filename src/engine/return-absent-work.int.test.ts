import { expect, test } from 'vitest'
import { ask } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { sealPeople } from '../../test/samples/people.ts'
import { desk, idOf, mustGet } from '../../test/samples/pulls.ts'
import { parkCase, unparkCase } from './park-case.ts'
import { pendCase } from './pend-case.ts'
import { proveDay } from './prove-day.ts'
import { readPends } from './read-queues.ts'
import { reassignCase } from './reassign-case.ts'
import { returnAbsentWork } from './return-absent-work.ts'
import { wakeCases } from './wake-cases.ts'

const at = engineOfEachTest([])

// Seen red with work that is parked left to somebody who is absent, and with what a case waited for forgotten.
test('work of somebody who becomes absent returns, whatever state it is in', async () => {
  const { engine, clock } = at()
  await desk(engine, 4)
  await parkCase(engine, await mustGet(engine, 1), { field: 'code', draft: {} })
  await pendCase(engine, await mustGet(engine, 1), {
    ...{ wake: { on: 'date' }, at: clock.now.add({ hours: 2 }), waitingFor: 'a call' },
  })
  await mustGet(engine, 1)
  expect(await returnAbsentWork(engine)).toBe(0)
  await ask(
    engine,
    "insert into absence (shard, person_id, why, holds_from, holds_until) values (1024, 1, 'ill', '2026-11-23T00:00:00Z', '2026-11-24T00:00:00Z')",
  )
  expect(await returnAbsentWork(engine)).toBe(3)
  expect([await idOf(engine, 2), await idOf(engine, 3)]).toEqual([1, 2])
  const left =
    "select body::jsonb ->> 'why' as why, woken_by from event join queue_place on case_id = subject where kind = 'case_returned' order by case_id"
  expect(await ask(engine, left)).toEqual([
    { why: 'not_here', woken_by: null },
    { why: 'not_here', woken_by: 'whoever let it wait has it no more; it waited for a call' },
    { why: 'not_here', woken_by: null },
  ])
})

// Seen red with nobody looked at but who is absent, with the session not looked at, and with what the engine did taken for a word.
test('what is kept for somebody who does not come back is everybody’s a banking day later, with its draft', async () => {
  const { engine, clock } = at()
  await desk(engine, 4, '2026-12-23T20:00:00Z')
  const aside = await mustGet(engine, 1)
  await parkCase(engine, aside, { field: 'code', draft: { code: 'R03' } })
  const waits = await mustGet(engine, 1)
  await pendCase(engine, waits, {
    wake: { on: 'file', key: 'source 7' },
    at: clock.now.add({ hours: 200 }),
    waitingFor: 'a file',
  })
  await pendCase(engine, await mustGet(engine, 1), {
    ...{ wake: { on: 'date' }, at: clock.now.add({ hours: 200 }), waitingFor: 'a call' },
  })
  const given = { queue: 'ach-funds', caseShard: 1101, caseId: 4 }
  expect(await reassignCase(engine, given, { by: 3, to: 1, reason: 'urgent' })).toMatchObject({ offeredTo: 1 })
  await ask(
    engine,
    `insert into session (shard, id, person_id, signed_in_at, last_seen_at, ended_at, end_why) values (1024, sha256('one'), 1, $1, $2, $2, 'signed out')`,
    [clock.now.toString(), clock.now.add({ hours: 2 }).toString()],
  )
  clock.now = clock.now.add({ hours: 25 })
  expect(await returnAbsentWork(engine)).toBe(0)
  clock.now = clock.now.add({ hours: 1 })
  // What came of what waited is no word of theirs.
  expect(await wakeCases(engine, { on: 'file', key: 'source 7' })).toBe(1)
  expect(await returnAbsentWork(engine)).toBe(3)
  expect(await returnAbsentWork(engine)).toBe(0)
  expect(await unparkCase(engine, aside)).toMatchObject({ refused: 'not_parked' })
  expect([await idOf(engine, 2), await idOf(engine, 3)]).toEqual([1, 2])
  const places = "select state, holder, note -> 'draft' as draft from queue_place order by case_id"
  expect(await ask(engine, places)).toEqual([
    { state: 'leased', holder: 2, draft: { code: 'R03' } },
    { state: 'leased', holder: 3, draft: null },
    { state: 'pended', holder: 1, draft: null },
    { state: 'ready', holder: null, draft: null },
  ])
  const told =
    "select distinct actor, body::jsonb ->> 'from' as of, body::jsonb ->> 'why' as why from event where kind = 'case_returned'"
  expect(await ask(engine, told)).toEqual([{ actor: 'engine', of: 'person 1', why: 'not_heard_of' }])
  expect((await proveDay(engine)).audit.problems).toEqual([])
})

/** Person 1 is ill for a day. */
const ILL =
  "insert into absence (shard, person_id, why, holds_from, holds_until) values (1024, 1, 'ill', '2026-11-23T00:00:00Z', '2026-11-24T00:00:00Z')"

// Seen red with everything of whoever is absent returned, and with whoever is away named as its owner.
test('what waits for something else than whoever is absent waits on, as nobody’s who is away, and wakes with it for others', async () => {
  const { engine, clock } = at()
  await desk(engine, 3, '2026-12-23T20:00:00Z')
  const until = { at: clock.now.add({ hours: 8 }), waitingFor: 'a file' }
  await pendCase(engine, await mustGet(engine, 1), { ...until, wake: { on: 'file', key: 'source 7' } })
  await pendCase(engine, await mustGet(engine, 1), { ...until, wake: { on: 'file', key: 'source 8' } })
  await ask(engine, ILL)
  await sealPeople(engine)
  const ownersOf = async () =>
    (await readPends(engine, { after: undefined, limit: 10 }))?.map(one => one.holder?.id ?? one.of.queue)
  expect(await returnAbsentWork(engine)).toBe(0)
  expect(await ownersOf()).toEqual(['ach-funds', 'ach-funds'])
  expect([await idOf(engine, 2), await idOf(engine, 3)]).toEqual([3, undefined])
  expect(await wakeCases(engine, { on: 'file', key: 'source 7' })).toBe(1)
  expect(await idOf(engine, 3)).toBe(1)
  expect(await ask(engine, 'select state, woken_by from queue_place where case_id = 1')).toEqual([
    { state: 'leased', woken_by: 'a file of source 7; it waited for a file' },
  ])
  clock.now = until.at
  expect(await returnAbsentWork(engine)).toBe(1)
  expect(await ownersOf()).toEqual([])
  expect((await proveDay(engine)).audit.problems).toEqual([])
})

// Seen red with everything of whoever is absent returned.
test('what waits for something else is theirs again who are back when it wakes', async () => {
  const { engine, clock } = at()
  await desk(engine, 2, '2026-12-23T20:00:00Z')
  const until = { at: clock.now.add({ hours: 8 }), waitingFor: 'a file' }
  await pendCase(engine, await mustGet(engine, 1), { ...until, wake: { on: 'file', key: 'source 7' } })
  await ask(engine, ILL)
  expect(await returnAbsentWork(engine)).toBe(0)
  await ask(engine, 'delete from absence')
  await wakeCases(engine, { on: 'file', key: 'source 7' })
  expect([await idOf(engine, 2), await idOf(engine, 1)]).toEqual([2, 1])
})
