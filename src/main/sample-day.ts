import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDayOnOrBefore } from '../core/calendar/calendar.ts'
import type { Engine } from '../engine/engine.ts'
import { openCases } from '../engine/open-cases.ts'
import { readReceipts } from '../engine/read-pages.ts'
import { simulateDay } from '../simulate/simulate-day.ts'
import { tryLockAlone } from '../store/postgres/file-lock.ts'
import { CannotDo } from './command.ts'
import { CONFIG_FILE, type Config, institutionOf } from './config.ts'
import { configOfDay } from './day-config.ts'
import { openDayFolder } from './day-folder.ts'
import { loadClaims } from './load-claims.ts'
import { publishOutboundFiles } from './publish-outbound-files.ts'
import { releaseLastDay, runDay } from './run-day.ts'
import { writeDayConfig } from './write-day-config.ts'

const FOLDER = 'sample'
/** Stands in the folder from its first moment until its day was run to the end. */
const UNFINISHED = 'unfinished'
const SEED = 20

export interface SampleDay {
  readonly directory: string
  readonly day: string
}

/** True when nothing was ever kept in the data directory: a first start, for which a sample day is made. */
export function isFirstStart(dataDir: string, environment: NodeJS.ProcessEnv): boolean {
  return !isNamed(environment) && !['postgres', 'blobs', CONFIG_FILE].some(name => existsSync(join(dataDir, name)))
}

/**
 * True where the bank is the one that a first start made, and no other: its people are nobody, so that anybody may be one of them.
 */
export function isSampleBank(dataDir: string, environment: NodeJS.ProcessEnv, config: Config): boolean {
  const directory = join(dataDir, FOLDER)
  if (isNamed(environment) || !existsSync(join(directory, 'day.json'))) return false
  return JSON.stringify(configOfDay(config, directory).institution) === JSON.stringify(config.institution)
}

/** With a database or a configuration of somebody's own, a sample has no place in it. */
function isNamed(environment: NodeJS.ProcessEnv): boolean {
  return [environment.DATABASE_URL, environment.CLEARDAY_CONFIG].some(given => given !== undefined && given !== '')
}

/**
 * Makes the sample day in the data directory and, last, the configuration of its bank, under which every command then
 * works. It is the last banking day before today: all its files have arrived, and its deadlines are still ahead. The folder
 * appears whole, with the mark that its day was not run yet; what a killed start left of one is made again.
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
  mkdirSync(dataDir, { recursive: true })
  const lock = tryLockAlone(`${directory}.lock`)
  try {
    // Two first starts at once: one makes the day, and no other takes it away under it.
    if (lock === undefined || existsSync(join(dataDir, CONFIG_FILE)))
      throw new CannotDo(
        `Another Clearday starts for the first time in ${dataDir}. Wait until it serves, or choose another directory with --data.`,
      )
    makeFolder(directory, with_.items, day)
    await writeDayConfig(dataDir, config, directory)
  } finally {
    lock?.release()
  }
  return { directory, day: day.toString() }
}

function makeFolder(directory: string, items: number, day: Temporal.PlainDate): void {
  const making = `${directory}.making`
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making, { recursive: true })
  writeFileSync(join(making, UNFINISHED), '')
  simulateDay(
    { seed: SEED, items, day },
    openDayFolder(making, () => {}),
  )
  rmSync(directory, { recursive: true, force: true })
  renameSync(making, directory)
}

/** The sample day that an earlier start made and did not run to its end; undefined when there is none. */
export function unfinishedSampleDay(dataDir: string, environment: NodeJS.ProcessEnv): SampleDay | undefined {
  const directory = join(dataDir, FOLDER)
  if (isNamed(environment) || !existsSync(join(directory, UNFINISHED))) return undefined
  if (!existsSync(join(dataDir, CONFIG_FILE)))
    throw new CannotDo(
      `${directory} was not processed to its end, and the configuration of its bank, ${CONFIG_FILE}, is gone. Bring it back, or start with another data directory.`,
    )
  const { day } = JSON.parse(readFileSync(join(directory, 'day.json'), 'utf8')) as { readonly day: string }
  return { directory, day }
}

/**
 * Receives and processes the sample day to its end, and sends its returns. After a stop it goes on with what is missing: what
 * was received then is passed over, so that nothing of it is refused as a duplicate of itself.
 */
export async function runSampleDay(
  engine: Engine,
  dataDir: string,
  sample: SampleDay,
  progress: (done: number, total: number, path: string) => void,
): Promise<void> {
  const before = await namesReceived(engine)
  await runDay(
    engine,
    sample.directory,
    { loaded: () => {}, received: (arrival, _, of) => progress(of.done, of.total, arrival.path) },
    { passOver: arrival => before.has(arrival.path) },
  )
  await loadClaims(engine, sample.directory)
  await releaseLastDay(engine, sample.directory)
  await openCases(engine)
  await publishOutboundFiles(engine, dataDir)
  rmSync(join(sample.directory, UNFINISHED))
}

const RECEIPTS_A_PAGE = 1_000

async function namesReceived(engine: Engine): Promise<ReadonlySet<string>> {
  const names = new Set<string>()
  let beforeId: number | undefined
  do {
    const page = await readReceipts(engine, { beforeId, limit: RECEIPTS_A_PAGE })
    for (const receipt of page) names.add(receipt.name)
    beforeId = page.length < RECEIPTS_A_PAGE ? undefined : page.at(-1)?.id
  } while (beforeId !== undefined)
  return names
}
