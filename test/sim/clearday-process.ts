import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONFIG_FILE, readConfig } from '../../src/main/config.ts'
import { configOfDay } from '../../src/main/day-config.ts'
import { migrate } from '../../src/store/migrate.ts'
import { startEmbedded } from '../../src/store/postgres/start-embedded.ts'
import { clearday, type Ended } from '../samples/command-line.ts'

/** How a run is ended before it ends. */
export interface KilledBy {
  /** `part written:3`: the process ends itself there, as hard as a power cut. */
  readonly atStep?: string
  /** SIGKILL from outside, so many milliseconds after the start. */
  readonly afterMs?: number
}

export interface KilledRun extends Ended {
  readonly signal: NodeJS.Signals | null
}

/** Runs the command line and kills it, if it still runs by then. */
export async function cleardayKilled(args: readonly string[], by: KilledBy): Promise<KilledRun> {
  let signal = (): NodeJS.Signals | null => null
  const ended = await clearday(args, {
    environment: by.atStep === undefined ? {} : { CLEARDAY_KILL_AT: by.atStep },
    started: child => {
      signal = () => child.signalCode
      if (by.afterMs === undefined) return
      const timer = setTimeout(() => child.kill('SIGKILL'), by.afterMs)
      child.on('close', () => clearTimeout(timer))
    },
  })
  return { ...ended, signal: signal() }
}

/** How a run of a simulated day ends that came to its end: the day has files that are held, so it found faults. */
export const DAY_DONE = 1

/** Runs what must succeed, or end with the code given: throws what it said otherwise. */
export async function cleardayOrThrow(args: readonly string[], code = 0): Promise<Ended> {
  const ended = await clearday(args)
  if (ended.code === code) return ended
  throw new Error(`clearday ${args.join(' ')} ended with ${ended.code}: ${ended.err}${ended.out}`)
}

/** How long a server of the data directory takes from its start until it is ready, in milliseconds. It is stopped again. */
export async function servingAfterMs(data: string): Promise<number> {
  const ended = await clearday(['start', '--empty', '--port', '0', '--json', '--data', data], {
    started: child => child.stdout?.once('data', () => child.kill('SIGTERM')),
  })
  const [told = ''] = ended.out.split('\n')
  if (ended.code === 0 && told.includes('ready_ms')) return Number(JSON.parse(told).ready_ms)
  throw new Error(`clearday start ended with ${ended.code}: ${ended.err}${ended.out}`)
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
