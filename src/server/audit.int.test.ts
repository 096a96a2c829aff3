import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../test/e2e/until.ts'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { addPerson, sealPeople, sessionOf, steppedUp } from '../../test/samples/people.ts'
import { type AuditEvent, AuditEventPage, AuditHead } from '../contract/audit.ts'
import { pathTo } from '../contract/paths.ts'
import { PROBLEM_PREFIX, Problem } from '../contract/problem.ts'
import { changePeople } from '../engine/change-people.ts'
import { exportStream } from './audit-export.ts'

let server: SampleServer

beforeAll(async () => {
  server = await openSampleServer(100)
})
afterAll(() => server.close())

async function read(query: object): Promise<unknown> {
  return (await server.ask(pathTo('auditEvents', {}, { ...query }))).json()
}

async function all(query: object, limit: number): Promise<readonly AuditEvent[]> {
  const found: AuditEvent[] = []
  for (let cursor: string | undefined; ; ) {
    const page = AuditEventPage.parse(await read({ ...query, limit, cursor }))
    found.push(...page.data)
    if (page.next === null) return found
    cursor = page.next
  }
}

const key = ({ shard, n }: { readonly shard: number; readonly n: number }) => `${shard}/${n}`

test('the events of a day are read page by page, the newest first, each once and none left out', async () => {
  const { rows } = await server.engine.database.pool.query<{ day: string; events: number }>(
    'select day::text, count(*) as events from event group by day order by count(*) desc limit 1',
  )
  const [most] = rows
  const seen = await all({ day: most?.day }, 7)
  expect(seen).toHaveLength(most?.events ?? 0)
  expect(new Set(seen.map(key)).size).toBe(seen.length)
  const moments = seen.map(one => Date.parse(one.at))
  expect(moments).toEqual(moments.toSorted((a, b) => b - a))
})

// Seen red with the kind not looked at.
test('events are found by kind, by whoever did them, and by what they are about on all days', async () => {
  const { rows } = await server.engine.database.pool.query<{ day: string; subject: string }>(
    `select day::text, subject::text from event where kind = 'file_received' order by n limit 1`,
  )
  const [one] = rows
  const received = await all({ day: one?.day, kind: 'file_received' }, 50)
  expect(received.length).toBeGreaterThan(0)
  expect(received.every(event => event.kind === 'file_received')).toBe(true)
  const about = await all({ subject: one?.subject }, 2)
  expect(about.map(event => event.subject)).toEqual(about.map(() => Number(one?.subject)))
  expect(about.map(event => event.kind)).toContain('file_received')
  expect(await all({ day: one?.day, actor: 'nobody' }, 50)).toEqual([])
  expect(Problem.parse(await read({ cursor: 'x' })).type).toBe(`${PROBLEM_PREFIX}cursor_invalid`)
  expect(Problem.parse(await read({ cursor: '1024~2026-01-01~999' })).type).toBe(`${PROBLEM_PREFIX}cursor_invalid`)
})

// Seen red with the person of what is given not looked up, and with every subject taken for a person's number.
test('an event says who the people are that it names by number', async () => {
  const { engine } = server
  const [manager, holder] = [
    await addPerson(engine, { login: 'mia', roles: ['supervisor'] }),
    await addPerson(engine, { login: 'noa', roles: ['aop'] }),
  ]
  const by = { person: manager, session: 'stepped-up' } as const
  const given = { change: 'grant', hold: 'skill', login: 'noa', skill: 'checks' } as const
  expect(await changePeople(engine, by, [given])).toMatchObject({ outcome: 'changed' })
  const noa = { login: 'noa', name: 'Somebody called noa' }
  const [event] = await all({ kind: 'skill_granted', actor: 'mia' }, 5)
  expect(event).toMatchObject({ actor_name: 'Somebody called mia', subject: holder, about_person: noa })
  expect(event?.facts).toContainEqual({ name: 'personId', value: String(holder), person: noa })
  expect(event?.facts).toContainEqual({ name: 'skill', value: 'checks', person: null })
  const day = (await all({ kind: 'file_received', subject: '1' }, 5))[0]
  expect(day?.subject).toBe(1)
  expect(day?.about_person).toBeNull()
})

// Seen red with every event of the number given for a login, with what is given to a team of the number among it, and with a login of nobody taken for anything.
test('what is about somebody is found by their login, and nothing else that has their number', async () => {
  const { engine } = server
  const { rows } = await engine.database.pool.query<{ login: string }>('select login from person where id = 1')
  const { login = '' } = rows[0] ?? {}
  const by = { person: await addPerson(engine, { roles: ['supervisor'] }), session: 'stepped-up' } as const
  const changes = [
    { change: 'add_team', team: 'Returns' },
    { change: 'grant', hold: 'role', role: 'qc', to: { team: 'Returns' } },
    { change: 'grant', hold: 'skill', login, skill: 'ach' },
  ] as const
  expect(await changePeople(engine, by, changes)).toMatchObject({ outcome: 'changed' })
  const ofNumber = await all({ subject: '1' }, 50)
  expect(ofNumber.map(one => one.kind)).toEqual(expect.arrayContaining(['file_received', 'role_granted']))
  const found = await all({ subject: login }, 2)
  expect(found.map(one => one.kind)).toContain('skill_granted')
  expect(found.map(one => one.about_person?.login)).toEqual(found.map(() => login))
  const day = found[0]?.day
  expect((await all({ subject: login, day }, 50)).map(key)).toEqual(found.filter(one => one.day === day).map(key))
  const nobody = Problem.parse(await read({ subject: 'nobody' }))
  expect(nobody.type).toBe(`${PROBLEM_PREFIX}person_not_found`)
})

// Seen red with the hash left out of what is hashed.
test('the head differs as soon as anything is added', async () => {
  const head = async () => AuditHead.parse(await (await server.ask(pathTo('auditHead'))).json())
  const before = await head()
  expect(before.sha256).toMatch(/^[0-9a-f]{64}$/)
  expect(before.kinds).toEqual(before.kinds.toSorted())
  expect(before.kinds).toContain('data_revealed')
  const item = await server.engine.database.pool.query<{ id: string }>(`select id::text from item limit 1`)
  await server.ask(pathTo('itemReveals', { item: item.rows[0]?.id ?? '' }, { reason: 'payee' }), {
    method: 'POST',
    headers: { 'clearday-request': '1' },
  })
  const after = await head()
  expect(after.events).toBe(before.events + 1)
  expect(after.sha256).not.toBe(before.sha256)
})

// Seen red with the proof of who asks not needed, and with the export not recorded.
test('the history is taken away by whoever proved who they are: the lines of the command, hashed, and an event of it', async () => {
  const { engine } = server
  const id = await addPerson(engine, { login: 'rev', roles: ['qc'] })
  await sealPeople(engine)
  const token = await sessionOf(engine, id)
  const take = (of: string) =>
    server.ask(pathTo('auditExport', {}, { from: '2026-01-01' }), { headers: { authorization: `Bearer ${of}` } })
  expect(Problem.parse(await (await take(token)).json()).type).toBe(`${PROBLEM_PREFIX}step_up_needed`)
  const text = await (await take(await steppedUp(engine, token))).text()
  const { end } = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as { end: { sha256: string; events: number } } // as the export ends
  const before = text.slice(0, text.trimEnd().lastIndexOf('\n') + 1)
  expect(createHash('sha256').update(before).digest('hex')).toBe(end.sha256)
  expect(end.events).toBeGreaterThan(0)
  await until(async () => (await all({ kind: 'audit_exported', actor: 'rev' }, 5)).length > 0)
  const [event] = await all({ kind: 'audit_exported', actor: 'rev' }, 5)
  expect(event?.facts).toContainEqual({ name: 'sha256', value: end.sha256, person: null })
})

// Seen red with what could not be recorded caught by nobody: that ends a server.
test('an export that can neither go on nor be recorded ends with its stream, and is logged', async () => {
  const gone = () => {
    throw new Error('the database is gone')
  }
  const signer = { lines: async () => gone(), sign: () => '' }
  const logged: unknown[] = []
  const log = { error: (...said: unknown[]) => void logged.push(said) }
  const stream = exportStream({ ...server.engine, now: gone }, { personId: 1, days: {}, signer, log })
  await expect(new Response(stream).text()).rejects.toThrow('the database is gone')
  await until(async () => logged.length > 0)
  expect(JSON.stringify(logged)).toContain('an export of the history could not be recorded')
})
