import { createReadStream, existsSync, realpathSync, statSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import { endReceipt, type FailedReceipt } from '../engine/attempt-receipt.ts'
import type { Engine } from '../engine/engine.ts'
import { needAccounts } from '../engine/need-accounts.ts'
import { type Reception, receiveFile } from '../engine/receive-file.ts'
import { type ReleasedFile, releaseOutboundFiles } from '../engine/release-outbound-files.ts'
import { isSimulated } from './day-config.ts'
import { readClaims } from './load-claims.ts'
import { loadFacts } from './load-facts.ts'
import { type CsvRow, readCsv } from './read-csv.ts'

/** One arrival of a day directory. */
export interface DayArrival {
  readonly path: string
  readonly receivedAt: Temporal.Instant
  readonly source: string
}

export interface DayProgress {
  /** Called as rows of a facts file are loaded, with how many of it were so far. */
  loading?(file: string, rows: number): void
  /** What was loaded; nothing is received before this is done. */
  loaded(files: Readonly<Record<string, number>>): void | Promise<void>
  received(arrival: DayArrival, reception: Reception, of: { readonly done: number; readonly total: number }): void
  /** Called with each receipt that could not be processed and was quarantined; the day goes on. */
  failed?(receipt: FailedReceipt): void
  /** Called with each file of returns or notices that goes out between two days. */
  released?(file: ReleasedFile): void
}

export interface DayOptions {
  /** Parts processed at the same time. */
  readonly workers?: number
  /** Arrivals that were received before, and are not offered again. */
  readonly passOver?: (arrival: DayArrival) => boolean
}

/**
 * Runs a whole day directory: loads what is known of accounts, then receives each arrival in order and processes it to its
 * end. What the directory itself says wrongly throws `CsvFault` before anything is loaded or received, and an institution
 * without accounts `AccountsMissing` before anything is received.
 */
export async function runDay(
  engine: Engine,
  directory: string,
  progress: DayProgress,
  { workers, passOver = () => false }: DayOptions = {},
): Promise<void> {
  const arrivals = await readManifest(directory)
  await readClaims(directory)
  await progress.loaded(await loadFacts(engine, directory, progress.loading))
  // Before the first is received: a day without accounts is a wrong directory, not a thousand returns.
  await needAccounts(engine)
  for (const [index, arrival] of arrivals.entries()) {
    if (passOver(arrival)) continue
    const before = arrivals[index - 1]
    // Returns of a day have gone out when the next day's files come: what is presented again then was returned before.
    if (before === undefined || dayOf(engine, before) !== dayOf(engine, arrival))
      for (const file of await releaseOutboundFiles(engine, undefined, momentOf(directory, before ?? arrival)))
        progress.released?.(file)
    const reception = await receiveFile(engine, {
      name: arrival.path,
      source: arrival.source,
      channel: 'command',
      bytes: createReadStream(join(directory, arrival.path), { highWaterMark: 1 << 20 }),
      receivedAt: arrival.receivedAt,
    })
    if (reception.outcome === 'accepted')
      for (const failed of await endReceipt(engine, reception.receiptId, workers)) progress.failed?.(failed)
    progress.received(arrival, reception, { done: index + 1, total: arrivals.length })
  }
}

/** Releases what waits at the end of a directory's last day; see `momentOf`. */
export async function releaseLastDay(engine: Engine, directory: string): Promise<readonly ReleasedFile[]> {
  return releaseOutboundFiles(engine, undefined, momentOf(directory, (await readManifest(directory)).at(-1)))
}

/**
 * The moment at which a day's returns leave: undefined for now, by which some windows of a directory that is run late have closed. A
 * simulated day has no now; its returns leave with its last arrival, whenever it is run: in time, and on that business day.
 */
function momentOf(directory: string, last: DayArrival | undefined): Temporal.Instant | undefined {
  return last !== undefined && isSimulated(directory) ? last.receivedAt : undefined
}

function dayOf(engine: Engine, { receivedAt }: DayArrival): string {
  return receivedAt.toZonedDateTimeISO(engine.institution.zone).toPlainDate().toString()
}

/** The arrivals in the order of the manifest. Refuses a path that leads out of the directory. */
export async function readManifest(directory: string): Promise<readonly DayArrival[]> {
  const arrivals: DayArrival[] = []
  for await (const batch of readCsv(join(directory, 'manifest.csv'), MANIFEST_COLUMNS))
    for (const row of batch) {
      const source = row.matching('source', /^.{1,100}$/u, 'who sent the file, in at most 100 characters')
      if (row.text('expected_by') !== '') row.instant('expected_by')
      if (row.text('received_at') === '') continue // expected, and never came
      arrivals.push({ path: arrivedFile(directory, row), source, receivedAt: row.instant('received_at') })
    }
  return arrivals
}

const MANIFEST_COLUMNS = ['path', 'received_at', 'source', 'expected_by']

function arrivedFile(directory: string, row: CsvRow): string {
  const path = row.text('path')
  const full = resolve(directory, path)
  const inside = 'a file inside the directory, relative to it'
  if (path === '' || !full.startsWith(resolve(directory) + sep)) throw row.fault('path', inside)
  if (!existsSync(full) || !statSync(full).isFile()) throw row.fault('path', `a file; there is none at ${full}`)
  // A link may lead anywhere, also one on the way; the directory itself may be one.
  if (!realpathSync(full).startsWith(realpathSync(directory) + sep))
    throw row.fault('path', `${inside}; a link leads out of it`)
  return path
}
