import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { accountNumbers, achFile, entries, tallyOfEntries } from '../../test/samples/ach-files.ts'
import { ask, openAccounts, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { addPerson, sealPeople, sessionOf, steppedUp } from '../../test/samples/people.ts'
import { ItemActs } from '../contract/acts.ts'
import { type Approval, ApprovalPage } from '../contract/approval.ts'
import { asSeen, undoAsSeen } from '../contract/as-seen.ts'
import { CaseStory } from '../contract/case-story.ts'
import { ClaimCandidates, HeldStory } from '../contract/held.ts'
import { ReviewPage } from '../contract/review-routes.ts'
import { receiptOfHeld } from '../core/item.ts'
import { openCases } from '../engine/open-cases.ts'
import { proveDay } from '../engine/prove-day.ts'
import { receiveClaim } from '../engine/receive-claim.ts'
import { batchExceptionId, fileExceptionId } from '../store/exception.ts'

/** A held batch over HTTP: previewed, released once for its key, put before a second person over the limit of its whole amount; and what a policy decided, taken over. */

let server: SampleServer
let token: string
const accounts = accountNumbers(8, 900)
const held = entries(6, { accounts, from: 7000 })
let unit: number

beforeAll(async () => {
  server = await openSampleServer(100)
  const { engine } = server
  const { debitMinor, creditMinor } = tallyOfEntries(held)
  // With what its release books as over: all its debits but the one cent that its control declares.
  token = await specialist('ann', debitMinor + creditMinor + debitMinor - 1)
  await openAccounts(engine, accounts)
  unit = await receivedHeld(held, 'one')
})
afterAll(() => server.close())

/** The session of somebody who may decide so much with one act and on a day. */
async function specialist(login: string, limitMinor: number): Promise<string> {
  const { engine } = server
  const id = await addPerson(engine, { login, roles: ['sps'] })
  const since = "'2026-01-01T00:00:00Z'"
  await ask(
    engine,
    `insert into person_skill (shard, person_id, skill, holds_from) values (1024, $1, 'ach', ${since})`,
    [id],
  )
  await ask(
    engine,
    `insert into authority_limit (shard, person_id, act, measure, days, limit_minor, holds_from)
     select 1024, $1, act, measure, 1, $2, ${since} from unnest(array['release', 'reject', 'correct', 'take_over', 'undo']) as act, unnest(array['act', 'day']) as measure`,
    [id, limitMinor],
  )
  await sealPeople(engine)
  return steppedUp(engine, await sessionOf(engine, id))
}

async function receivedHeld(some: typeof held, name: string): Promise<number> {
  const bytes = achFile([{ entries: some, control: { totalDebit: 1 } }])
  const reception = await receiveAndProcess(server.engine, { bytes, name: `${name}.ach` })
  return batchExceptionId((reception as Extract<typeof reception, { receiptId: number }>).receiptId, 0)
}

function send(path: string, body?: unknown, key?: string, who: string = token): Promise<Response> {
  const own = { authorization: `Bearer ${who}`, 'clearday-request': '1', 'content-type': 'application/json' }
  return server.ask(path, {
    method: 'POST',
    headers: { ...own, ...(key === undefined ? {} : { 'idempotency-key': key }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

const wayBackJson = async (exception: number) =>
  (await server.ask(`/v1/held/${exception}/undo`, { headers: { authorization: `Bearer ${token}` } })).json()

type WayBack = Parameters<typeof undoAsSeen>[0]

/** The way back from what stands of it. */
async function wayBack(exception: number): Promise<WayBack> {
  const { undo } = (await wayBackJson(exception)) as { undo: WayBack } // as the contract says
  return undo
}

// Seen red with something of its own in the digest of each request.
test('law: a release sent ten times with one key is one release and one answer', async () => {
  const preview = await send(`/v1/held/${unit}/previews`, { resolution: 'release' })
  const { sha256, effect } = (await preview.json()) as { sha256: string; effect: unknown } // as the contract says
  expect(effect).toMatchObject({ fates: [{ state: 'posted', items: 6 }] })
  const order = { resolution: 'release', preview_sha256: sha256, expected: 'done' }
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(`/v1/held/${unit}/decisions`, order, 'once')))
  expect([...new Set(answers.map(one => one.status))]).toEqual([200])
  const bodies = new Set(await Promise.all(answers.map(one => one.text())))
  expect(bodies.size).toBe(1)
  const seen = await wayBack(unit)
  expect(seen).toMatchObject({ maker: 'Somebody called ann', standing: 'shut', sha256: null })
  const unseen = undoAsSeen({ ...seen, sha256: '0'.repeat(64) })
  const undone = await send(`/v1/held/${unit}/undo`, unseen, 'undo')
  expect(undone.status).toBe(409)
  expect(await undone.json()).toMatchObject({ type: expect.stringContaining('undo_refused') })
  expect((await proveDay(server.engine)).problems).toEqual([])
})

const reading = (who: string) => ({ headers: { authorization: `Bearer ${who}` } })

async function postAs(who: string, path: string, body?: unknown) {
  const response = await send(path, body, crypto.randomUUID(), who)
  return { status: response.status, body: (await response.json()) as Parameters<typeof asSeen>[0] } // as the contract says
}

/** Two who may approve. */
let seconds: readonly [string, string]

async function openSeconds(): Promise<void> {
  const { engine } = server
  const ids = [
    await addPerson(engine, { login: 'bob', roles: ['sps'] }),
    await addPerson(engine, { login: 'cleo', roles: ['sps'] }),
  ]
  const since = "'2026-01-01T00:00:00Z'"
  await ask(
    engine,
    `with skilled as (insert into person_skill (shard, person_id, skill, holds_from) select 1024, id, 'ach', ${since} from unnest($1::bigint[]) as id)
     insert into authority_limit (shard, person_id, act, measure, days, limit_minor, holds_from)
     select 1024, id, act, measure, 1, 100000000, ${since} from unnest($1::bigint[]) as id, unnest(array['approve', 'undo']) as act, unnest(array['act', 'day']) as measure`,
    [ids],
  )
  // Ann may approve too, but not her own.
  await ask(
    engine,
    `insert into authority_limit (shard, person_id, act, measure, days, limit_minor, holds_from)
     select 1024, id, 'approve', measure, 1, 100000000, ${since} from person, unnest(array['act', 'day']) as measure where login = 'ann'`,
  )
  await sealPeople(engine)
  const [bob = 0, cleo = 0] = ids
  const proved = async (person: number) => steppedUp(engine, await sessionOf(engine, person))
  seconds = [await proved(bob), await proved(cleo)]
}

/** Ann's order as it was previewed. */
async function order(exception: number, asked: object, more: object = {}) {
  const { body } = await postAs(token, `/v1/held/${exception}/previews`, asked)
  return postAs(token, `/v1/held/${exception}/decisions`, { ...asked, ...asSeen(body), ...more })
}

async function waits(who: string, exception: number): Promise<Approval | undefined> {
  const { data } = ApprovalPage.parse(await (await server.ask('/v1/approvals', reading(who))).json())
  return data.find(one => one.item === exception)
}

async function history(exception: number) {
  return ItemActs.parse(await (await server.ask(`/v1/held/${exception}/acts`, reading(token))).json()).decisions
}

const statesOf = (exception: number) =>
  ask(
    server.engine,
    `select state, count(*)::integer as items from item where id / 67108864 = $1 group by 1 order by 1`,
    [receiptOfHeld(exception)],
  )

const caseOf = async (exception: number) =>
  (
    await ask(
      server.engine,
      `select place.state, place.wake_on, place.offered_to from exception join queue_place as place using (case_shard, case_id) where exception.id = $1`,
      [exception],
    )
  )[0]

// Seen red with: the hash of the proposal not asked at the approval (the other fates were written); the maker left out of the hands;
// what was written for the comparison not taken back.
test('law: what is over the limit with what was released before is put before a second person, and done as both saw it or not at all', async () => {
  const { engine } = server
  await openSeconds()
  const [bob, cleo] = seconds
  const second = await receivedHeld(entries(6, { accounts, from: 8000 }), 'two')
  await openCases(engine)
  const proposed = await order(second, { resolution: 'release' })
  expect(proposed).toMatchObject({
    status: 200,
    body: { state: 'proposed', needs: expect.arrayContaining([expect.stringContaining('over your')]) },
  })
  expect(await statesOf(second)).toEqual([{ state: 'suspended', items: 6 }])
  expect(await caseOf(second)).toMatchObject({ state: 'pended', wake_on: 'approval' })
  expect((await proveDay(engine)).problems).toEqual([])
  const again = await order(second, { resolution: 'reject' })
  expect(again.body).toMatchObject({ type: expect.stringContaining('proposal_waits') })

  const own = await waits(token, second)
  expect(own).toMatchObject({ may: 'withdraw', stale: false })
  const of = `/v1/decisions/${own?.decision}`
  expect((await postAs(token, `${of}/approve`, { sha256: own?.sha256 })).status).toBe(403)
  const seen = await waits(bob, second)
  expect(seen).toMatchObject({
    ...{ may: 'approve', held: { scope: 'batch', resolutions: expect.arrayContaining(['release', 'reject']) } },
    effect: { fates: [{ state: 'posted', items: 6 }] },
    needs: expect.arrayContaining([expect.stringContaining('over Somebody called ann’s')]),
  })
  await ask(engine, "update account set status = 'closed' where number = $1", [accounts[0]])
  const stale = await postAs(bob, `${of}/approve`, { sha256: seen?.sha256 })
  expect(stale.body).toMatchObject({ type: expect.stringContaining('proposal_stale') })
  await ask(engine, "update account set status = 'open' where number = $1", [accounts[0]])
  expect(await statesOf(second)).toEqual([{ state: 'suspended', items: 6 }])
  expect(await waits(bob, second)).toMatchObject({ stale: true })
  expect((await postAs(bob, `${of}/withdraw`)).status).toBe(403)
  expect((await postAs(token, `${of}/withdraw`)).body).toMatchObject({ state: 'withdrawn' })

  await order(second, { resolution: 'release' })
  const returned = `/v1/decisions/${(await waits(bob, second))?.decision}/return`
  expect((await postAs(bob, returned, { why: 'Ask them which total is right.' })).status).toBe(200)
  expect((await history(second))[0]).toMatchObject({
    state: 'returned',
    last: { why: 'Ask them which total is right.' },
  })
  const [ann] = await ask<{ id: number }>(engine, "select id from person where login = 'ann'")
  expect(await caseOf(second)).toMatchObject({ state: 'ready', offered_to: ann?.id })

  await order(second, { resolution: 'release' })
  const { decision, sha256 } = (await waits(cleo, second)) ?? {}
  const both = await Promise.all([bob, cleo].map(who => postAs(who, `/v1/decisions/${decision}/approve`, { sha256 })))
  expect(both.map(one => one.status).sort()).toEqual([200, 409])
  expect(both.find(one => one.status === 409)?.body).toMatchObject({ type: expect.stringContaining('not_proposed') })
  expect(await statesOf(second)).toEqual([{ state: 'posted', items: 6 }])
  expect((await history(second))[0]).toMatchObject({ state: 'done', maker: 'Somebody called ann' })
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with the way back of a decision about what is held open while another about it waits.
test('a rejection that was approved is taken back, and what waits is decided by nobody else; a claim that is lost decides nothing', async () => {
  const { engine } = server
  const policy = { name: 'two-rejections', owner: 'Sue', from: '2020-01-01', to: '9999-12-31', fromMinor: 0 }
  const before = engine.institution.secondKeys
  Object.assign(engine.institution, { secondKeys: [{ ...policy, resolutions: ['reject'], keying: 'seen' }] })
  const held = await receivedHeld(entries(2, { accounts, from: 8100 }), 'reject')
  expect((await order(held, { resolution: 'reject' }, { fence: 1 })).body).toMatchObject({
    status: 409,
    type: expect.stringContaining('lease_lost'),
  })
  const asking = { resolution: 'refer', to: 'sender', words: 'Which total is right?' }
  expect((await order(held, asking)).body).toMatchObject({ state: 'done' })
  // Seen red with what it was shown to become not asked of what is held: it was put before a second person without a word.
  const alone = await order(held, { resolution: 'reject' }, { expected: 'done' })
  expect(alone.body).toMatchObject({ status: 409, type: expect.stringContaining('second_person_needed') })
  expect((await order(held, { resolution: 'reject' })).body).toMatchObject({ state: 'proposed' })
  const asked = await wayBack(held)
  const early = await postAs(token, `/v1/held/${held}/undo`, undoAsSeen(asked))
  expect(early.body).toMatchObject({ type: expect.stringContaining('proposal_waits') })
  const [bob] = seconds
  const { decision, sha256 } = (await waits(bob, held)) ?? {}
  const approved = await postAs(bob, `/v1/decisions/${decision}/approve`, { sha256 })
  expect(approved).toMatchObject({ status: 200, body: { effect: { fates: [{ state: 'rejected', items: 2 }] } } })
  expect((await proveDay(engine)).problems).toEqual([])
  const stands = await wayBack(held)
  const otherwise = await postAs(token, `/v1/held/${held}/undo`, undoAsSeen({ ...stands, decision: '1024-999' }))
  expect(otherwise.body).toMatchObject({ status: 409, type: expect.stringContaining('preview_stale') })
  const back = { ...undoAsSeen(stands), expected: 'done' }
  // By one alone, where no policy asks for two any more.
  Object.assign(engine.institution, { secondKeys: before })
  expect((await postAs(bob, `/v1/held/${held}/undo`, back)).body).toMatchObject({ state: 'done' })
  expect(await statesOf(held)).toEqual([{ state: 'suspended', items: 2 }])
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with the acts of units left out of the case, and with what a policy or a limit says not asked for them.
test('a case of a held batch comes with its acts, why not the others, its procedure and its notes', async () => {
  const get = async (path: string) => (await server.ask(path, { headers: { authorization: `Bearer ${token}` } })).json()
  const third = await receivedHeld(entries(6, { accounts, from: 8500 }), 'three')
  const acts = ItemActs.parse(await get(`/v1/held/${third}/acts`))
  const standings = Object.fromEntries(acts.acts.map(one => [one.resolution, one.standing]))
  expect(standings).toMatchObject({ release: 'approval', reject: 'approval', refer: 'open' })
  const over = acts.acts.find(one => one.resolution === 'release')
  expect(over?.why_not.join(' ')).toMatch(/60\.24 USD is over your 10\.24 USD for releases.*nobody else here can/)
  const refer = acts.acts.find(one => one.resolution === 'refer')
  expect(refer?.asks.map(one => [one.name, one.choices?.map(choice => choice.value) ?? null])).toEqual([
    ['to', ['sender']],
    ['words', null],
  ])
  const story = HeldStory.parse(await get(`/v1/held/${third}`))
  expect(story).toMatchObject({ exception: { id: third, scope: 'batch' }, deadline: expect.anything() })
  expect(story.procedure.parts.map(part => part.title)).toContain('Approval')
  await openCases(server.engine)
  const { case_shard, case_id } = await ask<{ case_shard: number; case_id: number }>(
    server.engine,
    'select case_shard, case_id from exception where id = $1',
    [third],
  ).then(rows => rows[0] ?? { case_shard: 0, case_id: 0 })
  const of = CaseStory.parse(await get(`/v1/work/cases/${case_shard}-${case_id}`))
  expect(of.acts).toEqual(acts)
  const said = await send(`/v1/work/cases/${case_shard}-${case_id}/notes`, { words: 'They sent it twice' }, 'a note')
  expect(said.status).toBe(200)
  expect(await get(`/v1/work/cases/${case_shard}-${case_id}/notes`)).toMatchObject({
    data: [{ about: 'case', words: 'They sent it twice' }],
  })
})

// Seen red with the candidate’s account not masked.
test('a claim without a debit is matched with one of its candidates, once for its key', async () => {
  const { engine } = server
  await ask(
    engine,
    `with skilled as (insert into person_skill (shard, person_id, skill, holds_from) select shard, id, 'ach-claims', '2026-01-01T00:00:00Z' from person where login = 'ann')
     insert into person_credential (shard, person_id, credential, holds_from, holds_until) select shard, id, 'reg-e', '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z' from person where login = 'ann'`,
  )
  await sealPeople(engine)
  const [debit] = entries(1, { accounts, from: 9000 })
  const { account = '', amountMinor = 0 } = debit ?? {}
  await receiveAndProcess(engine, { bytes: achFile([{ entries: [debit ?? {}] }]), name: 'debit.ach' })
  const claim = { accountNumber: account, trace: '121042880999999', amountMinor, row: 0, code: 'R10' }
  const kept = await receiveClaim(engine, { ...claim, statement: 'on file', receivedAt: engine.now() })
  if (kept.outcome !== 'unmatched') throw new Error(kept.outcome)
  const exception = fileExceptionId(kept.receiptId)
  const headers = { authorization: `Bearer ${token}` }
  const answer = await server.ask(`/v1/held/${exception}/candidates`, { headers })
  const text = await answer.text()
  expect(text).not.toContain(account)
  const [first] = ClaimCandidates.parse(JSON.parse(text)).candidates
  expect(first).toMatchObject({ amount_minor: amountMinor, differs: ['trace'], trace: debit?.trace })
  const asked = { resolution: 'correct', fields: { item: String(first?.item) } }
  const preview = await (await send(`/v1/held/${exception}/previews`, asked)).json()
  const { sha256, effect } = preview as { sha256: string; effect: unknown } // as the contract says
  expect(effect).toMatchObject({ claim: { item: first?.item, kind: 'claim-unauthorized', differs: ['trace'] } })
  const order = { ...asked, preview_sha256: sha256, expected: 'done' }
  const both = await Promise.all([1, 2].map(() => send(`/v1/held/${exception}/decisions`, order, 'matched')))
  expect(both.map(one => one.status)).toEqual([200, 200])
  expect(await wayBackJson(exception)).toMatchObject({
    undo: { standing: 'shut', why_not: [expect.stringMatching(/item \d+ from then on/)] },
  })
  expect((await server.ask(`/v1/held/${unit}/candidates`, { headers })).status).toBe(404)
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with letters of items only: what a claim without a debit has to be told stood nowhere but in the list of all.
test('what its sender is asked about a held batch is found by the number of its exception', async () => {
  const held = await receivedHeld(entries(2, { accounts, from: 8030 }), 'four')
  const asked = { resolution: 'refer', to: 'sender', words: 'Which of the two totals is right?' }
  const preview = await (await send(`/v1/held/${held}/previews`, asked)).json()
  const { sha256: preview_sha256 } = preview as { sha256: string } // as the contract says
  expect(
    (await send(`/v1/held/${held}/decisions`, { ...asked, preview_sha256, expected: 'done' }, 'asked')).status,
  ).toBe(200)
  const headers = { authorization: `Bearer ${token}` }
  expect(await (await server.ask(`/v1/letters?item=${held}`, { headers })).json()).toMatchObject({
    data: [{ to: 'sender', words: asked.words, item: null, state: 'requested' }],
  })
  expect((await server.ask('/v1/letters?item=-7', { headers })).status).toBe(404)
})

// Seen red with a list that has no words for what is decided as a whole.
test('what is decided of a held batch under supervision afterwards is listed for review, and reviewed', async () => {
  const { engine } = server
  const quinn = await addPerson(engine, { login: 'quinn', roles: ['qc'] })
  await ask(
    engine,
    `with learned as (insert into person_skill (shard, person_id, skill, holds_from) values (1024, $1, 'ach', '2026-01-01T00:00:00Z'))
     insert into supervision (shard, person_id, work_type, level, holds_from) select shard, id, 'ach', 'after', '2026-01-01T00:00:00Z' from person where login = 'ann'`,
    [quinn],
  )
  await sealPeople(engine)
  const third = await receivedHeld(entries(2, { accounts, from: 8010 }), 'three')
  const rejection = await send(`/v1/held/${third}/previews`, { resolution: 'reject' })
  const { sha256 } = (await rejection.json()) as { sha256: string } // as the contract says
  const rejected = { resolution: 'reject', preview_sha256: sha256, expected: 'done' }
  expect((await send(`/v1/held/${third}/decisions`, rejected, 'third')).status).toBe(200)
  token = await sessionOf(engine, quinn)
  const list = await server.ask('/v1/reviews', { headers: { authorization: `Bearer ${token}` } })
  const reviews = ReviewPage.parse(await list.json())
  const by = { name: 'Somebody called ann' }
  expect(reviews.data).toMatchObject([{ item: third, by, why_not: [], effect: { fates: [{ state: 'rejected' }] } }])
  const { decision = '' } = reviews.data[0] ?? {}
  expect((await send(`/v1/decisions/${decision}/review`, undefined, 'looked')).status).toBe(200)
  expect((await proveDay(engine)).problems).toEqual([])
})

// Seen red with nothing said of what comes back: whoever took it over was not told that its return would leave after all.
test('what a policy decided is taken over, and what undoing that sends back is said before', async () => {
  token = await specialist('eve', 10_000_000)
  const stranger = achFile([{ entries: entries(1, { accounts: accountNumbers(1, 990), from: 9900 }) }])
  await receiveAndProcess(server.engine, { name: 'stranger.ach', bytes: stranger })
  const rows = await ask<{ id: number }>(
    server.engine,
    "select id from exception where decided_by = 'policy' order by receipt_id desc limit 1",
  )
  const item = `/v1/items/${rows[0]?.id}`
  const preview = await (await send(`${item}/previews`, { resolution: 'take_over' })).json()
  const policys = { policy: 'ach-administrative-returns', code: 'R03' }
  expect(preview).toMatchObject({ allowed: true, effect: { exception: 'open', taken_over: policys, fee: null } })
  const { sha256 } = preview as { sha256: string } // as the contract says
  const order = { resolution: 'take_over', preview_sha256: sha256, expected: 'done' }
  expect((await send(`${item}/decisions`, order, 'take over')).status).toBe(200)
  const acts = await server.ask(`${item}/acts`, { headers: { authorization: `Bearer ${token}` } })
  const { undo } = (await acts.json()) as { undo: WayBack } // as the contract says
  expect(undo).toMatchObject({ gives_back: policys, stops: { answer: false }, by: 'undo' })
  const back = undoAsSeen(undo)
  const left = await (await send(`${item}/undo`, back, 'leave it')).json()
  expect(left).toMatchObject({ decision: undo.decision, state: 'done', by: 'undo' })
  const stands = await ask(server.engine, 'select state, decided_by, code from exception where id = $1', [rows[0]?.id])
  expect(stands).toEqual([{ state: 'decided', decided_by: 'policy', code: 'R03' }])
})
