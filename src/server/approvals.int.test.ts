import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { type Desk, openDesk } from '../../test/samples/desk.ts'
import { addPerson, sessionOf, steppedUp } from '../../test/samples/people.ts'
import type { Approval } from '../contract/approval.ts'
import { asSeen } from '../contract/as-seen.ts'
import type { BesideJson, EffectJson, PastDecision } from '../contract/decision.ts'
import type { ItemStory } from '../contract/item.ts'
import type { Review } from '../contract/review-routes.ts'
import { recordAccounts } from '../engine/record-facts.ts'

/** Two people over HTTP. Kim is an associate, who has no limit for postings; Ann and Bob approve. */

let server: SampleServer
let desk: Desk
let tokens: Readonly<Record<'kim' | 'ann' | 'bob', string>>
let items: readonly number[]

beforeAll(async () => {
  server = await openSampleServer(100)
  const { engine } = server
  const manager = await addPerson(engine, { login: 'manager', roles: ['supervisor'] })
  desk = await openDesk(engine, { person: manager, session: 'stepped-up' })
  tokens = {
    kim: await sessionOf(engine, desk.kim.personId),
    ann: await steppedUp(engine, await sessionOf(engine, desk.ann.personId)),
    bob: await steppedUp(engine, await sessionOf(engine, desk.bob.personId)),
  }
  const accounts = accountNumbers(6, 700)
  await recordAccounts(
    engine,
    accounts.map(account => anAccount(engine, account, { status: 'deceased', balanceMinor: 10_000_000 })),
  )
  const some = entries(6, { accounts, from: 800 }).map(one => ({ ...one, transactionCode: 27, amountMinor: 1_000_000 }))
  await receiveAndProcess(engine, { name: 'estate.ach', bytes: achFile([{ entries: some }]) })
  const rows = await ask<{ id: number }>(
    engine,
    "select id from exception where kind = 'account-deceased' and debit_minor = 1000000 order by id",
  )
  items = rows.map(row => row.id)
})
afterAll(() => server.close())

type Who = keyof typeof tokens

function send(who: Who, path: string, body?: unknown, key?: string): Promise<Response> {
  return sendAs(tokens[who], path, body, key)
}

function sendAs(token: string, path: string, body?: unknown, key: string = crypto.randomUUID()): Promise<Response> {
  const headers = {
    ...{ authorization: `Bearer ${token}`, 'clearday-request': '1', 'idempotency-key': key },
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  return server.ask(path, { method: 'POST', headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
}

async function read<T>(who: Who, path: string): Promise<T> {
  const response = await server.ask(path, { headers: { authorization: `Bearer ${tokens[who]}` } })
  expect(response.status, path).toBe(200)
  return (await response.json()) as T // as the contract says
}

/** Kim proposes to post the item; gives the decision's number. */
async function propose(item: number): Promise<string> {
  const preview = await send('kim', `/v1/items/${item}/previews`, { resolution: 'post' })
  const { sha256, needs } = (await preview.json()) as { sha256: string; needs: string }
  expect(needs).toBe('approval')
  const order = { resolution: 'post', preview_sha256: sha256, expected: 'proposed' }
  const decided = await send('kim', `/v1/items/${item}/decisions`, order)
  const answer = (await decided.json()) as { decision: string; state: string; needs: string[] }
  expect(answer).toMatchObject({
    state: 'proposed',
    needs: expect.arrayContaining([expect.stringContaining('10,000.00 USD is over your')]),
  })
  return answer.decision
}

async function approvals(who: Who): Promise<readonly Approval[]> {
  return (await read<{ data: Approval[] }>(who, '/v1/approvals')).data
}

// Seen red with every request under a key of its own; with the maker's limits told to the approver as theirs; and with no clocks.
test('law: an approval sent fifty times with one key is one approval and one answer', async () => {
  const [item = 0] = items
  const shown = (await (await send('kim', `/v1/items/${item}/previews`, { resolution: 'post' })).json()) as BesideJson
  const decision = await propose(item)
  const [seen] = await approvals('ann')
  // The second person sees the clocks, and what hangs together with it, as its maker did.
  const { clocks, linked, linked_more, received } = shown
  const effects = [{ sha256: seen?.sha256, clocks, linked, linked_more, received }]
  expect(clocks).toMatchObject([{ does: 'stops', of: 'exception' }])
  expect(await read('ann', `/v1/decisions/${decision}/beside`)).toEqual({ effects })
  expect(seen).toMatchObject({ decision, may: 'approve', maker: { name: 'kim' }, effect: { item: 'posted' } })
  expect(seen?.needs[0]).toContain('10,000.00 USD is over kim’s')
  const { exception, finding } = await read<Pick<ItemStory, 'exception' | 'finding'>>('ann', `/v1/items/${item}`)
  expect(exception?.sentence).toMatch(/./)
  expect(seen).toMatchObject({ sentence: exception?.sentence, finding })
  const body = { sha256: seen?.sha256 }
  const path = `/v1/decisions/${decision}/approve`
  // A large one asks who it is, and is listed before that.
  const elsewhere = await sessionOf(server.engine, desk.ann.personId)
  const unproved = await sendAs(elsewhere, path, body)
  expect([unproved.status, await unproved.json()]).toMatchObject([
    403,
    {
      type: 'urn:clearday:refusal:step_up_needed',
      detail: expect.stringContaining('approvals of 10,000.00 USD or more'),
    },
  ])
  const listed = await server.ask('/v1/approvals', { headers: { authorization: `Bearer ${elsewhere}` } })
  expect(await listed.json()).toMatchObject({ data: [{ decision, may: 'approve' }] })
  const answers = await Promise.all(Array.from({ length: 50 }, () => send('ann', path, body, 'one')))
  expect([...new Set(answers.map(one => one.status))]).toEqual([200])
  expect(new Set(await Promise.all(answers.map(one => one.text()))).size).toBe(1)
  const [row] = await ask(server.engine, 'select state, approver_id from decision where exception_id = $1', [item])
  expect(row).toEqual({ state: 'done', approver_id: desk.ann.personId })
  const { decisions } = await read<{ decisions: PastDecision[] }>('kim', `/v1/items/${item}`)
  expect(decisions).toMatchObject([{ decision, state: 'done', maker: 'kim', approver: 'ann', last: { by: 'ann' } }])
})

// Seen red with the sentence told to whoever is to key it, and with a key that the route took without a proof.
test('what came stands beside what its maker puts in its place; whoever is to key it is told nothing of either, and proves first who they are', async () => {
  const [account = ''] = accountNumbers(1, 790)
  await recordAccounts(server.engine, [anAccount(server.engine, account, { balanceMinor: 10_000_000 })])
  const item = items.at(5)
  const asked = { resolution: 'correct', fields: { account } }
  const preview = await send('kim', `/v1/items/${item}/previews`, asked)
  const { sha256, received, effect } = (await preview.json()) as BesideJson &
    Pick<Approval, 'sha256'> & { effect: EffectJson } // as the contract says
  const masked = (number: string) => [{ field: 'account', value: expect.stringMatching(`^•+${number.slice(-4)}$`) }]
  expect([received, effect.corrected]).toEqual([masked(accountNumbers(6, 700)[5] ?? ''), masked(account)])
  const order = { ...asked, preview_sha256: sha256, expected: 'proposed' }
  const { decision } = (await (await send('kim', `/v1/items/${item}/decisions`, order)).json()) as Pick<
    Approval,
    'decision'
  > // as the contract says
  const of = async (who: Who) => (await approvals(who)).find(one => one.decision === decision)
  const blind = { keying: 'blind', effect: null, sentence: null, finding: null }
  expect(await of('ann')).toMatchObject({ may: 'key', ...blind })
  expect(await read('ann', `/v1/decisions/${decision}/beside`)).toEqual({ effects: [] })
  expect(await of('kim')).toMatchObject({ may: 'withdraw', sentence: expect.stringMatching(/./) })
  expect(await read('kim', `/v1/decisions/${decision}/beside`)).toMatchObject({ effects: [{ received }] })
  const elsewhere = await sessionOf(server.engine, desk.ann.personId)
  const says = { key: asked, approve: { sha256 }, return: { why: 'Which account?' } }
  for (const [way, body] of Object.entries(says)) {
    const refused = await sendAs(elsewhere, `/v1/decisions/${decision}/${way}`, body)
    expect({ way, status: refused.status, text: await refused.text() }).toMatchObject({
      ...{ way, status: 403, text: expect.stringContaining(REFUSED[way === 'key' ? 'route' : 'act']) },
    })
  }
  expect((await send('kim', `/v1/decisions/${decision}/withdraw`, {})).status).toBe(200)
})

/** Before anything is read for whoever keys; of the others, which may be about what is seen, once it is known not to be. */
const REFUSED = { route: 'Prove again first who you are', act: 'of what is not seen you must prove again' }

test('what somebody may not take back alone the same route puts before a second person, who sees what it does', async () => {
  const [item = 0] = items
  const { undo } = await read<{ undo: { decision: string; sha256: string } }>('kim', `/v1/items/${item}/acts`)
  const over = expect.arrayContaining([expect.stringContaining('10,000.00 USD is over your')])
  expect(undo).toMatchObject({ standing: 'approval', by: 'undo', why_not: over })
  const seen = { decision: undo.decision, preview_sha256: undo.sha256, expected: 'proposed' }
  const answer = await send('kim', `/v1/items/${item}/undo`, seen)
  const asked = (await answer.json()) as { decision: string } // as the contract says
  expect(asked).toMatchObject({ state: 'proposed', by: 'undo', needs: over })
  const waiting = await read<{ undo: unknown }>('kim', `/v1/items/${item}/acts`)
  expect(waiting.undo).toMatchObject({ standing: 'shut', why_not: [expect.stringContaining('waits for a second')] })
  expect((await approvals('ann'))[0]).toMatchObject({ may: 'nothing', stale: false })
  const [shown] = await approvals('bob')
  expect(shown).toMatchObject({
    ...{ decision: asked.decision, may: 'approve', sha256: undo.sha256 },
    effect: {
      resolution: 'undo',
      decision: undo.decision,
      by: 'undo',
      legs: [{ from: 'suspense', amount_minor: 1_000_000 }],
    },
  })
  const path = `/v1/decisions/${asked.decision}`
  expect((await send('ann', `${path}/approve`, { sha256: undo.sha256 })).status).toBe(403)
  const approved = await send('bob', `${path}/approve`, { sha256: undo.sha256 })
  expect(await approved.json()).toMatchObject({ decision: asked.decision, effect: { resolution: 'undo' } })
  const { decisions } = await read<{ decisions: PastDecision[] }>('kim', `/v1/items/${item}`)
  expect(decisions).toMatchObject([
    { decision: asked.decision, resolution: 'undo', state: 'done', maker: 'kim', approver: 'bob' },
    { decision: undo.decision, resolution: 'post', state: 'undone', last: { by: 'kim' } },
  ])
})

test('whoever proposed it may withdraw it and nothing else; a second person returns it with words, which stand in the story', async () => {
  const [, item = 0] = items
  const decision = await propose(item)
  const [own] = await approvals('kim')
  expect(own).toMatchObject({
    decision,
    may: 'withdraw',
    why_not: expect.arrayContaining([expect.stringContaining('ou made it')]),
  })
  const path = `/v1/decisions/${decision}`
  const refused = await send('kim', `${path}/approve`, { sha256: own?.sha256 })
  expect(refused.status).toBe(403)
  expect(await refused.json()).toMatchObject({ type: 'urn:clearday:refusal:not_authorised' })
  expect((await send('ann', `${path}/withdraw`)).status).toBe(403)
  expect((await send('ann', `${path}/return`, { why: '' })).status).toBe(400)
  const returned = await send('ann', `${path}/return`, { why: 'The estate was closed in May.' })
  expect(await returned.json()).toEqual({ decision, state: 'returned' })
  const { decisions } = await read<{ decisions: PastDecision[] }>('kim', `/v1/items/${item}`)
  expect(decisions).toMatchObject([{ state: 'returned', last: { by: 'ann', why: 'The estate was closed in May.' } }])
  const again = await propose(item)
  expect(await (await send('kim', `/v1/decisions/${again}/withdraw`)).json()).toMatchObject({ state: 'withdrawn' })
})

test('what waits is decided by nobody, and another number is none', async () => {
  const [, , item = 0] = items
  await propose(item)
  const preview = await send('bob', `/v1/items/${item}/previews`, { resolution: 'post' })
  const { sha256 } = (await preview.json()) as { sha256: string }
  const order = { resolution: 'post', preview_sha256: sha256, expected: 'done' }
  const refused = await send('bob', `/v1/items/${item}/decisions`, order)
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({
    type: 'urn:clearday:refusal:proposal_waits',
    detail: expect.stringContaining('kim decided about it'),
  })
  const none = await send('bob', '/v1/decisions/1024-99999/approve', { sha256: '0'.repeat(64) })
  expect(await none.json()).toMatchObject({ type: 'urn:clearday:refusal:decision_not_found' })
  expect((await send('bob', '/v1/decisions/x/approve', { sha256: '0'.repeat(64) })).status).toBe(400)
})

/** Copies of what waits, decided by somebody and due before it: so many of one kind, straight into the tables. */
async function plantBefore(decision: string, by: number, as: 'proposed' | 'done'): Promise<void> {
  const { engine } = server
  const [shard, id] = decision.split('-').map(Number)
  await ask(
    engine,
    `insert into exception select (jsonb_populate_record(exception,
       jsonb_build_object('id', exception.id + $3 + n, 'ours_at', coalesce(ours_at, '2026-12-31') - interval '20 days', 'due_at', coalesce(due_at, '2026-12-31')))).*
     from decision join exception on exception.shard = decision.shard and exception.id = exception_id, generate_series(1, 600) as n
     where decision.shard = $1 and decision.id = $2`,
    [shard, id, as === 'done' ? 10_000 : 20_000],
  )
  const done = { state: 'done', needs: null, keying: null, asked: null, salt: null, review: 'due' }
  await ask(
    engine,
    `insert into decision select (jsonb_populate_record(decision,
       jsonb_build_object('id', id + $3 + n, 'exception_id', exception_id + $3 + n, 'maker_id', $4::bigint, 'hands', jsonb '[]', 'decided_at', decided_at - interval '1 day') || $5::jsonb)).*
     from decision, generate_series(1, 600) as n where shard = $1 and id = $2`,
    [shard, id, as === 'done' ? 10_000 : 20_000, by, JSON.stringify(as === 'done' ? done : {})],
  )
}

/** The list page by page, as somebody is shown it. */
async function everyPage<One>(who: Who, path: string): Promise<readonly (readonly One[])[]> {
  const found: (readonly One[])[] = []
  let cursor = ''
  do {
    const page = await read<{ data: readonly One[]; next: string | null }>(who, `${path}?limit=250${cursor}`)
    found.push(page.data)
    cursor = page.next === null ? '' : `&cursor=${page.next}`
  } while (cursor !== '')
  return found
}

// Seen red with a list that ends after the first five hundred rows, whoever may answer them.
test('law: what one may answer is on the first page, behind however many that one may not; every other one follows once', async () => {
  const [, , , item = 0] = items
  const decision = await propose(item)
  await plantBefore(decision, desk.bob.personId, 'proposed')
  const pages = await everyPage<Approval>('bob', '/v1/approvals')
  expect(pages.map(page => page.length)).toEqual([250, 250, 102])
  const all = pages.flat()
  const own = all.filter(one => one.may === 'approve').map(one => one.decision)
  expect(own).toContain(decision)
  expect(all.slice(0, own.length).map(one => one.decision)).toEqual(own)
  expect(new Set(all.map(one => one.decision)).size).toBe(602)

  await plantBefore(decision, desk.bob.personId, 'done')
  await ask(
    server.engine,
    `update decision set maker_id = $1 where review = 'due' and id = (select max(id) from decision where review = 'due')`,
    [desk.kim.personId],
  )
  const reviews = await everyPage<Review>('bob', '/v1/reviews')
  expect(reviews.map(page => page.length)).toEqual([250, 250, 100])
  expect(reviews[0]?.[0]).toMatchObject({ of: 'decision', by: { name: 'kim' }, why_not: [] })
  expect(new Set(reviews.flat().map(one => one.decision)).size).toBe(600)
  expect(reviews.flat().filter(one => one.why_not.length === 0)).toHaveLength(1)
  for (const path of ['/v1/approvals?cursor=x', '/v1/reviews?cursor=may~x'])
    expect((await server.ask(path, { headers: { authorization: `Bearer ${tokens.bob}` } })).status).toBe(400)
})

// Seen red with what it was shown to become not given to the decision: it posted without a word, and was proposed without one.
test('law: what was shown to need a second person is not done without one, nor the other way round', async () => {
  const [, , , , item = 0] = items
  const path = `/v1/items/${item}`
  const shown = async () =>
    (await (await send('ann', `${path}/previews`, { resolution: 'post' })).json()) as Parameters<typeof asSeen>[0] // as the contract says
  const take = async (seen: object) => (await send('ann', `${path}/decisions`, { resolution: 'post', ...seen })).json()
  const asks = server.engine.institution.secondKeys
  const policies = (secondKeys: typeof asks) => Object.assign(server.engine.institution, { secondKeys })
  const before = asSeen(await shown())
  expect(before.expected).toBe('proposed')
  expect(await take({ preview_sha256: before.preview_sha256 })).toMatchObject({ status: 400 })
  policies([])
  expect(await take(before)).toMatchObject({ status: 409, type: 'urn:clearday:refusal:second_person_spare' })
  const alone = asSeen(await shown())
  expect(alone).toEqual({ ...before, expected: 'done' })
  policies(asks)
  const type = 'urn:clearday:refusal:second_person_needed'
  expect(await take(alone)).toMatchObject({ status: 409, type, detail: expect.stringContaining('The policy') })
  expect(await ask(server.engine, 'select state from decision where exception_id = $1', [item])).toEqual([])
  expect(await take(before)).toMatchObject({ state: 'proposed' })
})
