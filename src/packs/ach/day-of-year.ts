import { dateOfDayNumber, dayNumber } from '../../core/calendar/day.ts'

/** What settled longer ago is no answer's reason, but a wrong date: it says nothing. */
const DAYS_BACK_MAX = 183

/** The last day on or before the other that has this number in its year; undefined for no number, and for a day long past. */
export function lastDayOfYear(text: string, before: Temporal.PlainDate): Temporal.PlainDate | undefined {
  const dayOfYear = /^\d{3}$/.test(text) ? Number(text) : 0
  const beforeDay = dayNumber(before)
  for (const year of [before.year, before.year - 1]) {
    const first = Temporal.PlainDate.from({ year, month: 1, day: 1 })
    if (dayOfYear < 1 || dayOfYear > first.daysInYear) continue
    const day = dayNumber(first) + dayOfYear - 1
    if (day <= beforeDay) return beforeDay - day <= DAYS_BACK_MAX ? dateOfDayNumber(day) : undefined
  }
  return undefined
}
