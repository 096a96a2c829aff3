import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { isRoutingNumber } from '../core/aba.ts'
import { institutionCalendars } from '../core/calendar/calendars.ts'
import { OPERATOR_SCHEDULES, type OperatorSchedule } from '../core/calendar/operator-windows.ts'
import { RAIL_OF_PACK } from '../core/deadline/return-window.ts'
import type { Institution } from '../core/institution.ts'
import type { PackName } from '../core/pack.ts'
import { printedName } from '../formats/printed-name.ts'
import { ConfigFault } from './config-fault.ts'
import { readConfigJson } from './config-json.ts'
import { areApart, isOnceEach } from './config-lists.ts'
import { fees } from './fee-config.ts'
import { queues } from './queue-config.ts'
import { secondKeys } from './second-key-config.ts'

/**
 * The configuration: one JSON file, every field documented in docs/configuration.md, every field with a default. Environment
 * variables stand over the file, the command line over both.
 */
const day = z.iso.date()
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 17:00')
const minor = z.int().min(0)
const ROUTING = 'a routing number: nine digits in quotes with a right check digit and a known prefix'

/** When an operator or a correspondent takes files, from a day on. Times are on the clock of `zone`. */
const schedule = z.strictObject({
  operator: z.string().min(1),
  from: day,
  zone: z.string().refine(isZone, 'an IANA time zone such as America/New_York'),
  windows: z
    .array(z.strictObject({ name: z.string().min(1), submitBy: time, deliveredBy: time }))
    .min(1)
    .refine(
      windows => windows.every((one, n) => n === 0 || (windows[n - 1]?.submitBy ?? '') < one.submitBy),
      'in the order of `submitBy`, each later than the one before',
    )
    .refine(
      windows => windows.every(one => one.submitBy <= one.deliveredBy),
      'delivered on the same day, not before they are sent',
    )
    .refine(windows => new Set(windows.map(one => one.name)).size === windows.length, 'of different names'),
})
const schedules = z
  .array(schedule)
  .refine(
    list => list.every((one, n) => n === 0 || (list[n - 1]?.from ?? '') < one.from),
    'in the order of `from`, each later than the one before',
  )
  .default([])

/** Names stand in the files that go out, whose records hold capitals, digits and marks of ASCII. */
const PRINTABLE = 'a name with a letter or digit that a record can hold: A to Z, 0 to 9, accents apart'

const destination = z
  .strictObject({
    routing: z.string().refine(isRoutingNumber, ROUTING).default('061000146'),
    name: z.string().min(1).max(23).refine(isPrintable, PRINTABLE).default('FEDERAL RESERVE BANK'),
  })
  .prefault({})

/** The policies that the packs name. */
const POLICY_NAMES = [
  'ach-administrative-returns',
  'ach-funds-returns',
  'ach-stop-payment-returns',
  'ach-notices-of-change',
  'check-administrative-returns',
  'check-funds-returns',
  'check-stop-payment-returns',
] as const

/** All of them, in force until the institution dates them itself. */
const DEFAULT_POLICIES = POLICY_NAMES.map(name => ({
  name,
  owner: 'head of payment operations',
  from: '2020-01-01',
  to: '9999-12-31',
}))

/** A provider of OpenID Connect at which people may sign in. Its secret stands in a file or in CLEARDAY_OIDC_SECRET, never here. */
const provider = z
  .strictObject({
    issuer: z
      .string()
      .refine(isIssuer, 'an https address as the provider names itself, such as https://id.bank.example')
      .default(''),
    clientId: z.string().default(''),
    clientSecretFile: z.string().default(''),
    title: z.string().min(1).max(40).default('your organisation'),
    loginClaim: z.string().min(1).default('email'),
    verifiedClaim: z.string().min(1).default('email_verified'),
    loginDomain: z
      .string()
      .regex(/^([a-z0-9-]+(\.[a-z0-9-]+)*)?$/i, 'a domain such as bank.example, or empty')
      .default(''),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'a scope, without spaces'))
      .default(['openid', 'email'])
      .refine(scopes => scopes.includes('openid'), 'with openid among them'),
  })
  .refine(one => one.issuer === '' || one.clientId !== '', {
    path: ['clientId'],
    error: 'the name by which the provider knows Clearday',
  })

export const Config = z.strictObject({
  institution: z
    .strictObject({
      name: z.string().min(1).refine(isPrintable, PRINTABLE).default('Clearday Demonstration Bank'),
      routingNumbers: z
        .array(z.string().refine(isRoutingNumber, ROUTING))
        .min(1)
        .refine(isOnceEach, 'different numbers')
        .default(['091000019']),
      currency: z.literal('USD', { error: 'USD: amounts of ACH files and cash letters are US dollars' }).default('USD'),
      zone: z.string().refine(isZone, 'an IANA time zone such as America/New_York').default('America/New_York'),
      /** What the opening of business is taken to be, of this bank and where another's hour is not known. */
      opensAt: time.default('08:30'),
      /** Days on which this institution alone is closed or open. */
      days: z
        .array(z.strictObject({ on: day, is: z.enum(['closed', 'open']), why: z.string().min(1) }))
        .refine(days => isOnceEach(days.map(one => one.on)), 'each day once')
        .default([]),
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
  /** When outbound files leave; without schedules of its own those of the operators hold. */
  returnWindows: z
    .strictObject({ minutesAhead: z.int().min(1).max(720).default(30), ach: schedules, checks: schedules })
    .prefault({}),
  duplicateMonths: z.int().min(1).max(84).default(18),
  staleMonths: z.int().min(6).max(120).default(6),
  suspenseDays: z.int().min(1).max(60).default(5),
  /** In which customers and senders are written to. */
  letterLanguage: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/, 'a language as BCP 47 names it, such as en or es-US')
    .default('en'),
  /** Who sends files, and by when each banking day: what *Today* calls expected, arrived and late. */
  sources: z
    .array(z.strictObject({ name: z.string().min(1), expectedBy: time.optional() }))
    .refine(sources => isOnceEach(sources.map(one => one.name)), 'of different names')
    .default([]),
  /** Named, dated decisions of the institution: which kinds go out by themselves. Kinds name their policy; one that is not in force makes the kind a person's. */
  policies: z
    .array(
      z
        .strictObject({
          name: z.enum(POLICY_NAMES),
          owner: z.string().min(1),
          from: day,
          to: day.default('9999-12-31'),
        })
        .refine(policy => policy.from <= policy.to, { path: ['to'], error: 'a day that is not before `from`' }),
    )
    .refine(areApart, 'without two of one name that are in force on the same day: who owns it would not be sure')
    .default(DEFAULT_POLICIES),
  /** Ways to sign in beside passwords and passkeys. */
  signIn: z.strictObject({ provider: provider.prefault({}) }).prefault({}),
  /** What needs a second person whoever decides it; `blind`: who does not see what the first one decided. */
  secondKeys,
  /** What customers are charged for items. Without entries nobody is charged anything. */
  fees,
  /** What is said otherwise of the work types' queues. */
  queues,
  server: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: z.int().min(0).max(65535).default(8080),
      /** What people's browsers call it, where a proxy stands before it; empty where none does. */
      publicOrigin: z
        .string()
        .refine(isOriginOrEmpty, 'an address without a path such as https://clearday.bank.example')
        .default(''),
      proxies: z.array(z.string().min(1)).default([]),
    })
    .prefault({}),
})
export type Config = z.infer<typeof Config>

function isOriginOrEmpty(text: string): boolean {
  return text === '' || (/^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text)
}

/** Under http only on this machine, where a provider is tried. */
function isIssuer(text: string): boolean {
  if (text === '') return true
  if (!URL.canParse(text)) return false
  const { protocol, hostname, search, hash, username } = new URL(text)
  const isOwn = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
  return (protocol === 'https:' || (protocol === 'http:' && isOwn)) && search === '' && hash === '' && username === ''
}

function isPrintable(name: string): boolean {
  return /[A-Z0-9]/.test(printedName(name, name.length))
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** One sentence for each wrong field: its name, and what it should be. */
export function sentencesOf(error: z.ZodError): readonly string[] {
  return error.issues.flatMap(issue => {
    const field = issue.path.join('.')
    if (issue.code !== 'unrecognized_keys') return [`${field || 'the file'}: ${shouldBe(issue)}`]
    return issue.keys.map(key => `${[...issue.path, key].join('.')}: there is no such field`)
  })
}

function shouldBe(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `${issue.message.endsWith('undefined') ? 'is missing; it ' : ''}should be ${TYPES[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return issue.values.length === 1 ? `should be ${issue.message}` : `should be one of ${issue.values.join(', ')}`
    case 'too_small':
      return `should be at least ${issue.minimum}${unitOf(issue.origin)}`
    case 'too_big':
      return `should be at most ${issue.maximum}${unitOf(issue.origin)}`
    case 'invalid_format':
      return issue.format === 'date' ? 'should be a day such as 2026-11-20' : `should be ${issue.message}`
    default:
      return `should be ${issue.message}`
  }
}

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text in quotes',
  array: 'a list: [ … ]',
  object: 'an object: { … }',
}

function unitOf(origin: string): string {
  return origin === 'string' ? ' characters long' : origin === 'array' ? ' in the list' : ''
}

export const CONFIG_FILE = 'clearday.json'

/** How much the server's log tells; the first when nothing is said. */
const LOG_LEVELS = ['info', 'debug', 'warn', 'error'] as const

/** Reads `clearday.json` of the data directory (or CLEARDAY_CONFIG); all defaults where there is none. Throws `ConfigFault`. */
export function readConfig(dataDir: string, environment: NodeJS.ProcessEnv): Config {
  const path = pathOf(dataDir, environment)
  if (namedConfig(environment) !== undefined && !existsSync(path))
    throw new ConfigFault('CLEARDAY_CONFIG', [`there is no file ${path}`])
  const parsed = Config.safeParse(existsSync(path) ? readConfigJson(path) : {})
  if (!parsed.success) throw new ConfigFault(path, sentencesOf(parsed.error))
  const level = environment.CLEARDAY_LOG_LEVEL || LOG_LEVELS[0]
  if (!LOG_LEVELS.some(one => one === level))
    throw new ConfigFault('CLEARDAY_LOG_LEVEL', [`should be one of ${LOG_LEVELS.join(', ')}, not ${level}`])
  const port = environment.CLEARDAY_PORT ?? ''
  if (port === '') return parsed.data
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535)
    throw new ConfigFault('CLEARDAY_PORT', [`should be a port from 0 to 65535, not ${port}`])
  return { ...parsed.data, server: { ...parsed.data.server, port: Number(port) } }
}

/** True when the data directory has a configuration of its own, or another is named. */
export function hasConfig(dataDir: string, environment: NodeJS.ProcessEnv): boolean {
  return existsSync(pathOf(dataDir, environment))
}

function pathOf(dataDir: string, environment: NodeJS.ProcessEnv): string {
  return namedConfig(environment) ?? join(dataDir, CONFIG_FILE)
}

function namedConfig(environment: NodeJS.ProcessEnv): string | undefined {
  return environment.CLEARDAY_CONFIG || undefined
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
      opensAt: Temporal.PlainTime.from(institution.opensAt),
      days: institution.days.map(one => ({ ...one, on: Temporal.PlainDate.from(one.on) })),
      schedules: PACK_NAMES.flatMap(pack => schedulesOf(pack, config.returnWindows[pack])),
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
      staleMonths: config.staleMonths,
    },
    destinations: config.destinations,
    suspenseDays: config.suspenseDays,
    letterLanguage: config.letterLanguage,
    policies: config.policies,
    secondKeys: config.secondKeys,
    fees: config.fees,
    queues: config.queues,
  }
}

/** Every pack, by name. */
export const PACK_NAMES = Object.keys(RAIL_OF_PACK) as readonly PackName[] // its own keys

/** The operators' schedules until the institution's own begin. */
function schedulesOf(pack: PackName, own: Config['returnWindows']['ach']): readonly OperatorSchedule[] {
  const rail = RAIL_OF_PACK[pack]
  const [first] = own
  const shipped = OPERATOR_SCHEDULES.filter(
    one => one.rail === rail && (first === undefined || one.from.toString() < first.from),
  )
  return [...shipped, ...own.map(one => ownSchedule(rail, one))]
}

function ownSchedule(rail: OperatorSchedule['rail'], own: Config['returnWindows']['ach'][number]): OperatorSchedule {
  return {
    rail,
    operator: own.operator,
    from: Temporal.PlainDate.from(own.from),
    zone: own.zone,
    citation: `the configuration of this institution: returnWindows, from ${own.from}`,
    windows: own.windows.map(({ name, submitBy, deliveredBy }) => ({
      id: name,
      submitBy: Temporal.PlainTime.from(submitBy),
      deliveredBy: Temporal.PlainTime.from(deliveredBy),
    })),
  }
}
