import { type Calendar, isOpen, openDayAfter } from './calendar.ts'
import { nameOfDay } from './day.ts'

/**
 * When something was received and on which day it is posted are two facts, and the first never changes: legal clocks of the
 * sender run from it. UCC 4-108 lets a bank take what comes after its cutoff hour as received on the next banking day.
 */
export interface PostingDay {
  readonly receivedAt: Temporal.Instant
  /** The day on the clock of the institution's zone when it came. */
  readonly receivedOn: Temporal.PlainDate
  readonly postsOn: Temporal.PlainDate
  /** One sentence. */
  readonly why: string
}

export interface CutoffRule {
  readonly receivedAt: Temporal.Instant
  /** The last moment that still counts for the day: 14:00:00 with a cutoff of 14:00 is in time. */
  readonly cutoff: Temporal.PlainTime
  readonly zone: string
  /** The institution's banking days. */
  readonly calendar: Calendar
}

export function postingDay(rule: CutoffRule): PostingDay {
  const receivedOn = receivedDay(rule.receivedAt, rule.zone)
  const verdict = isOpen(rule.calendar, receivedOn)
  const received = { receivedAt: rule.receivedAt, receivedOn }
  if (!verdict.open) {
    const postsOn = openDayAfter(rule.calendar, receivedOn)
    return {
      ...received,
      postsOn,
      why: `${nameOfDay(receivedOn)} is closed (${verdict.why}), so it posts on ${nameOfDay(postsOn)}.`,
    }
  }
  if (isAfterCutoff(rule, receivedOn)) {
    const postsOn = openDayAfter(rule.calendar, receivedOn)
    return {
      ...received,
      postsOn,
      why: `Received after the ${shortTime(rule.cutoff)} cutoff, so it posts on ${nameOfDay(postsOn)}.`,
    }
  }
  return {
    ...received,
    postsOn: receivedOn,
    why: `Received by the ${shortTime(rule.cutoff)} cutoff of ${nameOfDay(receivedOn)}.`,
  }
}

/** The calendar day on the zone's clock. */
export function receivedDay(receivedAt: Temporal.Instant, zone: string): Temporal.PlainDate {
  return receivedAt.toZonedDateTimeISO(zone).toPlainDate()
}

/**
 * Compared as moments, not as clock readings, so that the night on which clocks change is right: a cutoff that the clock
 * skips is the moment after the gap, one that comes twice is its first coming.
 */
function isAfterCutoff(rule: CutoffRule, day: Temporal.PlainDate): boolean {
  const cutoff = day.toZonedDateTime({ timeZone: rule.zone, plainTime: rule.cutoff }).toInstant()
  return Temporal.Instant.compare(rule.receivedAt, cutoff) > 0
}

function shortTime(time: Temporal.PlainTime): string {
  return time.toString({ smallestUnit: 'minute' })
}
