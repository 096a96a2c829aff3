import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { addPerson, sessionOf } from '../../test/samples/people.ts'
import { DayCloseStory, Drawers } from '../contract/day-close.ts'
import { pathTo } from '../contract/paths.ts'
import { Problem } from '../contract/problem.ts'
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

function post(path: 'dayClose' | 'dayReopen', token: string, key: string, body?: object): Promise<Response> {
  return server.ask(pathTo(path, { day: DAY }), {
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
  expect(story.against.kinds.map(one => one.kind)).toEqual(problem.against?.kinds.map(one => one.kind))
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
