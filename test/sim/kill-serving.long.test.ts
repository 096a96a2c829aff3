import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Receipt, ReceiptPage } from '../../src/contract/receipt.ts'
import { STEP_NAMES, type StepName } from '../../src/engine/engine.ts'
import { createRandom, type Random } from '../../src/simulate/random.ts'
import { removeEmbedded } from '../../src/store/postgres/start-embedded.ts'
import { until } from '../e2e/until.ts'
import { accountNumbers, achFile, entries } from '../samples/ach-files.ts'
import { clearday, makeFolder } from '../samples/command-line.ts'
import { supervisorOf } from '../samples/people.ts'
import { cleardayOrThrow } from './clearday-process.ts'
import { endState } from './end-state.ts'
import { type Life, startLife, uploadUntilReceived } from './serving-lives.ts'

/**
 * `clearday start` is killed as hard as a power cut would, again and again, while files arrive in its watched folder and as
 * uploads whose client sends them again. Every file is received once and processed once, whichever way it came.
 */

const SEED = 70_261_123
const MOMENTS = 20
const SERVING_MS_MAX = 10_000
const LIFE_MS_MAX = 9_000
const DONE_MS_MAX = 60_000
const ITEMS = 30
/** A kill at these needs a return window to open. */
const STEPS = STEP_NAMES.filter(name => !name.startsWith('return file'))

/** What a file passes from the doorstep to its receipt. */
const RECEIVING = ['blob stored', 'receipt written', 'receipt committed'] as const satisfies readonly StepName[]

let folder: string
let data: string
let life: Life | undefined
/** What a program sends that is signed in; its session outlives every life. */
let signedIn: Readonly<Record<string, string>>
const accounts = accountNumbers(40)

beforeAll(async () => {
  folder = makeFolder()
  data = join(folder, 'data')
  const day = join(folder, 'day')
  mkdirSync(day)
  const lines = accounts.map(number => `${number},open,checking,consumer,Robin Miller,1000000,0,0\n`)
  const columns = 'number,status,type,holder_type,holder_name,balance_minor,held_minor,overdraft_limit_minor\n'
  writeFileSync(join(day, 'accounts.csv'), columns + lines.join(''))
  writeFileSync(join(day, 'manifest.csv'), 'path,received_at,source,expected_by\n')
  await cleardayOrThrow(['run', day, '--data', data])
  signedIn = await supervisorOf(data)
}, 120_000)
afterAll(async () => {
  life?.end('SIGKILL')
  await life?.ended
  await removeEmbedded(data)
  rmSync(folder, { recursive: true, force: true })
})

interface Sent {
  readonly name: string
  readonly bytes: Uint8Array
  readonly sha256: string
}

let made = 0
function nextFile(): Sent {
  const n = made++
  const bytes = achFile([{ entries: entries(ITEMS, { accounts, from: n * ITEMS }), header: { batchNumber: n + 1 } }])
  return { name: `file-${n}.ach`, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** Puts a file into the watched folder as a careful sender does: under another name until it is whole. */
function drop(file: Sent, as = file.name): void {
  const place = join(data, 'in', 'fed-ach')
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, `${as}.part`), file.bytes)
  renameSync(join(place, `${as}.part`), join(place, as))
}

/** One life: the step at which it ends itself, or none where it is killed at a moment, and by which ways files come to it. */
interface Fate {
  readonly step: string | undefined
  readonly ways: 'the folder' | 'the folder and an upload'
}

/**
 * An upload comes to each step before a file of the folder does, which has to rest first: so that a kill hits what came by the
 * folder too, some lives get files only there, and before any client has one to send again.
 */
function fates(random: Random): readonly Fate[] {
  const steps = STEPS.map(step => ({
    step: `${step}:${random.between(1, 2)}`,
    ways: 'the folder and an upload' as const,
  }))
  const moments = Array.from({ length: MOMENTS }, () => ({
    step: undefined,
    ways: 'the folder and an upload' as const,
  }))
  return [...RECEIVING.map(step => ({ step: `${step}:1`, ways: 'the folder' as const })), ...steps, ...moments]
}

// Seen red with the look-up of an arrival's receipt (`receiptOfArrival`) left out: a file of the folder had two; and with an
// upload answered before its receipt is committed: files that were answered were lost.
test(`killed at every step and at ${MOMENTS} moments, the server loses no file, doubles none, and serves again within ten seconds`, async () => {
  const random = createRandom(SEED).split('lives')
  const dropped: Sent[] = []
  const uploaded: Sent[] = []
  const sent: Promise<number>[] = []
  const lifeNow = async () => life ?? startLife(data)
  for (const { step, ways } of fates(random)) {
    life = startLife(data, step)
    const arriving = Array.from({ length: random.between(1, 2) }, nextFile)
    for (const file of arriving) drop(file)
    dropped.push(...arriving)
    if (ways === 'the folder and an upload') {
      const file = nextFile()
      uploaded.push(file)
      sent.push(uploadUntilReceived(lifeNow, file, signedIn))
    }
    await killed(life, step === undefined ? random.between(300, 6_500) : LIFE_MS_MAX)
  }
  life = startLife(data)
  const times = await Promise.all(sent)
  expect(Math.max(...times), 'some were sent again').toBeGreaterThan(1)
  const receipts = await receiptsOnceDone(life, dropped.length + uploaded.length)
  life.end('SIGTERM')
  await life.ended
  // What came by the folder came once, and has one receipt however often the process was killed over it.
  const known = new Map([...dropped, ...uploaded].map(file => [file.sha256, file.name]))
  expect(receipts.map(one => known.get(one.sha256)).filter(name => name === undefined)).toEqual([])
  for (const { sha256, name } of dropped)
    expect(
      receipts.filter(one => one.sha256 === sha256).map(one => one.source),
      name,
    ).toEqual(['fed-ach'])
  await checkEnd([...dropped, ...uploaded])
}, 480_000)

// Seen red with `claimFile` left out: the file was accepted twenty times.
test('the same file twenty times at once, by folder, upload and command line, is accepted once', async () => {
  const serving = startLife(data)
  life = serving
  const ready = await life.ready
  if (ready === undefined) throw new Error(`it does not serve: ${(await life.ended).said}`)
  const before = await receiptsOf(ready.address)
  const file = nextFile()
  for (let n = 0; n < 8; n++) drop(file, `folder-${n}.ach`)
  const copies = [0, 1, 2, 3].map(n => join(folder, `command-${n}.ach`))
  for (const copy of copies) writeFileSync(copy, file.bytes)
  await Promise.all([
    ...Array.from({ length: 8 }, (_, n) =>
      uploadUntilReceived(async () => serving, { ...file, name: `${n}.ach` }, signedIn),
    ),
    ...copies.map(copy => clearday(['receive', copy, '--data', data])),
  ])
  await until(async () => (await receiptsOf(ready.address)).length === before.length + 20)
  await receiptsOnceDone(life, before.filter(one => one.state === 'done').length + 1)
  const same = (await receiptsOf(ready.address)).filter(one => one.sha256 === file.sha256)
  life.end('SIGTERM')
  await life.ended
  const accepted = same.filter(one => one.duplicate_of === null)
  expect(accepted.map(one => one.state)).toEqual(['done'])
  expect(new Set(same.map(one => one.duplicate_of))).toEqual(new Set([null, accepted[0]?.id]))
  expect(new Set(same.map(one => one.channel))).toEqual(new Set(['command', 'folder', 'upload']))
  expect((await clearday(['prove', '--data', data])).code).toBe(0)
}, 120_000)

/** Lets a life go on until its step kills it, or for so many milliseconds; where it came to serve, it did so in time. */
async function killed(life: Life, ms: number): Promise<void> {
  const kill = setTimeout(() => life.end('SIGKILL'), ms)
  const { signal, said } = await life.ended
  clearTimeout(kill)
  expect(signal, said).toBe('SIGKILL')
  expect((await life.ready)?.ready_ms ?? 0).toBeLessThan(SERVING_MS_MAX)
}

/** Every receipt, once so many files were accepted and processed to their end, or should have been long ago. */
async function receiptsOnceDone(life: Life, files: number): Promise<readonly Receipt[]> {
  const ready = await life.ready
  if (ready === undefined) throw new Error(`it does not serve: ${(await life.ended).said}`)
  expect(ready.ready_ms).toBeLessThan(SERVING_MS_MAX)
  const began = performance.now()
  return until(async () => {
    const receipts = await receiptsOf(ready.address)
    const areDone = receipts.filter(one => one.state === 'done').length >= files
    // Where one is lost it never comes: the checks then say which.
    return (areDone || performance.now() - began > DONE_MS_MAX) && receipts
  })
}

async function receiptsOf(address: string): Promise<readonly Receipt[]> {
  const all: Receipt[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const response = await fetch(`${address}/v1/receipts?limit=100${query}`, { headers: signedIn })
    const page = ReceiptPage.parse(await response.json())
    all.push(...page.data)
    cursor = page.next
  }
  return all
}

/** Each file is there once, with all of its items; the books prove it; the folder holds nothing more. */
async function checkEnd(files: readonly Sent[]): Promise<void> {
  const proof = await clearday(['prove', '--json', '--data', data])
  expect(proof.code, proof.out.slice(0, 2_000) + proof.err).toBe(0)
  const { receipts = [] } = await endState(data)
  const found = receipts.map(row => JSON.parse(row)).map(({ file, state, items }) => `${file} ${state} ${items}`)
  expect(found.sort()).toEqual(files.map(({ sha256 }) => `${sha256} done ${ITEMS}`).sort())
  for (const place of ['fed-ach', 'receiving', 'refused'])
    expect(readdirSync(join(data, 'in', place)), place).toEqual([])
}
