import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nowInSql } from '../../test/clock/monday.ts'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, ask, receiveAndProcess } from '../../test/samples/arrivals.ts'
import { addOperators } from '../../test/samples/operators.ts'
import { sessionOf } from '../../test/samples/people.ts'
import { openServing, type Serving } from '../../test/samples/serving.ts'
import type { DeskCase } from '../contract/work.ts'
import { openCases } from '../engine/open-cases.ts'
import { recordAccounts } from '../engine/record-facts.ts'

/** What happens to somebody's work is told on their own pages, over real connections, and on nobody else's. */

const [ANN, BEA, SAM, SUE] = [9001, 9002, 9003, 9004] as const

let database: TestDatabase
let dataDir: string
let serving: Serving
const tokens = new Map<number, string>()

beforeAll(async () => {
  database = await createTestDatabase()
  dataDir = mkdtempSync(join(tmpdir(), 'clearday-news-'))
  serving = await openServing({ dataDir, databaseUrl: database.url })
  const { engine } = serving
  const accounts = accountNumbers(4, 700)
  await recordAccounts(
    engine,
    accounts.map(number => anAccount(engine, number, { status: 'deceased' })),
  )
  await receiveAndProcess(engine, { bytes: achFile([{ entries: entries(4, { accounts }) }]) })
  await openCases(engine)
  await addOperators(engine, [
    ...[{ id: ANN }, { id: BEA }],
    ...[
      { id: SAM, roles: ['sps'] },
      { id: SUE, roles: ['supervisor'], skills: [] },
    ],
  ])
  for (const id of [ANN, BEA, SAM, SUE]) tokens.set(id, await sessionOf(engine, id))
})
afterAll(async () => {
  await serving?.close()
  await database?.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

let keys = 0
async function post(person: number, path: string, body: object = {}): Promise<Record<string, unknown>> {
  const response = await fetch(`${serving.listening.address}${path}`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${tokens.get(person)}`, 'clearday-request': '1' },
      ...{ 'content-type': 'application/json', 'idempotency-key': `key ${keys++}` },
    },
    body: JSON.stringify(body),
  })
  const answer = (await response.json()) as Record<string, unknown>
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`)
  return answer
}

const next = async (person: number) => (await post(person, '/v1/work/next')).work as DeskCase

/** A page of this person that listens: `told` gives everything so far, `until` waits for a line. */
async function listen(person: number) {
  const response = await fetch(`${serving.listening.address}/v1/live`, {
    headers: { authorization: `Bearer ${tokens.get(person)}` },
  })
  const reader = response.body?.getReader()
  if (reader === undefined) throw new Error('nothing to listen to')
  const decoder = new TextDecoder()
  let told = ''
  return {
    told: () => told,
    async until(text: string): Promise<void> {
      while (!told.includes(text)) {
        const { done, value } = await reader.read()
        if (done) throw new Error(`the stream ended before ${text}: ${told}`)
        told += decoder.decode(value, { stream: true })
      }
    },
    close: () => reader.cancel(),
  }
}

const NAMES = /event: (?:case_taken|question_answered|question_refused|proposal_returned)/g

// Seen red with everything sent to everybody.
test('a case that is taken and a question that is answered are told to their person, on every page of theirs, and to nobody else', async () => {
  const before = await next(ANN)
  await post(SUE, '/v1/work/reassign', { case: before.case.case, to: `operator${BEA}`, reason: 'urgent' })
  const [ann, again, bea, sue] = [await listen(ANN), await listen(ANN), await listen(BEA), await listen(SUE)]
  for (const one of [ann, again, bea, sue]) await one.until('retry')
  // The first look says from where on: something that all of them hear comes after it, however long it takes.
  const heard = Promise.all([ann, again, bea, sue].map(one => one.until('event: changed')))
  for (let times = 0; ![ann, again, bea, sue].every(one => one.told().includes('event: changed')); times++)
    await post(SAM, '/v1/work/presence', { presence: times % 2 === 0 ? 'break' : 'available' })
  await heard
  await post(SAM, '/v1/work/presence', { presence: 'available' })
  const lost = await next(ANN)
  await post(SUE, '/v1/work/reassign', { case: lost.case.case, to: `operator${BEA}`, reason: 'urgent' })
  const taken = `event: case_taken\ndata: {"case":"${lost.case.case}","item":null}`
  await Promise.all([ann.until(taken), again.until(taken)])
  const asked = await next(ANN)
  const { question } = await post(ANN, `/v1/work/cases/${asked.case.case}/questions`, {
    ...{ fence: asked.fence, purpose: 'escalation', question: 'Return it?', evidence: [], tried: [], for_role: 'sps' },
    proposal: { idea: 'have', resolution: { resolution: 'post' }, words: 'The estate is open' },
  })
  const { fence } = await post(SAM, `/v1/questions/${question}/take`)
  await post(SAM, `/v1/questions/${question}/answer`, { fence, answer: { verdict: 'agreed', words: '' } })
  const answered = `event: question_answered\ndata: {"case":"${asked.case.case}","item":null}`
  await Promise.all([ann.until(answered), again.until(answered)])
  const mine = await next(ANN)
  expect(mine.case.case).toBe(asked.case.case)
  await ask(
    serving.engine,
    `update queue_place set lease_until = ${nowInSql()} - interval '1 second' where state = 'leased'`,
  )
  await ann.until(`event: case_taken\ndata: {"case":"${mine.case.case}","item":null}`)
  // Bea hears of her own case, and both are read on until the change that stands behind it.
  const beas = await next(BEA)
  await post(SUE, '/v1/work/reassign', { case: beas.case.case, to: `operator${ANN}`, reason: 'urgent' })
  const own = `event: case_taken\ndata: {"case":"${beas.case.case}","item":null}\n\n`
  await bea.until(own)
  await bea.until(`${own}event: changed\nid: `)
  const head = /^\d+/.exec(bea.told().split(`${own}event: changed\nid: `)[1] ?? '')?.[0]
  await sue.until(`id: ${head}`)
  expect(bea.told().match(NAMES)?.length).toBe(1)
  expect(sue.told()).not.toMatch(NAMES)
  for (const one of [ann, again, bea, sue]) await one.close()
})
