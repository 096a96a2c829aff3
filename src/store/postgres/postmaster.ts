import { spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { as } from './account.ts'
import { CannotServe } from './cannot-serve.ts'
import { environment } from './cluster.ts'
import type { Native } from './native.ts'
import type { Place } from './place.ts'

/** What PostgreSQL writes about its first process into `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  readonly status: 'starting' | 'ready' | 'stopping' | 'standby'
}

/** The live postmaster of this cluster, or undefined. A file left by a dead one, or by one whose number another took, is not one. */
export function findPostmaster(cluster: string): Postmaster | undefined {
  const noted = readPidFile(cluster)
  return noted !== undefined && isPostmasterOf(noted.pid, cluster) ? noted : undefined
}

/** Lines: process, data directory, start, port, socket folder, address, shared memory, status. */
export function parsePidFile(text: string): Postmaster | undefined {
  const lines = text.split('\n').map(line => line.trim())
  const pid = Number(lines[0])
  const status = (['starting', 'ready', 'stopping', 'standby'] as const).find(name => name === lines[7]) ?? 'starting'
  return Number.isSafeInteger(pid) && pid > 0 ? { pid, port: Number(lines[3] ?? 0), status } : undefined
}

/** Starts the server in a session of its own: it outlives us when we are killed, and Ctrl-C reaches only us. */
export function launch(place: Place, native: Native): void {
  removeStalePidFile(place.cluster)
  const log = openSync(startLog(place), 'w', 0o600)
  const options = {
    ...as(place.account),
    cwd: place.directory,
    env: environment(),
    detached: true,
    windowsHide: true,
  } as const
  // On Windows only pg_ctl knows how to give up an administrator's rights, without which PostgreSQL refuses to run.
  const [program, ...args] =
    process.platform === 'win32'
      ? [native.pgCtl, 'start', '-W', '-D', place.cluster]
      : [native.postgres, '-D', place.cluster]
  const child = spawn(program ?? '', args, { ...options, stdio: ['ignore', log, log] })
  child.on('error', () => {}) // its absence is noticed by whoever waits for it
  child.unref()
  closeSync(log)
}

/** What the server said before its own log began, for the sentence that tells why it did not start. */
export function lastWords(place: Place): string {
  return readFileSync(startLog(place), 'utf8').trim().split('\n').slice(-5).join('\n')
}

/** Why the server did not start, in its own words: its last failure, which stands in its own log once that began. */
export function lastFailure(place: Place): string {
  const words = lastWords(place)
  if (FAILURE.test(words)) return words
  const lines = newestLog(join(place.cluster, 'log')).split('\n')
  return lines.findLast(line => FAILURE.test(line)) ?? words
}

const FAILURE = /(FATAL|PANIC):/

/** The end of the log that was written last; empty where there is none. */
function newestLog(folder: string): string {
  try {
    const logs = readdirSync(folder).map(name => join(folder, name))
    const [newest] = logs.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
    return newest === undefined ? '' : readFileSync(newest, 'utf8').slice(-LOG_CHARS_MAX)
  } catch {
    return ''
  }
}

const LOG_CHARS_MAX = 65_536

/** Asks the server to end its sessions, write everything and leave; answers when it has. */
export async function stopPostmaster(cluster: string, native: Native, timeoutMs = 60_000): Promise<void> {
  const running = findPostmaster(cluster)
  if (running === undefined) return
  if (process.platform === 'win32') {
    spawnSync(native.pgCtl, ['stop', '-m', 'fast', '-w', '-D', cluster])
    return
  }
  signal(running.pid, 'SIGINT')
  if (await isGone(cluster, running.pid, timeoutMs)) return
  signal(running.pid, 'SIGQUIT') // leaves at once, recovers at the next start
  if (await isGone(cluster, running.pid, 10_000)) return
  throw new CannotServe('start-failed', `PostgreSQL (process ${running.pid}) does not stop. Its cluster is ${cluster}.`)
}

function startLog(place: Place): string {
  return join(place.directory, 'start.log')
}

function readPidFile(cluster: string): Postmaster | undefined {
  try {
    return parsePidFile(readFileSync(join(cluster, 'postmaster.pid'), 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * True when the process lives and is a PostgreSQL in this cluster. A number alone proves nothing: after a restart of a
 * machine or container another program has it, and PostgreSQL itself would then refuse to start.
 */
function isPostmasterOf(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false
  if (process.platform === 'win32') return true // the connection that follows proves or refutes it
  if (process.platform !== 'linux') return commandOf(pid).includes('postgres')
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster) // a postmaster works in its data directory
  } catch (error) {
    // A zombie has none. Where even root may not ask another account's process (containers), its command line tells.
    return isDenied(error) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM')
}

function commandOf(pid: number): string {
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? ''
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isDenied(error) // it lives, as another account
  }
}

/** PostgreSQL replaces a dead server's file itself, but takes any live process of that number for a server. */
function removeStalePidFile(cluster: string): void {
  if (findPostmaster(cluster) === undefined) rmSync(join(cluster, 'postmaster.pid'), { force: true })
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It left in between.
  }
}

async function isGone(cluster: string, pid: number, timeoutMs: number): Promise<boolean> {
  const giveUpAt = performance.now() + timeoutMs
  while (performance.now() < giveUpAt) {
    if (findPostmaster(cluster)?.pid !== pid) return true
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  return false
}
