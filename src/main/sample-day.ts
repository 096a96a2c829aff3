import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openDayOnOrBefore } from '../core/calendar/calendar.ts'
import type { Engine } from '../engine/engine.ts'
import { releaseOutboundFiles } from '../engine/release-outbound-files.ts'
import { simulateDay } from '../simulate/simulate-day.ts'
import { CONFIG_FILE, type Config, institutionOf } from './config.ts'
import { openDayFolder } from './day-folder.ts'
import { loadClaims } from './load-claims.ts'
import { publishOutboundFiles } from './publish-outbound-files.ts'
import { runDay } from './run-day.ts'
import { writeDayConfig } from './write-day-config.ts'

const FOLDER = 'sample'
const SEED = 20

export interface SampleDay {
  readonly directory: string
  readonly day: string
  readonly files: number
}

/** True when nothing was ever kept in the data directory: a first start, for which a sample day is made. */
export function isFirstStart(dataDir: string, environment: NodeJS.ProcessEnv): boolean {
  const given = environment.DATABASE_URL
  const named = environment.CLEARDAY_CONFIG !== undefined || (given !== undefined && given !== '')
  return !named && !['postgres', 'blobs', CONFIG_FILE].some(name => existsSync(join(dataDir, name)))
}

/**
 * Makes the sample day in the data directory and, last, the configuration of its bank, under which every command then
 * works. It is the last banking day before today: all its files have arrived, and its deadlines are still ahead.
 */
export async function makeSampleDay(
  dataDir: string,
  config: Config,
  with_: { readonly items: number; readonly now: Temporal.Instant },
): Promise<SampleDay> {
  const { calendars, zone } = institutionOf(config)
  const yesterday = with_.now.toZonedDateTimeISO(zone).toPlainDate().subtract({ days: 1 })
  const day = openDayOnOrBefore(calendars.counters['ucc-banking-day'], yesterday)
  const directory = join(dataDir, FOLDER)
  const making = `${directory}.making`
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making, { recursive: true })
  const folder = openDayFolder(making, () => {})
  simulateDay({ seed: SEED, items: with_.items, day }, folder)
  rmSync(directory, { recursive: true, force: true })
  renameSync(making, directory)
  await writeDayConfig(dataDir, config, directory)
  return { directory, day: day.toString(), files: folder.files }
}

/** Receives and processes the sample day to its end, and sends its returns. */
export async function runSampleDay(
  engine: Engine,
  dataDir: string,
  sample: SampleDay,
  progress: (done: number, total: number, path: string) => void,
): Promise<void> {
  await runDay(engine, sample.directory, {
    loaded: () => {},
    received: (arrival, _, of) => progress(of.done, of.total, arrival.path),
  })
  await loadClaims(engine, sample.directory)
  await releaseOutboundFiles(engine)
  await publishOutboundFiles(engine, dataDir)
}
