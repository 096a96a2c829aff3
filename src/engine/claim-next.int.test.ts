import { expect, test } from 'vitest'
import { ask } from '../../test/samples/arrivals.ts'
import { engineOfEachTest } from '../../test/samples/engine-of-each-test.ts'
import { addOperators, plantCases } from '../../test/samples/operators.ts'
import { claimNext, type Pulled } from './claim-next.ts'
import type { Engine } from './engine.ts'
import { proveDay } from './prove-day.ts'
import { openPulls } from './pulls.ts'
import { reassignCase } from './reassign-case.ts'

const at = engineOfEachTest([])

const caseOf = (pulled: Pulled | undefined) =>
  pulled === undefined || pulled.outcome === 'nothing' ? pulled?.outcome : pulled.place.caseId

// Seen red with the latest deadline first, and with what somebody holds already not looked for.
test('people who ask together get the most urgent cases in their order, each another; asking again gives the same', async () => {
  const { engine } = at()
  await addOperators(engine, [{ id: 1 }, { id: 2 }, { id: 3, skills: ['checks'] }])
  await plantCases(engine, { queue: 'ach-funds', count: 40 })
  const pulled = await claimNext(engine, [1, 2, 3])
  expect([1, 2, 3].map(one => caseOf(pulled.get(one)))).toEqual([1, 2, 'nothing'])
  expect(pulled.get(1)).toMatchObject({
    outcome: 'claimed',
    why: { behind: 38, isMore: false, first: { by: 'clock' } },
  })
  expect(pulled.get(1)).toMatchObject({ place: { holder: 1, fence: 1, queue: 'ach-funds' } })
  expect(await claimNext(engine, [1])).toMatchObject(
    new Map([[1, { outcome: 'held', place: { caseId: 1, fence: 1 } }]]),
  )
})

// Seen red with everything that is ready counted, and with what one is not handed counted for them.
test('each is told how many others they could be handed in that moment, and no more', async () => {
  const { engine } = at()
  await addOperators(engine, [{ id: 1 }, { id: 2 }])
  await plantCases(engine, { queue: 'ach-funds', count: 12 })
  const now = engine.now().toString()
  for (const [caseId, column] of [
    [2, `ready_at = '${now}'::timestamptz + interval '1 hour'`],
    [3, "for_role = 'ps'"],
    [4, 'offered_to = 2'],
    [5, "worked_by = '{1}', worked_on = '2026-11-23'"],
    [6, "barred = '{1}', worked_by = '{1}', worked_on = '2026-11-23'"],
    [8, `state = 'leased', holder = 3, lease_until = '${now}'`],
    [9, `state = 'pended', holder = 3, wake_on = 'date', waiting_for = 'a letter'`],
  ])
    await ask(engine, `update queue_place set ${column} where case_id = ${caseId}`)
  const pulled = await claimNext(engine, [1, 2])
  expect(pulled.get(1)).toMatchObject({ place: { caseId: 1 }, why: { behind: 6, first: { by: 'clock' } } })
  expect(pulled.get(2)).toMatchObject({ place: { caseId: 4 }, why: { behind: 8, first: { by: 'given' } } })
})

// Seen red with the roles of an agent taken as they were given: it was handed what associates are not.
test('law: an agent is handed what an associate is, whatever role it was given', async () => {
  const { engine } = at()
  await addOperators(engine, [{ id: 1 }, { id: 2, roles: ['sps'] }, { id: 3, roles: ['ps', 'sps'] }])
  await ask(engine, "update person set kind = 'agent', owner_id = 1 where id = 3")
  await plantCases(engine, { queue: 'ach-funds', count: 2 })
  await ask(engine, "update queue_place set for_role = 'ps' where case_id = 1")
  expect(caseOf((await claimNext(engine, [3])).get(3))).toBe(2)
  expect(caseOf((await claimNext(engine, [2])).get(2))).toBe(1)
})

// Seen red with a service account that is a caller like others: its cases would have lain with it for ever.
test('a service account is handed nothing, and is given nothing by name, whatever role it holds', async () => {
  const { engine } = at()
  await addOperators(engine, [{ id: 1 }, { id: 2, roles: ['sps'] }])
  await ask(engine, "update person set kind = 'service', owner_id = 1 where id = 2")
  await plantCases(engine, { queue: 'ach-funds', count: 1 })
  expect(caseOf((await claimNext(engine, [2])).get(2))).toBe('nothing')
  const [of] = await ask<{ queue: string; caseShard: number; caseId: number }>(
    engine,
    'select queue, case_shard as "caseShard", case_id as "caseId" from queue_place',
  )
  const given = await reassignCase(engine, of ?? { queue: '', caseShard: 0, caseId: 0 }, { by: 1, to: 2, reason: 'x' })
  expect(given).toHaveProperty('refused')
})

// Seen red with the absence of the owner left out, and with an agent that is away with its owner.
test('a second account of somebody who is away is handed nothing; their agent goes on', async () => {
  const { engine } = at()
  await addOperators(engine, [{ id: 1 }, { id: 2 }, { id: 3 }])
  await ask(engine, 'update person set owner_id = 1 where id in (2, 3)')
  await ask(engine, "update person set kind = 'agent' where id = 3")
  await plantCases(engine, { queue: 'ach-funds', count: 2 })
  const moment = engine.now().toString()
  await ask(
    engine,
    `insert into absence (shard, person_id, why, holds_from, holds_until)
     select shard, 1, 'leave', '${moment}'::timestamptz - interval '1 day', '${moment}'::timestamptz + interval '1 day' from person where id = 1`,
  )
  const pulled = await claimNext(engine, [2, 3])
  expect([2, 3].map(one => caseOf(pulled.get(one)))).toEqual(['nothing', 1])
})

// Seen red with a credential that is looked up without its end.
test('a credential that expires between two pulls: that work is not offered from the next one on', async () => {
  const { engine, clock } = at()
  const until = engine.now().add({ minutes: 1 }).toString()
  await addOperators(engine, [{ id: 1, roles: ['ps'], skills: ['ach-claims'], credentials: { 'reg-e': until } }])
  await plantCases(engine, { queue: 'ach-claims', count: 3 })
  const pulls = openPulls(engine)
  expect(caseOf(await pulls.next(1))).toBe(1)
  await ask(engine, "update queue_place set state = 'done', holder = null, lease_until = null where case_id = 1")
  clock.now = clock.now.add({ minutes: 1 })
  expect(await pulls.next(1)).toEqual({ outcome: 'nothing' })
})

// Seen red with the roles of teams left out, with those of a parent team left out, and with an absence passed over.
test('a role that a parent team holds counts, an absence and a break leave everything out', async () => {
  const { engine } = at()
  await addOperators(engine, [{ id: 1, roles: [] }, { id: 2 }, { id: 3 }])
  await ask(engine, "insert into team (shard, id, name, parent_id) values (1024, 1, 'All', null), (1024, 2, 'Desk', 1)")
  await ask(
    engine,
    "insert into team_member (shard, team_id, person_id, holds_from) values (1024, 2, 1, '2026-01-01T00:00:00Z')",
  )
  await ask(
    engine,
    "insert into role_holding (shard, team_id, role, holds_from) values (1024, 1, 'aop', '2026-01-01T00:00:00Z')",
  )
  await ask(
    engine,
    "insert into absence (shard, person_id, why, holds_from, holds_until) values (1024, 2, 'leave', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')",
  )
  await ask(
    engine,
    "insert into presence (shard, person_id, state, since) values (1024, 3, 'break', '2026-11-23T15:00:00Z')",
  )
  await plantCases(engine, { queue: 'ach-funds', count: 5 })
  const pulled = await claimNext(engine, [1, 2, 3])
  expect([1, 2, 3].map(one => caseOf(pulled.get(one)))).toEqual([1, 'nothing', 'nothing'])
})

// Seen red with owners not looked at, and with the nearest one alone.
test('an account for which nobody active answers is handed nothing, however many answer for each other', async () => {
  const { engine } = at()
  await addOperators(engine, [{ id: 1 }, { id: 2 }, { id: 3 }])
  await ask(engine, 'update person set owner_id = id - 1 where id in (2, 3)')
  await plantCases(engine, { queue: 'ach-funds', count: 5 })
  expect(caseOf((await claimNext(engine, [3])).get(3))).toBe(1)
  await ask(engine, "update person set state = 'left' where id = 1")
  const pulled = await claimNext(engine, [2, 3])
  expect(pulled.get(2)?.outcome).toBe('nothing')
  await ask(engine, 'update queue_place set lease_until = opened_at where holder = 3')
  expect((await claimNext(engine, [3])).get(3)?.outcome).toBe('nothing')
})

// Seen red with the lease left out of what counts as ready, and with the fence not raised.
test('a lease that ran out counts as ready in the next pull, without any sweep; the event says from whom', async () => {
  const { engine, clock } = at()
  await addOperators(engine, [{ id: 1 }, { id: 2 }])
  await plantCases(engine, { queue: 'ach-funds', count: 1 })
  expect(caseOf((await claimNext(engine, [1])).get(1))).toBe(1)
  expect((await claimNext(engine, [2])).get(2)).toEqual({ outcome: 'nothing' })
  clock.now = clock.now.add({ seconds: 90 })
  expect((await claimNext(engine, [2])).get(2)).toMatchObject({ outcome: 'claimed', place: { caseId: 1, fence: 2 } })
  const events = await ask<{ actor: string; body: string }>(
    engine,
    "select actor, body from event where kind = 'case_claimed' order by n",
  )
  expect(events).toEqual([
    { actor: 'person 1', body: '{"caseShard":1101,"fence":1}' },
    { actor: 'person 2', body: '{"caseShard":1101,"fence":2,"from":"person 1"}' },
  ])
})

// Seen red with the second look of a single caller left out: everything that is read is barred for person 1.
test('a person for whom the whole head of a long queue is barred is handed what lies behind it', async () => {
  const { engine } = at()
  await addOperators(engine, [{ id: 1 }])
  await plantCases(engine, { queue: 'ach-funds', count: 300 })
  await ask(engine, "update queue_place set worked_by = '{1}', worked_on = '2026-11-23' where case_id <= 150")
  await ask(engine, "update queue_place set barred = '{1}' where case_id between 151 and 280")
  expect(caseOf((await claimNext(engine, [1])).get(1))).toBe(281)
})

// Seen red with the numbers of people left as the text that the database gives them in.
test('what one person may not take another one gets, also when they ask together', async () => {
  const { engine } = at()
  await addOperators(engine, [{ id: 1 }, { id: 2 }])
  await plantCases(engine, { queue: 'ach-funds', count: 3 })
  await ask(engine, "update queue_place set worked_by = '{1}', worked_on = '2026-11-23' where case_id = 1")
  await ask(engine, "update queue_place set barred = '{1}' where case_id = 2")
  const pulled = await claimNext(engine, [1, 2])
  expect([1, 2].map(one => caseOf(pulled.get(one)))).toEqual([3, 1])
})

// Seen red with the lock of the buckets left out.
test('40 clients of two engines pull 600 cases: none twice, none lost, and the books and chains prove', async () => {
  const { engine, another } = at()
  await addOperators(
    engine,
    Array.from({ length: 700 }, (_, n) => ({ id: n + 1 })),
  )
  await plantCases(engine, { queue: 'ach-funds', count: 600 })
  const pulls = [openPulls(engine), openPulls(await another())]
  let next = 1
  const got: (string | number | undefined)[] = []
  const client = async (n: number) => {
    for (let id = next++; id <= 700; id = next++) got.push(caseOf(await pulls[n % 2]?.next(id)))
  }
  await Promise.all(Array.from({ length: 40 }, (_, n) => client(n)))
  expect(got.filter(one => one === 'nothing')).toHaveLength(100)
  expect(new Set(got.filter(one => one !== 'nothing')).size).toBe(600)
  expect((await proveDay(engine)).audit.problems).toEqual([])
})

/** Two associates and a specialist, and some cases of one queue. */
async function desk(engine: Engine, count: number): Promise<void> {
  await addOperators(engine, [{ id: 1 }, { id: 2 }, { id: 3, roles: ['ps'] }])
  await plantCases(engine, { queue: 'ach-funds', count })
}

/** Which case somebody gets next. */
async function idOf(engine: Engine, person: number): Promise<number | undefined> {
  const pulled = (await claimNext(engine, [person])).get(person)
  return pulled?.outcome === 'claimed' ? pulled.place.caseId : undefined
}

// Seen red with what waited read without looking at whom it is for: 21 cases for senior specialists hid the next one from everybody.
test('what has waited long enough comes to whoever may take it, however much for others waits before it', async () => {
  const { engine } = at()
  await desk(engine, 30)
  await ask(
    engine,
    `update queue_place set state = 'pended', holder = 3, wake_on = 'date', waiting_for = 'a letter', for_role = case when case_id < 30 then 'sps' else 'aop' end,
       ready_at = $1::timestamptz - (31 - case_id) * interval '1 minute'`,
    [engine.now().toString()],
  )
  expect(await idOf(engine, 1)).toBe(30)
  expect(await idOf(engine, 2)).toBeUndefined()
})

// Seen red with what waited read in the order of its moments: the most urgent was the thirtieth, and what one let wait oneself as late.
test('of much that waited for one moment one’s own comes first, then the most urgent', async () => {
  const { engine } = at()
  await desk(engine, 40)
  await ask(
    engine,
    `update queue_place set state = 'pended', holder = case when case_id = 39 then 1 else 3 end, wake_on = 'date', waiting_for = 'a letter', ready_at = $1::timestamptz - case_id * interval '1 second'`,
    [engine.now().toString()],
  )
  expect(await idOf(engine, 2)).toBe(1)
  expect(await idOf(engine, 1)).toBe(39)
})
