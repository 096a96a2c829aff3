import type { Weekday } from './day.ts'

/**
 * Federal Reserve holidays (Board of Governors, statistical page K.8), computed for any year from effective-dated rules.
 * A holiday on a Sunday closes the Monday after it. A holiday on a Saturday closes nothing else: Reserve Banks are open on
 * the Friday before it, which is where general holiday packages go wrong.
 */

/** The holiday that closes the Reserve Banks on the day, with a word on why it stands there; undefined on any other day. */
export function fedHolidayOn(date: Temporal.PlainDate): string | undefined {
  return holidaysOfYear(date.year).get(date.month * 100 + date.day)
}

/** All closed holidays of a year in order of date, Saturday ones included (they fall on a day that is closed anyway). */
export function fedHolidays(year: number): readonly FedHoliday[] {
  return [...holidaysOfYear(year)]
    .sort(([a], [b]) => a - b)
    .map(([key, name]) => ({ on: new Temporal.PlainDate(year, Math.floor(key / 100), key % 100), name }))
}

export interface FedHoliday {
  readonly on: Temporal.PlainDate
  readonly name: string
}

/** One holiday in the years in which it was kept in this way. */
interface HolidayRule {
  readonly name: string
  /** First and last year, both inclusive. */
  readonly since: number
  readonly until?: number
  readonly falls:
    | { readonly on: 'date'; readonly month: number; readonly day: number }
    | {
        readonly on: 'weekday'
        readonly month: number
        readonly weekday: Weekday
        readonly nth: 1 | 2 | 3 | 4 | 'last'
      }
}

const ALWAYS = 0

/**
 * 5 U.S.C. 6103 as the Reserve Banks keep it. The Monday holidays date from the Uniform Monday Holiday Act (in force 1971);
 * Veterans Day was a Monday in October from 1971 to 1977. Before 1971 districts kept days of their own, which are not here.
 */
const HOLIDAY_RULES: readonly HolidayRule[] = [
  { name: "New Year's Day", since: ALWAYS, falls: { on: 'date', month: 1, day: 1 } },
  { name: 'Martin Luther King, Jr. Day', since: 1986, falls: { on: 'weekday', month: 1, weekday: 1, nth: 3 } },
  { name: "Washington's Birthday", since: ALWAYS, until: 1970, falls: { on: 'date', month: 2, day: 22 } },
  { name: "Washington's Birthday", since: 1971, falls: { on: 'weekday', month: 2, weekday: 1, nth: 3 } },
  { name: 'Memorial Day', since: ALWAYS, until: 1970, falls: { on: 'date', month: 5, day: 30 } },
  { name: 'Memorial Day', since: 1971, falls: { on: 'weekday', month: 5, weekday: 1, nth: 'last' } },
  { name: 'Juneteenth', since: 2021, falls: { on: 'date', month: 6, day: 19 } },
  { name: 'Independence Day', since: ALWAYS, falls: { on: 'date', month: 7, day: 4 } },
  { name: 'Labor Day', since: ALWAYS, falls: { on: 'weekday', month: 9, weekday: 1, nth: 1 } },
  { name: 'Columbus Day', since: 1971, falls: { on: 'weekday', month: 10, weekday: 1, nth: 2 } },
  { name: 'Veterans Day', since: ALWAYS, until: 1970, falls: { on: 'date', month: 11, day: 11 } },
  { name: 'Veterans Day', since: 1971, until: 1977, falls: { on: 'weekday', month: 10, weekday: 1, nth: 4 } },
  { name: 'Veterans Day', since: 1978, falls: { on: 'date', month: 11, day: 11 } },
  { name: 'Thanksgiving Day', since: ALWAYS, falls: { on: 'weekday', month: 11, weekday: 4, nth: 4 } },
  { name: 'Christmas Day', since: ALWAYS, falls: { on: 'date', month: 12, day: 25 } },
]

/** Month * 100 + day to the name. Kept because a deadline asks for the same few years again and again; a pure function's memory. */
const KEPT = new Map<number, ReadonlyMap<number, string>>()
const KEPT_YEARS_MAX = 512

function holidaysOfYear(year: number): ReadonlyMap<number, string> {
  const kept = KEPT.get(year)
  if (kept !== undefined) return kept
  const made = computeYear(year)
  if (KEPT.size >= KEPT_YEARS_MAX) KEPT.clear()
  KEPT.set(year, made)
  return made
}

function computeYear(year: number): ReadonlyMap<number, string> {
  const closed = new Map<number, string>()
  for (const rule of HOLIDAY_RULES) {
    if (year < rule.since || year > (rule.until ?? Number.POSITIVE_INFINITY)) continue
    const day = dayOf(rule, year)
    closed.set(day.month * 100 + day.day, rule.name)
    // A Sunday holiday is kept on Monday; none of the rules can carry it into the next year.
    if (day.dayOfWeek === 7) closed.set(day.month * 100 + day.day + 1, `${rule.name} (observed: it falls on Sunday)`)
  }
  return closed
}

function dayOf(rule: HolidayRule, year: number): Temporal.PlainDate {
  const { falls } = rule
  if (falls.on === 'date') return new Temporal.PlainDate(year, falls.month, falls.day)
  const first = new Temporal.PlainDate(year, falls.month, 1)
  const toFirst = (falls.weekday - first.dayOfWeek + 7) % 7
  const week = falls.nth === 'last' ? Math.floor((first.daysInMonth - 1 - toFirst) / 7) : falls.nth - 1
  return first.add({ days: toFirst + week * 7 })
}
