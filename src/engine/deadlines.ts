import { createOpenDayIndex } from '../core/calendar/calendar.ts'
import type { Calendars } from '../core/calendar/calendars.ts'
import { dateOfDayNumber, dayNumber } from '../core/calendar/day.ts'
import type { Deadline, DeadlineStart } from '../core/deadline/compute-deadline.ts'
import { createDeadlineMemo } from '../core/deadline/deadline-memo.ts'
import type { DeadlineRule } from '../core/deadline/rule.ts'
import { RULES, type RuleId } from '../core/deadline/rules.ts'

/** Days from which the clocks of an item can run, since 1970-01-01. */
export interface ClockDays {
  readonly postingDay: number
  /** The day on which it settled; undefined where the network tells none. */
  readonly settledDay: number | undefined
  /** The day that the finding itself names, such as that of a customer's notice; it stands over the others. */
  readonly namedDay?: number | undefined
}

/** Deadlines and day counts around one posting day, remembered: a file asks the same few questions a thousand times. Days are days since 1970-01-01. */
export interface Deadlines {
  /** The deadline of a clock; its start says which of the days it runs from. */
  of(clock: RuleId, days: ClockDays): Deadline
  /** The day on which a clock is due that starts on the day. */
  dueDay(clock: RuleId, startDay: number): number
  /** Banking days from one day to another, negative backwards. */
  bankingDaysBetween(fromDay: number, toDay: number): number
}

/** Two years each way: effective dates farther off are wrong whatever the exact count. */
const DAYS_AROUND = 730

const remembered = new WeakMap<Calendars, Map<number, Deadlines>>()
/** Posting days of which answers are kept: files are of today, and of the few days that are still being finished. */
const DAYS_KEPT_MAX = 8

/** Kept for as long as the calendars are: counting the days anew takes longer than a small file. */
export function rememberDeadlines(calendars: Calendars, aroundDay: number): Deadlines {
  let byDay = remembered.get(calendars)
  if (byDay === undefined) {
    byDay = new Map()
    remembered.set(calendars, byDay)
  }
  const known = byDay.get(aroundDay)
  if (known !== undefined) return known
  if (byDay.size >= DAYS_KEPT_MAX) byDay.clear()
  const made = countDeadlines(calendars, aroundDay)
  byDay.set(aroundDay, made)
  return made
}

function countDeadlines(calendars: Calendars, aroundDay: number): Deadlines {
  const deadlineOf = createDeadlineMemo(calendars)
  const bankingDaysBetween = createOpenDayIndex(
    calendars.counters['ach-banking-day'],
    aroundDay - DAYS_AROUND,
    aroundDay + DAYS_AROUND,
  )
  return {
    of: (clock, days) => deadlineOf(RULES[clock], startOf(RULES[clock], days)),
    dueDay: (clock, startDay) => dayNumber(deadlineOf(RULES[clock], { on: dateOfDayNumber(startDay) }).due.on),
    bankingDaysBetween,
  }
}

/**
 * Where a clock starts: on the day that is named, else on the settlement day for the rules that count from settlement, else on the posting day. A file that
 * comes after the cutoff posts a day after it settled, and a return counted from there would go out a day late.
 */
export function startOf(rule: DeadlineRule, { postingDay, settledDay, namedDay }: ClockDays): DeadlineStart {
  if (namedDay !== undefined) return { on: dateOfDayNumber(namedDay) }
  if (rule.startsOn !== 'settlement') return { on: dateOfDayNumber(postingDay) }
  if (settledDay !== undefined) return { on: dateOfDayNumber(settledDay) }
  return {
    on: dateOfDayNumber(postingDay),
    taken: 'taken to be the posting day because the batch gives none that fits',
  }
}
