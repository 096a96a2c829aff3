import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { clearday, makeFolder } from '../../test/samples/command-line.ts'
import { findPlace, makeHome } from '../store/postgres/place.ts'
import { postmasterPid } from '../store/postgres/serve.ts'
import { removeEmbedded } from '../store/postgres/start-embedded.ts'
import { readConfig } from './config.ts'

// Seen red with `catchInterrupt` taking no signals: the process ended by the signal, without a sentence.
test('Ctrl-C ends a run cleanly, the next goes on, and two runs at once make one day', async () => {
  const root = makeFolder()
  const [day, data] = [join(root, 'day'), join(root, 'stopped')]
  onTestFinished(async () => {
    await removeEmbedded(data)
    rmSync(root, { recursive: true, force: true })
  })
  await clearday(['simulate', '--seed', '11', '--items', '300', '--out', day])
  const stopped = await clearday(['run', day, '--data', data], {
    started: child => {
      const watch = setInterval(() => {
        // In the middle of it: the first originals are there.
        if (!existsSync(join(data, 'blobs')) || readdirSync(join(data, 'blobs')).length < 4) return
        clearInterval(watch)
        child.kill('SIGINT')
      }, 5)
      child.once('close', () => clearInterval(watch))
    },
  })
  expect(stopped).toMatchObject({ code: 2, out: '', err: expect.stringContaining('stopped. Nothing is half done') })
  expect(postmasterPid(data)).toBeUndefined()
  expect(readdirSync(join(data, 'blobs', 'arriving'))).toEqual([])
  const both = await Promise.all([clearday(['run', day, '--data', data]), clearday(['run', day, '--data', data])])
  // The day has files that are held, which each run tells; nothing else is complained of.
  const complaints = both.map(one =>
    one.err.split('\n').filter(line => /^clearday: (?!.* is held |\d+ more are held|.*claims\.csv)/.test(line)),
  )
  expect(complaints).toEqual([[], []])
  expect(both.map(one => one.code)).toEqual([1, 1])
  expect((await clearday(['score', day, '--data', data])).code).toBe(0)
  expect(postmasterPid(data)).toBeUndefined()
  // The bank of the day stays the bank of the data directory.
  expect(JSON.parse(readFileSync(join(data, 'clearday.json'), 'utf8')).institution.name).not.toContain('Demonstration')
  // Another data directory beside it knows nothing of it.
  const beside = await clearday(['prove', '--data', join(root, 'beside')])
  expect(beside).toMatchObject({ code: 2, out: '', err: expect.stringContaining('holds nothing yet') })
  expect(findPlace(makeHome(data)).cluster).toContain('cluster')
})

const WRITES_OFTEN = `
import { readConfig } from './src/main/config.ts'
import { writeDayConfig } from './src/main/write-day-config.ts'
const [day, data] = process.argv.slice(1)
for (let time = 0; time < 500; time++) await writeDayConfig(data, readConfig(data, {}), day)`

// Seen red with one name for what both write: the second to be done found nothing to rename, or read half of the other's.
test('two that write the bank of a day at once leave it whole, and neither fails', async () => {
  const root = makeFolder()
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const [day, data] = [join(root, 'day'), join(root, 'data')]
  mkdirSync(data)
  await clearday(['simulate', '--seed', '11', '--items', '300', '--out', day])
  const write = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', WRITES_OFTEN, day, data])
  await Promise.all([write(), write()])
  expect(readdirSync(data)).toEqual(['clearday.json'])
  expect(readConfig(data, {}).institution.name).not.toContain('Demonstration')
})
