import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import { accountNumbers, achFile, entries } from '../../test/samples/ach-files.ts'
import { anAccount, receiveAndProcess, ask as rows } from '../../test/samples/arrivals.ts'
import { signedInAs } from '../../test/samples/people.ts'
import { DocumentJson } from '../contract/document.ts'
import { ItemStory } from '../contract/item.ts'
import { type PathName, pathTo } from '../contract/paths.ts'
import { PROBLEM_PREFIX, Problem } from '../contract/problem.ts'
import { openCases } from '../engine/open-cases.ts'
import { receiveClaim } from '../engine/receive-claim.ts'
import { recordAccounts } from '../engine/record-facts.ts'

/** Papers over HTTP: sent in, listed, opened, and put where they belong. */

const NUMBER = accountNumbers(1, 700)[0] ?? ''
const TEXT = 'I did not authorize it. R. Diaz'

let server: SampleServer
let item: number
let tokens: Readonly<Record<'ann' | 'quin', string>>

beforeAll(async () => {
  server = await openSampleServer(100)
  const { engine } = server
  await recordAccounts(engine, [anAccount(engine, NUMBER)])
  const [entry] = entries(1, { accounts: [NUMBER], from: 800 })
  const debit = { ...entry, transactionCode: 27 }
  await receiveAndProcess(engine, { name: 'debit.ach', bytes: achFile([{ entries: [debit] }]) })
  const line = { accountNumber: NUMBER, trace: debit.trace ?? '', amountMinor: debit.amountMinor ?? 100, row: 0 }
  const claim = { ...line, code: 'R10', statement: 'missing', receivedAt: engine.now() } as const
  const raised = await receiveClaim(engine, claim)
  if (raised.outcome !== 'raised') throw new Error(`the claim came to ${raised.outcome}`)
  item = raised.itemId
  await openCases(engine)
  tokens = { ann: await signedInAs(engine, 'aop'), quin: await signedInAs(engine, 'qc') }
})
afterAll(() => server.close())

let keys = 0
type Who = keyof typeof tokens
interface How {
  readonly holes?: object
  readonly query?: object
  readonly body?: object
  readonly bytes?: string
  readonly told?: Readonly<Record<string, string>>
  readonly key?: string
}

function send(who: Who, name: PathName, { holes, query, body, bytes, told, key }: How = {}) {
  return server.ask(pathTo(name, { ...holes }, { ...query }), {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${tokens[who]}`, 'clearday-request': '1' },
      'idempotency-key': key ?? `key ${keys++}`,
      ...(body === undefined ? { 'content-type': 'application/octet-stream' } : { 'content-type': 'application/json' }),
      ...told,
    },
    body: bytes ?? (body === undefined ? '' : JSON.stringify(body)),
  })
}

async function read(who: Who, name: PathName, holes: object = {}, query: object = {}) {
  const headers = { authorization: `Bearer ${tokens[who]}` }
  return (await server.ask(pathTo(name, { ...holes }, { ...query }), { headers })).json()
}

const refusalOf = async (response: Response) => Problem.parse(await response.json()).type.replace(PROBLEM_PREFIX, '')
const told = (more: Readonly<Record<string, string>> = {}) => ({
  ...{ 'x-clearday-kind': 'statement', 'x-clearday-source': 'R.%20D%C3%ADaz', ...more },
})

// Seen red with a request that is another one each time it is sent.
test('a paper that is sent twice with one key is one, attached to the claim of its account; the item shows it and its checklist', async () => {
  const how = {
    bytes: TEXT,
    told: told({ 'x-clearday-account': NUMBER, 'x-clearday-name': 'scan.pdf' }),
    key: 'a paper',
  }
  const answers = await Promise.all([1, 2, 3].map(() => send('ann', 'documents', how)))
  const texts = await Promise.all(answers.map(one => one.text()))
  expect(new Set(texts).size).toBe(1)
  const { document, why } = JSON.parse(texts[0] ?? '{}') as { document: unknown; why: unknown }
  const paper = DocumentJson.parse(document)
  expect(why).toBeNull()
  expect(paper).toMatchObject({
    ...{ kind: 'statement', name: 'scan.pdf', sender: 'R. Díaz', size_bytes: TEXT.length, state: 'attached', item },
    account: expect.stringMatching(/^•+\d{4}$/),
  })
  const story = ItemStory.parse(await read('quin', 'item', { item }))
  expect(story.documents.map(one => one.document)).toEqual([paper.document])
  expect(story.checklist).toEqual([{ kind: 'statement', codes: expect.arrayContaining(['R10']), is: 'here' }])
  expect(await refusalOf(await send('ann', 'documents', { ...how, key: 'another' }))).toBe('document_already_received')
})

// Seen red with an event that is not written.
test('whoever may see what is masked has its bytes, and the log says so first; nobody else has', async () => {
  const [of] = await rows<{ id: string }>(server.engine, "select shard || '-' || id as id from document limit 1")
  const opened = await send('ann', 'documentReveals', { holes: { document: of?.id }, query: { reason: 'signature' } })
  expect(await opened.text()).toBe(TEXT)
  expect(opened.headers.get('content-disposition')).toContain('attachment')
  const told = await rows(server.engine, "select body from event where kind = 'data_revealed'")
  expect(told).toEqual([{ body: expect.stringContaining('"reason":"signature"') }])
  const lost = await send('ann', 'documentReveals', { holes: { document: '1024-999' }, query: { reason: 'signature' } })
  expect(await refusalOf(lost)).toBe('document_not_found')
})

test('what is not told, is empty or too much is refused before anything is kept; what waits is listed and ended', async () => {
  expect(await refusalOf(await send('ann', 'documents', { bytes: 'x' }))).toBe('request_invalid')
  const odd = await send('ann', 'documents', { bytes: 'x', told: told({ 'x-clearday-kind': 'letter' }) })
  expect(await refusalOf(odd)).toBe('request_invalid')
  expect(await refusalOf(await send('ann', 'documents', { told: told() }))).toBe('file_empty')
  expect(await refusalOf(await send('quin', 'documents', { bytes: 'x', told: told() }))).toBe('not_allowed')
  const waits = await (await send('ann', 'documents', { bytes: 'Whose is it?', told: told() })).json()
  expect(waits).toMatchObject({ document: { state: 'waiting' }, why: expect.stringContaining('whose account') })
  const list = async () => (await read('quin', 'documents')) as { data: DocumentJson[] }
  const [one] = (await list()).data
  expect(one).toMatchObject({ sender: 'R. Díaz', item: null })
  const holes = { document: one?.document }
  expect(await refusalOf(await send('ann', 'documentPlace', { holes, body: { does: 'attach' } }))).toBe(
    'request_invalid',
  )
  const ended = await send('ann', 'documentPlace', { holes, body: { does: 'end', why: 'Sent back.' } })
  expect(await ended.json()).toMatchObject({ state: 'ended', ended_why: 'Sent back.' })
  expect((await list()).data).toEqual([])
})
