import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RETRY_STEP_NAMES, type StepName } from '../../src/engine/engine.ts'
import { createRandom } from '../../src/simulate/random.ts'
import { removeEmbedded, startEmbedded } from '../../src/store/postgres/start-embedded.ts'
import { clearday, makeFolder } from '../samples/command-line.ts'
import { cleardayKilled, cleardayOrThrow, copyDataDir, DAY_DONE, emptyDataDir } from './clearday-process.ts'
import { type EndState, endState } from './end-state.ts'

/**
 * A day of which half of every file could not be processed is retried, and the retries are killed as hard as a power cut would.
 * However often, the day comes to the very end that undisturbed retries come to, and no moment loses or repeats anything.
 */

const SEED = 20_261_124
const KILLS = 21
const FAILS = 'alter table item add constraint planted check (shard % 1024 < 512) not valid'
const STEPS: readonly StepName[] = [
  ...RETRY_STEP_NAMES,
  'part locked',
  'part decided',
  'part written',
  'part committed',
  'receipt finished',
]

let folder: string
let failed: string
let receipts: readonly number[]
let undisturbed: EndState

beforeAll(async () => {
  folder = makeFolder()
  const day = join(folder, 'day')
  failed = join(folder, 'failed')
  await cleardayOrThrow(['simulate', '--seed', '5', '--items', '600', '--out', day])
  await emptyDataDir(failed, day)
  await ask(failed, FAILS)
  await cleardayOrThrow(['run', day, '--data', failed], DAY_DONE)
  await ask(failed, 'alter table item drop constraint planted')
  receipts = await failedReceipts(failed)
  expect(receipts.length).toBe(2 * STEPS.length)
  const data = freshData('undisturbed')
  for (const id of receipts) await clearday(['retry', String(id), '--data', data])
  undisturbed = await endState(data)
  expect(undisturbed.items?.length).toBeGreaterThan(200)
}, 300_000)
afterAll(async () => {
  for (const name of readdirSync(folder)) if (name !== 'day') await removeEmbedded(join(folder, name))
  rmSync(folder, { recursive: true, force: true })
})

// Seen red with what was lost of a file left in its receipt when a retry opens its parts again.
test('a retry that is killed at any of its steps is finished by the next, and the proof holds in between', async () => {
  const data = freshData('steps')
  for (const [n, id] of receipts.entries()) {
    const step = STEPS[n % STEPS.length] as StepName
    const ended = await cleardayKilled(['retry', String(id), '--data', data], { atStep: step })
    if (ended.signal === 'SIGKILL') await expectNothingLost(data, `receipt ${id} at ${step}`)
    await clearday(['retry', String(id), '--data', data])
  }
  await expectSameEnd(data)
}, 600_000)

test(`killed at ${KILLS} moments the retries lose nothing and repeat nothing`, async () => {
  const random = createRandom(SEED).split('retries')
  const data = freshData('moments')
  for (let kills = 0; kills < KILLS; kills++) {
    const id = receipts[kills % receipts.length] ?? 0
    await cleardayKilled(['retry', String(id), '--data', data], { afterMs: random.between(300, 1_500) })
  }
  for (const id of receipts) await clearday(['retry', String(id), '--data', data])
  await expectSameEnd(data)
}, 600_000)

/** Whatever the moment: only items that wait for their part, as those of any file that is being processed. */
async function expectNothingLost(data: string, when: string): Promise<void> {
  const { problems } = JSON.parse((await clearday(['prove', '--json', '--data', data])).out)
  const others = problems.filter((one: string) => !/ not processed yet\.|^Received and not read yet/.test(one))
  expect(others, when).toEqual([])
}

async function expectSameEnd(data: string): Promise<void> {
  const proof = await clearday(['prove', '--json', '--data', data])
  expect(JSON.parse(proof.out).problems, `seed ${SEED}`).toEqual([])
  const state = await endState(data)
  for (const [what, rows] of Object.entries(undisturbed)) expect(state[what], `${what}, seed ${SEED}`).toEqual(rows)
}

/** Those of which nothing came again in another file of the day, two for each step, the largest. In order. */
async function failedReceipts(data: string): Promise<readonly number[]> {
  const { out } = await cleardayOrThrow([
    'exceptions',
    '--kind',
    'file-not-processed',
    '--limit',
    '1000',
    '--json',
    '--data',
    data,
  ])
  const { exceptions }: { exceptions: { receipt: number; count: number; sentence: string }[] } = JSON.parse(out)
  return exceptions
    .filter(one => !one.sentence.includes('came again'))
    .sort((a, b) => b.count - a.count)
    .slice(0, 2 * STEPS.length)
    .map(one => one.receipt)
    .sort((a, b) => a - b)
}

async function ask(data: string, text: string): Promise<void> {
  const embedded = await startEmbedded(data)
  const client = new pg.Client({ connectionString: embedded.url })
  await client.connect()
  await client.query(text).finally(() => client.end())
  await embedded.stop()
}

function freshData(name: string): string {
  const data = join(folder, name)
  copyDataDir(failed, data)
  return data
}
