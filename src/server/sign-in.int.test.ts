import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { addPerson, sessionOf } from '../../test/samples/people.ts'
import { openServing, type Serving } from '../../test/samples/serving.ts'
import { Problem } from '../contract/problem.ts'
import { DemoPeople, Session, SessionBegun } from '../contract/session.ts'
import { demoPeople } from '../engine/sign-in-demo.ts'
import { setPassword } from '../engine/sign-in-password.ts'

/** Signing in over a socket, as a browser's page and as a program. */

const PASSWORD = 'a sentence of her own'

let database: TestDatabase
let dataDir: string
let serving: Serving

beforeAll(async () => {
  database = await createTestDatabase()
  dataDir = mkdtempSync(join(tmpdir(), 'clearday-sign-in-'))
  serving = await openServing({ dataDir, databaseUrl: database.url })
  for (const login of ['ann', 'bob', 'cleo']) {
    await addPerson(serving.engine, { login, roles: ['aop'] })
    await setPassword(serving.engine, { login, password: PASSWORD, actor: 'test' })
  }
})
afterAll(async () => {
  await serving.close()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

function post(path: string, body: object | undefined, headers: Readonly<Record<string, string>> = {}) {
  return fetch(serving.listening.address + path, {
    method: 'POST',
    headers: { 'clearday-request': '1', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function sessionWith(headers: Readonly<Record<string, string>>): Promise<Session | number> {
  const response = await fetch(`${serving.listening.address}/v1/session`, { headers })
  return response.ok ? Session.parse(await response.json()) : response.status
}

/** All come from one address, whose failures add up. */
const forgetAttempts = () => serving.engine.database.pool.query('delete from sign_in_attempt')

const cookieOf = (response: Response) => (response.headers.get('set-cookie') ?? '').split(';')[0] ?? ''

// Seen red with a cookie that scripts read, and with a session that a step-up left alive beside the new one.
test('a page gets a cookie and no token; a step-up gives it another cookie, and the sign-out takes it away', async () => {
  const response = await post('/v1/session', { login: 'ann', password: PASSWORD })
  const begun = SessionBegun.parse(await response.json())
  expect(begun).toMatchObject({ token: null, session: { person: { login: 'ann' }, stepped_up_until: null } })
  expect(response.headers.get('set-cookie')).toMatch(/^clearday-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
  const cookie = cookieOf(response)
  expect(await sessionWith({ cookie })).toMatchObject({ roles: [{ role: 'aop' }] })

  const again = await post('/v1/session/step-up', { password: PASSWORD }, { cookie })
  expect(SessionBegun.parse(await again.json()).session.stepped_up_until).not.toBeNull()
  expect(cookieOf(again)).not.toBe(cookie)
  expect(await sessionWith({ cookie })).toBe(401)

  const out = await post('/v1/session/sign-out', undefined, { cookie: cookieOf(again) })
  expect(out.headers.get('set-cookie')).toMatch(/^clearday-\d+=; Max-Age=0; /)
  expect(await sessionWith({ cookie: cookieOf(again) })).toBe(401)
})

test('a program gets a token and no cookie, also at its step-up', async () => {
  const response = await post('/v1/session', { login: 'bob', password: PASSWORD, for: 'program' })
  expect(response.headers.get('set-cookie')).toBeNull()
  const { token } = SessionBegun.parse(await response.json())
  const authorization = `Bearer ${token}`
  expect(await sessionWith({ authorization })).toMatchObject({ person: { login: 'bob' } })
  const again = await post('/v1/session/step-up', { password: PASSWORD }, { authorization })
  expect(again.headers.get('set-cookie')).toBeNull()
  expect(SessionBegun.parse(await again.json()).token).toMatch(/^[\w-]{43}$/)
})

// Seen red with the other sessions left open, with the session that changes it ended with them, and with the one of now not asked.
test('one’s own password is changed by giving the one of now; one’s other sessions end, and it is told nowhere', async () => {
  const signedIn = async (login: string, password: string) => {
    const response = await post('/v1/session', { login, password, for: 'program' })
    return response.ok ? SessionBegun.parse(await response.json()).token : response.status
  }
  const header = (token: unknown) => ({ authorization: `Bearer ${token}` })
  const [other, first] = [await signedIn('cleo', PASSWORD), await signedIn('cleo', PASSWORD)]
  const chosen = { current: PASSWORD, password: 'quite another sentence' }
  const own = header(first)
  const wrong = await post('/v1/password', { ...chosen, current: chosen.password }, own)
  expect(Problem.parse(await wrong.json()).type).toMatch(/sign_in_failed$/)
  expect(await signedIn('cleo', chosen.password), 'nothing was changed').toBe(401)
  const short = await post('/v1/password', { ...chosen, password: 'short' }, own)
  expect([short.status, Problem.parse(await short.json()).detail]).toEqual([
    422,
    expect.stringMatching(/12 characters/),
  ])
  expect(await sessionWith(header(other))).toMatchObject({ person: { login: 'cleo' } })
  const changed = await post('/v1/password', chosen, own)
  expect(await changed.json()).toEqual({ sessions_ended: 1 })
  expect(await sessionWith(header(other))).toBe(401)
  expect(await sessionWith(own)).toMatchObject({ person: { login: 'cleo' } })
  expect(await signedIn('cleo', chosen.password)).toMatch(/^[\w-]{43}$/)
  const { rows } = await serving.engine.database.pool.query(
    "select actor, body from event where kind = 'password_set' order by n",
  )
  expect(rows.at(-1)).toMatchObject({ actor: expect.stringMatching(/^person \d+$/) })
  expect(JSON.stringify(rows) + serving.log()).not.toMatch(/another sentence|sentence of her own|argon2/)
})

// Seen red with a wrong password of now that was not counted, and with everybody said to have a password.
test('who has a password is told with the session; ten wrong ones of now and it is locked, and who has none gets none', async () => {
  await forgetAttempts()
  const id = await addPerson(serving.engine, { login: 'dora', roles: ['aop'] })
  const header = { authorization: `Bearer ${await sessionOf(serving.engine, id)}` }
  expect(await sessionWith(header)).toMatchObject({ has_password: false })
  const asked = { current: PASSWORD, password: 'quite another sentence' }
  const none = await post('/v1/password', asked, header)
  expect(Problem.parse(await none.json()).detail).toContain('You have no password that could be changed')
  await setPassword(serving.engine, { login: 'dora', password: PASSWORD, actor: 'test' })
  const own = { authorization: `Bearer ${await sessionOf(serving.engine, id)}` }
  expect(await sessionWith(own)).toMatchObject({ has_password: true })
  const statuses: number[] = []
  for (let n = 0; n < 11; n++)
    statuses.push((await post('/v1/password', { ...asked, current: 'none of hers' }, own)).status)
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429])
  expect((await post('/v1/password', asked, own)).status, 'also the right one').toBe(429)
  await forgetAttempts()
})

// Seen red with demo people who were listed, and signed in, wherever they are.
test('demo people are offered nowhere but where a sample day is tried, also when they are there', async () => {
  await addPerson(serving.engine, { login: 'demo-frank', roles: ['supervisor'] })
  expect(await demoPeople(serving.engine)).toHaveLength(1)
  const people = await fetch(`${serving.listening.address}/v1/demo-people`)
  expect(DemoPeople.parse(await people.json()).data).toEqual([])
  const refused = await post('/v1/demo-session', { login: 'demo-frank' })
  expect(refused.status).toBe(403)
  expect(Problem.parse(await refused.json()).type).toMatch(/demo_not_offered$/)
  const password = await post('/v1/session', { login: 'demo-frank', password: '' })
  expect(password.status).toBe(400)
})

// Seen red with eleven.
test('ten failures and it is locked, by a sentence that says until when; no password is in any line of the log', async () => {
  const secret = 'QUITE-SECRET-WORDS'
  const statuses: number[] = []
  for (let n = 0; n < 11; n++) statuses.push((await post('/v1/session', { login: 'ann', password: secret })).status)
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429])
  const locked = await post('/v1/session', { login: 'ann', password: PASSWORD })
  expect(locked.status).toBe(429)
  expect(Problem.parse(await locked.json()).detail).toMatch(/may try again at \d\d:\d\d/)
  expect(serving.log()).not.toMatch(/QUITE-SECRET|sentence of her own|argon2/)
})
