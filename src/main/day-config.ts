import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Config, ConfigFault } from './config.ts'

/** The configuration under which a simulated day is run: what its `day.json` says of the institution stands over the file. */
export function configOfDay(config: Config, directory: string): Config {
  const path = join(directory, 'day.json')
  if (!existsSync(path)) return config
  const day = JSON.parse(readFileSync(path, 'utf8')) as DayFile
  const parsed = Config.safeParse({
    ...config,
    institution: {
      ...config.institution,
      ...(day.institution?.name === undefined ? {} : { name: day.institution.name }),
      ...(day.institution?.routingNumbers === undefined ? {} : { routingNumbers: day.institution.routingNumbers }),
      ...(day.zone === undefined ? {} : { zone: day.zone }),
      days: [...config.institution.days, ...(day.institution?.closures ?? [])],
    },
    ...(day.cutoff === undefined ? {} : { cutoffs: { ach: day.cutoff, checks: day.cutoff } }),
    ...(day.settings?.reviewOverMinor === undefined
      ? {}
      : {
          review: {
            debitMinor: day.settings.reviewOverMinor.debit,
            creditMinor: day.settings.reviewOverMinor.credit,
            checkMinor: day.settings.reviewOverMinor.check,
          },
        }),
    ...(day.settings?.duplicateMonths === undefined ? {} : { duplicateMonths: day.settings.duplicateMonths }),
  })
  if (!parsed.success)
    throw new ConfigFault(
      path,
      parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`),
    )
  return parsed.data
}

/** What of `day.json` a run needs. */
interface DayFile {
  readonly zone?: string
  readonly cutoff?: string
  readonly institution?: {
    readonly name?: string
    readonly routingNumbers?: string[]
    readonly closures?: Config['institution']['days']
  }
  readonly settings?: {
    readonly reviewOverMinor?: { debit: number; credit: number; check: number }
    readonly duplicateMonths?: number
  }
}
