import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CONFIG_FILE, readConfig } from '../../src/main/config.ts'
import { configOfDay } from '../../src/main/day-config.ts'
import { migrate } from '../../src/store/migrate.ts'
import { startEmbedded } from '../../src/store/postgres/start-embedded.ts'

const COMMAND_LINE = fileURLToPath(new URL('../../src/main/clearday.ts', import.meta.url))

/** How a run ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  readonly tookMs: number
}

export interface RunWith {
  /** `part written:3`: the process ends itself there, as hard as a power cut. */
  readonly killAt?: string
  /** SIGKILL from outside, so many milliseconds after the start. */
  readonly killAfterMs?: number
  /** Called with the process's number once it runs. */
  readonly started?: (pid: number) => void
  /** Called with what it has written to standard output so far, each time there is more. */
  readonly said?: (stdout: string) => void
}

/** Runs the command line in a process of its own until it ends. */
export function clearday(args: readonly string[], how: RunWith = {}): Promise<Ended> {
  const startedMs = performance.now()
  const env = {
    ...process.env,
    DATABASE_URL: '',
    ...(how.killAt === undefined ? {} : { CLEARDAY_KILL_AT: how.killAt }),
  }
  const child = spawn(process.execPath, [COMMAND_LINE, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const heard = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', text => {
    heard.stdout += text
    how.said?.(heard.stdout)
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    heard.stderr += text
  })
  how.started?.(child.pid ?? 0)
  const timer = how.killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), how.killAfterMs)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ code, signal, ...heard, tookMs: performance.now() - startedMs })
    })
  })
}

/** The same, for what must succeed: throws what it said otherwise. */
export async function cleardayOrThrow(args: readonly string[]): Promise<Ended> {
  const ended = await clearday(args)
  if (ended.code === 0) return ended
  throw new Error(`clearday ${args.join(' ')} ended with ${ended.code ?? ended.signal}: ${ended.stderr}${ended.stdout}`)
}

/** How long a server of the data directory takes from its start until it is ready, in milliseconds. It is stopped again. */
export async function servingAfterMs(data: string): Promise<number> {
  let pid = 0
  const ended = await clearday(['start', '--empty', '--port', '0', '--json', '--data', data], {
    started: started => {
      pid = started
    },
    said: text => {
      if (text.includes('ready_ms')) process.kill(pid, 'SIGTERM')
    },
  })
  const [told = ''] = ended.stdout.split('\n')
  if (ended.code === 0 && told.includes('ready_ms')) return Number(JSON.parse(told).ready_ms)
  throw new Error(`clearday start ended with ${ended.code ?? ended.signal}: ${ended.stderr}${ended.stdout}`)
}

/** A folder that the account of PostgreSQL can pass through. */
export function openFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `clearday-${name}-`))
  chmodSync(folder, 0o711)
  return folder
}

/**
 * A data directory with a database of the newest schema and nothing in it, stopped: what a run makes first, and takes seconds
 * for. Its configuration is the day's, so that every command that takes up what a run left decides as the run does.
 */
export async function emptyDataDir(path: string, day: string): Promise<void> {
  mkdirSync(path, { mode: 0o711 })
  writeFileSync(join(path, CONFIG_FILE), JSON.stringify(configOfDay(readConfig(path, {}), day)))
  const { url, stop } = await startEmbedded(path)
  await migrate(url).finally(stop)
}

/** A copy of a data directory whose PostgreSQL is stopped, owners and modes as they are. */
export function copyDataDir(from: string, to: string): void {
  mkdirSync(to, { mode: 0o711 })
  chmodSync(to, 0o711)
  const copied = spawnSync('cp', ['-a', `${from}/.`, to])
  if (copied.status !== 0) throw new Error(`cp: ${copied.stderr}`)
}
