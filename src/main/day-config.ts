import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { Config, sentencesOf } from './config.ts'
import { ConfigFault } from './config-fault.ts'
import { readConfigJson } from './config-json.ts'

/** What of `day.json` a run needs; the simulator writes more. */
const DayFile = z.object({
  day: z.iso.date(),
  zone: z.string().optional(),
  cutoff: z.string().optional(),
  institution: z
    .object({
      name: z.string().optional(),
      routingNumbers: z.array(z.string()).optional(),
      closures: z.array(z.unknown()).optional(),
    })
    .optional(),
  settings: z
    .object({
      reviewOverMinor: z.object({ debit: z.number(), credit: z.number(), check: z.number() }).optional(),
      duplicateMonths: z.number().optional(),
      staleMonths: z.number().optional(),
    })
    .optional(),
})

const DAY_FILE = 'day.json'

/** True for a directory that `simulate` made. */
export function isSimulated(directory: string): boolean {
  return existsSync(join(directory, DAY_FILE))
}

/** The configuration under which a simulated day is run: what its `day.json` says of the institution stands over the file. Throws `ConfigFault`. */
export function configOfDay(config: Config, directory: string): Config {
  if (!isSimulated(directory)) return config
  const path = join(directory, DAY_FILE)
  const read = DayFile.safeParse(readConfigJson(path))
  if (!read.success) throw new ConfigFault(path, sentencesOf(read.error))
  const { zone, cutoff, institution, settings } = read.data
  const review = settings?.reviewOverMinor
  const parsed = Config.safeParse({
    ...config,
    institution: {
      ...config.institution,
      ...given({ name: institution?.name, routingNumbers: institution?.routingNumbers, zone }),
      days: institution?.closures ?? config.institution.days,
    },
    ...(cutoff === undefined ? {} : { cutoffs: { ach: cutoff, checks: cutoff } }),
    ...(review === undefined
      ? {}
      : { review: { debitMinor: review.debit, creditMinor: review.credit, checkMinor: review.check } }),
    ...given({ duplicateMonths: settings?.duplicateMonths, staleMonths: settings?.staleMonths }),
  })
  if (!parsed.success) throw new ConfigFault(path, sentencesOf(parsed.error))
  return parsed.data
}

/** Without what is undefined, so that it does not stand over what the configuration says. */
function given(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
