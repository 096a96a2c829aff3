import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nowInSql } from '../../test/clock/monday.ts'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { addPerson, learnEverything, sessionOf, signedInAs, steppedUp } from '../../test/samples/people.ts'
import { ANSWERED_OTHERWISE, ROUTE_REQUESTS, type RouteRequest } from '../../test/samples/route-requests.ts'
import { PATHS, pathTo } from '../contract/paths.ts'
import { PROBLEM_PREFIX, Problem, REFUSALS, type RefusalName } from '../contract/problem.ts'
import type { Access, Route } from '../contract/route.ts'
import { ROUTES, type RouteName } from '../contract/routes.ts'
import { type Act, ruleOf } from '../core/authority/act.ts'
import { type PersonKind, ROLE_NAMES, ROLES, type Role } from '../core/authority/role.ts'
import { openCases } from '../engine/open-cases.ts'
import { Config, institutionOf } from '../main/config.ts'
import { type OpenEngine, openEngine } from '../main/open-engine.ts'

/** Every route of the contract, asked by everybody who may not. */

let server: SampleServer
let other: OpenEngine
/** A case that somebody else may have, for a row whose body names one. */
let givable: string
let holes: Readonly<Record<NonNullable<RouteRequest['holes']>, Readonly<Record<string, string>>>>

beforeAll(async () => {
  server = await openSampleServer(400)
  other = await openEngine({
    dataDir: `${server.dataDir}/other`,
    institution: institutionOf(Config.parse({}), 2),
    environment: { DATABASE_URL: server.url },
  })
  const { rows } = await server.engine.database.pool.query<{ item: string; receipt: string }>(
    `select id::text as item, receipt_id::text as receipt from exception where pack = 'checks' and kind = 'encoding-error' limit 1`,
  )
  const { item = '', receipt = '' } = rows[0] ?? {}
  await openCases(server.engine)
  const somebody = await addPerson(server.engine, { login: 'somebody-else', roles: ['aop'] })
  await sql(
    `insert into person_skill (shard, person_id, skill, holds_from) select 1024, $1, unnest($2::text[]), '2020-01-01'`,
    [somebody, ['ach', 'ach-authority', 'checks', 'checks-positive-pay']],
  )
  const cases = await server.engine.database.pool.query<{ id: string }>(
    `select case_shard || '-' || case_id as id from queue_place where state = 'ready' order by id limit 1`,
  )
  const others = await server.engine.database.pool.query<{ id: string }>(
    `select case_shard || '-' || case_id as id from queue_place where state = 'ready' and for_role = 'aop' order by id desc limit 1`,
  )
  givable = others.rows[0]?.id ?? ''
  const held = await server.engine.database.pool.query<{ id: string }>(
    `select id::text from exception where kind = 'duplicate-batch' and state = 'open' limit 1`,
  )
  holes = {
    held: { exception: held.rows[0]?.id ?? '' },
    receipt: { receipt },
    item: { item },
    picture: { item, side: 'front' },
    rule: { rule: 'R01' },
    day: { day: '2026-11-20' },
    case: { case: cases.rows[0]?.id ?? '' },
    passkey: { passkey: '1' },
    session: { session: '0'.repeat(16) },
    decision: { decision: '1024-1' },
    letter: { letter: '1024-1-1' },
    document: { document: '1024-1' },
    bulk: { bulk: '999' },
    question: { question: '1101-999999' },
    queue: { queue: 'ach-funds' },
    person: { login: 'somebody-else' },
  }
})
afterAll(async () => {
  await other.close()
  await server.close()
})

const ALL = Object.entries<Route>(ROUTES) as readonly (readonly [RouteName, Route])[]
const CLOSED = ALL.filter(([, { access }]) => !('public' in access))
const BY_ROLE = ALL.filter(([, { access }]) => 'roles' in access)
const LIMITED = BY_ROLE.filter(([, { access }]) => wrongRoles(access).length > 0)
const CHANGING = ALL.filter(([, { method }]) => method !== 'get')

function wrongRoles(access: Access): readonly Role[] {
  return 'roles' in access ? ROLE_NAMES.filter(role => !access.roles.includes(role)) : []
}

function rightRole(access: Access): Role {
  return ('roles' in access ? access.roles[0] : undefined) ?? 'aop'
}

/** Somebody who may do what the row of a route asks for. */
async function whoMay(name: RouteName): Promise<string> {
  const row: RouteRequest = ROUTE_REQUESTS[name]
  const person = await addPerson(server.engine, { roles: [row.by ?? rightRole(ROUTES[name].access)] })
  if (row.knows !== undefined) await learnEverything(server.engine, person)
  const token = await sessionOf(server.engine, person)
  return row.session === undefined ? token : steppedUp(server.engine, token)
}

/** Asks a route as its row says, with a key of its own, this token and these headers. */
function ask(name: RouteName, token: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const row: RouteRequest = ROUTE_REQUESTS[name]
  const route: Route = ROUTES[name]
  const asked = row.body !== undefined && 'case' in row.body ? { ...row.body, case: givable } : row.body
  const body = row.file ?? (asked === undefined ? undefined : JSON.stringify(asked))
  const type = row.body === undefined ? {} : { 'content-type': 'application/json' }
  return server.ask(pathTo(route.path, row.holes === undefined ? {} : holes[row.holes], row.query), {
    method: route.method.toUpperCase(),
    ...(body === undefined ? {} : { body }),
    headers: {
      ...{ ...type, 'clearday-request': '1', 'idempotency-key': crypto.randomUUID() },
      ...{ authorization: `Bearer ${token}`, ...row.headers, ...headers },
    },
  })
}

async function sql(text: string, values: readonly unknown[] = []): Promise<void> {
  const { rowCount } = await server.engine.database.pool.query(text, [...values])
  expect(rowCount, text).toBeGreaterThan(0)
}

/** A session of somebody who may, after which something happens to it. */
async function thenDone(access: Access, what: string): Promise<string> {
  const person = await addPerson(server.engine, { roles: [rightRole(access)] })
  const token = await sessionOf(server.engine, person)
  expect((await ask('session', token)).status, 'it was one').toBe(200)
  await sql(what, [person])
  return token
}

/** Everybody who may not, each with the refusal that tells them. */
const NOBODY: Readonly<Record<string, readonly [RefusalName, (access: Access) => Promise<string> | string]>> = {
  'nobody who is signed in': ['not_signed_in', () => ''],
  'a token that nobody has': ['not_signed_in', () => 'x'.repeat(43)],
  'a token of no form': ['not_signed_in', () => "' or 1 = 1"],
  'somebody of another institution': ['not_signed_in', access => signedInAs(other.engine, rightRole(access))],
  'a session that was idle too long': [
    'not_signed_in',
    access =>
      thenDone(
        access,
        `update session set signed_in_at = ${nowInSql()} - interval '1 hour', last_seen_at = ${nowInSql()} - interval '15 minutes' where person_id = $1`,
      ),
  ],
  'a session that is too old': [
    'not_signed_in',
    access =>
      thenDone(access, `update session set signed_in_at = ${nowInSql()} - interval '12 hours' where person_id = $1`),
  ],
  'a session that was signed out': [
    'not_signed_in',
    async access => {
      const token = await signedInAs(server.engine, rightRole(access))
      expect((await ask('signOut', token)).status).toBe(200)
      return token
    },
  ],
  'somebody who was suspended meanwhile': [
    'not_signed_in',
    access => thenDone(access, `update person set state = 'suspended' where shard = 1024 and id = $1`),
  ],
  'somebody who left meanwhile': [
    'not_signed_in',
    access => thenDone(access, `update person set state = 'left' where shard = 1024 and id = $1`),
  ],
}

const WITHOUT_GRANT: typeof NOBODY = {
  'somebody without any role': ['not_allowed', () => signedInAs(server.engine)],
  'somebody whose role ended meanwhile': [
    'not_allowed',
    access =>
      thenDone(access, `update role_holding set holds_until = ${nowInSql()} where shard = 1024 and person_id = $1`),
  ],
  'somebody whose role begins tomorrow': [
    'not_allowed',
    access =>
      thenDone(
        access,
        `update role_holding set holds_from = ${nowInSql()} + interval '1 day' where shard = 1024 and person_id = $1`,
      ),
  ],
}

/** An account for which somebody answers, with every role. */
async function accountOf(kind: PersonKind, owner: number): Promise<number> {
  const account = await addPerson(server.engine, { roles: ROLE_NAMES })
  await sql('update person set kind = $2, owner_id = $3 where shard = 1024 and id = $1', [account, kind, owner])
  return account
}

/** Everybody whose account may not begin the act of a route, whatever it holds; whether the route is one of theirs to be refused. */
const STANDS_WRONG: Readonly<Record<string, readonly [(act: Act) => boolean, RefusalName, () => Promise<string>]>> = {
  'an agent whose owner was suspended meanwhile': [
    () => true,
    'not_signed_in',
    async () => {
      const owner = await addPerson(server.engine, { roles: ['supervisor'] })
      const token = await sessionOf(server.engine, await accountOf('agent', owner))
      expect((await ask('session', token)).status, 'it was one').toBe(200)
      await sql(`update person set state = 'suspended' where shard = 1024 and id = $1`, [owner])
      return token
    },
  ],
  'somebody who is away': [
    act => act !== 'be_away',
    'not_allowed',
    async () => {
      const person = await addPerson(server.engine, { roles: ROLE_NAMES })
      await sql(
        `insert into absence (shard, person_id, why, holds_from, holds_until) values (1024, $1, 'vacation', ${nowInSql()} - interval '1 day', ${nowInSql()} + interval '1 day')`,
        [person],
      )
      return sessionOf(server.engine, person)
    },
  ],
  'a second account of somebody who is away': [
    act => act !== 'be_away',
    'not_allowed',
    async () => {
      const second = await accountOf('human', await addPerson(server.engine, {}))
      await sql(
        `insert into absence (shard, person_id, why, holds_from, holds_until) select 1024, owner_id, 'vacation', ${nowInSql()} - interval '1 day', ${nowInSql()} + interval '1 day' from person where id = $1`,
        [second],
      )
      return sessionOf(server.engine, second)
    },
  ],
  'a service account': [
    act => !ruleOf(act).kinds.includes('service'),
    'not_allowed',
    async () => sessionOf(server.engine, await accountOf('service', await addPerson(server.engine, {}))),
  ],
  'an agent': [
    act => !ruleOf(act).kinds.includes('agent'),
    'not_allowed',
    async () => sessionOf(server.engine, await accountOf('agent', await addPerson(server.engine, {}))),
  ],
}

/** The answer is the refusal, whole, and nothing else; nothing was done. */
async function expectDenied(response: Response, refusal: RefusalName): Promise<void> {
  const text = await response.text()
  expect(response.headers.get('content-type'), text).toBe('application/problem+json')
  const problem = Problem.parse(JSON.parse(text))
  expect(Object.keys(problem)).toEqual(['type', 'title', 'status', 'detail', 'request'])
  expect(problem).toMatchObject({ type: PROBLEM_PREFIX + refusal, status: response.status })
  expect(response.status).toBe(REFUSALS[refusal].status)
  expect(problem.detail).toMatch(/\.$/)
  expect(response.headers.get('set-cookie')).toBeNull()
}

/** Whatever is done is told in the audit log, of whatever kind: what is refused adds nothing to it but that a session is over. */
const EFFECTS = `select count(*) as done from event where kind <> 'session_ended' or actor <> 'engine'`

async function effects(): Promise<number> {
  return (await server.engine.database.pool.query<{ done: number }>(EFFECTS)).rows[0]?.done ?? 0
}

test('every route has a row, and every public one its reason', () => {
  expect(Object.keys(ROUTE_REQUESTS).sort()).toEqual(Object.keys(ROUTES).sort())
  const reasons = ALL.flatMap(([name, { access }]) => ('public' in access ? [[name, access.public] as const] : []))
  // Who adds a public route writes it here too: it is a decision.
  expect(reasons.map(([name]) => name).sort()).toEqual(
    [
      ...['demoPeople', 'demoSignIn', 'health', 'metrics', 'openapi', 'readiness', 'signIn', 'version'],
      ...['signInWays', 'passkeySignInChallenge', 'passkeySignIn', 'providerBegin', 'providerSignIn'],
    ].sort(),
  )
  for (const [name, reason] of reasons) expect(reason.split(' ').length, name).toBeGreaterThan(6)
  const own = CLOSED.filter(([, { access }]) => 'signedIn' in access).map(([name]) => name)
  expect(own.sort()).toEqual(
    [
      ...['session', 'signOut', 'stepUp', 'passkeyStepUpChallenge', 'passkeyStepUp', 'providerStepUpBegin'],
      ...['listPasskeys', 'passkeyRegistration', 'registerPasskey', 'revokePasskey', 'listSessions', 'endSession'],
      ...['providerStepUp', 'changePassword'],
    ].sort(),
  )
})

// Seen red with: the guard asked of what changes something alone; a session's age, its
// last use, its end or its person's state not looked at; the end or the beginning of a role not looked at; nobody's roles taken for
// enough; `every` for `some`; and the guard asked after the handler: a reveal was refused, and written down as done.
describe.each(CLOSED)('%s is denied to', (name, { access }) => {
  const cases = { ...NOBODY, ...('roles' in access ? WITHOUT_GRANT : {}) }
  test.each(Object.entries(cases))('%s', async (_, [refusal, tokenFor]) => {
    const token = await tokenFor(access)
    const before = await effects()
    await expectDenied(await ask(name, token, token === '' ? { authorization: '' } : {}), refusal)
    expect(await effects()).toBe(before)
  })
})

// Seen red with the act of a route not asked; as it was found, each of them got work, saw masked data and read the lists.
describe.each(Object.entries(STANDS_WRONG))('%s, who holds every role,', (_, [isRefused, refusal, tokenFor]) => {
  let token: string
  beforeAll(async () => {
    token = await tokenFor()
  })
  test('is denied every route whose act is not theirs', async () => {
    for (const [name, { access }] of CLOSED) {
      if (!('act' in access) || !isRefused(access.act)) continue
      const before = await effects()
      await expectDenied(await ask(name, token), refusal)
      expect(await effects(), name).toBe(before)
    }
  })
})

// Seen red with the act of a route not asked.
test('whoever is away reads what is their own, says so and ends it, and is told why all else is refused', async () => {
  const person = await addPerson(server.engine, { login: 'away', roles: ['supervisor'] })
  const token = await sessionOf(server.engine, person)
  await sql(
    `insert into absence (shard, person_id, why, holds_from, holds_until) values (1024, $1, 'vacation', ${nowInSql()} - interval '1 day', '2099-01-01')`,
    [person],
  )
  const own = { headers: { authorization: `Bearer ${token}` } }
  for (const path of [PATHS.session, pathTo('person', { login: 'away' }), PATHS.authorityWords])
    expect((await server.ask(path, own)).status, path).toBe(200)
  expect((await server.ask(pathTo('person', { login: 'somebody-else' }), own)).status).toBe(403)
  const refused = Problem.parse(await (await server.ask(PATHS.today, own)).json())
  expect(refused.detail).toMatch(/^You are away until 2099-01-01 00:00 UTC/)
})

// Seen red with the roles of a route not looked at.
test.each(LIMITED)(
  '%s is denied to every role that it does not name, and the sentence says which can',
  async (name, { access }) => {
    for (const role of wrongRoles(access)) {
      const token = await signedInAs(server.engine, role)
      const before = await effects()
      const response = await ask(name, token)
      const { detail } = (await response.clone().json()) as Problem
      expect(detail).toContain(ROLES[rightRole(access)])
      await expectDenied(response, 'not_allowed')
      expect(await effects()).toBe(before)
    }
  },
)

test('some routes are for few roles', () => {
  expect(LIMITED.map(([name]) => name)).toEqual(
    expect.arrayContaining(['revealItem', 'uploadFile', 'proof', 'itemImage']),
  )
})

// Seen red with the header not asked for; with the origin compared by its beginning; and with a public route passed over.
describe.each(CHANGING)('%s changes something:', (name, { access }) => {
  const attempts: readonly (readonly [string, RefusalName, Readonly<Record<string, string>>])[] = [
    ['from a page of another site', 'origin_not_allowed', { origin: 'https://evil.test' }],
    ['from a name that begins like ours', 'origin_not_allowed', { origin: 'http://desk.test.evil.test' }],
    ['from a page without an origin', 'origin_not_allowed', { origin: 'null' }],
    ['from another port of ours', 'origin_not_allowed', { origin: 'http://desk.test:8081' }],
  ]
  test.each(attempts)('%s it is denied', async (_, refusal, headers) => {
    const token = await signedInAs(server.engine, rightRole(access))
    const before = await effects()
    await expectDenied(await ask(name, token, headers), refusal)
    expect(await effects()).toBe(before)
  })

  test('without the header that no other site can send it is denied', async () => {
    const token = await signedInAs(server.engine, rightRole(access))
    const before = await effects()
    const row: RouteRequest = ROUTE_REQUESTS[name]
    const path = pathTo(ROUTES[name].path, row.holes === undefined ? {} : holes[row.holes], row.query)
    const init = { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: 'x' }
    await expectDenied(await server.ask(path, init), 'request_header_missing')
    expect(await effects()).toBe(before)
  })
})

// So that a denial is no accident: the same requests, of somebody who may, are answered.
test.each(ALL)(
  '%s is answered where it is asked by somebody who may, also from its own page',
  async (name, { answer }) => {
    const token = await whoMay(name)
    const response = await ask(name, token, { origin: 'http://desk.test' })
    expect(response.status).toBe(ANSWERED_OTHERWISE[name] ?? answer.status)
    await response.body?.cancel()
  },
)

test('no path of the contract is reached around the guard by another spelling', async () => {
  for (const path of [
    '/v1/today/',
    '//v1/today',
    '/V1/today',
    '/v1/./today',
    '/v1/%74oday',
    `${PATHS.today}?day=2026-11-20`,
  ]) {
    const response = await server.ask(path, { headers: { authorization: '' } })
    expect([401, 404], path).toContain(response.status)
  }
  expect((await server.ask(PATHS.today, { method: 'HEAD', headers: { authorization: '' } })).status).toBe(401)
})
