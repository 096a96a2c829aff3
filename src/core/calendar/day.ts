/** Days as people write them and as bulk code counts them. */

/** 1 is Monday and 7 is Sunday, as in ISO 8601. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

const WEEKDAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

export function nameOfWeekday(date: Temporal.PlainDate): string {
  return WEEKDAY_NAMES[date.dayOfWeek - 1] as string // Temporal's dayOfWeek is 1 to 7
}

/** `Thu 2026-07-02`: the weekday is what a person checks a deadline by. */
export function nameOfDay(date: Temporal.PlainDate): string {
  return `${nameOfWeekday(date).slice(0, 3)} ${date.toString()}`
}

const EPOCH = Temporal.PlainDate.from('1970-01-01')

/** Whole days since 1970-01-01: the form in which bulk code keeps and compares days. */
export function dayNumber(date: Temporal.PlainDate): number {
  return EPOCH.until(date).days
}

export function dateOfDayNumber(day: number): Temporal.PlainDate {
  const known = dates.get(day)
  if (known !== undefined) return known
  const date = EPOCH.add({ days: day })
  if (dates.size >= DATES_KEPT_MAX) dates.clear()
  dates.set(day, date)
  return date
}

// A memory of a pure function, as dates never change: a file asks for the same few days for each of its exceptions.
const dates = new Map<number, Temporal.PlainDate>()
const DATES_KEPT_MAX = 4096

/**
 * Reads `2026-07-02`; undefined for anything else, also for days that do not exist and years outside 1900 to 2199, where
 * a typing error is likelier than a deadline.
 */
export function parseDay(text: string): Temporal.PlainDate | undefined {
  if (!/^(?:19|20|21)\d{2}-\d{2}-\d{2}$/.test(text)) return undefined
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' })
  } catch {
    return undefined
  }
}

/** The day that ends with the moment, or in which it lies: the end of a day is midnight, the first moment of the next one. */
export function lastDayOf(moment: Temporal.Instant, zone: string): Temporal.PlainDate {
  return moment.subtract({ nanoseconds: 1 }).toZonedDateTimeISO(zone).toPlainDate()
}
