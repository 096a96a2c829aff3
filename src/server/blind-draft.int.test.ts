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
let item: number
let at: string

const [DECEASED = '', THEIRS = ''] = accountNumbers(2, 700)

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
  const open = [anAccount(engine, DECEASED, { status: 'deceased' }), anAccount(engine, THEIRS)]
  await recordAccounts(engine, open)
  const some = entries(1, { accounts: [DECEASED], from: 800 }).map(one => ({ ...one, amountMinor: 1_200_001 }))
  await receiveAndProcess(engine, { name: 'estate.ach', bytes: achFile([{ entries: some }]) })
  await openCases(engine)
  const [row] = await ask<{ id: number; at: string }>(
    engine,
    "select id, case_shard || '-' || case_id as at from exception where debit_minor + credit_minor = 1200001",
  )
  ;[item, at] = [row?.id ?? 0, row?.at ?? '']
  await ask(
    engine,
    `update queue_place set offered_to = $1 where (case_shard, case_id) in (select case_shard, case_id from exception where id = $2)`,
    [desk.ann.personId, item],
  )
})
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

// Seen red with the draft left at the place of its case.
test('law: what was keyed and not sent reaches whoever gets the case by no byte once it was proposed blind', async () => {
  const taken = await post('ann', pathTo('workNext'), {})
  expect(taken).toContain(at)
  const draft = { account: THEIRS, words: SAID }
  await post('ann', pathTo('workPark', { case: at }), { fence: fenceIn(taken), note: { field: 'account', draft } })
  const fence = fenceIn(await post('ann', pathTo('workUnpark', { case: at })))
  // Until it is proposed it comes back with the case, to whoever has it.
  expect(await read('ann', 'workMine')).toContain(THEIRS)
  const [sha256 = ''] = /[0-9a-f]{64}/.exec(await post('ann', `/v1/items/${item}/previews`, CORRECT)) ?? []
  const order = { ...CORRECT, preview_sha256: sha256, expected: 'proposed', fence }
  expect(await post('ann', `/v1/items/${item}/decisions`, order)).toContain('ach-keyed-accounts')
  expect(await read('ann', 'workMine')).not.toContain(THEIRS)
  const given = await post('manager', pathTo('workReassign'), { case: at, to: 'bob', reason: 'absent' })
  expect(given).toContain(at)
  const desk = await read('bob', 'workMine')
  expect(desk).toContain(at)
  expect(desk).not.toMatch(new RegExp(`${THEIRS}|${SAID}`))
})
