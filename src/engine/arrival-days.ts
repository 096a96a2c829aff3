import { type PostingDay, postingDay } from '../core/calendar/posting-day.ts'
import type { Institution } from '../core/institution.ts'
import type { PackName } from '../core/pack.ts'

/** The institution's calendar day of an arrival, and the day on which it posts after the cutoff of its work type. */
export function arrivalDays(
  { calendars, cutoffs, zone }: Institution,
  receivedAt: Temporal.Instant,
  pack: PackName | undefined,
): PostingDay {
  const calendar = calendars.counters[pack === 'checks' ? 'ucc-banking-day' : 'ach-banking-day']
  return postingDay({ receivedAt, cutoff: cutoffs[pack ?? 'ach'], zone, calendar })
}
