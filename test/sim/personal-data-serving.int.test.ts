import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FAILURES_MAX } from '../../src/engine/attempt-receipt.ts'
import { resumeReceipts } from '../../src/engine/resume-receipts.ts'
import type { EntrySample } from '../../src/packs/ach/sample-entries.ts'
import { type Embedded, removeEmbedded, startEmbedded } from '../../src/store/postgres/start-embedded.ts'
import { achFile } from '../samples/ach-files.ts'
import { ask, openAccounts } from '../samples/arrivals.ts'
import { clearday, makeFolder } from '../samples/command-line.ts'
import { openServing, type Serving } from '../samples/serving.ts'

/**
 * Personal data that nobody else has is planted in everything that goes wrong at a server: uploads that fail, questions that are
 * none, receipts on which the database refuses a row and quotes it. Nothing that is written down of it holds a whole one.
 */

const ACCOUNT = '8800271828'
const NAME = 'ZYXWVUT QANARY'
const TAX_ID = '987654321'
const CANARIES = [ACCOUNT, 'QANARY', TAX_ID]
const PLANTED = `${ACCOUNT} ${NAME} ${TAX_ID}`

let folder: string
let database: Embedded
let serving: Serving
/** Every answer that was a refusal or a defect. */
const errors: string[] = []

beforeAll(async () => {
  folder = makeFolder()
  database = await startEmbedded(join(folder, 'server'))
  serving = await openServing({ dataDir: join(folder, 'data'), databaseUrl: database.url, uploadBytesMax: 20_000 })
})
afterAll(async () => {
  await serving.close()
  await database.stop()
  await removeEmbedded(join(folder, 'server'))
  rmSync(folder, { recursive: true, force: true })
})

async function send(path: string, init: RequestInit = {}): Promise<number> {
  const headers = { ...serving.headers, ...Object.fromEntries(new Headers(init.headers)) }
  const response = await fetch(`${serving.listening.address}${path}`, { ...init, headers })
  const body = await response.text()
  if (response.status >= 400) errors.push(body)
  return response.status
}

const upload = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
  send('/v1/files', { method: 'POST', body: body ?? null, headers })

function dayOf(count: number, from: number): Uint8Array {
  const entries: readonly EntrySample[] = Array.from({ length: count }, (_, n) => ({
    account: ACCOUNT,
    name: NAME,
    identification: TAX_ID,
    amountMinor: 500 + n,
    trace: `12104288${String(from + n).padStart(7, '0')}`,
  }))
  return achFile([{ entries }])
}

// Seen red with the message or the detail of what failed in the log; with the whole error, or its message, told by
// `complainOfFailed`; with the value that a query may not have in its refusal; and with PostgreSQL's own messages in its log.
test('what fails at a server leaves no account number, name or tax id anywhere it is written down', async () => {
  expect(await upload(`${PLANTED}\n`.repeat(1_000))).toBe(413)
  expect(await upload('', { 'x-clearday-name': NAME })).toBe(400)
  expect(await upload(`--b\r\n${PLANTED}`, { 'content-type': `multipart/form-data; boundary=b` })).toBe(400)
  expect(await upload(`{"account":"${PLANTED}`, { 'content-type': 'application/json' })).toBe(202)
  const json = { method: 'POST', body: `{"account":"${PLANTED}`, headers: { 'content-type': 'application/json' } }
  for (const path of ['/v1/receipts', '/v1/today', `/v1/${encodeURIComponent(PLANTED)}`])
    expect(await send(path, json)).toBeGreaterThanOrEqual(400)
  const asked = encodeURIComponent(PLANTED)
  for (const path of [
    `/v1/exceptions?due_by=${asked}`,
    `/v1/receipts?cursor=${asked}`,
    `/v1/items?day=${asked}`,
    `/v1/items/${asked}`,
  ])
    expect(await send(path)).toBe(400)

  // Any row of it is refused by the database, which then quotes the whole row.
  const { engine } = serving
  await openAccounts(engine, [ACCOUNT])
  await ask(engine, "alter table batch add constraint planted check (label = '') not valid")
  await ask(engine, 'alter table item_claim_block add constraint planted check (space < 0) not valid')
  expect(await upload(dayOf(5, 1), { 'x-clearday-name': 'one.ach' })).toBe(202)
  await serving.until(log => log.includes('"code":"23514"'))
  await ask(engine, 'alter table batch drop constraint planted')
  for (let failures = 0; failures < FAILURES_MAX; failures++) await resumeReceipts(engine)
  await ask(
    engine,
    `create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'no room for ${PLANTED}' using detail = '${PLANTED}'; end $$`,
  )
  await ask(engine, 'create trigger planted before insert on batch for each row execute function refuse()')
  expect(await upload(dayOf(5, 200), { 'x-clearday-name': 'three.ach' })).toBe(202)
  await serving.until(log => log.includes('"code":"P0001"'))
  writeFileSync(join(folder, 'two.ach'), dayOf(5, 100))
  const environment = { DATABASE_URL: database.url }
  const told = await clearday(['receive', join(folder, 'two.ach'), '--data', join(folder, 'data')], { environment })
  expect(told.err).toContain('was quarantined')
  expect(await ask(engine, "select id from exception where kind = 'file-not-processed'")).toHaveLength(2)

  const metrics = await (await fetch(`${serving.listening.address}/metrics`)).text()
  expect(errors.length).toBeGreaterThan(8)
  expect({
    log: hits(serving.log()),
    errors: hits(errors.join('\n')),
    metrics: hits(metrics),
    terminal: hits(told.out + told.err),
    database: hits(databaseLogs()),
    'job payloads, receipts, events, sentences': hits(await kept()),
  }).toEqual({
    log: [],
    errors: [],
    metrics: [],
    terminal: [],
    database: [],
    'job payloads, receipts, events, sentences': [],
  })
})

/** What the database keeps of work to do and of what became of it: all but the originals and their items on their way. */
async function kept(): Promise<string> {
  const texts = await Promise.all(
    ['part', 'receipt', 'event', 'exception', 'outbound_item'].map(table =>
      ask(serving.engine, `select to_jsonb(one)::text as text from ${table} as one`),
    ),
  )
  return texts
    .flat()
    .map(row => row.text)
    .join('\n')
}

function databaseLogs(): string {
  const files = readdirSync(join(folder, 'server'), { recursive: true, withFileTypes: true })
  const logs = files.filter(entry => entry.isFile() && /log$/.test(entry.name))
  const text = logs.map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8')).join('\n')
  expect(text).toContain('ready to accept connections')
  return text
}

function hits(text: string): readonly string[] {
  return CANARIES.flatMap(canary => {
    const at = text.indexOf(canary)
    return at < 0 ? [] : [`${canary}: …${text.slice(Math.max(0, at - 120), at + 40)}…`]
  })
}
