import { invariant } from '../invariant.ts'
import { dateOfDayNumber, dayNumber, nameOfWeekday, type Weekday } from './day.ts'
import { fedHolidayOn } from './fed-holidays.ts'

/**
 * A calendar answers one question: does this day count? Every legal counter has its own, because they differ on the same
 * day (Friday 2026-07-03 is a Federal Reserve day and may be a closed day of this bank). Calendars are dated data.
 */
export interface Calendar {
  /** For example `ach-banking-day`. */
  readonly id: string
  /** `banking day`: the word for a day that counts, in sentences. */
  readonly word: string
  readonly citation: string
  /** Who keeps the calendar, in sentences: `First Bank`, `the Federal Reserve`. */
  readonly keeper: string
  /** In order of `from`; the last one that has begun holds. The first also answers for the days before it. */
  readonly versions: readonly CalendarVersion[]
  /** Single days that differ from the rule. They win over weekends and holidays. */
  readonly days: readonly CalendarDay[]
}

export interface CalendarVersion {
  readonly from: Temporal.PlainDate
  readonly closedWeekdays: readonly Weekday[]
  readonly holidays: 'federal-reserve' | 'none'
}

/** One day that an institution closes or opens of its own. */
export interface CalendarDay {
  readonly on: Temporal.PlainDate
  readonly is: 'closed' | 'open'
  /** A few words for people: `flood`, `inventory day`. */
  readonly why: string
}

export interface DayVerdict {
  readonly open: boolean
  /** A few words: `Saturday`, `Veterans Day`, `banking day`. */
  readonly why: string
}

/** Whether the day counts, and why. The institution's own days come first, then weekends, then holidays. */
export function isOpen(calendar: Calendar, date: Temporal.PlainDate): DayVerdict {
  const own = calendar.days.find(day => day.on.equals(date))
  if (own !== undefined) return { open: own.is === 'open', why: `${own.is} by ${calendar.keeper}: ${own.why}` }
  const version = versionOn(calendar, date)
  const holiday = version.holidays === 'none' ? undefined : fedHolidayOn(date)
  if (version.closedWeekdays.includes(date.dayOfWeek as Weekday))
    return { open: false, why: weekendWords(date, holiday) }
  if (holiday !== undefined) return { open: false, why: holiday }
  return { open: true, why: openWords(calendar, version, date) }
}

/** The first open day on or after `date`. */
export function openDayOnOrAfter(calendar: Calendar, date: Temporal.PlainDate): Temporal.PlainDate {
  return walkToOpen(calendar, date, 1)
}

/** The last open day on or before `date`. */
export function openDayOnOrBefore(calendar: Calendar, date: Temporal.PlainDate): Temporal.PlainDate {
  return walkToOpen(calendar, date, -1)
}

/** The first open day strictly after `date`. */
export function openDayAfter(calendar: Calendar, date: Temporal.PlainDate): Temporal.PlainDate {
  return openDayOnOrAfter(calendar, date.add({ days: 1 }))
}

/**
 * Counts open days from one day to another, signed, with prefix sums over a range, so that bulk code asks for each item
 * without walking the calendar. Days are numbers since 1970-01-01 (`dayNumber`); the start is not counted, the end is
 * when it is open. Days outside the range count as the range's nearest end.
 */
export function createOpenDayIndex(calendar: Calendar, firstDay: number, lastDay: number) {
  invariant(
    lastDay >= firstDay && lastDay - firstDay < 200_000,
    'an open-day index covers at most 200,000 days in order',
  )
  const before = new Int32Array(lastDay - firstDay + 2)
  for (let day = firstDay; day <= lastDay; day++) {
    const opened = isOpen(calendar, dateOfDayNumber(day)).open ? 1 : 0
    before[day - firstDay + 1] = (before[day - firstDay] as number) + opened // filled in order
  }
  const countTo = (day: number) => before[Math.min(Math.max(day - firstDay + 1, 0), before.length - 1)] as number // clamped
  return (fromDay: number, toDay: number): number => countTo(toDay) - countTo(fromDay)
}

/** Open days after `from` up to and including `to`; negative when `to` is earlier. For a few dates: bulk code uses an index. */
export function openDaysBetween(calendar: Calendar, from: Temporal.PlainDate, to: Temporal.PlainDate): number {
  const low = Math.min(dayNumber(from), dayNumber(to))
  const high = Math.max(dayNumber(from), dayNumber(to))
  return createOpenDayIndex(calendar, low, high)(dayNumber(from), dayNumber(to))
}

function versionOn(calendar: Calendar, date: Temporal.PlainDate): CalendarVersion {
  let held = calendar.versions[0]
  invariant(held !== undefined, `calendar ${calendar.id} has no version`)
  for (const version of calendar.versions) if (Temporal.PlainDate.compare(version.from, date) <= 0) held = version
  return held
}

/** No calendar closes for longer: a walk that goes on is a calendar without open days. */
const CLOSED_RUN_MAX = 370

function walkToOpen(calendar: Calendar, date: Temporal.PlainDate, step: 1 | -1): Temporal.PlainDate {
  let day = date
  for (let walked = 0; walked <= CLOSED_RUN_MAX; walked++) {
    if (isOpen(calendar, day).open) return day
    day = day.add({ days: step })
  }
  invariant(false, `calendar ${calendar.id} has no open day within ${CLOSED_RUN_MAX} days of ${date.toString()}`)
}

function weekendWords(date: Temporal.PlainDate, holiday: string | undefined): string {
  return holiday === undefined ? nameOfWeekday(date) : `${nameOfWeekday(date)}, ${holiday}`
}

/** Says on the Friday before a Saturday holiday that it does count, because that is where people argue. */
function openWords(calendar: Calendar, version: CalendarVersion, date: Temporal.PlainDate): string {
  if (version.holidays === 'none' || date.dayOfWeek !== 5) return calendar.word
  const tomorrow = fedHolidayOn(date.add({ days: 1 }))
  return tomorrow === undefined ? calendar.word : `${calendar.word}: ${tomorrow} is Saturday and closes no Friday`
}
