import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { addPerson, sessionOf, signedInAs } from '../../test/samples/people.ts'
import { ROUTE_REQUESTS, type RouteRequest } from '../../test/samples/route-requests.ts'
import { PATHS, pathTo } from '../contract/paths.ts'
import { PROBLEM_PREFIX, Problem, REFUSALS, type RefusalName } from '../contract/problem.ts'
import type { Access, Route } from '../contract/route.ts'
import { ROUTES, type RouteName } from '../contract/routes.ts'
import { ROLE_NAMES, ROLES, type Role } from '../core/authority/role.ts'
import { openCases } from '../engine/open-cases.ts'
import { Config, institutionOf } from '../main/config.ts'
import { type OpenEngine, openEngine } from '../main/open-engine.ts'

/** Every route of the contract, asked by everybody who may not. */

let server: SampleServer
let other: OpenEngine
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
  await addPerson(server.engine, { login: 'somebody-else', roles: ['aop'] })
  const cases = await server.engine.database.pool.query<{ id: string }>(
    `select case_shard || '-' || case_id as id from queue_place where state = 'ready' order by id limit 1`,
  )
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

/** Asks a route as its row says, with this token and these headers. */
function ask(name: RouteName, token: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const row: RouteRequest = ROUTE_REQUESTS[name]
  const route: Route = ROUTES[name]
  const body = row.file ?? (row.body === undefined ? undefined : JSON.stringify(row.body))
  const type = row.body === undefined ? {} : { 'content-type': 'application/json' }
  return server.ask(pathTo(route.path, row.holes === undefined ? {} : holes[row.holes], row.query), {
    method: route.method.toUpperCase(),
    ...(body === undefined ? {} : { body }),
    headers: { ...type, 'clearday-request': '1', authorization: `Bearer ${token}`, ...headers },
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
        `update session set signed_in_at = now() - interval '1 hour', last_seen_at = now() - interval '15 minutes' where person_id = $1`,
      ),
  ],
  'a session that is too old': [
    'not_signed_in',
    access => thenDone(access, `update session set signed_in_at = now() - interval '12 hours' where person_id = $1`),
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
    access => thenDone(access, `update role_holding set holds_until = now() where shard = 1024 and person_id = $1`),
  ],
  'somebody whose role begins tomorrow': [
    'not_allowed',
    access =>
      thenDone(
        access,
        `update role_holding set holds_from = now() + interval '1 day' where shard = 1024 and person_id = $1`,
      ),
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
      ...[
        'session',
        'signOut',
        'stepUp',
        'passkeyStepUpChallenge',
        'passkeyStepUp',
        'providerStepUpBegin',
        'providerStepUp',
      ],
      ...['listPasskeys', 'passkeyRegistration', 'registerPasskey', 'revokePasskey', 'listSessions', 'endSession'],
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
  async (name, { access, answer }) => {
    const token = await signedInAs(server.engine, rightRole(access))
    const response = await ask(name, token, { origin: 'http://desk.test' })
    const expected: Readonly<Partial<Record<RouteName, number>>> = {
      ...{ signIn: 401, stepUp: 401, demoSignIn: 403 },
      // Without the key that a request of its own has.
      ...{ decideHeld: 400, undoHeld: 400 },
      ...{ decideItem: 400, undoItem: 400, revokePasskey: 400, endSession: 400 },
      ...{ commitBulk: 400, previewBulkUndo: 404, returnBulk: 400 },
      // Nobody began an act on many.
      ...{ previewBulkApproval: 404, bulkAct: 404, listBulkMembers: 404 },
      ...{ changePeople: 400, sendLetter: 400, answerLetter: 400 },
      ...{ passkeySignIn: 401, passkeyStepUp: 401 },
      // Only after they proved again who they are.
      // Nothing waits for a second person.
      ...{ approveDecision: 404, keyDecision: 404, returnDecision: 404, withdrawDecision: 404, reviewDecision: 404 },
      ...{ askQuestion: 400, questionTake: 400, questionGiveBack: 400, questionHandOn: 400, questionAnswer: 400 },
      ...{ questionRefuse: 400, questionWithdraw: 400, addItemNote: 400, addCaseNote: 400 },
      // Nobody asked it.
      ...{ question: 404 },
      ...{ passkeyRegistration: 403, registerPasskey: 403, endProviderIdentity: 403 },
      // None is configured here.
      ...{ providerBegin: 503, providerSignIn: 503, providerStepUpBegin: 503, providerStepUp: 503 },
      // Of others an associate may not ask; the role that is asked with here is the first that the route names.
      ...{ person: 403, personCan: 403 },
      // Without the password once more; and nothing was closed.
      ...{ closeDay: 403, reopenDay: 403, dayCloseList: 409, auditExport: 403 },
      // Nothing of the item posted.
      ...{ takeClaim: 409 },
      // What is held is no claim.
      ...{ claimCandidates: 404 },
      // Nobody has that case: it was asked, and refused for that.
      ...{ workRelease: 409, workSkip: 409, workPend: 409, workPark: 409, workUnpark: 409, workReassign: 404 },
      ...{ workWake: 409, workTakeBack: 409, workTake: 409 },
    }
    expect(response.status).toBe(expected[name] ?? answer.status)
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
