/** So long before a case has to leave here it wakes at the latest: somebody has to read it and decide. */
const BEFORE_CLOCK_MINUTES = 60
/** In its last hour it may still wait so long, but not past its clock. */
const LAST_HOUR_MINUTES = 15
const MINUTE_MS = 60_000

/**
 * When a case that is let wait wakes at the latest, in milliseconds of the epoch: whatever it waits for, its own clock runs on. Where
 * that has passed it wakes by the end of the day: what is late is looked at on every day, as the close of each asks. Undefined where
 * it has no clock.
 *
 * @param of.oursAtMs When it has to leave here; undefined where no rule says.
 * @param of.dayEndsMs The end of the institution's day; later than now.
 */
export function latestWakeMs({
  nowMs,
  oursAtMs,
  dayEndsMs,
}: {
  readonly nowMs: number
  readonly oursAtMs: number | undefined
  readonly dayEndsMs: number
}): number | undefined {
  if (oursAtMs === undefined) return undefined
  if (oursAtMs <= nowMs) return dayEndsMs
  const soon = Math.min(nowMs + LAST_HOUR_MINUTES * MINUTE_MS, oursAtMs)
  return Math.max(oursAtMs - BEFORE_CLOCK_MINUTES * MINUTE_MS, soon)
}

/** The same as instants, of a day on the clocks of a zone. */
export function latestWake(
  now: Temporal.Instant,
  oursAt: Temporal.Instant | undefined,
  zone: string,
): Temporal.Instant | undefined {
  const dayEnds = now.toZonedDateTimeISO(zone).add({ days: 1 }).startOfDay()
  const latest = latestWakeMs({
    nowMs: now.epochMilliseconds,
    oursAtMs: oursAt?.epochMilliseconds,
    dayEndsMs: dayEnds.epochMilliseconds,
  })
  return latest === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(latest)
}
