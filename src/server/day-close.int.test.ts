import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { addPerson, sessionOf } from '../../test/samples/people.ts'
import { DayCloseStory, Drawers } from '../contract/day-close.ts'
import { pathTo } from '../contract/paths.ts'
import { Problem } from '../contract/problem.ts'
import { Today } from '../contract/today.ts'
import { NextWork } from '../contract/work.ts'
import { openCases } from '../engine/open-cases.ts'
import { today } from '../engine/open-day.ts'

/** A day ends over HTTP: looked at, refused with everything that stands against it, its drawers. */

const DAY = '2026-11-20'
let server: SampleServer
let sue: string
let kim: string

beforeAll(async () => {
  server = await openSampleServer(400)
  await openCases(server.engine)
  sue = await stepped(await addPerson(server.engine, { roles: ['supervisor'] }))
  kim = await stepped(await addPerson(server.engine, { roles: ['aop'] }))
})
afterAll(() => server.close())

/** A session that gave its password a moment ago. */
async function stepped(person: number): Promise<string> {
  const token = await sessionOf(server.engine, person)
  await server.engine.database.pool.query(
    'update session set stepped_up_at = last_seen_at where person_id = $1 and ended_at is null',
    [person],
  )
  return token
}

type Sent = 'dayClose' | 'dayReopen'

function post(path: Sent, token: string, key: string, body?: object, day = DAY): Promise<Response> {
  return server.ask(pathTo(path, { day }), {
    method: 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: {
      'clearday-request': '1',
      'idempotency-key': key,
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
  })
}

type Read = 'dayClose' | 'dayDrawers' | 'dayCloseList'

async function get(path: Read, token: string, query = {}, day = DAY): Promise<Response> {
  return server.ask(pathTo(path, { day }, query), { headers: { authorization: `Bearer ${token}` } })
}

// Seen red with an answer that counted what stands against it and named nothing.
test('a day is refused with everything that stands against it, and a retry is told the same', async () => {
  const first = await post('dayClose', sue, 'close-1')
  expect(first.status).toBe(409)
  const text = await first.text()
  const problem = Problem.parse(JSON.parse(text))
  expect(problem.type).toBe('urn:clearday:refusal:day_not_clear')
  expect(problem.against?.total).toBeGreaterThan(0)
  for (const kind of problem.against?.kinds ?? []) expect(kind.named.length, kind.kind).toBeGreaterThan(0)
  expect(await (await post('dayClose', sue, 'close-1')).text()).toBe(text)
  const story = DayCloseStory.parse(await (await get('dayClose', sue)).json())
  expect(story).toMatchObject({ day: DAY, state: 'open', tries: [] })
  expect(story.against?.kinds.map(one => one.kind)).toEqual(problem.against?.kinds.map(one => one.kind))
})

// Seen red with a day that associates close.
test('who may not close it is told so; a day that is open is not reopened, and has no list', async () => {
  expect(Problem.parse(await (await post('dayClose', kim, 'close-2')).json()).type).toContain('not_authorised')
  const reopened = await post('dayReopen', sue, 'reopen-1', { reason: 'a file came late' })
  expect(Problem.parse(await reopened.json()).type).toContain('day_not_closed')
  expect((await get('dayCloseList', sue)).status).toBe(409)
})

// Seen red with everybody’s drawers as the answer to whoever asks for their own.
test('one’s own drawer is everybody’s to see, all of them a supervisor’s', async () => {
  const ada = await addPerson(server.engine, { roles: ['aop'] })
  await server.engine.database.pool.query(
    `insert into person_skill (shard, person_id, skill, holds_from) values (1024, $1, 'ach', '2020-01-01')`,
    [ada],
  )
  const given = await server.ask(pathTo('workNext', {}), {
    method: 'POST',
    headers: { 'clearday-request': '1', authorization: `Bearer ${await sessionOf(server.engine, ada)}` },
  })
  expect(NextWork.parse(await given.json()).outcome).toBe('claimed')
  const day = today(server.engine).toString()
  const ofToday = async (token: string, query = {}) =>
    Drawers.parse(await (await get('dayDrawers', token, query, day)).json()).data.length
  expect(await ofToday(kim)).toBe(0)
  expect(await ofToday(sue, { whose: 'everybody' })).toBe(1)
  expect((await get('dayDrawers', kim, { whose: 'everybody' })).status).toBe(403)
  expect((await get('dayDrawers', sue, { whose: 'everybody' })).status).toBe(200)
})

// Seen red with what stands against closing it told of a closed day, and with the hands of whoever closed it left out; with the day of
// the closing for every closed day, and with none, where the day on one page says with which it was closed.
test('a day that was closed with a later one names it, and its list is refused with the way to that one', async () => {
  const [before, day] = ['2026-06-01', '2026-06-02']
  const closer = await addPerson(server.engine, { roles: ['supervisor'] })
  // What stands against closing the sample day stands against every day of it: the row that a close leaves is written by itself.
  await server.engine.database.pool.query(
    `
    insert into day_close (shard, business_day, no, state, closer_id, begun_at, closed_at, entries, list_sha256, list_bytes, open_items, open_debit_minor, open_credit_minor)
    values (1024, '2026-06-02', 1, 'closed', $1, '2026-06-03T04:30:00Z', '2026-06-03T04:31:00Z', 0, sha256(''), 1, 0, 0, 0)`,
    [closer],
  )
  const tom = await stepped(closer)
  const story = async (token: string, of: string) =>
    DayCloseStory.parse(await (await get('dayClose', token, {}, of)).json())
  const nothing = { against: null, open: null }
  expect(await story(sue, before)).toMatchObject({ state: 'closed', closed_with: day, tries: [], ...nothing })
  expect(await story(sue, day)).toMatchObject({
    state: 'closed',
    closed_with: null,
    open_from: '2026-06-03',
    ...nothing,
  })
  const onePage = async (of: string) =>
    Today.parse(await (await server.ask(pathTo('today', {}, { day: of }))).json()).closing
  const nobody = { by: null, at: null, list_sha256: null }
  expect(await onePage(before)).toEqual({ state: 'closed', closed_with: day, ...nobody })
  expect(await onePage(day)).toMatchObject({ state: 'closed', closed_with: null, at: '2026-06-03T04:31:00Z' })
  expect(await onePage(DAY)).toEqual({ state: 'open', closed_with: null, ...nobody })
  expect((await story(tom, day)).why_not).toContain('hand')
  expect((await story(sue, day)).why_not).toBeNull()
  expect((await story(kim, DAY)).why_not).toContain('supervisor')
  const list = Problem.parse(await (await get('dayCloseList', sue, {}, before)).json())
  expect(list).toMatchObject({ type: 'urn:clearday:refusal:later_day_closed', detail: expect.stringContaining(day) })
  const reopened = await post('dayReopen', sue, 'reopen-2', { reason: 'a file came late' }, before)
  expect(Problem.parse(await reopened.json()).type).toContain('later_day_closed')
})
