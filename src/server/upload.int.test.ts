import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { openServing, type Serving } from '../../test/samples/serving.ts'
import { Problem } from '../contract/problem.ts'
import { Uploaded } from '../contract/upload.ts'
import { readReceipts } from '../engine/read-pages.ts'
import { removeEmbedded, startEmbedded } from '../store/postgres/start-embedded.ts'

/** Uploads to a server on a socket, and what may go wrong with them. */
const BYTES_MAX = 100_000

let database: TestDatabase
let dataDir: string
let serving: Serving

beforeEach(async () => {
  database = await createTestDatabase()
  dataDir = mkdtempSync(join(tmpdir(), 'clearday-upload-'))
  serving = await openServing({ dataDir, databaseUrl: database.url, uploadBytesMax: BYTES_MAX })
})
afterEach(async () => {
  await serving.close()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

function post(body: RequestInit['body'], more: RequestInit = {}): Promise<Response> {
  const init = { method: 'POST', body: body ?? null, headers: serving.headers, ...more }
  return fetch(`${serving.listening.address}/v1/files`, init)
}

function formOf(files: Readonly<Record<string, string>>): FormData {
  const form = new FormData()
  for (const [name, content] of Object.entries(files)) form.append('file', new Blob([content]), name)
  return form
}

async function kept(): Promise<readonly (readonly unknown[])[]> {
  const found = await readReceipts(serving.engine, { limit: 100 })
  return found.map(one => [one.name, one.duplicateOf]).sort()
}

/** What of an upload lies under no name yet. */
function arriving(): readonly string[] {
  return readdirSync(join(dataDir, 'blobs')).includes('arriving') ? readdirSync(join(dataDir, 'blobs', 'arriving')) : []
}

// Seen red with the first file of the form alone received.
test('each file of a form is received once, and the answer tells what became of each', async () => {
  const files = { 'one.ach': 'the first', 'two.ach': 'the second', 'none.ach': '', 'again.ach': 'the first' }
  const response = await post(formOf(files))
  expect(response.status).toBe(202)
  const told = Uploaded.parse(await response.json()).files
  expect(told.map(file => [file.name, file.status])).toEqual([
    ['one.ach', 'accepted'],
    ['two.ach', 'accepted'],
    ['none.ach', 'empty'],
    ['again.ach', 'duplicate'],
  ])
  const [one, , none, again] = told
  expect(again?.first_receipt).toBe(one?.receipt)
  expect([none?.receipt, none?.why]).toEqual([null, 'The file holds no byte.'])
  expect(await kept()).toEqual([
    ['again.ach', one?.receipt],
    ['one.ach', undefined],
    ['two.ach', undefined],
  ])
  const repeated = await post(formOf(files))
  expect(repeated.status).toBe(409)
  const problem = Problem.parse(await repeated.json())
  expect(problem).toMatchObject({ type: 'urn:clearday:refusal:file_already_received', first_receipt: one?.receipt })
  expect(problem.files?.map(file => file.status)).toEqual(['duplicate', 'duplicate', 'empty', 'duplicate'])
  expect((await kept()).filter(([, of]) => of === undefined)).toHaveLength(2)
})

// Seen red with the limit looked for in `content-length` alone.
test('an upload that grows too large is refused, keeps nothing half, and says what was received before', async () => {
  const form = formOf({ 'small.ach': 'small', 'large.ach': 'x'.repeat(BYTES_MAX - 100) })
  const request = new Request('http://desk.test', { method: 'POST', body: form })
  const headers = { ...serving.headers, 'content-type': request.headers.get('content-type') ?? '' }
  // A stream has no length that it tells before.
  const response = await post(request.body, { headers, duplex: 'half' } as RequestInit)
  expect(response.status).toBe(413)
  const problem = Problem.parse(await response.json())
  expect(problem.detail).toContain(`An upload may have ${BYTES_MAX} bytes. Put larger files into the watched folder`)
  expect(problem.files?.map(file => [file.name, file.status])).toEqual([['small.ach', 'accepted']])
  expect(await kept()).toEqual([['small.ach', undefined]])
  expect(arriving()).toEqual([])
})

// Seen red with the failure of the body taken for its end: half a file had a receipt; and thrown on as it is: 503.
test('a connection that is cut keeps nothing, and is no defect of ours', async () => {
  const socket = await halfAnUpload('half of what was to come')
  socket.destroy()
  await serving.until(log => log.includes('"route":"uploadFile"'))
  expect(serving.log()).toContain('"status":400')
  expect(serving.log()).not.toContain('"level":50')
  expect(await kept()).toEqual([])
  expect(arriving()).toEqual([])
})

// Seen red with a lost database told as a defect: 500, and nobody knew that sending it again would do.
test('a database that is lost in the middle of an upload is told, and the same upload later is received once', async () => {
  const home = mkdtempSync(join(tmpdir(), 'clearday-lost-'))
  chmodSync(home, 0o711)
  const settings = { fsync: 'off' }
  const server = await startEmbedded(home, { settings })
  await serving.close()
  serving = await openServing({ dataDir, databaseUrl: server.url })
  try {
    const socket = await halfAnUpload('the first half, ')
    const answer = text(socket)
    await server.stop()
    socket.write('the second'.padEnd(REST_BYTES))
    for (const told of ['HTTP/1.1 503 ', 'retry-after: 10', 'refusal:not_ready', 'Send the request again'])
      expect(await answer).toContain(told)
    expect(arriving()).toEqual([])
    const again = await startEmbedded(home, { settings })
    const whole = `the first half, ${'the second'.padEnd(REST_BYTES)}`
    const statuses = [await post(whole), await post(whole)]
    expect(statuses.map(response => response.status)).toEqual([202, 409])
    expect((await kept()).filter(([, of]) => of === undefined)).toHaveLength(1)
    await again.stop()
  } finally {
    await serving.close()
    await removeEmbedded(home)
    rmSync(home, { recursive: true, force: true })
    serving = await openServing({ dataDir, databaseUrl: database.url })
  }
})

// Seen red with `-F` naming a form field without a file in the page.
test('the commands of docs/files.md upload their files', async () => {
  const page = readFileSync(new URL('../../docs/files.md', import.meta.url), 'utf8')
  const commands = page.split('\n').filter(line => line.startsWith('curl '))
  for (const name of ['day.ach', 'morning.ach', 'letter.x937']) writeFileSync(join(dataDir, name), `bytes of ${name}`)
  for (const command of commands) {
    const line = command.replace('http://127.0.0.1:8080', serving.listening.address)
    const env = { ...process.env, TOKEN: serving.headers.authorization?.replace('Bearer ', '') }
    const { stdout } = await promisify(execFile)('sh', ['-c', `${line} --silent --show-error`], { cwd: dataDir, env })
    for (const file of Uploaded.parse(JSON.parse(stdout)).files) expect(file.status).toBe('accepted')
  }
  const found = await readReceipts(serving.engine, { limit: 100 })
  expect(found.map(one => `${one.name} from ${one.source}`).sort()).toEqual([
    'day.ach from fed-ach',
    'letter.x937 from upload',
    'morning.ach from upload',
  ])
})

const REST_BYTES = 1_000

/** Sends the head and the beginning of an upload; `REST_BYTES` are still to come. */
async function halfAnUpload(begin: string): Promise<Socket> {
  const socket = connect(serving.listening.port, '127.0.0.1')
  const head = `POST /v1/files HTTP/1.1\r\nhost: 127.0.0.1\r\nclearday-request: 1\r\nauthorization: ${serving.headers.authorization}\r\nconnection: close\r\ncontent-length: ${begin.length + REST_BYTES}\r\n\r\n`
  await new Promise<void>(resolve => socket.write(head + begin, () => resolve()))
  // The first bytes lie in the folder: the server is in the middle of it.
  while (arriving().length === 0) await new Promise(resolve => setImmediate(resolve))
  return socket
}
