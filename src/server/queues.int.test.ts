import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { nowInSql } from '../../test/clock/monday.ts'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { addOperators, plantCases } from '../../test/samples/operators.ts'
import { sessionOf } from '../../test/samples/people.ts'
import { type PathName, pathTo } from '../contract/paths.ts'
import { PROBLEM_PREFIX, Problem } from '../contract/problem.ts'
import { type QueuedCase, QueuedCasePage, Queues } from '../contract/queues.ts'
import { CasePlace, Desk, DeskCase, NextWork } from '../contract/work.ts'

/** Queues as supervisors see them, and waiting that is ended by hand. */

const [ANN, BEA, SUE] = [9001, 9002, 9003] as const

let server: SampleServer
const tokens = new Map<number, string>()

beforeAll(async () => {
  server = await openSampleServer(100)
  await addOperators(server.engine, [
    { id: ANN },
    { id: BEA, skills: ['checks'] },
    { id: SUE, roles: ['supervisor'], skills: [] },
  ])
  for (const id of [ANN, BEA, SUE]) tokens.set(id, await sessionOf(server.engine, id))
})
afterAll(() => server.close())

beforeEach(async () => {
  for (const table of ['case_skip', 'queue_place', 'presence']) await sql(`delete from ${table}`)
  await sql('delete from work_case where shard = 1101')
  await plantCases(server.engine, { queue: 'ach-funds', count: 23 })
})

async function sql(text: string): Promise<void> {
  await server.engine.database.pool.query(text)
}

async function ask(person: number, name: PathName, how: { body?: object; holes?: object; query?: object } = {}) {
  const response = await server.ask(pathTo(name, { ...how.holes }, { ...how.query }), {
    method: ['queues', 'queueCases', 'workPends', 'workMine'].includes(name) ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${tokens.get(person)}`,
      'clearday-request': '1',
      'content-type': 'application/json',
    },
    ...(how.body === undefined ? {} : { body: JSON.stringify(how.body) }),
  })
  return response.json()
}

async function next(person: number): Promise<DeskCase> {
  const given = NextWork.parse(await ask(person, 'workNext'))
  if (given.outcome === 'nothing') throw new Error(`nothing for ${person}`)
  return given.work
}

/** Lets a case wait until a moment. */
async function pend(person: number, until: string): Promise<DeskCase> {
  const work = await next(person)
  const body = { fence: work.fence, until, waiting_for: 'a letter' }
  CasePlace.parse(await ask(person, 'workPend', { body, holes: { case: work.case.case } }))
  return work
}

async function allPages(name: PathName, holes: object, query: object): Promise<readonly QueuedCase[]> {
  const found: QueuedCase[] = []
  for (let cursor: string | undefined; ; ) {
    const page = QueuedCasePage.parse(await ask(SUE, name, { holes, query: { ...query, limit: 4, cursor } }))
    found.push(...page.data)
    if (page.next === null) return found
    cursor = page.next
  }
}

// Seen red with harm compared forwards.
test('a queue is read page by page in the order in which it is handed out, each case once, also where many are due together', async () => {
  await sql(
    `update queue_place set ours_at = '2026-11-24T00:00:00Z', harm_minor = (case_id % 3) * 50 where case_id > 5`,
  )
  await sql(
    `update work_case set ours_at = '2026-11-24T00:00:00Z', due_at = '2026-11-24T00:00:00Z' where id > 5 and shard = 1101`,
  )
  const { rows } = await server.engine.database.pool.query<{ id: string }>(
    `select case_shard || '-' || case_id as id from queue_place where queue = 'ach-funds'
     order by ours_at, harm_minor desc, opened_at, case_shard, case_id`,
  )
  const seen = await allPages('queueCases', { queue: 'ach-funds' }, {})
  expect(seen.map(one => one.case.case)).toEqual(rows.map(one => one.id))
  expect(seen).toHaveLength(23)
  const none = Problem.parse(await ask(SUE, 'queueCases', { holes: { queue: 'nowhere' } }))
  expect(none.type).toBe(`${PROBLEM_PREFIX}queue_not_found`)
  const bad = Problem.parse(await ask(SUE, 'queueCases', { holes: { queue: 'ach-funds' }, query: { cursor: 'x' } }))
  expect(bad.type).toBe(`${PROBLEM_PREFIX}cursor_invalid`)
})

// Seen red with people on a break counted among those who are here.
test('each queue says how it stands and who could take its cases', async () => {
  const held = await next(ANN)
  await sql(
    `update queue_place set ours_at = ${nowInSql()} + case when state = 'ready' and case_id < 10 then interval '1 hour' else interval '30 days' end`,
  )
  await ask(BEA, 'workPresence', { body: { presence: 'break' } })
  const { order, data: queues } = Queues.parse(await ask(SUE, 'queues'))
  expect(order).toContain('what has to leave first by law')
  const funds = queues.find(one => one.queue === 'ach-funds')
  expect(funds).toMatchObject({ ready: 22, leased: 1, parked: 0, pended: 0, value_minor: 2200, due_soon: 8 })
  expect(funds).toMatchObject({ skill: 'ach', credential: null, least_role: 'aop', people_able: 1, people_here: 1 })
  expect(funds?.clocks).toEqual([expect.stringMatching(/^Return the entry so that the ODFI has it/)])
  expect(queues.find(one => one.queue === 'checks-repair')).toMatchObject({ ready: 0, people_able: 2, people_here: 1 })
  const leased = QueuedCasePage.parse(
    await ask(SUE, 'queueCases', { holes: { queue: 'ach-funds' }, query: { state: 'leased' } }),
  )
  expect(leased.data).toMatchObject([{ case: { case: held.case.case }, holder: { id: ANN, name: `Operator ${ANN}` } }])
})

// Seen red with everybody taken for somebody who leads.
test('what waits is listed by when it wakes, is woken by its holder or a supervisor, and taken back by its holder alone', async () => {
  await sql("update queue_place set ours_at = ours_at + interval '100 years'")
  const first = await pend(ANN, '2099-01-02T00:00:00Z')
  const second = await pend(ANN, '2099-01-01T00:00:00Z')
  const third = await pend(ANN, '2099-01-03T00:00:00Z')
  const pends = await allPages('workPends', {}, {})
  expect(pends.map(one => one.case.case)).toEqual([second, first, third].map(one => one.case.case))
  expect(pends[0]).toMatchObject({ waiting_for: 'a letter', wakes_on: 'date', holder: { id: ANN } })
  const of = (one: DeskCase) => ({ holes: { case: one.case.case } })
  expect(Problem.parse(await ask(BEA, 'workWake', of(first))).type).toBe(`${PROBLEM_PREFIX}not_pended`)
  expect(Problem.parse(await ask(BEA, 'workTakeBack', of(first))).type).toBe(`${PROBLEM_PREFIX}not_pended`)
  expect(CasePlace.parse(await ask(SUE, 'workWake', of(second)))).toMatchObject({ state: 'ready' })
  expect(CasePlace.parse(await ask(ANN, 'workWake', of(third)))).toMatchObject({ state: 'ready' })
  const back = DeskCase.parse(await ask(ANN, 'workTakeBack', of(first)))
  expect(back).toMatchObject({ state: 'leased', fence: first.fence + 1, case: { case: first.case.case } })
  expect(Desk.parse(await ask(ANN, 'workMine')).data.map(one => one.state)).toEqual(['leased'])
  expect(Problem.parse(await ask(ANN, 'workTakeBack', of(third))).type).toBe(`${PROBLEM_PREFIX}desk_full`)
})
