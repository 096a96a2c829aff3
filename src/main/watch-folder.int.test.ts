import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { readReceipts } from '../engine/read-pages.ts'
import type { Reception } from '../engine/receive-file.ts'
import { Config, institutionOf } from './config.ts'
import { type OpenEngine, openEngine } from './open-engine.ts'
import { type WatchedFolder, watchFolder } from './watch-folder.ts'

let database: TestDatabase
let open: OpenEngine
let dataDir: string
let folder: string
let watched: WatchedFolder | undefined
let seen: { readonly name: string; readonly reception: Reception }[]
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
})
afterEach(async () => {
  await watched?.close()
  await open.close()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function watch(): Promise<void> {
  watched = await watchFolder({
    engine: open.engine,
    folder,
    intervalMs: 20,
    received: (name, reception) => {
      seen.push({ name, reception })
      heard?.()
    },
    failed: error => {
      throw error
    },
  })
}

/** Resolves once so many files were received. */
function received(count: number): Promise<void> {
  return new Promise(resolve => {
    heard = () => {
      if (seen.length >= count) resolve()
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
  expect(readdirSync(folder).sort()).toEqual(['.claimed', '.refused', 'arriving.ach.part', 'fed-ach'])
  expect(readdirSync(join(folder, '.claimed'))).toEqual([])
})

// Seen red with the refused file removed as the accepted one is.
test('a duplicate is refused and kept', async () => {
  writeFileSync(join(folder, 'one.ach'), 'the same bytes')
  await watch()
  await received(1)
  writeFileSync(join(folder, 'two.ach'), 'the same bytes')
  await received(2)
  expect(seen[1]?.reception.outcome).toBe('duplicate')
  await watched?.close()
  const [own = ''] = readdirSync(join(folder, '.refused'))
  expect(existsSync(join(folder, '.refused', own, 'two.ach'))).toBe(true)
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

// Seen red with `claimedBefore` left out.
test('what a stopped process had claimed is received at the next start', async () => {
  mkdirSync(join(folder, '.claimed', 'a-claim'), { recursive: true })
  writeFileSync(join(folder, '.claimed', 'a-claim', 'left.ach'), 'left behind')
  await watch()
  await received(1)
  expect(seen[0]).toMatchObject({ name: 'left.ach', reception: { outcome: 'accepted' } })
})
