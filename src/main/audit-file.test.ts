import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { onShortDisk } from '../../test/samples/short-disk.ts'
import { writeExportFile } from './audit-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'clearday-audit-file-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const OF_A_FULL_DISK = `
import { randomBytes } from 'node:crypto'
import { writeExportFile } from './src/main/audit-file.ts'
const fill = async sink => {
  for (let time = 0; time < 50; time++) await sink.write(randomBytes(20_000))
  await sink.finish()
  return 'finished'
}
console.log(await writeExportFile(process.argv[1], fill).catch(error => error.code))`

// Seen red with what was written until then left behind.
test('on a disk that is full nothing is left, and what was to follow the whole file does not', () => {
  expect(onShortDisk(OF_A_FULL_DISK, [join(folder, 'full.gz')])).toBe('EFBIG')
  expect(readdirSync(folder)).toEqual([])
})

test('what fails before the end leaves nothing', async () => {
  const path = join(folder, 'stopped.gz')
  const stopped = writeExportFile(path, async sink => {
    await sink.write(new Uint8Array(9))
    throw new Error('stopped')
  })
  await expect(stopped).rejects.toThrow('stopped')
  expect(existsSync(path)).toBe(false)
  expect(readdirSync(folder)).toEqual([])
})
