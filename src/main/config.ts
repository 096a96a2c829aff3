import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { isRoutingNumber } from '../core/aba.ts'
import { institutionCalendars } from '../core/calendar/calendars.ts'
import type { Institution } from '../core/institution.ts'
import { EXPONENTS } from '../core/money.ts'

/**
 * The configuration: one JSON file, every field documented in docs/configuration.md, every field with a default. Environment
 * variables stand over the file, the command line over both.
 */
const day = z.iso.date()
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 17:00')
const minor = z.int().min(0)

const destination = z
  .strictObject({
    routing: z.string().refine(isRoutingNumber, 'a routing number').default('061000146'),
    name: z.string().min(1).max(23).default('FEDERAL RESERVE BANK'),
  })
  .prefault({})

/** The policies that the packs name, in force until the institution dates them itself. */
const DEFAULT_POLICIES = [
  'ach-administrative-returns',
  'ach-funds-returns',
  'ach-stop-payment-returns',
  'ach-notices-of-change',
  'check-administrative-returns',
  'check-funds-returns',
  'check-stop-payment-returns',
].map(name => ({ name, owner: 'head of payment operations', from: '2020-01-01', to: '9999-12-31' }))

export const Config = z.strictObject({
  institution: z
    .strictObject({
      name: z.string().min(1).default('Clearday Demonstration Bank'),
      routingNumbers: z
        .array(z.string().refine(isRoutingNumber, 'nine digits with a right check digit and a known prefix'))
        .min(1)
        .default(['091000019']),
      currency: z.enum(Object.keys(EXPONENTS) as [keyof typeof EXPONENTS]).default('USD'),
      zone: z.string().refine(isZone, 'an IANA time zone such as America/New_York').default('America/New_York'),
      /** Days on which this institution alone is closed or open. */
      days: z.array(z.strictObject({ on: day, is: z.enum(['closed', 'open']), why: z.string().min(1) })).default([]),
    })
    .prefault({}),
  cutoffs: z.strictObject({ ach: time.default('17:00'), checks: time.default('14:00') }).prefault({}),
  review: z
    .strictObject({
      debitMinor: minor.default(2_500_000),
      creditMinor: minor.default(10_000_000),
      checkMinor: minor.default(2_500_000),
    })
    .prefault({}),
  /** Where files of returns go: the operator or the correspondent. */
  destinations: z.strictObject({ ach: destination, checks: destination }).prefault({}),
  duplicateMonths: z.int().min(1).max(84).default(18),
  suspenseDays: z.int().min(1).max(60).default(5),
  /** Who sends files, and by when each banking day: what *Today* calls expected, arrived and late. */
  sources: z.array(z.strictObject({ name: z.string().min(1), expectedBy: time.optional() })).default([]),
  /** Named, dated decisions of the institution: which kinds go out by themselves. Kinds name their policy; one that is not in force makes the kind a person's. */
  policies: z
    .array(
      z.strictObject({ name: z.string().min(1), owner: z.string().min(1), from: day, to: day.default('9999-12-31') }),
    )
    .default(DEFAULT_POLICIES),
  server: z
    .strictObject({ host: z.string().default('127.0.0.1'), port: z.int().min(0).max(65535).default(8080) })
    .prefault({}),
})
export type Config = z.infer<typeof Config>

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** The configuration is wrong: each sentence names the field and what it should be. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault'
  readonly sentences: readonly string[]
  constructor(path: string, sentences: readonly string[]) {
    super(`${path}: ${sentences.join('; ')}`)
    this.sentences = sentences
  }
}

export const CONFIG_FILE = 'clearday.json'

/** Reads `clearday.json` of the data directory (or CLEARDAY_CONFIG); all defaults where there is none. Throws `ConfigFault`. */
export function readConfig(dataDir: string, environment: NodeJS.ProcessEnv): Config {
  const path = environment.CLEARDAY_CONFIG ?? join(dataDir, CONFIG_FILE)
  const fromFile = existsSync(path) ? parseJson(path) : {}
  const parsed = Config.safeParse(fromFile)
  if (!parsed.success)
    throw new ConfigFault(
      path,
      parsed.error.issues.map(issue => `${issue.path.join('.') || 'the file'}: ${issue.message}`),
    )
  const port = environment.CLEARDAY_PORT
  if (port === undefined) return parsed.data
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) throw new ConfigFault('CLEARDAY_PORT', [`${port} is not a port`])
  return { ...parsed.data, server: { ...parsed.data.server, port: Number(port) } }
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new ConfigFault(path, [`not readable as JSON: ${(error as Error).message}`])
  }
}

/** The institution that the configuration describes. */
export function institutionOf(config: Config, orgId = 1): Institution {
  const { institution } = config
  return {
    orgId,
    name: institution.name,
    currency: institution.currency,
    zone: institution.zone,
    calendars: institutionCalendars({
      institution: institution.name,
      zone: institution.zone,
      days: institution.days.map(one => ({ ...one, on: Temporal.PlainDate.from(one.on) })),
    }),
    cutoffs: {
      ach: Temporal.PlainTime.from(config.cutoffs.ach),
      checks: Temporal.PlainTime.from(config.cutoffs.checks),
    },
    settings: {
      routingNumbers: institution.routingNumbers,
      reviewOverMinor: {
        debit: config.review.debitMinor,
        credit: config.review.creditMinor,
        check: config.review.checkMinor,
      },
      duplicateMonths: config.duplicateMonths,
    },
    destinations: config.destinations,
    suspenseDays: config.suspenseDays,
    policies: config.policies,
  }
}
