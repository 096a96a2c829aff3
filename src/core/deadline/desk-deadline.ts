import { isOpen } from '../calendar/calendar.ts'
import type { Calendars } from '../calendar/calendars.ts'
import { nameOfDay } from '../calendar/day.ts'
import { type OperatorWindow, scheduleOn } from '../calendar/operator-windows.ts'
import type { DeskDeadline, DueMoment } from './compute-deadline.ts'
import type { Dispatch } from './rule.ts'

/**
 * The law says when the other bank must have the file; the desk must send it in the last operator window that makes it so,
 * on a day on which the operator runs and somebody is at the desk. Undefined when no window after the start makes it.
 */
export function deskDeadline(
  sent: Dispatch,
  from: Temporal.PlainDate,
  due: DueMoment,
  calendars: Calendars,
): DeskDeadline | undefined {
  for (let on = due.on; Temporal.PlainDate.compare(on, from) >= 0; on = on.subtract({ days: 1 })) {
    if (!isDeskDay(on, calendars)) continue
    const made = windowsOn(sent.rail, on, calendars).findLast(each => makesIt(each, sent, due))
    if (made !== undefined) return toDeskDeadline(made, sent)
  }
  return undefined
}

/** One operator window on one day. */
export interface DatedWindow {
  readonly window: OperatorWindow
  readonly operator: string
  readonly on: Temporal.PlainDate
  readonly zone: string
  readonly submitBy: Temporal.Instant
  readonly deliveredBy: Temporal.Instant
}

/** The windows of the rail on the day, in order; empty when the operator does not run or no schedule is known. */
export function windowsOn(
  rail: Dispatch['rail'],
  on: Temporal.PlainDate,
  calendars: Calendars,
): readonly DatedWindow[] {
  if (!isOpen(calendars.counters[operatorCounter(rail)], on).open) return []
  const schedule = scheduleOn(calendars.schedules, rail, on)
  if (schedule === undefined) return []
  const at = (plainTime: Temporal.PlainTime) => on.toZonedDateTime({ timeZone: schedule.zone, plainTime }).toInstant()
  return schedule.windows.map(window => ({
    window,
    operator: schedule.operator,
    on,
    zone: schedule.zone,
    submitBy: at(window.submitBy),
    deliveredBy: at(window.deliveredBy),
  }))
}

/** Whether a file that leaves in this window is in time. */
function makesIt(dated: DatedWindow, sent: Dispatch, due: DueMoment): boolean {
  const moment = sent.must === 'be delivered' ? dated.deliveredBy : dated.submitBy
  return Temporal.Instant.compare(moment, due.at) <= 0
}

/** A day on which somebody of the institution can send: its own banking day. */
export function isDeskDay(on: Temporal.PlainDate, calendars: Calendars): boolean {
  return isOpen(calendars.counters['ucc-banking-day'], on).open
}

function operatorCounter(rail: Dispatch['rail']): 'ach-banking-day' | 'fed-business-day' {
  return rail === 'ach' ? 'ach-banking-day' : 'fed-business-day'
}

function toDeskDeadline(made: DatedWindow, sent: Dispatch): DeskDeadline {
  const { submitBy, deliveredBy, id } = made.window
  const clock = (time: Temporal.PlainTime) => time.toString({ smallestUnit: 'minute' })
  const reach = sent.must === 'be delivered' ? `, and is delivered by ${clock(deliveredBy)}` : ''
  return {
    on: made.on,
    at: made.submitBy,
    zone: made.zone,
    window: id,
    why: `The last window in time is ${made.operator} on ${nameOfDay(made.on)}: the file leaves by ${clock(submitBy)}${reach}.`,
  }
}
