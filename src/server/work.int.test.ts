import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { nowInSql } from '../../test/clock/monday.ts'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { addOperators, plantCases } from '../../test/samples/operators.ts'
import { sessionOf, signedInAs } from '../../test/samples/people.ts'
import { type PathName, pathTo } from '../contract/paths.ts'
import { PROBLEM_PREFIX, Problem } from '../contract/problem.ts'
import { CasePlace, Desk, DeskCase, FoundCases, HandedOver, NextWork, Renewed, SkipsOfDay } from '../contract/work.ts'
import { SKIPS_A_DAY_MAX } from '../core/work/place-acts.ts'

/** Work handed out over HTTP: two associates with the skills of most queues, a specialist, a supervisor. */

const [ANN, BEA, CAL, DAN, SUE] = [9001, 9002, 9003, 9004, 9005] as const

let server: SampleServer
const tokens = new Map<number, string>()

beforeAll(async () => {
  server = await openSampleServer(100)
  await addOperators(server.engine, [
    ...[{ id: ANN }, { id: BEA }, { id: DAN }],
    ...[
      { id: CAL, roles: ['sps'] },
      { id: SUE, roles: ['supervisor'], skills: [] },
    ],
  ])
  for (const id of [ANN, BEA, CAL, DAN, SUE]) tokens.set(id, await sessionOf(server.engine, id))
})
afterAll(() => server.close())

/** Each test begins with twenty cases in one queue, all of them ready. */
beforeEach(async () => {
  for (const table of ['case_skip', 'queue_place', 'presence']) await sql(`delete from ${table}`)
  await sql('delete from work_case where shard = 1101')
  await plantCases(server.engine, { queue: 'ach-funds', count: 20 })
})

async function sql(text: string): Promise<void> {
  await server.engine.database.pool.query(text)
}

async function ask(person: number | string, name: PathName, body?: object, holes = {}, query = {}): Promise<unknown> {
  const token = typeof person === 'string' ? person : tokens.get(person)
  const isRead = name === 'workMine' || name === 'workSkips' || name === 'workFind'
  const response = await server.ask(pathTo(name, holes, query), {
    method: isRead ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'clearday-request': '1', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return response.json()
}

async function next(person: number): Promise<DeskCase> {
  const given = NextWork.parse(await ask(person, 'workNext'))
  if (given.outcome === 'nothing') throw new Error(`nothing for ${person}: ${given.why[0]?.sentence}`)
  return given.work
}

/** An act on the case by the claim with which it is held. */
function act(person: number, name: PathName, of: DeskCase, more = {}): Promise<unknown> {
  return ask(person, name, { fence: of.fence, ...more }, { case: of.case.case })
}

function expectProblem(given: unknown, name: string, more = {}): void {
  expect(Problem.parse(given)).toMatchObject({ type: PROBLEM_PREFIX + name, ...more })
}

// Seen red with everybody served as the first who asked.
test('two people who ask get different cases, each with why, and asking again gives each their own', async () => {
  const [first, second] = await Promise.all([ask(ANN, 'workNext'), ask(BEA, 'workNext')]).then(all =>
    all.map(one => NextWork.parse(one)),
  )
  expect(first).toMatchObject({
    outcome: 'claimed',
    work: { fence: 1, state: 'leased', case: { queue: 'ach-funds', queue_title: 'ACH debits without the funds' } },
    why: expect.stringMatching(/^due .*, before the next \(.*\), 1[89] others behind it$/),
  })
  expect(second?.outcome).toBe('claimed')
  const ids = [await next(ANN), await next(BEA)].map(one => one.case.case)
  expect(new Set(ids).size).toBe(2)
  expect(NextWork.parse(await ask(ANN, 'workNext')).outcome).toBe('held')
  expect(Desk.parse(await ask(ANN, 'workMine')).data.map(one => one.case.case)).toEqual([ids[0]])
  expect(Renewed.parse(await ask(BEA, 'workHeartbeat')).data).toMatchObject([{ case: ids[1], fence: 1 }])
})

// Seen red with what is in hand put aside also where the named case is refused.
test('whoever is called about a case takes it out of its turn and puts theirs aside, both or neither', async () => {
  const own = await next(ANN)
  const others = await next(BEA)
  const named = async (id: string) => FoundCases.parse(await ask(ANN, 'workFind', undefined, {}, { number: id })).data
  const all = await server.engine.database.pool.query<{ id: string }>(
    `select case_shard || '-' || case_id as id from queue_place where state = 'ready' order by ready_at desc, case_id desc`,
  )
  const last = all.rows.at(-1)?.id ?? ''
  expect(await named(last)).toMatchObject([{ case: { case: last }, state: 'ready', holder: null }])
  expect(await named(others.case.case)).toMatchObject([{ state: 'leased', holder: { id: BEA } }])
  expect(await named('nothing of that number')).toEqual([])
  const aside = { case: own.case.case, fence: own.fence, note: { field: 'words', draft: { words: 'half' } } }
  const take = (who: number, id: string, more = {}) => ask(who, 'workTake', more, { case: id })
  expectProblem(await take(ANN, others.case.case, { aside }), 'may_not_take', { holder: { id: BEA } })
  expectProblem(await take(ANN, last), 'desk_full')
  expect(Desk.parse(await ask(ANN, 'workMine')).data).toMatchObject([{ state: 'leased' }])
  expect(DeskCase.parse(await take(ANN, last, { aside }))).toMatchObject({ case: { case: last }, state: 'leased' })
  const desk = Desk.parse(await ask(ANN, 'workMine')).data
  expect(desk.map(one => [one.case.case, one.state])).toEqual(
    expect.arrayContaining([
      [last, 'leased'],
      [own.case.case, 'parked'],
    ]),
  )
  expect(desk.find(one => one.state === 'parked')?.note).toEqual(aside.note)
})

// Seen red with the holder left out of the problem.
test('a stale fence is refused with lease_lost and who has the case now', async () => {
  const stale = await next(ANN)
  await sql(`update queue_place set lease_until = ${nowInSql()} - interval '1 second' where state = 'leased'`)
  const taken = await next(BEA)
  expect(taken).toMatchObject({ fence: 2, case: { case: stale.case.case } })
  const holder = { id: BEA, name: `Operator ${BEA}` }
  for (const [name, more] of [
    ['workRelease', {}],
    ['workSkip', { reason: 'wrong_queue' }],
    ['workPend', { until: '2099-01-01T00:00:00Z', waiting_for: 'a letter' }],
    ['workPark', { note: { field: 'code', draft: {} } }],
  ] as const)
    expectProblem(await act(ANN, name, stale, more), 'lease_lost', { status: 409, holder })
  expectProblem(await act(BEA, 'workRelease', { ...taken, fence: 1 }), 'lease_lost', { holder })
  expect(CasePlace.parse(await act(BEA, 'workRelease', taken))).toMatchObject({ state: 'ready', fence: 2 })
})

// Seen red with the reason of every skip written as the first of the list.
test('what three people skip with a reason goes to specialists, and a supervisor sees who skipped', async () => {
  const seen: unknown[] = []
  for (const person of [ANN, BEA, DAN]) {
    const got = await next(person)
    expect(got.case.case).toBe('1101-1')
    seen.push(await act(person, 'workSkip', got, { reason: 'needs_specialist' }))
  }
  expect(seen.map(one => CasePlace.parse(one).for_role)).toEqual(['aop', 'aop', 'ps'])
  expect((await next(ANN)).case.case).toBe('1101-2')
  expect((await next(CAL)).case.case).toBe('1101-1')
  const skips = SkipsOfDay.parse(await ask(SUE, 'workSkips'))
  expect(skips.data).toHaveLength(3)
  expect(skips.data[0]).toMatchObject({
    person: { id: ANN, name: `Operator ${ANN}` },
    reason: 'needs_specialist',
    sentence: 'A specialist has to look at it',
    skips: 1,
  })
  expect(SkipsOfDay.parse(await ask(SUE, 'workSkips', undefined, {}, { day: '2020-01-02' })).data).toEqual([])
  expectProblem(await act(ANN, 'workSkip', await next(ANN), { reason: 'no_mood' }), 'request_invalid')
})

// Seen red with the refusal left out of the contract, and with given back among the reasons that one may choose.
test('what is given back is seen as such by supervisors, and refused with a sentence when the day’s skips are used up', async () => {
  for (let n = 1; n < SKIPS_A_DAY_MAX; n++) await act(ANN, 'workRelease', await next(ANN))
  expectProblem(await act(ANN, 'workSkip', await next(ANN), { reason: 'given_back' }), 'request_invalid')
  await act(ANN, 'workSkip', await next(ANN), { reason: 'wrong_queue' })
  expectProblem(await act(ANN, 'workRelease', await next(ANN)), 'skips_used_up', {
    detail: expect.stringMatching(/passed over or given back 10 cases today.*ask a supervisor/),
  })
  expect(SkipsOfDay.parse(await ask(SUE, 'workSkips')).data).toMatchObject([
    { person: { id: ANN }, reason: 'given_back', sentence: 'It was given back without a reason', skips: 9, cases: 9 },
    { person: { id: ANN }, reason: 'wrong_queue', skips: 1 },
  ])
})

// Seen red with the queue left out.
test('nothing coming says why, by queue', async () => {
  expect(await ask(ANN, 'workPresence', { presence: 'break' })).toEqual({ presence: 'break' })
  expect(NextWork.parse(await ask(ANN, 'workNext'))).toEqual({
    outcome: 'nothing',
    why: [
      {
        queue: 'ach-funds',
        why: 'not_available',
        cases: 20,
        sentence: '20 cases in ACH debits without the funds: not available. Say that you are available.',
      },
    ],
  })
  await ask(ANN, 'workPresence', { presence: 'available' })
  expect((await next(ANN)).case.case).toBe('1101-1')
  const newcomer = await signedInAs(server.engine, 'aop')
  expect(NextWork.parse(await ask(newcomer, 'workNext'))).toMatchObject({ why: [{ why: 'skill_missing' }] })
})

// Seen red with the note of the place left out of what is held.
test('what is put aside comes back with its draft, three at most; what waits is shown with its moment', async () => {
  const draft = { amount: '12.30', note: 'half a \ud83d' }
  const first = await next(ANN)
  for (let n = 0; n < 3; n++) await act(ANN, 'workPark', await next(ANN), { note: { field: 'amount', draft } })
  const fourth = await next(ANN)
  expectProblem(await act(ANN, 'workPark', fourth, { note: { field: 'amount', draft } }), 'desk_full', { status: 409 })
  const holes = { case: first.case.case }
  expectProblem(await ask(ANN, 'workUnpark', undefined, holes), 'desk_full')
  const waits = { until: '2099-01-01T00:00:00Z', waiting_for: 'the originator’s letter' }
  expectProblem(await act(ANN, 'workPend', fourth, { ...waits, until: '2020-01-01T00:00:00Z' }), 'wake_in_the_past', {
    status: 422,
  })
  expectProblem(await act(ANN, 'workPend', fourth, { ...waits, until: 'tomorrow' }), 'request_invalid')
  expectProblem(await act(ANN, 'workPend', fourth, waits), 'wake_too_late', {
    ...{
      status: 422,
      detail: expect.stringMatching(/leave here by .*, so it wakes by .* at the latest: name that moment/),
    },
  })
  await sql("update queue_place set ours_at = ours_at + interval '100 years'")
  const wakes = (on: string, key: string) => act(ANN, 'workPend', fourth, { ...waits, wake: { on, key } })
  expectProblem(await wakes('ledger', 'when the money is there'), 'wake_unknown', { status: 422 })
  expectProblem(await wakes('mail', 'their letter'), 'wake_unknown', { status: 422 })
  await act(ANN, 'workPend', fourth, { ...waits, wake: { on: 'file', key: 'fed-ach' } })
  expectProblem(await ask(BEA, 'workUnpark', undefined, holes), 'not_parked')
  const back = DeskCase.parse(await ask(ANN, 'workUnpark', undefined, holes))
  expect(back).toMatchObject({ fence: 2, state: 'leased', note: { field: 'amount', draft: { amount: '12.30' } } })
  const { data } = Desk.parse(await ask(ANN, 'workMine'))
  expect(data.map(one => one.state)).toEqual(['leased', 'parked', 'parked', 'pended'])
  expect(data[3]).toMatchObject({ wakes_on: 'file', wakes_at: '2099-01-01T00:00:00Z', waiting_for: waits.waiting_for })
})

// Seen red with the desk of anybody handed over by an associate.
test('a supervisor gives a case and a desk to somebody who is there; an associate gives their own desk', async () => {
  const got = await next(ANN)
  const to = `operator${BEA}`
  expectProblem(await ask(ANN, 'workReassign', { case: got.case.case, to, reason: 'urgent' }), 'act_not_allowed')
  expectProblem(
    await ask(SUE, 'workReassign', { case: got.case.case, to: 'nobody', reason: 'urgent' }),
    'person_not_found',
    { status: 404 },
  )
  expect(CasePlace.parse(await ask(SUE, 'workReassign', { case: got.case.case, to, reason: 'urgent' }))).toMatchObject({
    state: 'ready',
    fence: 2,
  })
  expectProblem(await act(ANN, 'workRelease', got), 'lease_lost')
  expect(NextWork.parse(await ask(BEA, 'workNext'))).toMatchObject({
    why: expect.stringMatching(/^given to you by name, so before all else; due /),
    work: { case: { case: got.case.case } },
  })
  const from = `operator${BEA}`
  const toDan = { to: `operator${DAN}`, reason: 'absent' }
  expectProblem(await ask(ANN, 'workHandOver', { from, ...toDan }), 'act_not_allowed', { status: 403 })
  expect(HandedOver.parse(await ask(SUE, 'workHandOver', { from, ...toDan }))).toEqual({
    cases: 1,
    returned: 0,
    left: 0,
  })
  expect((await next(DAN)).case.case).toBe(got.case.case)
  expect(HandedOver.parse(await ask(DAN, 'workHandOver', { to, reason: 'workload' }))).toEqual({
    cases: 1,
    returned: 0,
    left: 0,
  })
})

// Row-level security and the bucket of the institution’s own queue each keep it: with the first left out it was refused all the same.
test('another organisation’s case is not there, and neither is one that nobody opened', async () => {
  await sql(
    `insert into work_case (shard, id, pack, kind, queue, cause, exceptions, items, debit_minor, credit_minor, opened_at, state)
     values (2125, 7, 'ach', 'insufficient-funds', 'ach-funds', 'another', 1, 1, 100, 0, ${nowInSql()}, 'open') on conflict do nothing`,
  )
  for (const id of ['2125-7', '1101-99999', '1024--77', '1-1', '9007199254740991-9007199254740991']) {
    const holes = { case: id }
    expectProblem(await ask(ANN, 'workRelease', { fence: 1 }, holes), 'case_not_found', { status: 404 })
    expectProblem(await ask(ANN, 'workUnpark', undefined, holes), 'case_not_found')
    expectProblem(
      await ask(SUE, 'workReassign', { case: id, to: `operator${ANN}`, reason: 'urgent' }),
      'case_not_found',
    )
  }
  expectProblem(await ask(ANN, 'workRelease', { fence: 1 }, { case: '1101' }), 'request_invalid')
})

// Seen red with the key of an act on a case not looked at: each had an answer of its own.
test('law: an act on a case sent fifty times with one key is one act, and each is answered as the first', async () => {
  const got = await next(ANN)
  const send = () =>
    server.ask(pathTo('workSkip', { case: got.case.case }), {
      method: 'POST',
      headers: {
        ...{ authorization: `Bearer ${tokens.get(ANN)}`, 'clearday-request': '1' },
        ...{ 'content-type': 'application/json', 'idempotency-key': `skip ${got.case.case} ${got.fence}` },
      },
      body: JSON.stringify({ fence: got.fence, reason: 'wrong_queue' }),
    })
  const answers = await Promise.all((await Promise.all(Array.from({ length: 50 }, send))).map(one => one.text()))
  expect(new Set(answers).size).toBe(1)
  expect(CasePlace.parse(JSON.parse(answers[0] ?? ''))).toMatchObject({ state: 'ready', skips: 1 })
  expect(SkipsOfDay.parse(await ask(SUE, 'workSkips')).data).toMatchObject([{ skips: 1 }])
})
