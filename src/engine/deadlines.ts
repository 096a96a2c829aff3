import { createOpenDayIndex } from '../core/calendar/calendar.ts'
import type { Calendars } from '../core/calendar/calendars.ts'
import { dateOfDayNumber } from '../core/calendar/day.ts'
import type { Deadline } from '../core/deadline/compute-deadline.ts'
import { createDeadlineMemo } from '../core/deadline/deadline-memo.ts'
import { RULES, type RuleId } from '../core/deadline/rules.ts'

/** Deadlines and day counts around one posting day, remembered: a file asks the same few questions a thousand times. Days are days since 1970-01-01. */
export interface Deadlines {
  /** The deadline of a clock that starts on the day. */
  of(clock: RuleId, day: number): Deadline
  /** Banking days from one day to another, negative backwards. */
  bankingDaysBetween(fromDay: number, toDay: number): number
}

/** Two years each way: effective dates farther off are wrong whatever the exact count. */
const DAYS_AROUND = 730

export function rememberDeadlines(calendars: Calendars, aroundDay: number): Deadlines {
  const deadlineOf = createDeadlineMemo(calendars)
  const bankingDaysBetween = createOpenDayIndex(
    calendars.counters['ach-banking-day'],
    aroundDay - DAYS_AROUND,
    aroundDay + DAYS_AROUND,
  )
  return {
    of: (clock, day) => deadlineOf(RULES[clock], { on: dateOfDayNumber(day) }),
    bankingDaysBetween,
  }
}
