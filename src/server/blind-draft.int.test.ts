import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openDesk } from '../../test/samples/desk.ts'
import { addPerson, sessionOf } from '../../test/samples/people.ts'
import { type PathName, pathTo } from '../contract/paths.ts'
import { openCases } from '../engine/open-cases.ts'
import { recordAccounts } from '../engine/record-facts.ts'

/** What somebody wrote beside what they proposed blind, and did not send. */

let server: SampleServer
let tokens: Readonly<Record<'ann' | 'bob' | 'manager', string>>
let ann: number
let item: number
let at: string

const [DECEASED = '', THEIRS = '', BEGUN = '', SEVERAL = ''] = accountNumbers(4, 700)

beforeAll(async () => {
  server = await openSampleServer(100)
  const { engine } = server
  const manager = await addPerson(engine, { login: 'manager', roles: ['supervisor'] })
  const desk = await openDesk(engine, { person: manager, session: 'stepped-up' })
  tokens = {
    ann: await sessionOf(engine, desk.ann.personId),
    bob: await sessionOf(engine, desk.bob.personId),
    manager: await sessionOf(engine, manager),
  }
  const gone = [DECEASED, BEGUN, SEVERAL].map(number => anAccount(engine, number, { status: 'deceased' }))
  await recordAccounts(engine, [...gone, anAccount(engine, THEIRS)])
  const all = [DECEASED, BEGUN, SEVERAL, SEVERAL].map((account, n) => ({
    account,
    transactionCode: 22,
    amountMinor: 1_200_001 + n,
  }))
  const some = entries(4, { accounts: [DECEASED], from: 800 }).map((one, n) => ({ ...one, ...all[n] }))
  await receiveAndProcess(engine, { name: 'estate.ach', bytes: achFile([{ entries: some }]) })
  await openCases(engine)
  ann = desk.ann.personId
})

/** Ann is handed the case of the item that is worth so many cents. */
async function handed(amountMinor: number): Promise<string> {
  const [row] = await ask<{ id: number; at: string }>(
    server.engine,
    "select id, case_shard || '-' || case_id as at from exception where debit_minor + credit_minor = $1",
    [amountMinor],
  )
  ;[item, at] = [row?.id ?? 0, row?.at ?? '']
  await ask(
    server.engine,
    `update queue_place set offered_to = $1 where (case_shard, case_id) in (select case_shard, case_id from exception where id = $2)`,
    [ann, item],
  )
  const taken = await post('ann', pathTo('workNext'), {})
  expect(taken).toContain(at)
  return taken
}
afterAll(() => server.close())

type Who = keyof typeof tokens

async function post(who: Who, path: string, body?: object): Promise<string> {
  const headers = {
    ...{ authorization: `Bearer ${tokens[who]}`, 'clearday-request': '1', 'idempotency-key': randomUUID() },
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const response = await server.ask(path, { method: 'POST', headers, ...(body && { body: JSON.stringify(body) }) })
  return response.text()
}

async function read(who: Who, name: PathName, holes: object = {}): Promise<string> {
  const response = await server.ask(pathTo(name, { ...holes }), { headers: { authorization: `Bearer ${tokens[who]}` } })
  return response.text()
}

const fenceIn = (text: string) => Number(/"fence":(\d+)/.exec(text)?.[1])
const CORRECT = { resolution: 'correct', fields: { account: THEIRS } }
/** What nobody writes by accident. */
const SAID = 'Quetzalcoatlus northropi'

/** Ann puts the case aside with what she keyed and did not send. */
async function park(taken: string): Promise<void> {
  const note = { field: 'account', draft: { account: THEIRS, words: SAID } }
  await post('ann', pathTo('workPark', { case: at }), { fence: fenceIn(taken), note })
}

async function propose(who: Who, fence: number): Promise<void> {
  const preview = await post(who, `/v1/items/${item}/previews`, CORRECT)
  expect(preview).toContain('ach-keyed-accounts')
  const [sha256 = ''] = /[0-9a-f]{64}/.exec(preview) ?? []
  const order = { ...CORRECT, preview_sha256: sha256, expected: 'proposed', fence }
  expect(await post(who, `/v1/items/${item}/decisions`, order)).toContain('ach-keyed-accounts')
}

async function giveToBob(): Promise<void> {
  const given = await post('manager', pathTo('workReassign'), { case: at, to: 'bob', reason: 'absent' })
  expect(given).toContain(at)
}

// Seen red with the draft left at the place of its case.
test('law: what was keyed and not sent reaches whoever gets the case by no byte once it was proposed blind', async () => {
  await park(await handed(1_200_001))
  const fence = fenceIn(await post('ann', pathTo('workUnpark', { case: at })))
  // Until it is proposed it comes back with the case, to whoever has it.
  expect(await read('ann', 'workMine')).toContain(THEIRS)
  await propose('ann', fence)
  expect(await read('ann', 'workMine')).not.toContain(THEIRS)
  await giveToBob()
  const desk = await read('bob', 'workMine')
  expect(desk).toContain(at)
  expect(desk).not.toMatch(new RegExp(`${THEIRS}|${SAID}`))
})

// Seen red with the hands of whoever wrote in it left out.
test('law: whoever wrote the draft that somebody else sends is no second key of it', async () => {
  await park(await handed(1_200_002))
  await giveToBob()
  const got = await post('bob', pathTo('workNext'), {})
  expect(got).toContain(THEIRS)
  await propose('bob', fenceIn(got))
  const waiting = JSON.parse(await read('ann', 'approvals'))
  const own = waiting.data.find((one: { readonly item: number }) => one.item === item)
  expect(own).toMatchObject({ may: 'nothing', why_not: [expect.stringMatching(/^You edited it, /)] })
})

// Seen red with the draft of a case of which something waits blind shown to whoever has it.
test('law: beside what waits blind of a case its draft is for who wrote it, and for nobody else who has the case', async () => {
  const fence = fenceIn(await handed(1_200_003))
  await propose('ann', fence)
  await post('ann', pathTo('workPark', { case: at }), {
    ...{ fence, note: { field: 'account', draft: { account: THEIRS, words: SAID } } },
  })
  expect(await read('ann', 'workMine')).toContain(SAID)
  await giveToBob()
  const got = [await post('bob', pathTo('workNext'), {}), await read('bob', 'workMine')]
  expect(got.join()).toContain(at)
  expect(got.join()).not.toMatch(new RegExp(`${THEIRS}|${SAID}`))
})
