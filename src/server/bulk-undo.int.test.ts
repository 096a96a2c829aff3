import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { openDesk } from '../../test/samples/desk.ts'
import { addPerson, sessionOf, steppedUp } from '../../test/samples/people.ts'
import type { Approval } from '../contract/approval.ts'
import type { BulkAct, BulkMember, BulkSummary } from '../contract/bulk.ts'
import { changePeople } from '../engine/change-people.ts'
import { recordAccounts } from '../engine/record-facts.ts'
import { workBulks } from '../engine/work-bulks.ts'

/** One undo of an act on many over HTTP, of which one decision is over what Kim takes back alone. Ann did it; Bob had no hand in it. */

let server: SampleServer
let tokens: Readonly<Record<'kim' | 'ann' | 'bob', string>>
let receipt: string

beforeAll(async () => {
  server = await openSampleServer(100)
  const { engine } = server
  const manager = await addPerson(engine, { login: 'manager', roles: ['supervisor'] })
  const by = { person: manager, session: 'stepped-up' } as const
  const desk = await openDesk(engine, by)
  const limit = { change: 'grant', hold: 'limit', of: { login: 'kim' }, act: 'undo', days: 1 } as const
  const measures = ['act', 'day', 'payee', 'cluster'] as const
  const limits = measures.map(measure => ({ ...limit, measure, limitMinor: 100_000n }))
  expect(await changePeople(engine, by, limits)).toMatchObject({ outcome: 'changed' })
  const tokenOf = async (personId: number) => steppedUp(engine, await sessionOf(engine, personId))
  tokens = {
    kim: await tokenOf(desk.kim.personId),
    ann: await tokenOf(desk.ann.personId),
    bob: await tokenOf(desk.bob.personId),
  }
  const [account = ''] = accountNumbers(1, 700)
  await recordAccounts(engine, [anAccount(engine, account, { status: 'deceased' })])
  const some = entries(3, { accounts: [account], from: 800 })
  const worth = some.map((one, n) => ({ ...one, transactionCode: 27, ...(n === 0 ? { amountMinor: 900_000 } : {}) }))
  const received = await receiveAndProcess(engine, { name: 'estate.ach', bytes: achFile([{ entries: worth }]) })
  receipt = received.outcome === 'accepted' ? String(received.receiptId) : ''
})
afterAll(() => server.close())

async function tell<T>(who: keyof typeof tokens, path: string, body: unknown, status = 200): Promise<T> {
  const own = { authorization: `Bearer ${tokens[who]}`, 'clearday-request': '1', 'content-type': 'application/json' }
  const headers = { ...own, 'idempotency-key': crypto.randomUUID() }
  const response = await server.ask(path, { method: 'POST', headers, body: JSON.stringify(body) })
  const told = await response.json()
  expect(response.status, JSON.stringify(told)).toBe(status)
  return told as T // as the contract says
}

async function read<T>(who: keyof typeof tokens, path: string): Promise<T> {
  const response = await server.ask(path, { headers: { authorization: `Bearer ${tokens[who]}` } })
  expect(response.status, path).toBe(200)
  return (await response.json()) as T // the same
}

/** Begins what a dry run showed, and gives how it ended. */
async function done(who: keyof typeof tokens, { bulk, sha256 }: BulkAct): Promise<BulkAct> {
  await tell(who, `/v1/bulk-acts/${bulk}/commit`, { sha256 })
  await workBulks(server.engine)
  return read(who, `/v1/bulk-acts/${bulk}`)
}

// Seen red with the hands of what is taken back left out of the proposal, so that Ann could approve it; and with nothing kept of the act
// that it was proposed with.
test('law: what takes a second person of one undo waits beside what is taken back at once, in the dry run, the result and Approvals; one approval that is not their own takes all of it', async () => {
  const order = { matching: { receipt, kind: 'account-deceased' }, asked: { resolution: 'return', code: 'R15' } }
  const act = await done('ann', await tell<BulkAct>('ann', '/v1/bulk-acts', order))
  expect(act).toMatchObject({ now: { done: { count: 3 } } })
  const undoing = await tell<BulkAct>('kim', `/v1/bulk-acts/${act.bulk}/undo`, {})
  expect(undoing).toMatchObject({
    shown: {
      ...{ done: { count: 2 }, proposed: { count: 1, debit_minor: 900_000 }, refused: { count: 0 } },
      stops: { answers: 2 },
      reasons: [{ as: 'proposed', reason: 'over_limit', why: expect.stringContaining('9,000.00 USD is over kim’s') }],
    },
  })
  const undo = await done('kim', undoing)
  expect(undo).toMatchObject({
    now: { done: { count: 2 }, proposed: { count: 1 }, refused: { count: 0 } },
    stands: { proposed: { count: 1 } },
    not_done: [],
  })
  const { data } = await read<{ data: BulkMember[] }>('kim', `/v1/bulk-acts/${undo.bulk}/members?state=proposed`)
  const waiting = await read<{ data: Approval[] }>('bob', '/v1/approvals')
  const seen = waiting.data.find(one => one.decision === data[0]?.decision)
  expect(seen).toMatchObject({ may: 'approve', maker: { name: 'kim' } })
  const listed = await read<{ data: BulkSummary[] }>('bob', '/v1/bulk-acts')
  expect(listed.data[0]).toMatchObject({ bulk: undo.bulk, act: 'undo', of: act.bulk, proposed: { count: 1 } })

  for (const who of ['kim', 'ann'] as const) {
    const own = await tell<BulkAct>(who, '/v1/bulk-approvals', { of: undo.bulk })
    expect(own).toMatchObject({ shown: { done: { count: 0 }, refused: { count: 1 } } })
    const refused = await tell(who, `/v1/bulk-acts/${own.bulk}/commit`, { sha256: own.sha256 }, 409)
    expect(refused).toMatchObject({ type: 'urn:clearday:refusal:nothing_to_do' })
  }
  const whole = await tell<BulkAct>('bob', '/v1/bulk-approvals', { of: undo.bulk })
  expect(whole).toMatchObject({ shown: { done: { count: 1 }, stops: { answers: 1 } } })
  expect(await done('bob', whole)).toMatchObject({ now: { done: { count: 1 } }, not_done: [] })
  const first = await read<BulkAct>('bob', `/v1/bulk-acts/${act.bulk}`)
  expect(first).toMatchObject({ stands: { done: { count: 0 }, proposed: { count: 0 } } })
})
