import { spawn } from 'node:child_process'
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Receipt } from '../../src/contract/receipt.ts'
import type { Today } from '../../src/contract/today.ts'
import { clockOfRun } from '../clock/monday.ts'
import { newDataDir, type Started, startClearday } from './started.ts'
import { until } from './until.ts'

const ROOT = new URL('../..', import.meta.url).pathname

let dataDir: string
let started: Started

beforeAll(async () => {
  dataDir = newDataDir()
  started = await startClearday(dataDir, ['--items', '300'])
})
afterAll(() => started.remove())

async function read<Answer>(path: string): Promise<Answer> {
  return (await (await started.fetch(path)).json()) as Answer // the contract's type of the path
}

// Seen red with the sample day made at every start: the second one refused all its files.
test('a first start processes a sample day, a second one goes on with it', async () => {
  const before = await read<Today>('/v1/today')
  expect(before.equation.holds).toBe(true)
  expect(before.equation.received.count).toBeGreaterThan(200)
  expect(before.receipts.expected).toBeGreaterThan(0)
  expect(await started.stop()).toBe(0)
  started = await startClearday(dataDir, [])
  expect(started.holds).toBe(true)
  const after = await read<Today>('/v1/today')
  expect(after.equation).toEqual(before.equation)
  expect(after.institution.name).toBe(before.institution.name)
})

// Seen red with a work queue that never begins: the receipt stayed where it was.
test('a file put into the watched folder is received and processed', async () => {
  const files = join(dataDir, 'sample', 'files', 'ach')
  const file = readdirSync(files).find(name => name.startsWith('direct-small')) ?? ''
  mkdirSync(join(dataDir, 'in', 'a-desk'), { recursive: true })
  // The same file with one more line end is other bytes: a new file that brings the batches again.
  copyFileSync(join(files, file), join(dataDir, 'again.ach'))
  appendFileSync(join(dataDir, 'again.ach'), '\n')
  renameSync(join(dataDir, 'again.ach'), join(dataDir, 'in', 'a-desk', 'again.ach'))
  const found = await until(async () =>
    (await read<{ data: Receipt[] }>('/v1/receipts?source=a-desk')).data.find(one => one.state === 'done'),
  )
  expect(found).toMatchObject({ name: 'again.ach', channel: 'folder' })
  expect((await read<{ holds: boolean }>('/v1/proof')).holds).toBe(true)
})

// Seen red with the port not probed before the sample day is made.
test('a taken port is said at once, with exit code 2 and nothing kept', async () => {
  const taken = createServer()
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as AddressInfo // a TCP server has one
  const other = join(dataDir, 'nothing')
  const { code, errors } = await runStart(['--data', other, '--port', String(port)])
  taken.close()
  expect(code).toBe(2)
  expect(errors).toMatch(new RegExp(`Port ${port} is taken by another program`))
  expect(existsSync(other)).toBe(false)
})

function runStart(args: readonly string[]): Promise<{ code: number | null; errors: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'src/main/clearday.ts'), 'start', ...args], {
    env: { ...process.env, ...clockOfRun(), DATABASE_URL: '' },
  })
  let errors = ''
  child.stderr.on('data', chunk => (errors += chunk))
  return new Promise(resolve => child.once('exit', code => resolve({ code, errors })))
}

// Seen red with the address of a request written into its line.
test('its log is JSON lines without the path that was asked for', () => {
  const lines = readFileSync(join(dataDir, 'log', 'clearday.jsonl'), 'utf8')
    .trim()
    .split('\n')
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty('msg')
  expect(lines.join('')).not.toContain('a-desk')
})
