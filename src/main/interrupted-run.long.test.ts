import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { clearday, makeFolder } from '../../test/samples/command-line.ts'
import { findPlace, makeHome } from '../store/postgres/place.ts'
import { postmasterPid } from '../store/postgres/serve.ts'
import { removeEmbedded } from '../store/postgres/start-embedded.ts'

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
  expect(both.map(one => one.code)).toEqual([1, 1])
  expect(complaints).toEqual([[], []])
  expect((await clearday(['score', day, '--data', data])).code).toBe(0)
  expect(postmasterPid(data)).toBeUndefined()
  // The bank of the day stays the bank of the data directory.
  expect(JSON.parse(readFileSync(join(data, 'clearday.json'), 'utf8')).institution.name).not.toContain('Demonstration')
  // Another data directory beside it knows nothing of it.
  const beside = await clearday(['prove', '--data', join(root, 'beside')])
  expect(beside).toMatchObject({ code: 2, out: '', err: expect.stringContaining('holds nothing yet') })
  expect(findPlace(makeHome(data)).cluster).toContain('cluster')
})
