import type { AchFile } from './ach/model.ts'
import type { Letter } from './checks/model.ts'
import { createCsv, type DayWriter } from './day-writer.ts'
import type { Plan } from './plan.ts'
import type { RawFile } from './raw-file.ts'

/** A file of the day or of its history, in one of the three forms in which they are planned. */
export type PlannedFile =
  | { readonly is: 'ach'; readonly file: AchFile }
  | { readonly is: 'letter'; readonly file: Letter }
  | { readonly is: 'raw'; readonly file: RawFile }

/** Every file in the order in which it arrives: history first, because it came first. */
export function arrivalsOf(plan: Plan): readonly PlannedFile[] {
  const files: PlannedFile[] = [
    ...[...plan.achHistory.values(), ...plan.achFiles, ...plan.extraAchFiles].map(
      file => ({ is: 'ach', file }) as const,
    ),
    ...[...plan.letterHistory.values(), ...plan.letters, ...plan.extraLetters].map(
      file => ({ is: 'letter', file }) as const,
    ),
    ...plan.rawFiles.map(file => ({ is: 'raw', file }) as const),
  ]
  return files.sort(byArrival)
}

function byArrival(a: PlannedFile, b: PlannedFile): number {
  const byTime = Temporal.PlainDateTime.compare(a.file.arrival.at, b.file.arrival.at)
  return byTime !== 0 ? byTime : a.file.path < b.file.path ? -1 : 1
}

/** It is expected and never sends. */
const MISSING_SOURCE = 'direct-harbor'

/** manifest.csv: a row for each file, and one without a path for the source that was expected and never came. */
export function writeManifest(
  out: DayWriter,
  arrivals: readonly PlannedFile[],
  plan: Plan,
  toInstant: (at: Temporal.PlainDateTime) => string,
): void {
  const csv = createCsv(out, 'manifest.csv', ['path', 'received_at', 'source', 'expected_by'])
  for (const { file } of arrivals) {
    const { source, at, expectedBy } = file.arrival
    csv.row([file.path, toInstant(at), source, expectedBy === undefined ? '' : toInstant(expectedBy)])
  }
  csv.row(['', '', MISSING_SOURCE, toInstant(plan.options.day.toPlainDateTime({ hour: 15 }))])
  csv.close()
}
