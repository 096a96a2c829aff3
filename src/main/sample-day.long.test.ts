import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clearday, type Ended, makeFolder } from '../../test/samples/command-line.ts'
import { type EndState, endState } from '../../test/sim/end-state.ts'
import { tryLockAlone } from '../store/postgres/file-lock.ts'
import { postmasterPid } from '../store/postgres/serve.ts'
import { removeEmbedded, startEmbedded } from '../store/postgres/start-embedded.ts'

/** A first start that is killed or stopped: the next goes on, and comes to what an undisturbed one comes to. */
const root = makeFolder()
const used: string[] = []
let undisturbed: EndState

beforeAll(async () => {
  const data = dataDir('undisturbed')
  expect((await started(data)).code).toBe(0)
  undisturbed = await endState(data)
  expect(undisturbed.items?.length).toBeGreaterThan(150)
  expect(undisturbed.returns?.length).toBeGreaterThan(0)
})
afterAll(async () => {
  for (const data of used) if (existsSync(join(data, 'postgres'))) await removeEmbedded(data)
  rmSync(root, { recursive: true, force: true })
})

function dataDir(name: string): string {
  const path = join(root, name)
  used.push(path)
  return path
}

/** A start that is stopped as soon as it says that it serves, or by `meanwhile`. */
function started(data: string, kill = '', meanwhile: (child: ChildProcess) => void = () => {}): Promise<Ended> {
  return clearday(['start', '--items', '200', '--port', '0', '--json', '--data', data], {
    environment: kill === '' ? {} : { CLEARDAY_KILL_AT: kill },
    started: child => {
      child.stdout?.once('data', () => child.kill('SIGINT'))
      meanwhile(child)
    },
  })
}

/** Sends the signal as soon as `isTime`, while the process runs. */
function signalWhen(signal: NodeJS.Signals, isTime: () => boolean): (child: ChildProcess) => void {
  return child => {
    const watch = setInterval(() => {
      if (!isTime()) return
      clearInterval(watch)
      child.kill(signal)
    }, 2)
    child.once('close', () => clearInterval(watch))
  }
}

async function expectWholeDay(data: string): Promise<void> {
  const ended = await started(data)
  expect(ended, ended.err).toMatchObject({ code: 0 })
  expect(JSON.parse(ended.out).holds).toBe(true)
  const state = await endState(data)
  for (const [what, rows] of Object.entries(undisturbed)) expect(state[what], what).toEqual(rows)
  expect(await refusedTwice(data)).toBe(await refusedTwice(join(root, 'undisturbed')))
  expect(existsSync(join(data, 'sample', 'unfinished'))).toBe(false)
}

async function refusedTwice(data: string): Promise<number> {
  const embedded = await startEmbedded(data, { role: 'guest' })
  const client = new pg.Client(embedded.url)
  try {
    await client.connect()
    const { rows } = await client.query('select count(*)::int as refused from receipt where duplicate_of is not null')
    return rows[0].refused
  } finally {
    await client.end()
    await embedded.stop()
  }
}

// Seen red with the mark taken away before the day was run, and with nothing passed over.
test('starts that are killed while they make and run the sample day are finished by the next, nothing twice', async () => {
  const data = dataDir('killed')
  const files = join(data, 'sample.making', 'files')
  expect(
    (
      await started(
        data,
        '',
        signalWhen('SIGKILL', () => existsSync(files)),
      )
    ).code,
  ).toBeNull()
  expect(existsSync(join(data, 'sample'))).toBe(false)
  for (const step of ['receipt committed:9', 'part written:5', 'return file written:1'])
    expect((await started(data, step)).code, step).toBeNull()
  await expectWholeDay(data)
})

// Seen red with signals not taken before the server serves.
test('Ctrl+C in the sample day ends the start cleanly with 2, PostgreSQL too, and the next goes on', async () => {
  const data = dataDir('stopped')
  const blobs = join(data, 'blobs')
  const stopped = await started(
    data,
    '',
    signalWhen('SIGINT', () => existsSync(blobs) && readdirSync(blobs).length > 6),
  )
  expect(stopped).toMatchObject({ code: 2, out: '' })
  expect(stopped.err).toContain('stopped. Nothing is half done')
  expect(postmasterPid(data)).toBeUndefined()
  expect(existsSync(join(data, 'sample', 'unfinished'))).toBe(true)
  await expectWholeDay(data)
})

// Seen red without asking who holds the lock.
test('a second first start at the same time is told so, and takes nothing away', async () => {
  const data = dataDir('twice')
  mkdirSync(join(data, 'sample.making'), { recursive: true })
  writeFileSync(join(data, 'sample.making', 'day.json'), 'half of it')
  const first = tryLockAlone(join(data, 'sample.lock'))
  const ended = await started(data)
  first?.release()
  expect(ended).toMatchObject({ code: 2, err: expect.stringContaining('Another Clearday starts for the first time') })
  expect(readdirSync(join(data, 'sample.making'))).toEqual(['day.json'])
})
