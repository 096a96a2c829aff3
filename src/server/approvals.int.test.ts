import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { type Desk, openDesk } from '../../test/samples/desk.ts'
import { addPerson, sessionOf } from '../../test/samples/people.ts'
import type { Approval } from '../contract/approval.ts'
import type { PastDecision } from '../contract/decision.ts'
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
    ann: await sessionOf(engine, desk.ann.personId),
    bob: await sessionOf(engine, desk.bob.personId),
  }
  const accounts = accountNumbers(4, 700)
  await recordAccounts(
    engine,
    accounts.map(account => anAccount(engine, account, { status: 'deceased', balanceMinor: 10_000_000 })),
  )
  const some = entries(4, { accounts, from: 800 }).map(one => ({ ...one, transactionCode: 27, amountMinor: 490_000 }))
  await receiveAndProcess(engine, { name: 'estate.ach', bytes: achFile([{ entries: some }]) })
  const rows = await ask<{ id: number }>(
    engine,
    "select id from exception where kind = 'account-deceased' and debit_minor = 490000 order by id",
  )
  items = rows.map(row => row.id)
})
afterAll(() => server.close())

type Who = keyof typeof tokens

function send(who: Who, path: string, body?: unknown, key: string = crypto.randomUUID()): Promise<Response> {
  const headers = {
    ...{ authorization: `Bearer ${tokens[who]}`, 'clearday-request': '1', 'idempotency-key': key },
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
  const order = { resolution: 'post', preview_sha256: sha256 }
  const decided = await send('kim', `/v1/items/${item}/decisions`, order)
  const answer = (await decided.json()) as { decision: string; state: string; needs: string[] }
  expect(answer).toMatchObject({
    state: 'proposed',
    needs: expect.arrayContaining([expect.stringContaining('4,900.00 USD is over your')]),
  })
  return answer.decision
}

async function approvals(who: Who): Promise<readonly Approval[]> {
  return (await read<{ data: Approval[] }>(who, '/v1/approvals')).data
}

// Seen red with every request under a key of its own; and with the maker's limits told to the approver as theirs.
test('law: an approval sent fifty times with one key is one approval and one answer', async () => {
  const [item = 0] = items
  const decision = await propose(item)
  const [seen] = await approvals('ann')
  expect(seen).toMatchObject({ decision, may: 'approve', maker: { name: 'kim' }, effect: { item: 'posted' } })
  expect(seen?.needs[0]).toContain('4,900.00 USD is over kim’s')
  const body = { sha256: seen?.sha256 }
  const path = `/v1/decisions/${decision}/approve`
  const answers = await Promise.all(Array.from({ length: 50 }, () => send('ann', path, body, 'one')))
  expect([...new Set(answers.map(one => one.status))]).toEqual([200])
  expect(new Set(await Promise.all(answers.map(one => one.text()))).size).toBe(1)
  const [row] = await ask(server.engine, 'select state, approver_id from decision where exception_id = $1', [item])
  expect(row).toEqual({ state: 'done', approver_id: desk.ann.personId })
  const { decisions } = await read<{ decisions: PastDecision[] }>('kim', `/v1/items/${item}`)
  expect(decisions).toMatchObject([{ decision, state: 'done', maker: 'kim', approver: 'ann', last: { by: 'ann' } }])
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
  const refused = await send('bob', `/v1/items/${item}/decisions`, { resolution: 'post', preview_sha256: sha256 })
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
