import { type Call, Misuse } from './command.ts'

/** From when on something is held: the beginning of a day, or a moment on the institution's clock; undefined is now. */
export function heldFrom(call: Call, zone: string): Temporal.Instant | undefined {
  return momentOf(call, 'from', zone, day => day)
}

/** Until when: a day is held to its end, a moment is the first at which it is held no more; undefined is for good. */
export function heldUntil(call: Call, zone: string): Temporal.Instant | undefined {
  return momentOf(call, 'until', zone, day => day.add({ days: 1 }))
}

/** When something waits no more: the beginning of a day, or a moment on the institution's clock; undefined where nothing is said. */
export function wakesAt(call: Call, option: 'until' | 'wakes', zone: string): Temporal.Instant | undefined {
  return momentOf(call, option, zone, day => day)
}

function momentOf(
  call: Call,
  option: 'from' | 'until' | 'wakes',
  zone: string,
  ofDay: (day: Temporal.PlainDate) => Temporal.PlainDate,
): Temporal.Instant | undefined {
  const text = call.text(option)
  if (text === undefined) return undefined
  try {
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return ofDay(Temporal.PlainDate.from(text)).toZonedDateTime(zone).toInstant()
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text))
      return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant()
  } catch {
    // A day or time that does not exist.
  }
  throw new Misuse(`--${option} takes a day such as 2026-12-01, or a moment such as 2026-12-01T17:00, not ${text}`)
}
