import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { onShortDisk } from '../../test/samples/short-disk.ts'
import { openBlobFolder } from './blob.ts'

/** What was synced to disk, in order: a power cut cannot be made here, but what it would spare can be listened to. */
const synced: string[] = []

const { open } = fs
// What imported `open` by its name, before or after, has this one from here on.
beforeAll(() => listenTo(open))
afterAll(() => replaceOpen(open))

function listenTo(real: typeof fs.open): void {
  replaceOpen(async (path, ...rest) => {
    const file = await real(path, ...rest)
    const sync = file.sync.bind(file)
    file.sync = async () => {
      await sync()
      synced.push(String(path))
    }
    return file
  })
}

function replaceOpen(by: typeof fs.open): void {
  fs.open = by
  syncBuiltinESMExports()
}

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'clearday-blob-'))
  synced.length = 0
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

async function* one(text: string) {
  yield Buffer.from(text)
}

const hex = createHash('sha256').update('a file').digest('hex')
const [ab, cd] = [hex.slice(0, 2), hex.slice(2, 4)]
const foldersSynced = () => new Set(synced.map(path => relative(root, path)).filter(path => !path.includes('arriving')))

// Seen red with the last folder alone synced: the name of the one above it could be lost, and the file with it.
test('a file is there by its whole path when it is acknowledged: each new folder is synced into the one above it', async () => {
  await openBlobFolder(join(root, 'data', 'blobs')).put(one('a file'), 100)
  const expected = ['', 'data', 'data/blobs', `data/blobs/${ab}`, `data/blobs/${ab}/${cd}`]
  expect(foldersSynced()).toEqual(new Set(expected))
})

// Seen red with folders synced by whoever makes them alone.
test('a folder that another process made is synced too, once: that one may not have come to it', async () => {
  const folder = join(root, 'blobs')
  mkdirSync(join(folder, ab, cd), { recursive: true })
  const blobs = openBlobFolder(folder)
  await blobs.put(one('a file'), 100)
  expect(foldersSynced()).toEqual(new Set(['', 'blobs', `blobs/${ab}`, `blobs/${ab}/${cd}`]))
  synced.length = 0
  // The same file again: it may stand there by the hand of another process that was killed before it synced.
  await blobs.put(one('a file'), 100)
  expect(foldersSynced()).toEqual(new Set([`blobs/${ab}/${cd}`]))
})

const STORE = `
  import { openBlobFolder } from './src/store/blob.ts'
  async function* bytes() { yield new Uint8Array(5_000) }
  const stored = openBlobFolder(process.argv[1]).put(bytes(), 10_000)
  console.log(await stored.then(({ sizeBytes }) => sizeBytes + ' bytes are acknowledged', ({ code }) => 'refused: ' + code))`

// Seen red with one write a chunk: 5000 bytes were acknowledged, and 4096 lay on the disk.
test('a file of which the disk took only a part is not acknowledged', () => {
  expect(onShortDisk(STORE, [join(root, 'blobs')])).toBe('refused: EFBIG')
})
