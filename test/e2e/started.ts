import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'
import { SessionBegun } from '../../src/contract/session.ts'
import { removeEmbedded } from '../../src/store/postgres/start-embedded.ts'
import { clockOfRun } from '../clock/monday.ts'
import { supervisorOf } from '../samples/people.ts'
import { unpackBrowser } from './browser.ts'

const ROOT = new URL('../..', import.meta.url).pathname

/** The start command in a process of its own, with a data directory of its own. */
export interface Started {
  readonly address: string
  readonly dataDir: string
  readonly holds: boolean
  /** Asks as a supervisor who is signed in: the demo one, or one that was added where there is no sample day. */
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Signs the pages of a browser's window in, as the same supervisor. */
  enter(window: BrowserContext): Promise<void>
  /** What it wrote to both streams so far. */
  readonly output: () => string
  /** Stops it as Ctrl+C does and gives its exit code; the data stays for another start. */
  stop(): Promise<number | null>
  remove(): Promise<void>
}

export function newDataDir(): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'clearday-e2e-'))
  chmodSync(dataDir, 0o711) // so that root's account for PostgreSQL can enter it
  return dataDir
}

/**
 * vitest's global setup of the browser tests: the browser is unpacked once, and a sample day is processed once, of which each file's
 * server gets a copy.
 */
export async function setup(): Promise<() => Promise<void>> {
  const removeBrowser = unpackBrowser()
  const sample = newDataDir()
  const started = await startClearday(sample, ['--items', '600'])
  await started.stop()
  // The workers are started after this and inherit it.
  process.env.CLEARDAY_TEST_SAMPLE = sample
  return async () => {
    removeBrowser()
    await started.remove()
  }
}

/** Starts on a copy of the sample day of 600 items, with what else is given: as a start after the first. */
export async function startSample(
  args: readonly string[] = [],
  prepare: (dataDir: string) => void = () => {},
): Promise<Started> {
  const dataDir = newDataDir()
  // With its owners, because PostgreSQL reads its own files alone.
  const copied = spawnSync('cp', ['-a', `${process.env.CLEARDAY_TEST_SAMPLE}/.`, dataDir], { encoding: 'utf8' })
  if (copied.status !== 0) throw new Error(`the sample day could not be copied: ${copied.stderr}`)
  // Each takes a port of its own: the one that was recorded would be asked for by all of them.
  rmSync(join(dataDir, 'postgres', 'port'))
  prepare(dataDir)
  return startClearday(dataDir, args)
}

/** Starts and waits until it says where it is. Throws with what it wrote when it ends before. */
export async function startClearday(dataDir: string, args: readonly string[]): Promise<Started> {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'src/main/clearday.ts'), 'start', '--json', '--data', dataDir, '--port', '0', ...args],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        ...clockOfRun(),
        DATABASE_URL: '',
        CLEARDAY_PORT: undefined,
        CLEARDAY_DATA: undefined,
        CLEARDAY_CONFIG: undefined,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  const ready = await readyLine(child, () => output)
  const signedIn = (await demoSession(ready.address)) ?? (await supervisorOf(dataDir))
  return {
    address: ready.address,
    dataDir,
    holds: ready.holds,
    fetch(path, init) {
      const own = Object.fromEntries(new Headers(init?.headers))
      return fetch(ready.address + path, { ...init, headers: { ...signedIn, ...own } })
    },
    enter(window) {
      const { port } = new URL(ready.address)
      const value = signedIn.authorization?.replace('Bearer ', '') ?? ''
      const cookie = { name: `clearday-${port}`, value, url: ready.address, httpOnly: true }
      return window.addCookies([{ ...cookie, sameSite: 'Strict' }])
    },
    output: () => output,
    stop: () => stop(child),
    async remove() {
      await stop(child)
      await removeEmbedded(dataDir)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Undefined where no demo people are offered. */
async function demoSession(address: string): Promise<Readonly<Record<string, string>> | undefined> {
  const response = await fetch(`${address}/v1/demo-session`, {
    method: 'POST',
    headers: { 'clearday-request': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ login: 'demo-frank', for: 'program' }),
  })
  if (!response.ok) return undefined
  const { token } = SessionBegun.parse(await response.json())
  return { authorization: `Bearer ${token}`, 'clearday-request': '1' }
}

interface Ready {
  readonly address: string
  readonly holds: boolean
}

function readyLine(child: ChildProcess, output: () => string): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const line = output()
        .split('\n')
        .find(one => one.startsWith('{"address"') && one.endsWith('}'))
      if (line !== undefined) resolve(JSON.parse(line))
    }
    child.stdout?.on('data', look)
    child.once('exit', code => reject(new Error(`the start command ended with ${code}: ${output()}`)))
  })
}

function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode)
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve))
  child.kill('SIGINT')
  return ended
}
