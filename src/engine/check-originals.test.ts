import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openBlobFolder } from '../store/blob.ts'
import type { StoredFile } from '../store/stored-files.ts'
import { checkOriginals } from './check-originals.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clearday-originals-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A file of this text, as the database knows it, and where its original lies. */
function stored(text: string): { file: StoredFile; path: string } {
  const sha256 = new Uint8Array(createHash('sha256').update(text).digest())
  const hex = Buffer.from(sha256).toString('hex')
  const path = join(folder, hex.slice(0, 2), hex.slice(2, 4), hex)
  mkdirSync(dirname(path), { recursive: true })
  return { file: { of: text, sha256, sizeBytes: text.length }, path }
}

async function* bytesOf(text: string) {
  yield Buffer.from(text)
}

// Seen red with every error of a look taken for a file that is gone: a person was sent to a backup that nobody needs.
test('an original that cannot be looked at is not called gone', async () => {
  const { file, path } = stored('receipt 1')
  symlinkSync(path, path) // ELOOP, also for root, whom no right is refused
  for (const depth of ['sizes', 'bytes'] as const)
    expect((await checkOriginals(openBlobFolder(folder), [file], depth)).problems).toEqual([
      'The original of receipt 1 could not be read (ELOOP). It may be as it was: see to the disk and to who may read it, then prove again.',
    ])
})

// Seen red with the error thrown on: nothing of the others was said.
test('an original that fails while it is read is a problem of the proof, beside those of the others', async () => {
  const { file, path } = stored('receipt 1')
  mkdirSync(path) // EISDIR once it is read
  const blobs = openBlobFolder(folder)
  await blobs.put(bytesOf('receipt 2'), 100)
  const files = [{ ...file, sizeBytes: statSync(path).size }, stored('receipt 2').file, stored('receipt 3').file]
  expect((await checkOriginals(blobs, files, 'bytes')).problems).toEqual([
    expect.stringContaining('The original of receipt 1 could not be read (EISDIR).'),
    'The original of receipt 3 is gone. Put it back from a backup.',
  ])
})
