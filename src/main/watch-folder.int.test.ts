import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { readReceipts } from '../engine/read-pages.ts'
import { type Reception, receiveFile } from '../engine/receive-file.ts'
import { removeEmbedded, startEmbedded } from '../store/postgres/start-embedded.ts'
import { Config, institutionOf } from './config.ts'
import { type OpenEngine, openEngine } from './open-engine.ts'
import { type WatchedFolder, watchFolder } from './watch-folder.ts'

let database: TestDatabase
let open: OpenEngine
let dataDir: string
let folder: string
let watched: WatchedFolder | undefined
let seen: { readonly name: string; readonly reception: Reception }[]
let failures: number
let left: number
let heard: () => void

beforeEach(async () => {
  database = await createTestDatabase()
  dataDir = mkdtempSync(join(tmpdir(), 'clearday-watch-'))
  folder = join(dataDir, 'in')
  mkdirSync(folder)
  open = await openEngine({
    dataDir,
    institution: institutionOf(Config.parse({})),
    environment: { DATABASE_URL: database.url },
  })
  seen = []
  failures = 0
  left = 0
  heard = () => {}
})
afterEach(async () => {
  await watched?.close()
  await open.close()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function watch(engine = open.engine): Promise<void> {
  watched = await watchFolder({
    engine,
    folder,
    intervalMs: 20,
    received: (name, reception) => {
      seen.push({ name, reception })
      heard()
    },
    failed: () => {
      failures++
      heard()
    },
    leftLying: count => {
      left = count
      heard()
    },
  })
}

/** Resolves once so many files were received. */
function received(count: number): Promise<void> {
  return until(() => seen.length >= count)
}

/** Resolves at the first file received, or failed, at which it is so. */
function until(isSo: () => boolean): Promise<void> {
  return new Promise(resolve => {
    heard = () => {
      if (isSo()) resolve()
    }
    heard()
  })
}

// Seen red with the claimed copy removed before the bytes were stored.
test('a file is received from the source whose folder it lies in, and leaves the folder', async () => {
  mkdirSync(join(folder, 'fed-ach'))
  writeFileSync(join(folder, 'fed-ach', 'day.ach'), 'a file')
  writeFileSync(join(folder, 'loose.ach'), 'another file')
  writeFileSync(join(folder, 'arriving.ach.part'), 'half a file')
  await watch()
  await received(2)
  const receipts = await readReceipts(open.engine, { limit: 10 })
  expect(receipts.map(one => [one.name, one.source, one.channel]).sort()).toEqual([
    ['day.ach', 'fed-ach', 'folder'],
    ['loose.ach', 'folder', 'folder'],
  ])
  await watched?.close()
  expect(readdirSync(folder).sort()).toEqual(['arriving.ach.part', 'fed-ach', 'receiving', 'refused'])
  expect(readdirSync(join(folder, 'receiving'))).toEqual([])
  expect(failures).toBe(0)
})

// Seen red with the refused file removed as the accepted one is; and with no reason written.
test('a duplicate is refused, and lies in sight with its reason beside it', async () => {
  writeFileSync(join(folder, 'one.ach'), 'the same bytes')
  await watch()
  await received(1)
  writeFileSync(join(folder, 'two.ach'), 'the same bytes')
  await received(2)
  await watched?.close()
  const { reception } = seen[1] ?? {}
  if (reception?.outcome !== 'duplicate') throw new Error(`two.ach was ${reception?.outcome}`)
  const label = `receipt-${reception.receiptId}`
  expect(readdirSync(join(folder, 'refused')).sort()).toEqual([label, `${label}.txt`])
  expect(readFileSync(join(folder, 'refused', label, 'two.ach'), 'utf8')).toBe('the same bytes')
  const why = readFileSync(join(folder, 'refused', `${label}.txt`), 'utf8')
  expect(why).toContain(`The same bytes were received before: see receipt ${reception.firstReceiptId}.`)
  expect(readdirSync(join(folder, 'receiving'))).toEqual([])
})

// Seen red with links and folders passed over in silence, as they were; and with the note kept when nothing is left.
test('what is never received is named with its reason, until it is gone', async () => {
  writeFileSync(join(dataDir, 'secret'), 'of another folder')
  symlinkSync(join(dataDir, 'secret'), join(folder, 'link.ach'))
  mkdirSync(join(folder, 'fed-ach', 'monday'), { recursive: true })
  writeFileSync(join(folder, 'fed-ach', 'monday', 'day.ach'), 'a file')
  const nameless = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from('caf\xe9.ach', 'latin1')])
  writeFileSync(nameless, 'a file of an old system')
  await watch()
  await until(() => left === 3)
  const note = join(folder, 'refused', 'left-lying.txt')
  expect(readFileSync(note, 'utf8').trim().split('\n').sort()).toEqual([
    'caf\ufffd.ach: a file whose name is not UTF-8, so it cannot be opened: rename it.',
    `${join('fed-ach', 'monday')}: a folder inside the folder of a source, which nobody looks into: put its files one folder higher.`,
    'link.ach: a link, which could lead anywhere: put the file itself here.',
  ])
  rmSync(join(folder, 'link.ach'))
  rmSync(join(folder, 'fed-ach', 'monday'), { recursive: true })
  rmSync(nameless)
  await until(() => left === 0)
  expect(readdirSync(join(folder, 'refused'))).toEqual([])
  expect(seen).toEqual([])
})

// Seen red with one look instead of two.
test('a file that still grows is left alone until it rests', async () => {
  const path = join(folder, 'growing.ach')
  let size = 0
  const grow = setInterval(() => appendFileSync(path, `${size++}\n`), 5)
  await watch()
  // Each of these rests for two looks, at which the other has grown.
  writeFileSync(join(folder, 'whole.ach'), 'whole')
  await received(1)
  writeFileSync(join(folder, 'later.ach'), 'whole too')
  await received(2)
  expect(seen.map(one => one.name)).toEqual(['whole.ach', 'later.ach'])
  clearInterval(grow)
  await received(3)
  expect(seen[2]?.name).toBe('growing.ach')
})

const EARLIER = Temporal.Instant.from('2026-11-20T21:59:59.250Z')

function leaveClaimed(name: string, bytes: string): void {
  const place = join(folder, 'receiving', 'a-claim', String(EARLIER.epochMilliseconds), 'fed-ach')
  mkdirSync(place, { recursive: true })
  writeFileSync(join(place, name), bytes)
}

// Seen red with `engine.now()` as the received time of what was claimed.
test('what a stopped process had claimed is received with its own source and the time it was first seen', async () => {
  leaveClaimed('left.ach', 'left behind')
  mkdirSync(join(folder, 'receiving', 'no-file-yet', '17', 'fed-ach'), { recursive: true })
  await watch()
  await received(1)
  await watched?.close()
  expect(await receipts()).toEqual([['left.ach', 'fed-ach', EARLIER.toString(), 'arrived']])
  expect(readdirSync(join(folder, 'receiving'))).toEqual([])
})

// Seen red without `receivedFromFolder`: the file came to lie in `refused` as a duplicate of itself.
test('a process that was stopped between the receipt and the end of the claim leaves one receipt, not two', async () => {
  const arriving = { name: 'left.ach', source: 'fed-ach', channel: 'folder' as const, receivedAt: EARLIER }
  const bytes = (async function* () {
    yield Buffer.from('left behind')
  })()
  const before = await receiveFile(open.engine, { ...arriving, bytes })
  leaveClaimed('left.ach', 'left behind')
  await watch()
  await received(1)
  await watched?.close()
  expect(seen[0]?.reception).toEqual(before)
  expect(await receipts()).toHaveLength(1)
  expect([...readdirSync(join(folder, 'receiving')), ...readdirSync(join(folder, 'refused'))]).toEqual([])
})

// Seen red with the failed file left alone until the next start; and with `engine.now()` as the time of the second try.
test('with its database lost and back, a file is received without a restart, as of when it was first seen', async () => {
  const home = mkdtempSync(join(tmpdir(), 'clearday-lost-'))
  chmodSync(home, 0o711)
  const settings = { fsync: 'off' }
  const server = await startEmbedded(home, { settings })
  const own = await openEngine({
    dataDir: join(home, 'data'),
    institution: institutionOf(Config.parse({})),
    environment: { DATABASE_URL: server.url },
  })
  try {
    await watch(own.engine)
    await server.stop()
    mkdirSync(join(folder, 'fed-ach'))
    writeFileSync(join(folder, 'fed-ach', 'day.ach'), 'a file')
    await until(() => failures >= 2)
    const lostUntil = Temporal.Now.instant()
    expect(watched?.waiting).toBe(1)
    expect(readdirSync(join(folder, 'fed-ach'))).toEqual([])
    const again = await startEmbedded(home, { settings })
    await received(1)
    await watched?.close()
    const [receipt] = await readReceipts(own.engine, { limit: 10 })
    expect([receipt?.source, receipt?.name]).toEqual(['fed-ach', 'day.ach'])
    expect(Temporal.Instant.compare(receipt?.receivedAt ?? lostUntil, lostUntil)).toBeLessThan(0)
    expect([seen.length, watched?.waiting, readdirSync(join(folder, 'receiving')).length]).toEqual([1, 0, 0])
    await again.stop()
  } finally {
    await own.close()
    await removeEmbedded(home)
    rmSync(home, { recursive: true, force: true })
  }
})

async function receipts(): Promise<readonly (readonly string[])[]> {
  const found = await readReceipts(open.engine, { limit: 10 })
  return found.map(one => [one.name, one.source, one.receivedAt.toString(), one.state])
}
