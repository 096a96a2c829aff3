import { nameOfDay } from '../core/calendar/day.ts'

/** `Mon 2026-11-23 22:45`: a moment on the institution's clock, for people. */
export function momentText(at: Temporal.Instant, zone: string): string {
  const local = at.toZonedDateTimeISO(zone)
  return `${nameOfDay(local.toPlainDate())} ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`
}
