import { type Calendar, openDayAfter } from '../calendar/calendar.ts'

/** A claimed case comes back by itself when its holder is not heard of for so long: a heartbeat every third of it is enough. */
export const LEASE_SECONDS = 90

/** Leases that ran out are looked for so often, so that each is back within five seconds of its end. */
export const LEASE_SWEEP_SECONDS = 2

export function leaseUntil(now: Temporal.Instant): Temporal.Instant {
  return now.add({ seconds: LEASE_SECONDS })
}

/**
 * Until when a case that was put aside or given by name is kept for somebody, from the moment at which they were last heard of: the same
 * time of the next banking day, so that neither an evening nor a weekend takes anything from anybody.
 */
export function keptUntil(
  heardAt: Temporal.Instant,
  { calendar, zone }: { readonly calendar: Calendar; readonly zone: string },
): Temporal.Instant {
  const at = heardAt.toZonedDateTimeISO(zone)
  const next = openDayAfter(calendar, at.toPlainDate())
  return next.toZonedDateTime({ timeZone: zone, plainTime: at.toPlainTime() }).toInstant()
}
