import { dateOfDayNumber } from '../core/calendar/day.ts'
import { openDaysBetween } from '../core/calendar/calendar.ts'
import type { Calendars } from '../core/calendar/calendars.ts'
import { computeDeadline, type Deadline } from '../core/deadline/compute-deadline.ts'
import { isRuleId, RULES } from '../core/deadline/rules.ts'

/** Deadlines and day counts of a run, remembered: a file asks the same few questions a thousand times. Days are days since 1970-01-01. */
export interface Deadlines {
  /** The deadline of a clock that starts on the day, or undefined when the clock names no rule. */
  of(clock: string, day: number): Deadline | undefined
  /** Banking days from one day to another, negative backwards. */
  bankingDaysBetween(fromDay: number, toDay: number): number
}

export function rememberDeadlines(calendars: Calendars): Deadlines {
  const deadlines = new Map<string, Deadline | undefined>()
  const days = new Map<number, number>()
  return {
    of(clock, day) {
      const key = `${clock}/${day}`
      if (!deadlines.has(key)) {
        deadlines.set(key, isRuleId(clock) ? computeDeadline(RULES[clock], { on: dateOfDayNumber(day) }, calendars) : undefined)
      }
      return deadlines.get(key)
    },
    bankingDaysBetween(fromDay, toDay) {
      const key = fromDay * 1_000_003 + toDay
      const known = days.get(key)
      if (known !== undefined) return known
      const counted = openDaysBetween(calendars.counters['ach-banking-day'], dateOfDayNumber(fromDay), dateOfDayNumber(toDay))
      days.set(key, counted)
      return counted
    },
  }
}
