import { type Calendar, openDayAfter, openDayOnOrBefore } from '../core/calendar/calendar.ts'
import { institutionCalendars } from '../core/calendar/calendars.ts'
import { createOrdinaryAccounts, type OrdinaryAccounts, type SimAccount } from './accounts.ts'
import type { AchFile } from './ach/model.ts'
import { planAchFiles } from './ach/plan-files.ts'
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
  /** The day's ACH files in which batches of planted items may be put: all arrive before the cutoff. */
  readonly achFiles: AchFile[]
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
  return {
    ...base,
    accounts: createOrdinaryAccounts(key, Math.max(options.items, 400)),
    calendar,
    dedicated: [],
    facts: createFactBook(),
    achFiles: planAchFiles(base),
    extraAchFiles: [],
    letters: planLetters(base),
    extraLetters: [],
    achHistory: new Map(),
    letterHistory: new Map(),
    rawFiles: [],
  }
}

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
