import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openApp } from '../../test/sample-server.ts'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { dryRunOf } from '../../test/samples/bulk-acts.ts'
import type { TestEngine } from '../../test/samples/engine.ts'
import { addPerson, sessionOf, steppedUp } from '../../test/samples/people.ts'
import { ROUTE_REQUESTS, type RouteRequest } from '../../test/samples/route-requests.ts'
import { openWholeDay } from '../../test/samples/whole-day.ts'
import { pathTo } from '../contract/paths.ts'
import type { Route } from '../contract/route.ts'
import { ROUTES, type RouteName } from '../contract/routes.ts'
import { ROLE_NAMES } from '../core/authority/role.ts'
import { openCases } from '../engine/open-cases.ts'
import { recordAccounts } from '../engine/record-facts.ts'
import { Config, institutionOf } from '../main/config.ts'
import { type OpenEngine, openEngine } from '../main/open-engine.ts'

/**
 * Two banks in one database. Somebody of the one, who may everything there, asks with the numbers of what the other one has: each
 * answer is the one that a number gets which nothing has, and nothing of the other bank is changed.
 */

/** What ids are of, with those that the other bank has, and one that nothing has. */
const IDS = {
  item: [
    'select distinct on (state) id::text as id from item where shard < 2048 order by state, id',
    '671088640000064',
  ],
  receipt: ['select distinct on (state) id::text as id from receipt order by state, id', '99999999'],
  batch: ["select distinct on (state) id || '/0' as id from receipt order by state, id", '99999999/0'],
  held: [
    "select id::text as id from exception where scope <> 'item' and shard < 2048 order by id limit 3",
    '-6710886499',
  ],
  decision: [
    "select distinct on (state) shard || '-' || id as id from decision where shard < 2048 order by state, id",
    '1101-99999999',
  ],
  letter: [
    "select shard || '-' || decision_id || '-' || n as id from letter_request where shard < 2048 limit 2",
    '1101-99999999-1',
  ],
  document: ["select shard || '-' || id as id from document where shard < 2048", '1101-99999999'],
  bulk: ['select id::text as id from bulk_act where shard < 2048', '99999999'],
  case: [
    `select distinct on (state) case_shard || '-' || case_id as id from queue_place where shard < 2048 order by state, case_id`,
    '1101-99999999',
  ],
  question: [
    "select distinct on (state) shard || '-' || id as id from question where shard < 2048 order by state, id",
    '1101-99999999',
  ],
  passkey: ['select id::text as id from passkey where shard < 2048', '99999999'],
  session: ["select left(encode(id, 'hex'), 16) as id from session where shard < 2048 limit 2", 'ffffffffffffffff'],
  person: [
    "select login as id from person where shard < 2048 and state = 'active' order by login limit 3",
    'nobody-at-all',
  ],
  team: ['select name as id from team where shard < 2048 order by name limit 1', 'No such team'],
  holding: ['select id::text as id from role_holding where shard < 2048 order by id desc limit 1', '99999999'],
  outbound: ['select id::text as id from outbound_file where shard < 2048 limit 1', '99999999'],
  account: [
    'select number as id from account where not internal and shard < 2048 order by number limit 1',
    '4200000000',
  ],
} as const
type Kind = keyof typeof IDS

/** Which fields of a request name something that a bank has. */
const OF_FIELDS: Readonly<Record<string, Kind>> = {
  ...{ 'path item': 'item', 'path receipt': 'receipt', 'path exception': 'held', 'path decision': 'decision' },
  ...{ 'path document': 'document', 'body item': 'item' },
  ...{ 'path letter': 'letter', 'path bulk': 'bulk', 'path case': 'case', 'path question': 'question' },
  ...{ 'path passkey': 'passkey', 'path session': 'session', 'path login': 'person' },
  ...{ 'query item': 'item', 'query receipt': 'receipt', 'query file': 'outbound', 'query person': 'person' },
  ...{ 'query subject': 'item', 'query actor': 'person', 'query made_by': 'person' },
  ...{ 'query payee': 'account', 'query cluster': 'batch' },
  ...{
    'body decision': 'decision',
    'body decisions.0': 'decision',
    'body of': 'bulk',
    'body matching.receipt': 'receipt',
  },
  ...{
    'query number': 'case',
    'body aside.case': 'case',
    'body case': 'case',
    'body from': 'person',
    'body login': 'person',
    'body fields.item': 'item',
  },
  ...{ 'body evidence.0.item': 'item', 'body evidence.item': 'item', 'body parts.0.account': 'account' },
  ...{ 'body asked.parts.0.account': 'account', 'body fields.account': 'account' },
  ...{ 'body changes.0.login': 'person', 'body changes.0.owner': 'person', 'body changes.0.giver': 'person' },
  ...{ 'body changes.0.team': 'team', 'body changes.0.parent': 'team', 'body changes.0.id': 'holding' },
}

/** Of the same name and something else: whom a letter goes to, a key of a program's own. */
const IS_OTHER = /^(?:signIn|demoSignIn|passkey\w+|provider\w+|registerPasskey)$/
/** To whom work is given; of everything else `to` says whether the customer or the sender is asked. */
const TO_SOMEBODY: readonly string[] = ['workReassign', 'workHandOver', 'askQuestion', 'questionHandOn']

/** Fields that name nothing which a bank has of its own: words, days, amounts, choices, claims, hashes, and where a page goes on. */
const NO_IDS = new Set(
  `act acts amount amount_from amount_minor amount_to answer answered_on asked attestationObject authenticatorData awaits back balance
  batch change clientDataJSON code credential current cursor day days decided_by does draft due_by due_from duplicate exit_by expected fate fee fence field fields for
  for_role from hold id idea in_work key kind level limit limit_minor login measure name of on overdue pack pass password preview_sha256 presence
  purpose query question queue rawId reason recipient ref resolution returned_on role rule scope sent_on settled_on sha256 share_percent
  side signature skill source state statement step term to told_on transports tried type until userHandle verdict waiting_for waiver
  wakes_at whose why words work_type`.split(/\s+/),
)

const FUTURE = '2099-01-01T00:00:00Z'
/** Changes of people that name somebody or something, by the field. */
const CHANGES: Readonly<Record<string, object>> = {
  login: { change: 'suspend' },
  owner: { change: 'add_person', login: 'a-new-one', name: 'A new one', kind: 'agent' },
  giver: { change: 'grant', hold: 'delegation', login: 'asker', acts: ['approve'], until: FUTURE },
  team: { change: 'grant', hold: 'member', login: 'asker' },
  parent: { change: 'add_team', team: 'A new team' },
  id: { change: 'end', hold: 'role' },
}

interface Probe {
  readonly name: RouteName
  /** Where, and which field: `body evidence.0.item`. */
  readonly at: string
  readonly kind: Kind
}

type Schema = Readonly<Record<string, unknown>>

/** The fields of a schema that hold a value, as `evidence.0.item`. */
function leavesOf(root: Schema, schema: Schema, at: readonly string[] = []): readonly string[] {
  const {
    $ref,
    properties = {},
    items,
    anyOf = [],
    oneOf = [],
  } = schema as {
    readonly $ref?: string
    readonly properties?: Readonly<Record<string, Schema>>
    readonly items?: Schema
    readonly anyOf?: readonly Schema[]
    readonly oneOf?: readonly Schema[]
  }
  if ($ref !== undefined)
    return leavesOf(root, (root.$defs as Record<string, Schema>)[$ref.split('/').at(-1) ?? ''] ?? {}, at)
  const own = Object.entries(properties).flatMap(([name, one]) => leavesOf(root, one, [...at, name]))
  const listed = items === undefined ? [] : leavesOf(root, items, [...at, '0'])
  const either = [...anyOf, ...oneOf].flatMap(one => leavesOf(root, one, at))
  const inner = [...own, ...listed, ...either]
  return inner.length === 0 ? [at.join('.')] : [...new Set(inner)]
}

/** Every field of every request, as the contract has it. */
function fieldsOf(route: Route): readonly string[] {
  const body = route.body === undefined || route.body === 'files' ? undefined : route.body.json
  const places = [
    ['path', route.params],
    ['query', route.query],
    ['body', body],
  ] as const
  return places.flatMap(([place, schema]) => {
    if (schema === undefined) return []
    const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
    // A field that holds whatever names it has is seen by those that name something.
    const free = ['fields.account', 'fields.item'].filter(
      one => place === 'body' && leavesOf(json, json).includes(one.split('.')[0] ?? ''),
    )
    return [...leavesOf(json, json), ...free].map(leaf => `${place} ${leaf}`)
  })
}

function kindOf(name: string, field: string): Kind | undefined {
  if (field === 'body to' && TO_SOMEBODY.includes(name)) return 'person'
  if (IS_OTHER.test(name)) return undefined
  if (name === 'listPasskeys' || field !== 'body from' || name === 'workHandOver') return OF_FIELDS[field]
  return undefined
}

const ALL = Object.entries<Route>(ROUTES) as readonly (readonly [RouteName, Route])[]
/** Whoever says a number may mean an item too. */
const OF_ITEM: Probe = { name: 'workFind', at: 'query number', kind: 'item' }
const PROBES: readonly Probe[] = [
  ...ALL.flatMap(([name, route]) =>
    fieldsOf(route).flatMap(at => {
      const kind = kindOf(name, at)
      return kind === undefined ? [] : [{ name, at, kind }]
    }),
  ),
  OF_ITEM,
]

let theirs: TestEngine
let ours: OpenEngine
let app: Awaited<ReturnType<typeof openApp>>
let token: string
/** What fills the holes that are not probed: of our own. */
let own: Readonly<Record<string, string>>
let foreign: Readonly<Record<Kind, readonly string[]>>

beforeAll(async () => {
  theirs = await openWholeDay()
  const [eve] = await ask<{ id: number }>(theirs.engine, "select id from person where login = 'eve'")
  const by = { personId: eve?.id ?? 0, session: 'signed-in' } as const
  await dryRunOf(theirs.engine, { by, asked: { resolution: 'refer', to: 'sender', words: 'Whose is it?' } })
  ours = await openEngine({
    dataDir: `${theirs.blobFolder}-of-ours`,
    institution: institutionOf(Config.parse({}), 2),
    environment: { DATABASE_URL: theirs.url },
  })
  const { engine } = ours
  const [deceased = ''] = accountNumbers(1, 900)
  await recordAccounts(engine, [anAccount(engine, deceased, { status: 'deceased' })])
  await receiveAndProcess(engine, {
    name: 'ours.ach',
    bytes: achFile([{ entries: entries(2, { accounts: [deceased] }) }]),
  })
  await openCases(engine)
  const asker = await addPerson(engine, { login: 'asker', roles: ROLE_NAMES.filter(role => role !== 'agent') })
  token = await steppedUp(engine, await sessionOf(engine, asker))
  app = await openApp(engine)
  const [row] = await ask<{ item: string; receipt: string; case: string }>(
    engine,
    "select id::text as item, receipt_id::text as receipt, case_shard || '-' || case_id as case from exception where shard >= 2048",
  )
  own = {
    ...row,
    side: 'front',
    day: '2026-11-20',
    rule: 'R01',
    queue: 'ach-returns',
    exception: '-1',
    decision: '2048-1',
    document: '2048-1',
    login: 'asker',
  }
  const found = await Promise.all(
    Object.entries(IDS).map(
      async ([kind, [sql]]) => [kind, (await ask<{ id: string }>(theirs.engine, sql)).map(one => one.id)] as const,
    ),
  )
  foreign = Object.fromEntries(found) as unknown as typeof foreign // of the keys of IDS
})
afterAll(async () => {
  app?.close()
  await ours?.close()
  await theirs?.close()
})

/** The request of a probe with this id in its field. */
function requestOf({ name, at }: Probe, id: string): Promise<Response> {
  const row: RouteRequest = ROUTE_REQUESTS[name]
  const route: Route = ROUTES[name]
  const [place = '', field = ''] = at.split(' ')
  const holes = { ...own, ...(place === 'path' ? { [field]: id } : {}) }
  const query = { ...row.query, ...(place === 'query' ? { [field]: id } : {}) }
  const body = place === 'body' ? withField(name, row.body ?? {}, field, id) : row.body
  return app.ask(pathTo(route.path, holes, query), {
    method: route.method.toUpperCase(),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...{ authorization: `Bearer ${token}`, 'clearday-request': '1', 'idempotency-key': crypto.randomUUID() },
    },
  })
}

function withField(name: RouteName, body: object, field: string, id: string): object {
  if (name === 'workReassign' && field === 'case') return { ...body, case: id, to: 'asker' }
  const path = field.split('.')
  const leaf = path.at(-1) ?? ''
  if (name === 'changePeople') return { changes: [{ ...CHANGES[leaf], [leaf]: leaf === 'id' ? Number(id) : id }] }
  if (field.startsWith('parts'))
    return {
      ...body,
      resolution: 'split',
      parts: [
        { account: id, amount: '1.00' },
        { account: id, amount: '1.00' },
      ],
    }
  if (field === 'fields.account') return { ...body, resolution: 'move', fields: { account: id } }
  if (field === 'fields.item') return { ...body, resolution: 'correct', fields: { item: id } }
  if (field === 'asked.parts.0.account')
    return { matching: {}, asked: { resolution: 'split', parts: [{ account: id, amount: '1.00' }] } }
  if (field === 'matching.receipt') return { ...body, matching: { receipt: id } }
  if (field === 'aside.case') return { aside: { case: id, fence: 1, note: { field: 'words', draft: {} } } }
  if (field === 'evidence.0.item') return { ...body, evidence: [{ item: Number(id), of: 'finding', ref: '' }] }
  if (field === 'evidence.item') return { ...body, evidence: { item: Number(id), of: 'finding', ref: '' } }
  if (field === 'decisions.0') return { decisions: [id] }
  if (field === 'of') return { of: Number(id) }
  if (field === 'item') return { does: 'attach', item: Number(id) }
  return { ...body, [leaf]: id }
}

/** An answer without the id that was asked for, and without what is new in each. */
async function plain(response: Response, id: string): Promise<string> {
  const text = await response.text()
  return `${response.status} ${response.headers.get('content-type')} ${text
    .replaceAll(new RegExp(`(?<![-\\w])${RegExp.escape(id)}(?![-\\w])`, 'g'), '#')
    .replaceAll(/"(?:bulk|sha256|shown_at|request)":("[^"]*"|\d+),?/g, '')}`
}

/** Everything that the other bank has, as it is kept. */
async function everythingOfTheirs(): Promise<string> {
  const tables = await ask<{ name: string }>(
    theirs.engine,
    `select relname as name from pg_class join pg_attribute on attrelid = pg_class.oid and attname = 'shard'
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by 1`,
  )
  const rows = `select string_agg(md5(t::text), '' order by md5(t::text)) as all from`
  const found = await Promise.all(
    tables.map(({ name }) => ask<{ all: string }>(theirs.engine, `${rows} ${name} t where shard < 2048`)),
  )
  return JSON.stringify(found.map(([row], at) => [tables[at]?.name, row?.all]))
}

test('every field of every request either names what a bank has, and is probed, or is known to name nothing', () => {
  const unknown = ALL.flatMap(([name, route]) =>
    fieldsOf(route).filter(
      at => kindOf(name, at) === undefined && !NO_IDS.has(at.split(/[ .]/).findLast(one => one !== '0') ?? ''),
    ),
  )
  expect([...new Set(unknown)]).toEqual([])
})

test('there is something of each kind in the other bank', () => {
  expect(Object.entries(foreign).filter(([, ids]) => ids.length === 0)).toEqual([])
})

/** Lists of what belongs to something: of what is not here they are empty. */
const LISTS: readonly RouteName[] = [
  ...(['listBatches', 'listExceptions', 'listItems', 'listOutboundItems', 'listEvents'] as const),
  'workFind',
]

const ANSWERED: readonly string[] = ['body asked.parts.0.account', 'query cluster']

// Seen red with: as it was found, a letter of another bank said to be sent, which was a defect and no refusal; an item read where it
// lies, whichever bank has it; a case found by its number, whichever bank has it.
describe('law: what another bank has is for nobody here, and as if it were not there', () => {
  let before: string
  beforeAll(async () => {
    before = await everythingOfTheirs()
  })

  test.each(PROBES)('$name, by its $at of a $kind', async probe => {
    const [, absent] = IDS[probe.kind]
    const none = await plain(await requestOf(probe, absent), absent)
    // An act on many is looked at for each of our own; where none may go to that account, it says so. Of no batch nothing is added up.
    const isAnswered = LISTS.includes(probe.name) || ANSWERED.includes(probe.at)
    expect(none).toMatch(isAnswered ? /^200 / : /^4(04|09|22) /)
    for (const id of foreign[probe.kind]) expect(await plain(await requestOf(probe, id), id), id).toBe(none)
  })

  test('nothing of it was changed', async () => {
    expect(await everythingOfTheirs()).toBe(before)
  })
})
