import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tryLockAlone } from '../store/postgres/file-lock.ts'
import { type HeldBlobs, holdBlobs } from './hold-blobs.ts'

let folder: string
const held: HeldBlobs[] = []

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'clearday-blobs-')), 'blobs')
})
afterEach(() => {
  for (const one of held.splice(0)) one.release()
  rmSync(join(folder, '..'), { recursive: true, force: true })
})

async function hold(): Promise<HeldBlobs> {
  const one = await holdBlobs(folder)
  held.push(one)
  return one
}

function leaveHalfAFile(): string {
  mkdirSync(join(folder, 'arriving'), { recursive: true })
  const path = join(folder, 'arriving', '5f1e0c')
  writeFileSync(path, 'half a file')
  return path
}

// Seen red without the sweep.
test('what a killed process left of an arriving file is swept by the next that opens the folder', async () => {
  const left = leaveHalfAFile()
  await hold()
  expect(existsSync(left)).toBe(false)
})

// Seen red with the folder swept whoever else holds it.
test('a file that arrives in another process is never swept, and is swept once that process is gone', async () => {
  const other = await hold()
  let rest = () => {}
  const waiting = new Promise<void>(resolve => {
    rest = resolve
  })
  const begun = Promise.withResolvers<void>()
  const arriving = other.blobs.put(
    (async function* () {
      yield new TextEncoder().encode('the first half, ')
      begun.resolve()
      await waiting
      yield new TextEncoder().encode('the second half')
    })(),
    1_000,
  )
  await begun.promise
  const left = leaveHalfAFile()
  await hold()
  expect(readdirSync(join(folder, 'arriving'))).toHaveLength(2)
  rest()
  const { sha256 } = await arriving
  const bytes: Uint8Array[] = []
  for await (const chunk of other.blobs.read(sha256)) bytes.push(chunk)
  expect(Buffer.concat(bytes).toString()).toBe('the first half, the second half')
  for (const one of held.splice(0)) one.release()
  await hold()
  expect(existsSync(left)).toBe(false)
})

// Seen red with one try for the lock instead of waiting for it.
test('whoever comes while another sweeps waits until that is done', async () => {
  mkdirSync(folder, { recursive: true })
  const sweeping = tryLockAlone(join(folder, 'use.lock'))
  const opening = hold()
  sweeping?.release()
  await opening
  expect(held).toHaveLength(1)
})
