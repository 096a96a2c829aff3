import { type Calendar, openDayAfter, openDayOnOrBefore } from '../core/calendar/calendar.ts'
import { institutionCalendars } from '../core/calendar/calendars.ts'
import { createOrdinaryAccounts, type OrdinaryAccounts, type SimAccount } from './accounts.ts'
import type { AchBatch, AchFile } from './ach/model.ts'
import { isLate, planAchFiles, profileOf } from './ach/plan-files.ts'
import type { Letter } from './checks/model.ts'
import { planLetters } from './checks/plan-letters.ts'
import { createFactBook, type FactBook } from './facts.ts'
import { INSTITUTION } from './institution.ts'
import { createRandom, type Random } from './random.ts'
import type { RawFile } from './raw-file.ts'

/** What day is wanted. */
export interface SimulateOptions {
  readonly seed: number
  /** Entries, checks and deposits of the day together; history comes on top. */
  readonly items: number
  /** A banking day. */
  readonly day: Temporal.PlainDate
  /** How many of 100 items are checks; 15 when left out. */
  readonly checksPercent?: number
  /**
   * Images are drawn for so many ordinary checks at most, 500 when left out; the letters of the rest say that images follow
   * separately. Kinds of faults that need an image always have theirs.
   */
  readonly imagesMax?: number
  /** How often each kind is planted, and nearly so; 40 in 100,000 items when left out, between 1 and 400. */
  readonly perKind?: number
}

/** A day as it will be written: known before the first byte, except for ordinary items, which are drawn while writing. */
export interface Plan {
  readonly options: SimulateOptions
  /** A 32-bit number of the seed, for things that are made by index. */
  readonly key: number
  readonly random: Random
  readonly accounts: OrdinaryAccounts
  /** The calendar on which posting days and effective dates are counted. */
  readonly calendar: Calendar
  /** Accounts that belong to one planted item each. */
  readonly dedicated: SimAccount[]
  readonly facts: FactBook
  /** The day's ordinary ACH files. */
  readonly achFiles: AchFile[]
  /** Those that come before the cutoff: planted batches go into them, because some kinds depend on the posting day. */
  readonly earlyAchFiles: readonly AchFile[]
  /** Ordinary batches of theirs that planted entries may be put into: PPD and WEB, credits (220) and debits (225). */
  readonly achHosts: Readonly<Record<220 | 225, readonly AchBatch[]>>
  /** The day's files that exist for one planted thing. */
  readonly extraAchFiles: AchFile[]
  readonly letters: Letter[]
  readonly extraLetters: Letter[]
  /** Earlier files by their day, as `2026-07-02`. */
  readonly achHistory: Map<string, AchFile>
  readonly letterHistory: Map<string, Letter>
  /** Files without readable items, and copies of others. */
  readonly rawFiles: RawFile[]
}

/** Lays out the day's ordinary files, without a fault in them and without counts of ordinary items. */
export function createPlan(options: SimulateOptions): Plan {
  const random = createRandom(options.seed)
  const key = random.split('key').next()
  const calendar = institutionCalendars({ institution: INSTITUTION.name, zone: INSTITUTION.zone }).counters[
    'ach-banking-day'
  ]
  const base = { options, key, random }
  const achFiles = planAchFiles(base)
  const earlyAchFiles = achFiles.filter((_, index) => !isLate(index, achFiles.length))
  return {
    ...base,
    accounts: createOrdinaryAccounts(key, Math.max(options.items, 400)),
    calendar,
    dedicated: [],
    facts: createFactBook(),
    achFiles,
    earlyAchFiles,
    achHosts: { 220: hostsOf(earlyAchFiles, 220), 225: hostsOf(earlyAchFiles, 225) },
    extraAchFiles: [],
    letters: planLetters(base),
    extraLetters: [],
    achHistory: new Map(),
    letterHistory: new Map(),
    rawFiles: [],
  }
}

function hostsOf(files: readonly AchFile[], serviceClass: 220 | 225): readonly AchBatch[] {
  const isHost = ({ header }: AchBatch) => HOST_CLASSES.includes(header.sec) && header.serviceClass === serviceClass
  // Not the returns, which look like an ordinary batch of debits.
  return files.flatMap(file => file.batches.filter(batch => isHost(batch) && profileOf(batch) !== undefined))
}

const HOST_CLASSES = ['PPD', 'WEB']

/** The banking day so many banking days before (negative) or after the plan's day. */
export function bankingDay(plan: Pick<Plan, 'calendar' | 'options'>, offset: number): Temporal.PlainDate {
  let date = plan.options.day
  for (let walked = 0; walked < Math.abs(offset); walked++) {
    date = offset < 0 ? openDayOnOrBefore(plan.calendar, date.subtract({ days: 1 })) : openDayAfter(plan.calendar, date)
  }
  return date
}

/** How often each kind is planted. */
export function plantedPerKind(options: SimulateOptions): number {
  return options.perKind ?? Math.min(400, Math.max(1, Math.round((options.items * 40) / 100_000)))
}
