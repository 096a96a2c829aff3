import type { Calendars } from '../calendar/calendars.ts'
import type { Deadline } from './compute-deadline.ts'
import { type DatedWindow, isDeskDay, makesIt, windowsOn } from './desk-deadline.ts'

/** When our file must leave. */
export type ReturnWindow =
  /** `next` is the first window that can still be made, `last` the last one in time; they may be the same. */
  | { readonly at: 'in time'; readonly next: DatedWindow; readonly last: DatedWindow; readonly windowsLeft: number }
  /** No window that makes the due time is left; `next` is the first that is not missed, where one is known within a week. */
  | { readonly at: 'too late'; readonly next: DatedWindow | undefined; readonly why: string }
  /** The rule's act does not travel in an operator's file. */
  | { readonly at: 'no file'; readonly why: string }

/** Days looked ahead for a window that is late anyway. */
const LATE_DAYS_MAX = 7

/**
 * Which operator windows are left for a deadline, counted from `now` (an instant) on days on which the desk works. The file
 * must be with the operator by `submitBy`; leave the time your own transmission needs before it.
 */
export function nextReturnWindow(deadline: Deadline, now: Temporal.Instant, calendars: Calendars): ReturnWindow {
  const { sent } = deadline.version
  if (sent === undefined)
    return { at: 'no file', why: 'This is not sent in an operator file, so no window closes before the due time.' }
  const ahead = windowsAhead(sent.rail, now, deadline.due.on, calendars)
  const inTime = ahead.filter(dated => makesIt(dated, sent, deadline.due))
  const [next] = inTime
  const last = inTime.at(-1)
  if (next !== undefined && last !== undefined) return { at: 'in time', next, last, windowsLeft: inTime.length }
  return {
    at: 'too late',
    next: ahead[0],
    why: `No operator window that makes the due time is left. ${deadline.version.missed}`,
  }
}

function windowsAhead(
  rail: 'ach' | 'check return',
  now: Temporal.Instant,
  dueOn: Temporal.PlainDate,
  calendars: Calendars,
): readonly DatedWindow[] {
  const today = now.toZonedDateTimeISO(calendars.zone).toPlainDate()
  const late = today.add({ days: LATE_DAYS_MAX })
  const until = Temporal.PlainDate.compare(dueOn, late) > 0 ? dueOn : late
  const ahead: DatedWindow[] = []
  // A window belongs to the operator's day, which may still be yesterday's or already tomorrow's in the institution's zone.
  for (let on = today.subtract({ days: 1 }); Temporal.PlainDate.compare(on, until) <= 0; on = on.add({ days: 1 })) {
    if (isDeskDay(on, calendars)) ahead.push(...windowsOn(rail, on, calendars))
  }
  return ahead.filter(dated => Temporal.Instant.compare(dated.submitBy, now) >= 0)
}
