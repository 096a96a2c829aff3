import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { addPerson, sealPeople, sessionOf, steppedUp } from '../../test/samples/people.ts'
import type { ItemActs } from '../contract/acts.ts'
import { asSeen } from '../contract/as-seen.ts'
import { recordAccounts } from '../engine/record-facts.ts'
import { releaseOutboundFiles } from '../engine/release-outbound-files.ts'
import { workBulks } from '../engine/work-bulks.ts'
import { demoFees } from '../main/demo-fees.ts'

/** Previews, decisions and their undoing over HTTP. */

let server: SampleServer
let token: string
let items: readonly number[]

beforeAll(async () => {
  server = await openSampleServer(100)
  const { engine } = server
  Object.assign(engine.institution, { fees: demoFees() })
  const ann = await addPerson(engine, { login: 'ann', roles: ['sps'] })
  const since = "'2026-01-01T00:00:00Z'"
  await ask(
    engine,
    `insert into person_skill (shard, person_id, skill, holds_from) values (1024, $1, 'ach', ${since})`,
    [ann],
  )
  await ask(
    engine,
    `insert into authority_limit (shard, person_id, act, measure, days, limit_minor, holds_from)
     select 1024, $1, act, measure, 1, 1000000, ${since} from unnest(array['post', 'return', 'forward', 'split', 'fee', 'waive', 'undo', 'adjust']) as act, unnest(array['act', 'day']) as measure`,
    [ann],
  )
  await sealPeople(engine)
  token = await sessionOf(engine, ann)
  const [account = ''] = accountNumbers(1, 700)
  await recordAccounts(engine, [anAccount(engine, account, { status: 'deceased' })])
  await receiveAndProcess(engine, {
    name: 'estate.ach',
    bytes: achFile([{ entries: entries(7, { accounts: [account], from: 800 }) }]),
  })
  const estates = "select id from exception where kind = 'account-deceased' order by id"
  items = (await ask<{ id: number }>(engine, estates)).map(row => row.id)
})
afterAll(() => server.close())

function send(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const own = { authorization: `Bearer ${token}`, 'clearday-request': '1', 'content-type': 'application/json' }
  return server.ask(path, {
    method: 'POST',
    headers: { ...own, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function previewOf(item: number, body: unknown): Promise<Parameters<typeof asSeen>[0]> {
  const response = await send(`/v1/items/${item}/previews`, body)
  expect(response.status).toBe(200)
  return (await response.json()) as Parameters<typeof asSeen>[0] // as the contract says
}

test('a preview says what moves and that one may, and changes nothing', async () => {
  const [item = 0] = items
  const preview = await previewOf(item, { resolution: 'post' })
  expect(preview).toMatchObject({
    allowed: true,
    why_not: [],
    effect: { exception: 'closed', item: 'posted', legs: [{ from: 'the account of the item', to: 'suspense' }] },
  })
  const [row] = await ask(server.engine, 'select state from item where id = $1', [item])
  expect(row).toEqual({ state: 'suspended' })
})

// Seen red with the work done before its key is looked at.
test('law: a decision sent fifty times with one key is one decision and one answer; another body under the key is refused', async () => {
  const [item = 0] = items
  const { sha256 } = await previewOf(item, { resolution: 'post' })
  const order = { resolution: 'post', preview_sha256: sha256, expected: 'done' }
  const headers = { 'idempotency-key': 'one' }
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => send(`/v1/items/${item}/decisions`, order, headers)),
  )
  const bodies = new Set(await Promise.all(answers.map(one => one.text())))
  expect([...new Set(answers.map(one => one.status))]).toEqual([200])
  expect(bodies.size).toBe(1)
  expect(await ask(server.engine, 'select count(*) from decision where exception_id = $1', [item])).toEqual([
    { count: 1 },
  ])
  const other = await send(`/v1/items/${item}/decisions`, { ...order, resolution: 'reject' }, headers)
  expect(other.status).toBe(422)
  expect((await send(`/v1/items/${item}/decisions`, order)).status).toBe(400)
})

test('a hash of another preview is refused as stale; undone by a request of its own', async () => {
  const [, item = 0] = items
  const unseen = { resolution: 'post', preview_sha256: '0'.repeat(64), expected: 'done' }
  const stale = await send(`/v1/items/${item}/decisions`, unseen, { 'idempotency-key': 'stale' })
  expect(await stale.json()).toMatchObject({ status: 409, type: 'urn:clearday:refusal:preview_stale' })
  const { sha256 } = await previewOf(item, { resolution: 'return', code: 'R15' })
  const order = { resolution: 'return', code: 'R15', preview_sha256: sha256, expected: 'done' }
  const claimed = await send(`/v1/items/${item}/decisions`, { ...order, fence: 1 }, { 'idempotency-key': 'no claim' })
  expect(await claimed.json()).toMatchObject({ status: 409, type: 'urn:clearday:refusal:lease_lost' })
  expect((await send(`/v1/items/${item}/decisions`, order, { 'idempotency-key': 'back' })).status).toBe(200)
  const seen = await wayBack(item)
  expect(seen).toMatchObject({ maker: 'Somebody called ann', standing: 'open', by: 'undo', legs: [] })
  expect(seen).toMatchObject({ stops: { answer: true, notice: false, letters: 0 }, letters: [] })
  const { decision } = seen
  const back = { decision, preview_sha256: seen.sha256, expected: 'done' }
  expect((await send(`/v1/items/${item}/undo`, undefined, { 'idempotency-key': 'unnamed' })).status).toBe(400)
  const other = { decision, preview_sha256: '0'.repeat(64), expected: 'done' }
  const otherwise = await send(`/v1/items/${item}/undo`, other, { 'idempotency-key': 'otherwise' })
  expect(await otherwise.json()).toMatchObject({ status: 409, type: 'urn:clearday:refusal:preview_stale' })
  const undone = await send(`/v1/items/${item}/undo`, back, { 'idempotency-key': 'undo' })
  expect(await undone.json()).toEqual({ decision, state: 'done', needs: [], by: 'undo' })
  const again = await send(`/v1/items/${item}/undo`, back, { 'idempotency-key': 'undo again' })
  expect(await again.json()).toMatchObject({ status: 409, type: 'urn:clearday:refusal:preview_stale' })
  // What has left is shown with what is asked of the other bank instead, and asked by the same request.
  expect((await send(`/v1/items/${item}/decisions`, order, { 'idempotency-key': 'out' })).status).toBe(200)
  await releaseOutboundFiles(server.engine)
  const { decision: left, sha256: shown, ...asks } = await wayBack(item)
  const opens = { adjustment: { type: 'AGAIN' }, legs: [{ from: 'adjustments', to: 'suspense' }] }
  // The clock of the return ended as it left: it is not stopped once more.
  const rule = 'ach-dishonor'
  const opens_beside = { clocks: ['exception', 'letter'].map(of => ({ of, does: 'starts', rule })) }
  expect(asks).toMatchObject({ standing: 'open', by: 'remedy', letters: [{ rule }], opens, opens_beside })
  const body = { decision: left, preview_sha256: shown, expected: 'done' }
  const asked = await send(`/v1/items/${item}/undo`, body, { 'idempotency-key': 'ask back' })
  expect(await asked.json()).toEqual({ decision: left, state: 'done', needs: [], by: 'remedy' })
})

/** The way back from what stands, as the acts of the item offer it. */
async function wayBack(item: number): Promise<{ decision: string; sha256: string }> {
  const response = await server.ask(`/v1/items/${item}/acts`, { headers: { authorization: `Bearer ${token}` } })
  return ((await response.json()) as { undo: { decision: string; sha256: string } }).undo // as the contract says
}

test('an item is forwarded by what the form of its acts asks for, and whoever has it is said until they acknowledge it', async () => {
  const [, , , item = 0] = items
  const read = async (path: string) =>
    (await server.ask(path, { headers: { authorization: `Bearer ${token}` } })).json() as Promise<{
      readonly forwarding: unknown
      readonly acts: readonly { readonly resolution: string; readonly asks: readonly { readonly name: string }[] }[]
    }> // as the contract says
  const asked = async () => {
    const { acts } = await read(`/v1/items/${item}/acts`)
    return acts.find(one => one.resolution === 'forward')?.asks.map(one => one.name)
  }
  const decide = async (body: object, key: string) => {
    const { sha256 } = await previewOf(item, body)
    const order = { ...body, preview_sha256: sha256, expected: 'done' }
    const response = await send(`/v1/items/${item}/decisions`, order, { 'idempotency-key': key })
    expect(response.status).toBe(200)
  }
  expect(await asked()).toEqual(['recipient', 'words'])
  await decide({ resolution: 'forward', recipient: 'Estates', words: 'Is it the estate’s?' }, 'forward')
  expect(await read(`/v1/items/${item}`)).toMatchObject({ forwarding: { recipient: 'Estates', state: 'sent' } })
  expect(await asked()).toEqual(['answer', 'words'])
  await decide({ resolution: 'forward', answer: 'acknowledged', words: 'Eve took it by phone.' }, 'acknowledged')
  expect(await read(`/v1/items/${item}`)).toMatchObject({
    item: { state: 'forwarded' },
    forwarding: { state: 'acknowledged' },
  })
})

test('wrong input is told: no such item, no such way out, a code that is none of the kind', async () => {
  const [, , item = 0] = items
  expect((await send('/v1/items/1/previews', { resolution: 'post' })).status).toBe(404)
  expect((await send(`/v1/items/${item}/previews`, { resolution: 'burn' })).status).toBe(400)
  const refused = await send(`/v1/items/${item}/previews`, { resolution: 'return', code: 'R01' })
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({ detail: expect.stringContaining('R15') })
})

test('a split is a list of parts, whose accounts are named by masked numbers; what does not make the amount is told to the cent', async () => {
  const [, , , , item = 0] = items
  const [one = '', other = ''] = accountNumbers(2, 720)
  await recordAccounts(
    server.engine,
    [one, other].map(number => anAccount(server.engine, number)),
  )
  const [row] = await ask<{ minor: number }>(server.engine, 'select amount_minor as minor from item where id = $1', [
    item,
  ])
  const dollars = (minor: number) => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`
  const split = (minor: number) => ({
    resolution: 'split',
    parts: [
      { account: one, amount: dollars(minor - 1) },
      { account: other, amount: '0.01' },
    ],
  })
  const short = await send(`/v1/items/${item}/previews`, split((row?.minor ?? 0) - 1))
  expect(short.status).toBe(409)
  expect(await short.json()).toMatchObject({ detail: expect.stringMatching(/to the cent: 0\.01 is missing/) })
  const empty = { resolution: 'split', parts: [{ account: one, amount: '' }] }
  expect((await send(`/v1/items/${item}/previews`, empty)).status).toBe(400)
  const asked = split(row?.minor ?? 0)
  const preview = await previewOf(item, asked)
  expect(JSON.stringify(preview)).toContain(`the account ••••••${one.slice(-4)}`)
  expect(JSON.stringify(preview)).not.toContain(one)
  const order = { ...asked, preview_sha256: preview.sha256, expected: 'done' }
  const decided = await send(`/v1/items/${item}/decisions`, order, { 'idempotency-key': 'split' })
  expect(await decided.json()).toMatchObject({ state: 'done', effect: { item: 'posted' } })
  // Seen red with the number of the person alone.
  const story = await (await server.ask(`/v1/items/${item}`, { headers: { authorization: `Bearer ${token}` } })).json()
  const { events } = story as { events: { kind: string; actor_name: string | null }[] } // as the contract says
  expect(events.find(one => one.kind === 'decision_made')).toMatchObject({ actor_name: 'Somebody called ann' })
  expect(events.find(one => one.kind === 'file_received')).toMatchObject({ actor_name: null })
})

// Seen red with a page that begins again at its first.
test('a letter that a decision asks for is listed with its facts, page by page, and said to have gone once', async () => {
  const asked = items.slice(5, 7)
  for (const item of asked) {
    const wanted = { resolution: 'refer', to: 'customer', words: `Whose estate is it? ${item}` }
    const { sha256 } = await previewOf(item, wanted)
    const order = { ...wanted, preview_sha256: sha256, expected: 'done' }
    expect((await send(`/v1/items/${item}/decisions`, order, { 'idempotency-key': `ask ${item}` })).status).toBe(200)
  }
  const read = async (query: string) => {
    const response = await server.ask(`/v1/letters${query}`, { headers: { authorization: `Bearer ${token}` } })
    return (await response.json()) as { data: { letter: string; item: number }[]; next: string | null } // as the contract says
  }
  const all = (await read('')).data
  const paged: typeof all = []
  for (let next: string | null = ''; next !== null; ) {
    const page = await read(`?limit=1${next === '' ? '' : `&cursor=${encodeURIComponent(next)}`}`)
    paged.push(...page.data)
    expect(paged.length).toBeLessThanOrEqual(all.length)
    next = page.next
  }
  expect(paged).toEqual(all)
  expect(all.map(one => one.item)).toEqual(expect.arrayContaining([...asked]))
  const first = all.find(one => one.item === asked[0])
  const { letter = '', item } = first ?? {}
  expect(first).toMatchObject({
    ...{ to: 'customer', words: `Whose estate is it? ${item}`, rule: null, due_at: null, overdue: false },
    ...{ language: 'en', resolution: 'refer', state: 'requested', sent: null, answered: null, corrects: null },
  })
  const today = server.engine.now().toZonedDateTimeISO(server.engine.institution.zone).toPlainDate()
  const tell = (on: Temporal.PlainDate, key: string) =>
    send(`/v1/letters/${letter}/sent`, { sent_on: on.toString() }, { 'idempotency-key': key })
  expect((await tell(today.add({ days: 1 }), 'tomorrow')).status).toBe(409)
  const sent = await tell(today, 'gone')
  expect(sent.status).toBe(200)
  expect(await sent.json()).toMatchObject({
    letter,
    state: 'sent',
    sent: { on: today.toString(), by: { name: 'Somebody called ann' } },
  })
  expect((await tell(today, 'gone')).status).toBe(200)
  expect((await tell(today, 'gone again')).status).toBe(409)
  expect(
    (await send('/v1/letters/1024-1-9/sent', { sent_on: today.toString() }, { 'idempotency-key': 'no' })).status,
  ).toBe(404)
  const answer = (key: string) =>
    send(`/v1/letters/${letter}/answered`, { answered_on: today.toString() }, { 'idempotency-key': key })
  expect(await (await answer('it came')).json()).toMatchObject({ letter, answered: { on: today.toString() } })
  expect((await answer('it came once more')).status).toBe(409)
  expect((await read('')).data).toHaveLength(all.length - 1)
  expect((await read('?state=sent')).data).toHaveLength(1)
  expect((await read('?overdue=yes')).data).toEqual([])
  expect((await read(`?item=${item}`)).data).toMatchObject([{ letter, state: 'sent' }])
})

/** Two more estates, of which one entry is over ann’s 10,000.00 for one act. */
async function moreEstates(): Promise<number> {
  const [account = ''] = accountNumbers(1, 700)
  const list = entries(3, { accounts: [account], from: 850 })
  const worth = list.map((one, n) => (n === 0 ? { ...one, amountMinor: 1_000_001 } : one))
  const received = await receiveAndProcess(server.engine, { name: 'more.ach', bytes: achFile([{ entries: worth }]) })
  return received.outcome === 'accepted' ? received.receiptId : 0
}

async function answerOf<Body>(response: Promise<Response>): Promise<Body> {
  const { status, body } = await response.then(async one => ({ status: one.status, body: await one.json() }))
  expect(status, JSON.stringify(body)).toBe(200)
  return body as Body // as the contract says
}

interface BulkSeen {
  readonly bulk: number
  readonly sha256: string
  readonly state: string
}

// Seen red with an act that could be begun a second time under another key.
test('law: one act on all that match: shown with sums, begun once for its key, each seen, and undone at once', async () => {
  const receipt = String(await moreEstates())
  const matching = { receipt, kind: 'account-deceased' }
  const order = { matching, asked: { resolution: 'post' } }
  const shown = await answerOf<BulkSeen>(send('/v1/bulk-acts', order))
  expect(shown).toMatchObject({
    ...{ act: 'resolve', state: 'shown', is_own: true, matching, asked: { resolution: 'post' } },
    shown: {
      matching: { count: 3 },
      done: { count: 2 },
      proposed: { count: 1, debit_minor: 1_000_001 },
      reasons: [
        {
          as: 'proposed',
          reason: 'over_limit',
          why: expect.stringContaining('10,000.01 USD is over Somebody called ann’s'),
        },
      ],
    },
  })
  const at = `/v1/bulk-acts/${shown.bulk}`
  expect((await server.ask(at)).status).toBe(404)
  const commit = () => send(`${at}/commit`, { sha256: shown.sha256 }, { 'idempotency-key': 'all' })
  expect((await commit()).status, 'who it is was not proved').toBe(403)
  token = await steppedUp(server.engine, token)
  const [first, again] = await Promise.all([commit(), commit()])
  expect([first.status, again.status]).toEqual([200, 200])
  expect(await first.text()).toBe(await again.text())
  await workBulks(server.engine)
  const seen = await answerOf<BulkSeen>(server.ask(at))
  expect(seen).toMatchObject({ state: 'ended', is_own: false, stands: { done: { count: 2 }, proposed: { count: 1 } } })
  const page = await answerOf<{ data: object[]; next: string | null }>(server.ask(`${at}/members?limit=2`))
  expect(page).toMatchObject({ data: [{ state: expect.anything() }, {}], next: expect.any(String) })
  const rest = await answerOf<{ data: object[] }>(server.ask(`${at}/members?limit=2&cursor=${page.next}`))
  expect(rest.data).toHaveLength(1)
  const made = await ask(
    server.engine,
    'select state, count(*) from decision where bulk_id = $1 group by 1 order by 1',
    [shown.bulk],
  )
  expect(made).toEqual([
    { state: 'done', count: 2 },
    { state: 'proposed', count: 1 },
  ])
  const begun = await send(`${at}/commit`, { sha256: shown.sha256 }, { 'idempotency-key': 'once more' })
  expect(await begun.json()).toMatchObject({ type: 'urn:clearday:refusal:bulk_begun' })
  const undo = await answerOf<BulkSeen>(send(`${at}/undo`, undefined))
  expect(undo).toMatchObject({ act: 'undo', of: shown.bulk, state: 'shown', shown: { done: { count: 3 } } })
  await answerOf(send(`/v1/bulk-acts/${undo.bulk}/commit`, { sha256: undo.sha256 }, { 'idempotency-key': 'all back' }))
  await workBulks(server.engine)
  expect(await answerOf(server.ask(`/v1/bulk-acts/${undo.bulk}`))).toMatchObject({ now: { done: { count: 3 } } })
  const left = `select count(*) from exception where state = 'open' and receipt_id = $1`
  expect(await ask(server.engine, left, [receipt])).toEqual([{ count: 3 }])
  const list = await answerOf<{ data: BulkSeen[] }>(server.ask('/v1/bulk-acts'))
  expect(list.data.map(one => one.bulk)).toEqual([undo.bulk, shown.bulk])
})

test('an act on many that nothing matches, or of no resolution, is told', async () => {
  const nothing = { matching: { kind: 'account-deceased', day: '2020-01-02' }, asked: { resolution: 'post' } }
  expect(await (await send('/v1/bulk-acts', nothing)).json()).toMatchObject({
    type: 'urn:clearday:refusal:nothing_matches',
  })
  expect((await send('/v1/bulk-acts', { matching: {}, asked: { resolution: 'burn' } })).status).toBe(400)
  expect((await send('/v1/bulk-approvals', {})).status).toBe(400)
  expect((await send('/v1/bulk-acts/999/undo', undefined)).status).toBe(404)
})

// The act is taken by what the form says alone: the API, the contract and the books agree.
test('a fee is chosen by its title, previewed with its leg, and given back by what the form asks for; in an act on many nothing is waived', async () => {
  const [account = ''] = accountNumbers(1, 705)
  await recordAccounts(server.engine, [anAccount(server.engine, account, { status: 'deceased' })])
  const some = entries(1, { accounts: [account], from: 850 })
  await receiveAndProcess(server.engine, { name: 'one.ach', bytes: achFile([{ entries: some }]) })
  await recordAccounts(server.engine, [anAccount(server.engine, account)])
  const [row] = await ask<{ id: number }>(server.engine, "select max(id) as id from exception where scope = 'item'")
  const item = row?.id ?? 0
  const asksOf = async (resolution: string) => {
    const response = await server.ask(`/v1/items/${item}/acts`, { headers: { authorization: `Bearer ${token}` } })
    const { acts } = (await response.json()) as ItemActs // as the contract says
    return acts.find(one => one.resolution === resolution)?.asks
  }
  const decide = async (asked: object, key: string) => {
    const seen = asSeen(await previewOf(item, asked))
    return send(`/v1/items/${item}/decisions`, { ...asked, ...seen }, { 'idempotency-key': key })
  }
  expect((await asksOf('fee'))?.[0]).toMatchObject({
    choices: [{ value: 'research', title: 'Research' }],
    refused: [{ value: 'returned-item', title: 'Returned item', why: expect.stringContaining('worth less') }],
  })
  const charged = await decide({ resolution: 'fee', fee: 'research' }, 'charge')
  expect(await charged.json()).toMatchObject({
    effect: {
      exception: 'open',
      legs: [{ from: 'the account of the item', to: 'fees', amount_minor: 2_500 }],
      fee: { name: 'research', step: 'charged', fee_minor: 2_500, waiver: null },
    },
  })
  expect((await asksOf('waive'))?.map(one => [one.name, one.optional])).toEqual([
    ['fee', false],
    ['waiver', false],
    ['words', false],
  ])
  const back = { resolution: 'waive', fee: 'research', waiver: 'goodwill', words: 'For many years here.' }
  expect(await (await decide(back, 'give back')).json()).toMatchObject({
    effect: { fee: { step: 'refunded', waiver: 'goodwill', words: 'For many years here.' } },
  })
  const matching = { pack: 'ach', kind: 'account-deceased' }
  const asked = { resolution: 'return', code: 'R15', waiver: 'goodwill', words: 'For all.' }
  const tried = await send('/v1/bulk-acts', { matching, asked })
  expect(JSON.stringify(await tried.json())).toMatch(/no fee to waive/)
})
