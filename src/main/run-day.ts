import { createReadStream, existsSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'
import type { Engine } from '../engine/engine.ts'
import { processReceipt } from '../engine/process-receipt.ts'
import { type Reception, receiveFile } from '../engine/receive-file.ts'
import { CannotDo } from './command.ts'
import { loadFacts } from './load-facts.ts'
import { readCsv } from './read-csv.ts'

/** One arrival of a day directory. */
export interface DayArrival {
  readonly path: string
  readonly receivedAt: Temporal.Instant
  readonly source: string
}

export interface DayProgress {
  loaded(files: Readonly<Record<string, number>>): void
  received(arrival: DayArrival, reception: Reception, of: { readonly done: number; readonly total: number }): void
}

/** Runs a whole day directory: loads what is known of accounts, then receives each arrival in order and processes it to its end. */
export async function runDay(engine: Engine, directory: string, progress: DayProgress): Promise<void> {
  progress.loaded(await loadFacts(engine, directory))
  const arrivals = await readManifest(directory)
  for (const [index, arrival] of arrivals.entries()) {
    const reception = await receiveFile(engine, {
      name: arrival.path,
      source: arrival.source,
      channel: 'command',
      bytes: createReadStream(join(directory, arrival.path), { highWaterMark: 1 << 20 }),
      receivedAt: arrival.receivedAt,
    })
    if (reception.outcome === 'accepted') await processReceipt(engine, reception.receiptId)
    progress.received(arrival, reception, { done: index + 1, total: arrivals.length })
  }
}

/** The arrivals in the order of the manifest. Refuses a path that leads out of the directory. */
async function readManifest(directory: string): Promise<readonly DayArrival[]> {
  const arrivals: DayArrival[] = []
  const root = resolve(directory) + sep
  for await (const batch of readCsv(join(directory, 'manifest.csv'), [
    'path',
    'received_at',
    'source',
    'expected_by',
  ])) {
    for (const row of batch) {
      const path = row.text('path')
      if (row.text('received_at') === '') continue // expected, and never came
      if (!resolve(directory, path).startsWith(root))
        throw new CannotDo(`manifest.csv, line ${row.line}: ${path} leads out of the directory`)
      if (!existsSync(join(directory, path)))
        throw new CannotDo(`manifest.csv, line ${row.line}: there is no file ${path}`)
      arrivals.push({ path, source: row.text('source'), receivedAt: row.instant('received_at') })
    }
  }
  return arrivals
}
