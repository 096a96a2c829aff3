import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openDesk } from '../../test/samples/desk.ts'
import { heard } from '../../test/samples/heard.ts'
import { creditTo, unreadCheck } from '../../test/samples/large-keyed.ts'
import { addPerson, sessionOf, steppedUp } from '../../test/samples/people.ts'
import { ApprovalPage } from '../contract/approval.ts'
import { pathTo } from '../contract/paths.ts'
import type { Route } from '../contract/route.ts'
import { ROUTES } from '../contract/routes.ts'
import type { Resolution } from '../core/exception.ts'
import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { changePeople } from '../engine/change-people.ts'
import { openCases } from '../engine/open-cases.ts'
import type { PeopleChange } from '../engine/people-change.ts'
import { proveDay } from '../engine/prove-day.ts'
import { recordAccounts } from '../engine/record-facts.ts'
import { batchExceptionId } from '../store/exception.ts'

/** Nothing of a blind proposal reaches whoever is to key it, by any way out of the server. */

let server: SampleServer
let tokens: Readonly<Record<'ann' | 'bob' | 'cleo' | 'manager', string>>
let manager: number
let item: number
let receipt: number
/** The decision's number, and the hash of what was proposed. */
let proposal: { readonly decision: string; readonly sha256: string; readonly salt: string }

const [DECEASED = ''] = accountNumbers(1, 700)
/** What nobody writes by accident. */
const PLANTED = 'Quetzalcoatlus northropi'
const ASKED: ResolutionAsked = { resolution: 'refer', to: 'sender', words: PLANTED }

beforeAll(async () => {
  server = await openSampleServer(100)
  const { engine } = server
  const policy = { name: 'second-key', owner: 'Sue', from: '2020-01-01', to: '9999-12-31', fromMinor: 0 }
  // Beside those that are shipped, by which accounts and amounts are keyed a second time.
  const own = { ...policy, resolutions: ['refer', 'release', 'reject'], keying: 'blind' } as const
  Object.assign(engine.institution, { secondKeys: [...engine.institution.secondKeys, own] })
  manager = await addPerson(engine, { login: 'manager', roles: ['supervisor'] })
  const desk = await openDesk(engine, { person: manager, session: 'stepped-up' })
  const tokenOf = ({ personId }: { readonly personId: number }) =>
    sessionOf(engine, personId).then(token => steppedUp(engine, token))
  tokens = {
    ann: await tokenOf(desk.ann),
    bob: await tokenOf(desk.bob),
    cleo: await tokenOf(desk.cleo),
    manager: await sessionOf(engine, manager),
  }
  await recordAccounts(engine, [anAccount(engine, DECEASED, { status: 'deceased' })])
  await receiveAndProcess(engine, {
    name: 'estate.ach',
    bytes: achFile([
      { entries: entries(1, { accounts: [DECEASED], from: 800 }).map(one => ({ ...one, amountMinor: 490_001 })) },
    ]),
  })
  const [row] = await ask<{ id: number; receipt_id: number }>(
    engine,
    "select id, receipt_id from exception where kind = 'account-deceased' and debit_minor + credit_minor = 490001",
  )
  item = row?.id ?? 0
  receipt = row?.receipt_id ?? 0
  await openCases(engine)
})
afterAll(() => server.close())

type Who = keyof typeof tokens

async function post(who: Who, path: string, body: unknown): Promise<string> {
  const response = await server.ask(path, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${tokens[who]}`, 'clearday-request': '1', 'content-type': 'application/json' },
      'idempotency-key': crypto.randomUUID(),
    },
    body: JSON.stringify(body),
  })
  return `${path} ${response.status} ${await response.text()}`
}

/** Everything that this person can read, a text for each route, with its headers. */
async function crawl(who: Who): Promise<readonly string[]> {
  const [row] = await ask<{ at: string; queue: string; kind: string }>(
    server.engine,
    "select case_shard || '-' || case_id as at, queue, kind from exception where id = $1",
    [item],
  )
  const holes = {
    ...{ item, exception: item, receipt, side: 'front', rule: 'R01', decision: proposal.decision, case: row?.at ?? '' },
    ...{ queue: row?.queue ?? '', login: 'ann', day: '2026-11-23' },
  }
  const query: Readonly<Record<string, Record<string, string>>> = {
    listItems: { receipt: String(receipt) },
    deadline: { from: '2026-07-02' },
    listEvents: { subject: String(item) },
    listLetters: { item: String(item) },
    lessons: { pack: 'ach', kind: row?.kind ?? '' },
    personCan: { act: 'refer' },
    workFind: { number: String(item) },
  }
  const reads = Object.entries<Route>(ROUTES).filter(([name, { method }]) => method === 'get' && name !== 'live')
  const texts: string[] = []
  for (const [name, { path }] of reads) {
    const response = await server.ask(pathTo(path, holes, query[name] ?? {}), {
      headers: { authorization: `Bearer ${tokens[who]}` },
    })
    texts.push(`${name} ${response.status} ${[...response.headers].join()} ${await response.text()}`)
  }
  return texts
}

/** Of the first planted proposal there is no act on many, no question, nothing held as a whole, no picture, and its day is not closed; the export asks for the password once more. */
const NONE_ABOUT_IT = [
  ...['auditExport', 'bulkAct', 'claimCandidates', 'dayCloseList', 'held', 'heldActs', 'heldEarlier', 'heldUndo'],
  ...['itemImage', 'listBulkMembers', 'question'],
]

/** The reads that nobody was answered: what they would have told was not looked at. */
function unreadOf(texts: readonly string[]): readonly string[] {
  const read = new Set(texts.flatMap(text => /^(\w+) 200 /.exec(text)?.[1] ?? []))
  const names = Object.entries<Route>(ROUTES).filter(([name, { method }]) => method === 'get' && name !== 'live')
  return names.map(([name]) => name).filter(name => !read.has(name))
}

/** What could tell it: the words, the hash of the effect, whole or cut as pages cut hashes, and the salt. */
function tellsOf(texts: readonly string[]): readonly string[] {
  const { sha256, salt } = proposal
  const secrets = [
    PLANTED,
    sha256.slice(0, 16),
    Buffer.from(sha256, 'hex').toString('base64').slice(0, 16),
    salt.slice(0, 16),
  ]
  return texts.filter(text => secrets.some(secret => text.includes(secret)))
}

// Seen red with, in turn: the effect shown to whoever keys it; a past decision told to everybody; the hash of the effect in the
// event of the proposal; the reason of a return in its event; the arithmetic of a limit in the refusal; the words of its letters in the
// event of the proposal, which supervisors read; and the clocks of an effect told beside its hash to whoever is to key it.
test('law: what is keyed a second time reaches the second person by no byte before they keyed it', async () => {
  const live = await server.ask(pathTo('live'), { headers: { authorization: `Bearer ${tokens.bob}` } })
  const preview = await post('ann', `/v1/items/${item}/previews`, ASKED)
  const [sha256 = ''] = /[0-9a-f]{64}/.exec(preview) ?? []
  const decided = await post('ann', `/v1/items/${item}/decisions`, {
    ...ASKED,
    preview_sha256: sha256,
    expected: 'proposed',
  })
  expect(decided).toContain('"state":"proposed"')
  const [, decision = ''] = /"decision":"([\d-]+)"/.exec(decided) ?? []
  const [row] = await ask<{ salt: string }>(
    server.engine,
    "select encode(salt, 'hex') as salt from decision where state = 'proposed'",
  )
  proposal = { decision, sha256, salt: row?.salt ?? '' }
  const own = { resolution: 'refer', to: 'customer', words: 'Which account is it?' }
  const answers = [
    ...(await crawl('bob')),
    // A supervisor may key it too, and reads everything that happened.
    ...(await crawl('manager')),
    await post('bob', `/v1/items/${item}/previews`, own),
    await post('bob', `/v1/items/${item}/decisions`, { ...own, preview_sha256: '0'.repeat(64), expected: 'done' }),
    await post('bob', `/v1/items/${item}/undo`, { decision, preview_sha256: '0'.repeat(64), expected: 'done' }),
    await post('bob', `/v1/decisions/${decision}/approve`, { sha256 }),
    await post('bob', `/v1/decisions/${decision}/withdraw`, {}),
    await post('bob', `/v1/decisions/${decision}/key`, { resolution: 'return', code: 'R99' }),
  ]
  expect(unreadOf(answers).toSorted()).toEqual(NONE_ABOUT_IT)
  expect(tellsOf(answers)).toEqual([])
  expect(answers.find(text => text.startsWith('item '))).toContain('"resolution":null,"code":null,"keying":"blind"')
  // What is looked for is there to be found: its maker sees it.
  expect(tellsOf(await crawl('ann')).map(text => text.split(' ')[0])).toEqual(['listApprovals', 'readApprovalBeside'])
  await expectNoSums(decision, own)
  const keyed = await post('bob', `/v1/decisions/${decision}/key`, own)
  expect(keyed).toContain('"keyed":"different"')
  expect(tellsOf([keyed, ...(await crawl('bob')), server.log()])).toEqual([])
  // Who saw both says why in words, and those may say what was proposed: whoever keys the next one reads none of them.
  const returned = await post('cleo', `/v1/decisions/${decision}/return`, { why: `${PLANTED} is extinct` })
  expect(returned).toContain('"state":"returned"')
  expect(tellsOf(await crawl('bob'))).toEqual([])
  expect(tellsOf(await crawl('ann')).map(text => text.split(' ')[0])).toEqual(['item', 'itemActs', 'workCase'])
  expect(tellsOf([await heard(server, live)])).toEqual([])
})

// Seen red with: the effect of a unit shown to whoever keys it; the words of what was returned told to everybody in the history; the
// file read again for a release alone.
test('law: what is proposed about a held batch reaches the second person by no byte; both alike it is done, else a third chooses', async () => {
  const { engine } = server
  const some = entries(2, { accounts: accountNumbers(2, 720), from: 960 })
  const received = await receiveAndProcess(engine, {
    name: 'held.ach',
    bytes: achFile([{ entries: some, control: { totalDebit: 1 } }]),
  })
  receipt = 'receiptId' in received ? received.receiptId : 0
  item = batchExceptionId(receipt, 0)
  await openCases(engine)
  const proposeUnit = async (asked: ResolutionAsked) => {
    const [sha256 = ''] = /[0-9a-f]{64}/.exec(await post('ann', `/v1/held/${item}/previews`, asked)) ?? []
    const decided = await post('ann', `/v1/held/${item}/decisions`, {
      ...asked,
      preview_sha256: sha256,
      expected: 'proposed',
    })
    expect(decided).toContain('"state":"proposed"')
    const [, decision = ''] = /"decision":"([\d-]+)"/.exec(decided) ?? []
    const [row] = await ask<{ salt: string }>(
      engine,
      "select encode(salt, 'hex') as salt from decision where exception_id = $1 and state = 'proposed'",
      [item],
    )
    proposal = { decision, sha256, salt: row?.salt ?? '' }
    return decision
  }
  const reads = await readsBeforeKey(await proposeUnit({ resolution: 'release' }))
  expect([reads, await readsBeforeKey(await proposeUnit({ resolution: 'reject' }))]).toEqual([2, 2])
  await proposeUnit(ASKED)
  const read = await crawl('bob')
  expect(unreadOf(read)).not.toContain('heldActs')
  expect(tellsOf(read)).toEqual([])
  expect(tellsOf(await crawl('ann')).map(text => text.split(' ')[0])).toEqual(['listApprovals'])
  const own = { resolution: 'refer', to: 'sender', words: 'Which total is right?' }
  expect(await post('bob', `/v1/decisions/${proposal.decision}/approve`, { sha256: proposal.sha256 })).toContain(
    'key_needed',
  )
  expect(await post('bob', `/v1/decisions/${proposal.decision}/key`, own)).toContain('"keyed":"alike"')
  const [letter] = await ask(engine, 'select words from letter_request where decision_id = $1', [
    Number(proposal.decision.split('-')[1]),
  ])
  expect(letter).toEqual({ words: PLANTED })

  const returned = await proposeUnit({ ...ASKED, words: `${PLANTED} again` })
  expect(await post('bob', `/v1/decisions/${returned}/key`, { resolution: 'reject' })).toContain('"keyed":"different"')
  await post('cleo', `/v1/decisions/${returned}/return`, { why: `${PLANTED} is extinct` })
  expect(tellsOf(await crawl('bob')).map(text => text.split(' ')[0])).toEqual(['listLetters'])

  const chosen = await proposeUnit(ASKED)
  await post('bob', `/v1/decisions/${chosen}/key`, { resolution: 'reject' })
  const list = await server.ask('/v1/approvals', { headers: { authorization: `Bearer ${tokens.cleo}` } })
  const seen = ApprovalPage.parse(await list.json()).data.find(one => one.decision === chosen)
  expect(seen).toMatchObject({ may: 'approve', effect: { fates: [] }, second: { effect: { fates: [{ items: 2 }] } } })
  expect(await post('cleo', `/v1/decisions/${chosen}/approve`, { sha256: seen?.second?.sha256 })).toContain(
    '"rejected"',
  )
  const made = await ask(
    engine,
    'select state, maker_id = $2 as by_ann from decision where exception_id = $1 order by id',
    [item, (await ask<{ id: number }>(engine, "select id from person where login = 'ann'"))[0]?.id],
  )
  expect(made.slice(-2)).toEqual([
    { state: 'returned', by_ann: true },
    { state: 'done', by_ann: false },
  ])
  expect((await proveDay(engine)).problems).toEqual([])
})

/** How often the original is read for whoever tries all that leaves it as it is: a large file takes seconds. Ends with its maker taking it back. */
async function readsBeforeKey(decision: string): Promise<number> {
  const read = vi.spyOn(server.engine.blobs, 'read')
  for (const [way, body] of Object.entries({
    approve: { sha256: '0'.repeat(64) },
    key: { resolution: 'return', code: 'R99' },
  }))
    expect(await post('bob', `/v1/decisions/${decision}/${way}`, body)).toMatch(/key_needed|refused/)
  const [row] = await ask<{ sha256: string }>(
    server.engine,
    "select encode(sha256, 'hex') as sha256 from receipt where id = $1",
    [receipt],
  )
  const times = read.mock.calls.filter(([sha256]) => Buffer.from(sha256).toString('hex') === row?.sha256).length
  read.mockRestore()
  expect(await post('ann', `/v1/decisions/${decision}/withdraw`, {})).toContain('"withdrawn"')
  return times
}

/** A file with an item of 12,000.01 and more whose account is wrong, or cannot be read. */
const KEYED_ACCOUNTS: readonly [kind: string, resolution: Resolution, bytes: () => Uint8Array][] = [
  ['account-deceased', 'correct', () => creditTo(DECEASED, 1_200_001)],
  [
    'micr-unreadable',
    'rekey',
    () => unreadCheck(server.engine.institution.settings.routingNumbers[0] ?? '', 1_200_002),
  ],
]

// Seen red with what was proposed shown to whoever may key it; with the hash of the effect in the event of the proposal.
test.each(KEYED_ACCOUNTS)(
  'law: by the policies that are shipped the account keyed for %s by %s reaches the second person by no byte, and is keyed by itself',
  async (kind, resolution, bytes) => {
    const { engine } = server
    const [theirs = '', another = ''] = accountNumbers(2, 800)
    const asked = (account: string): ResolutionAsked => ({ resolution, fields: { account } })
    await recordAccounts(engine, [
      anAccount(engine, theirs, { balanceMinor: 5_000_000 }),
      anAccount(engine, another, { balanceMinor: 5_000_000 }),
    ])
    await receiveAndProcess(engine, { name: `${resolution} it`, bytes: bytes() })
    const [row] = await ask<{ id: number; receipt_id: number }>(
      engine,
      'select id, receipt_id from exception where kind = $1 and debit_minor + credit_minor between 1200001 and 1200009 order by id desc limit 1',
      [kind],
    )
    ;[item, receipt] = [row?.id ?? 0, row?.receipt_id ?? 0]
    await openCases(engine)
    const preview = await post('ann', `/v1/items/${item}/previews`, asked(theirs))
    expect(preview).toMatch(
      /The policy (ach|check)-keyed-(accounts|codelines) .* who does not see what the first one decided/,
    )
    const [sha256 = ''] = /[0-9a-f]{64}/.exec(preview) ?? []
    const all = await post('ann', pathTo('bulkActs'), { matching: { kind }, asked: asked(theirs) })
    expect(all).toMatch(/such are decided one by one.*"keyed_blind"/)
    const live = await server.ask(pathTo('live'), { headers: { authorization: `Bearer ${tokens.bob}` } })
    const order = { ...asked(theirs), preview_sha256: sha256 }
    expect(await post('ann', `/v1/items/${item}/decisions`, { ...order, expected: 'done' })).toContain(
      'second_person_needed',
    )
    const decided = await post('ann', `/v1/items/${item}/decisions`, { ...order, expected: 'proposed' })
    const [, decision = ''] = /"decision":"([\d-]+)"/.exec(decided) ?? []
    proposal = { decision, sha256, salt: proposal.salt }
    const tells = (texts: readonly string[]) =>
      texts.filter(text => text.includes(theirs) || text.includes(`•${theirs.slice(-4)}`) || text.includes(sha256))
    const before = [
      ...(await crawl('bob')),
      ...(await crawl('manager')),
      await post('bob', `/v1/items/${item}/previews`, asked(another)),
      await post('bob', `/v1/items/${item}/decisions`, {
        ...asked(another),
        preview_sha256: '0'.repeat(64),
        expected: 'done',
      }),
      await post('bob', `/v1/decisions/${decision}/approve`, { sha256: '0'.repeat(64) }),
    ]
    const many = await post('bob', pathTo('bulkApprovals'), { decisions: [decision] })
    expect(many).toContain('each is keyed a second time by itself, without being seen')
    before.push(many)
    expect(tells(before)).toEqual([])
    const own = await server.ask('/v1/approvals', { headers: { authorization: `Bearer ${tokens.ann}` } })
    expect(tells([await own.text()])).toHaveLength(1)
    expect(await post('bob', `/v1/decisions/${decision}/key`, asked(theirs))).toContain('"keyed":"alike"')
    expect(tells([await heard(server, live)])).toEqual([])
    expect((await proveDay(engine)).problems).toEqual([])
  },
)

const OF_CREDIT: ResolutionAsked = { resolution: 'adjust', fields: { amount: '7193.58' } }

// Seen red with: the effect shown to whoever keys it; the amount left out of what their form asks.
test('law: an amount that is keyed as right reaches the second person by no byte, and their form asks for it', async () => {
  const [account = ''] = accountNumbers(1, 701)
  await recordAccounts(server.engine, [anAccount(server.engine, account)])
  const entry = { transactionCode: 22, account, amountMinor: 3_000_000_000 }
  await receiveAndProcess(server.engine, { name: 'large.ach', bytes: achFile([{ entries: [entry] }]) })
  const [row] = await ask<{ id: number; receipt_id: number }>(
    server.engine,
    "select id, receipt_id from exception where kind = 'review-threshold' and credit_minor = 3000000000",
  )
  ;[item, receipt] = [row?.id ?? 0, row?.receipt_id ?? 0]
  await openCases(server.engine)
  const [sha256 = ''] = /[0-9a-f]{64}/.exec(await post('ann', `/v1/items/${item}/previews`, OF_CREDIT)) ?? []
  const live = await server.ask(pathTo('live'), { headers: { authorization: `Bearer ${tokens.bob}` } })
  const decided = await post('ann', `/v1/items/${item}/decisions`, {
    ...OF_CREDIT,
    preview_sha256: sha256,
    expected: 'proposed',
  })
  const [, decision = ''] = /"decision":"([\d-]+)"/.exec(decided) ?? []
  proposal = { decision, sha256, salt: proposal.salt }
  const tells = (texts: readonly string[]) => texts.filter(text => /719358|7,?193\.58/.test(text))
  const read = await crawl('bob')
  expect(tells([...read, ...(await crawl('manager'))])).toEqual([])
  expect(tells(await crawl('ann')).length).toBeGreaterThan(0)
  const story = read.find(text => text.startsWith('item ')) ?? ''
  expect(story).toContain('"name":"adjust"')
  expect(story).toMatch(/"name":"adjust"[^[]*"fields":\[\{"name":"amount","of":"fields"/)
  const keyed = await post('bob', `/v1/decisions/${decision}/key`, { ...OF_CREDIT, fields: { amount: '7193.85' } })
  expect(keyed).toContain('"keyed":"different"')
  expect(tells([keyed, ...(await crawl('bob')), await heard(server, live)])).toEqual([])
})

/** Whoever is over a limit reads no sum: what was approved for one account before would tell which account was keyed. */
async function expectNoSums(decision: string, own: object): Promise<void> {
  const limit = { of: { login: 'cleo' }, act: 'approve', measure: 'payee', days: 1, limitMinor: 1n } as const
  const [id = 0] = await change({ change: 'grant', hold: 'limit', ...limit })
  const refused = await post('cleo', `/v1/decisions/${decision}/key`, own)
  const approved = await post('cleo', `/v1/decisions/${decision}/approve`, { sha256: '0'.repeat(64) })
  const why = /not_authorised.*"It is over your limits for approvals\."/
  expect([refused, approved]).toEqual([expect.stringMatching(why), expect.stringMatching(why)])
  await change({ change: 'end', hold: 'limit', id })
}

async function change(one: PeopleChange): Promise<readonly number[]> {
  const changed = await changePeople(server.engine, { person: manager, session: 'stepped-up' }, [one])
  return changed.outcome === 'changed' ? changed.ids : []
}
