import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONFIG_FILE, type Config } from './config.ts'
import { configOfDay } from './day-config.ts'
import { demoFees } from './demo-fees.ts'
import { readCsv } from './read-csv.ts'

/** The configuration of a simulated day's bank as a file of the data directory that a person can change: every later command works under it. */
export async function writeDayConfig(dataDir: string, config: Config, directory: string): Promise<void> {
  const { institution, cutoffs, review, duplicateMonths, staleMonths } = configOfDay(config, directory)
  const sources = await expectedSources(directory, institution.zone)
  const fees = config.fees.length === 0 ? demoFees() : config.fees
  const text = JSON.stringify({ institution, cutoffs, review, duplicateMonths, staleMonths, sources, fees }, null, 2)
  const path = join(dataDir, CONFIG_FILE)
  const arriving = `${path}.${process.pid}.part` // two that run the day at once write the same, each for itself
  writeFileSync(arriving, `${text}\n`)
  renameSync(arriving, path)
}

/** Who is expected by when, as the day's manifest says: the latest time of a source counts. */
async function expectedSources(directory: string, zone: string): Promise<Config['sources']> {
  const expected = new Map<string, string>()
  const { day } = JSON.parse(readFileSync(join(directory, 'day.json'), 'utf8')) as { readonly day: string }
  for await (const rows of readCsv(join(directory, 'manifest.csv'), ['source', 'expected_by'])) {
    for (const row of rows) {
      if (row.text('expected_by') === '') continue
      const at = row.instant('expected_by').toZonedDateTimeISO(zone)
      const time = at.toPlainTime().toString({ smallestUnit: 'minute' })
      if (at.toPlainDate().toString() === day && time > (expected.get(row.text('source')) ?? ''))
        expected.set(row.text('source'), time)
    }
  }
  return [...expected].map(([name, expectedBy]) => ({ name, expectedBy }))
}
