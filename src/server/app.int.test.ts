import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { REFUSED } from '../../test/refused-requests.ts'
import { openSampleServer, type SampleServer } from '../../test/sample-server.ts'
import type { Exception } from '../contract/exception.ts'
import type { Item, ItemStory } from '../contract/item.ts'
import { PATHS, pathTo } from '../contract/paths.ts'
import { PROBLEM_PREFIX, Problem, REFUSALS } from '../contract/problem.ts'
import type { Proof } from '../contract/proof.ts'
import type { Batch, Receipt } from '../contract/receipt.ts'
import { ROUTES, type RouteName } from '../contract/routes.ts'
import type { Today } from '../contract/today.ts'

interface Page<Row> {
  readonly data: readonly Row[]
  readonly next: string | null
}

let server: SampleServer

beforeAll(async () => {
  server = await openSampleServer(400)
})
afterAll(() => server.close())

/** Asks and checks the answer against the contract. */
async function read<Answer>(name: RouteName, path: string): Promise<Answer> {
  const response = await server.ask(path)
  const body: unknown = await response.json()
  expect(response.status, `${path}: ${JSON.stringify(body)}`).toBe(200)
  const { answer } = ROUTES[name]
  if (answer.as === 'json') answer.schema.parse(body)
  return body as Answer // as the contract says of the route, which was just checked
}

async function refusalOf(path: string, init?: RequestInit): Promise<Problem> {
  const response = await server.ask(path, init)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const problem = Problem.parse(await response.json())
  expect(problem.status).toBe(response.status)
  expect(response.headers.get('x-request-id')).toBe(problem.request)
  return problem
}

async function exceptions(): Promise<readonly Exception[]> {
  return (await read<Page<Exception>>('listExceptions', '/v1/exceptions?limit=500')).data
}

// Seen red with `holds` of the equation left out, and with `first_due_at` written as a number.
describe('every answer is as the contract says', () => {
  test('today: the equation holds and its terms add up', async () => {
    const today = await read<Today>('today', '/v1/today')
    const { received, terms, holds } = today.equation
    expect(holds).toBe(true)
    expect(received.count).toBeGreaterThan(300)
    expect(Object.values(terms).reduce((sum, term) => sum + term.count, 0)).toBe(received.count)
    expect(today.sources.reduce((sum, one) => sum + one.equation.received.debit_minor, 0)).toBe(received.debit_minor)
    expect(today.arrivals.find(one => one.source === 'nobody')?.state).toBe('late')
    expect(today.batches.all).toBe(today.batches.balanced + today.batches.out + today.batches.undeclared)
  })

  // Seen red with every source expected on every day: of a Saturday all were late.
  test.each(['2026-11-21', '2026-11-26', '1900-01-07', '2999-12-29'])(
    'on %s, no banking day, no source is expected and none is late',
    async day => {
      const { arrivals, receipts } = await read<Today>('today', `/v1/today?day=${day}`)
      expect([arrivals, receipts.expected, receipts.late]).toEqual([[], 0, 0])
    },
  )

  test('today of another day is empty and holds', async () => {
    const today = await read<Today>('today', '/v1/today?day=2001-01-01')
    expect(today.equation.received.count).toBe(0)
    expect(today.equation.holds).toBe(true)
  })

  test('the proof counts the same as today, and is not counted twice', async () => {
    const proof = await read<Proof>('proof', '/v1/proof')
    expect(proof.problems).toEqual([])
    expect(proof.holds).toBe(true)
    expect((await read<Proof>('proof', '/v1/proof')).at).toBe(proof.at)
    expect((await read<Today>('today', '/v1/today')).proved?.current).toBe(true)
  })

  test('receipts, their stories, batches and faults', async () => {
    const { data } = await read<Page<Receipt>>('listReceipts', '/v1/receipts?limit=500')
    for (const receipt of data) {
      await read('receipt', pathTo('receipt', { receipt: receipt.id }))
      const faults = await read<Page<unknown>>('listFaults', pathTo('faults', { receipt: receipt.id }, { limit: 500 }))
      expect(faults.data).toHaveLength(receipt.faults)
      const batches = await read<Page<Batch>>('listBatches', pathTo('batches', {}, { receipt: receipt.id, limit: 500 }))
      expect(batches.data).toHaveLength(receipt.batches)
    }
    expect(data.some(receipt => receipt.duplicate_of !== null)).toBe(true)
  })

  test('items: every state that today counts is listed, and each story tells', async () => {
    const today = await read<Today>('today', '/v1/today')
    const { data } = await read<Page<Item>>('listItems', `/v1/items?day=${today.day}&state=suspended&limit=500`)
    expect(data.length).toBeGreaterThan(20)
    for (const item of data) {
      const story = await read<ItemStory>('item', pathTo('item', { item: item.id }))
      expect(story.exception?.sentence).toMatch(/\w/)
      expect(story.deadline?.days.length).toBeGreaterThan(0)
      expect(story.events.length).toBeGreaterThan(0)
      await read('itemRecord', pathTo('itemRecord', { item: item.id }))
    }
  })

  test('returns, deadlines, health, readiness, version', async () => {
    await read('listReturns', '/v1/returns')
    await read('listDeadlines', '/v1/deadlines')
    const deadline = await read<{ due: { on: string } }>('deadline', '/v1/deadlines/R01?from=2026-07-02')
    expect(deadline.due.on).toBe('2026-07-06')
    await read('health', '/healthz')
    await read('readiness', '/readyz')
    await read('version', '/version')
  })

  test('metrics are Prometheus text', async () => {
    const text = await (await server.ask('/metrics')).text()
    for (const line of text.trim().split('\n'))
      expect(line).toMatch(/^(# (HELP|TYPE) clearday_\w+ .+|clearday_\w+(\{[^}]*\})? -?[\d.e+-]+)$/)
    expect(text).toMatch(/clearday_equation_holds 1/)
  })

  test('pictures of a check are WebP', async () => {
    const check = (await exceptions()).find(one => one.kind === 'encoding-error')
    for (const side of ['front', 'back'] as const) {
      const response = await server.ask(pathTo('itemImage', { item: check?.id ?? 0, side }))
      expect(response.headers.get('content-type')).toBe('image/webp')
      expect(Buffer.from(await response.arrayBuffer()).toString('latin1', 8, 12)).toBe('WEBP')
    }
  })

  // Seen red with a pass that opens every item.
  test('a picture is covered until a reveal is in the audit log, and open for its own item only', async () => {
    const kinds = ['encoding-error', 'micr-misread']
    const [item = 0, other = 0] = (await exceptions()).filter(one => kinds.includes(one.kind)).map(one => one.id)
    const picture = async (of: number, pass?: string) => {
      const response = await server.ask(pathTo('itemImage', { item: of, side: 'front' }, { pass }))
      return { bytes: Buffer.from(await response.arrayBuffer()), kept: response.headers.get('cache-control') }
    }
    const covered = await picture(item)
    const headers = { 'clearday-request': '1' }
    const path = pathTo('itemReveals', { item }, { reason: 'payee' })
    const { pass } = ROUTES.revealItem.answer.schema.parse(
      await (await server.ask(path, { method: 'POST', headers })).json(),
    )
    const open = await picture(item, pass)
    expect(open.bytes.equals(covered.bytes)).toBe(false)
    expect(open.kept).toBe('no-store')
    expect((await picture(item, 'another')).bytes.equals(covered.bytes)).toBe(true)
    expect((await picture(other, pass)).bytes.equals((await picture(other)).bytes)).toBe(true)
    const { events } = await read<ItemStory>('item', pathTo('item', { item }))
    expect(events.at(-1)).toMatchObject({ kind: 'data_revealed', actor: expect.stringMatching(/^person \d+$/) })
    expect(events.at(-1)?.facts).toContainEqual({ name: 'reason', value: 'payee' })
  })
})

const json = async (path: string) => JSON.stringify(await (await server.ask(path)).json())

/** Account numbers and names of people as the simulated bank knows them, long enough to be nothing else by chance. */
function personalData(): readonly string[] {
  const rows = readFileSync(join(server.directory, 'accounts.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split(','))
  const numbers = rows.map(row => row[0] ?? '').filter(number => number.length >= 9)
  const names = rows
    .filter(row => row[3] === 'consumer')
    .map(row => row[4] ?? '')
    .filter(name => name.length > 8)
  return [...new Set([...numbers, ...names])]
}

// Seen red with the fields of the record shown as they stand, and with its columns not masked.
test('no account number and no name of a person is in any answer or line of the log', async () => {
  const paths = [
    '/v1/today',
    '/v1/exceptions?limit=500',
    '/v1/receipts?limit=500',
    '/v1/batches?limit=500',
    '/v1/returns',
    '/v1/proof',
  ]
  const { data } = await read<Page<Receipt>>('listReceipts', '/v1/receipts?limit=500')
  for (const receipt of data) paths.push(pathTo('faults', { receipt: receipt.id }, { limit: 500 }))
  const items = (await read<Page<Item>>('listItems', '/v1/items?day=2026-11-20&limit=500')).data
  for (const item of items) paths.push(pathTo('item', { item: item.id }), pathTo('itemRecord', { item: item.id }))
  const canaries = personalData()
  expect(canaries.length).toBeGreaterThan(300)
  for (const path of paths) {
    const text = await json(path)
    expect(
      canaries.filter(one => text.includes(one)),
      path,
    ).toEqual([])
  }
  const text = server.log() + (await (await server.ask('/metrics')).text())
  expect(canaries.filter(one => text.includes(one))).toEqual([])
})

describe('refusals', () => {
  // Seen red with the header of a reveal not asked for; with numbers that no integer holds: the list came without its filter,
  // or as a defect; with the first of two days taken; with the year 0 and years of six digits asked of the database: a defect.
  test.each(REFUSED)('$name: $path', async ({ name, path, init }) => {
    const problem = await refusalOf(path, init)
    expect(problem.type).toBe(PROBLEM_PREFIX + name)
    expect(problem.status).toBe(REFUSALS[name].status)
    expect(problem.detail).toMatch(/[.!]$/)
  })

  // Seen red without the list of what monitors are told to ask.
  // Seen red without the header, which RFC 9110 asks of every 405.
  test.each([
    [PATHS.today, 'DELETE', 'GET, HEAD'],
    [PATHS.files, 'GET', 'POST'],
  ])('%s does not take %s and says what it takes', async (path, method, allow) => {
    expect((await server.ask(path, { method })).headers.get('allow')).toBe(allow)
  })

  test('what monitors are told to ask names the path that is meant', async () => {
    for (const [path, meant] of Object.entries({ '/health': PATHS.health, '/ready': PATHS.readiness }))
      expect(await refusalOf(path)).toMatchObject({ status: 404, nearest: [meant] })
  })

  // Seen red with the check of the host left out.
  test('another host name is refused, whatever is asked', async () => {
    for (const host of ['evil.test', '', '127.0.0.1.evil.test']) {
      const problem = await refusalOf('/v1/today', { headers: { host } })
      expect(problem.type).toBe(`${PROBLEM_PREFIX}host_not_allowed`)
    }
  })

  test('an item without a picture says so', async () => {
    const entry = (await exceptions()).find(one => one.pack === 'ach' && one.scope === 'item')
    const problem = await refusalOf(pathTo('itemImage', { item: entry?.id ?? 0, side: 'front' }))
    expect(problem.type).toBe(`${PROBLEM_PREFIX}image_not_found`)
  })
})

// Seen red with one header left out of the list.
test('every answer carries the security headers, also a refusal', async () => {
  for (const path of ['/v1/today', '/healthz', '/v1/nothing', '/metrics']) {
    const { headers } = await server.ask(path)
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'/)
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cache-control')).toBe('no-store')
  }
})

describe('uploads', () => {
  const body = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const onlyFile = async (response: Response) => {
    const [file, ...more] = ROUTES.uploadFile.answer.schema.parse(await response.json()).files
    if (file?.receipt === null || file === undefined) throw new Error('no file was received')
    expect(more).toEqual([])
    return { ...file, receipt: file.receipt }
  }
  const send = (name: string, content: string = body) =>
    server.ask(PATHS.files, {
      method: 'POST',
      body: content,
      headers: { 'clearday-request': '1', 'x-clearday-name': name, 'x-clearday-source': 'a%20desk' },
    })

  // Seen red with a duplicate answered as accepted, and (it hangs) with no page told of a change.
  test('the same bytes are accepted once, under whatever name, and live pages hear of it', async () => {
    const stream = (await server.ask(PATHS.live)).body?.getReader()
    await stream?.read()
    const first = await send('../../first.txt')
    expect(first.status).toBe(202)
    const accepted = await onlyFile(first)
    const again = Problem.parse(await (await send('second.txt')).json())
    expect(again).toMatchObject({ type: `${PROBLEM_PREFIX}file_already_received`, first_receipt: accepted.receipt })
    await server.settled()
    let heard = ''
    while (!heard.includes('event: changed')) heard += Buffer.from((await stream?.read())?.value ?? []).toString()
    await stream?.cancel()
    const story = await read<{ receipt: Receipt }>('receipt', pathTo('receipt', { receipt: accepted.receipt }))
    expect(story.receipt).toMatchObject({
      name: 'first.txt',
      source: 'a desk',
      channel: 'upload',
      state: 'quarantined',
    })
  })

  // Seen red with the source taken as it was sent: the database refuses a NUL character, and the answer was 500.
  test('a source with control characters is received without them', async () => {
    for (const [sent, kept] of [
      ['a%00b%0a', 'ab'],
      ['%00', 'upload'],
    ]) {
      const headers = { 'clearday-request': '1', 'x-clearday-source': sent ?? '', 'x-clearday-name': '%00%07' }
      const response = await server.ask(PATHS.files, { method: 'POST', body: `from ${sent}`, headers })
      const { receipt } = await onlyFile(response)
      await server.settled()
      expect((await read<{ receipt: Receipt }>('receipt', pathTo('receipt', { receipt }))).receipt).toMatchObject({
        name: 'upload',
        source: kept,
      })
    }
  })

  // Seen red with the end of the body taken for the end of the file: half a file had a receipt.
  test('a form without the boundary behind its file is refused, and nothing of it is kept', async () => {
    const receipts = async () => (await read<Page<Receipt>>('listReceipts', '/v1/receipts?limit=500')).data.length
    const before = await receipts()
    const headers = { 'clearday-request': '1', 'content-type': 'multipart/form-data; boundary=b' }
    const half = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.ach"\r\n\r\nhalf a file'
    const problem = await refusalOf(PATHS.files, { method: 'POST', body: half, headers })
    expect(problem).toMatchObject({ type: `${PROBLEM_PREFIX}request_invalid`, status: 400 })
    expect(problem.detail).toMatch(/ends before its file does/)
    expect(await receipts()).toBe(before)
  })

  test('twenty at once are one', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => send(`${n}.bin`, 'twenty at once')))
    expect(answers.filter(answer => answer.status === 202)).toHaveLength(1)
    expect(answers.filter(answer => answer.status === 409)).toHaveLength(19)
    await server.settled()
  })

  test('a form’s file keeps its name', async () => {
    const form = new FormData()
    form.append('file', new Blob(['a form']), 'from a form.ach')
    const request = new Request('http://desk.test/', { method: 'POST', body: form })
    const headers = { 'clearday-request': '1', 'content-type': request.headers.get('content-type') ?? '' }
    const response = await server.ask(PATHS.files, { method: 'POST', body: await request.arrayBuffer(), headers })
    const { receipt } = await onlyFile(response)
    await server.settled()
    expect((await read<{ receipt: Receipt }>('receipt', pathTo('receipt', { receipt }))).receipt.name).toBe(
      'from a form.ach',
    )
  })
})
