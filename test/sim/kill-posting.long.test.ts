import { spawn } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TRANSFER_STEP_NAMES } from '../../src/engine/engine.ts'
import { proveDay } from '../../src/engine/prove-day.ts'
import { createRandom } from '../../src/simulate/random.ts'
import { accountNumbers } from '../samples/ach-files.ts'
import { ask, openAccounts } from '../samples/arrivals.ts'
import { openTestEngine, type TestEngine } from '../samples/engine.ts'
import { transferBooks } from '../samples/transfers.ts'

/** The process that posts is killed as hard as a power cut would, and another one asks for everything again, until all is posted. */

const SEED = 80_261_123
const KILLS = 30
const TRANSFERS = 6_000
const PROCESS = new URL('posting-process.ts', import.meta.url).pathname

let at: TestEngine
beforeAll(async () => {
  at = await openTestEngine()
  await openAccounts(at.engine, accountNumbers(10))
})
afterAll(() => at.close())

// Seen red with balances changed in a transaction of their own after that of the claims.
test(`killed ${KILLS} times and at each step, it loses no answer and posts nothing twice`, {
  timeout: 900_000,
}, async () => {
  const random = createRandom(SEED)
  const told = new Map<number, string>()
  for (const step of TRANSFER_STEP_NAMES)
    for (const times of [1, 3])
      expect((await post(told, { CLEARDAY_KILL_AT: `${step}:${times}` })).signal).toBe('SIGKILL')
  for (let kills = 0; kills < KILLS; kills++) await post(told, {}, random.between(0, 400))
  expect(told.size, 'something was posted between the kills').toBeGreaterThan(100)
  expect(await post(told, {})).toEqual({ code: 0, signal: null })
  expect(told.size).toBe(TRANSFERS)
  const books = await transferBooks(at.engine)
  expect(books.transfers + books.refused).toBe(TRANSFERS)
  expect(books).toMatchObject({ clearingSum: 0, told: books.transfers, entries: books.postings })
  expect(books.balances).toEqual(await balancesOfAnswers())
  expect((await proveDay(at.engine)).problems).toEqual([])
})

/** Runs the process, killed so many milliseconds after its first answer, if at all. Every answer must be the one that was told before. */
async function post(told: Map<number, string>, environment: Readonly<Record<string, string>>, afterMs?: number) {
  const child = spawn(process.execPath, [PROCESS, at.url, at.blobFolder, String(TRANSFERS)], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let timer: NodeJS.Timeout | undefined
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    out += piece
    if (afterMs !== undefined) timer ??= setTimeout(() => child.kill('SIGKILL'), afterMs)
  })
  const ended = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(resolve => {
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
  clearTimeout(timer)
  for (const line of out.split('\n').slice(0, -1)) {
    const number = Number.parseInt(line, 10)
    expect(line, `transfer ${number}, seed ${SEED}`).toBe(told.get(number) ?? line)
    told.set(number, line)
  }
  return ended
}

/** What the accounts must have, by the transfers that posted. */
async function balancesOfAnswers(): Promise<Readonly<Record<string, number>>> {
  const rows = await ask<{ from_number: string; to_number: string; amount_minor: number }>(
    at.engine,
    'select from_number, to_number, amount_minor from transfer where refusal is null',
  )
  const balances = Object.fromEntries(accountNumbers(10).map(number => [number, 1_000_000]))
  for (const { from_number: from, to_number: to, amount_minor: minor } of rows) {
    balances[from] = (balances[from] ?? 0) - minor
    balances[to] = (balances[to] ?? 0) + minor
  }
  return balances
}
