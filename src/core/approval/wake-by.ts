/** So long before its deadline what nobody approved or acknowledged comes back. */
const BEFORE_DEADLINE = Temporal.Duration.from({ hours: 2 })

/**
 * When a case that waits for a second person comes back to its maker although nobody answered: at the end of the day, because
 * what is booked on a day cannot be approved on the next, and early enough before the deadline that something else can be done.
 * Always later than now.
 */
export function wakeWithoutApproval(
  now: Temporal.Instant,
  oursAt: Temporal.Instant | undefined,
  zone: string,
): Temporal.Instant {
  return beforeDeadline(now, oursAt, now.toZonedDateTimeISO(zone).add({ days: 1 }).startOfDay().toInstant())
}

/**
 * When a case that others were given, or that is held for them, comes back to whoever did that although nobody answered: by when they
 * had to, and early enough before the deadline that something else can be done.
 */
export function wakeUnanswered(
  now: Temporal.Instant,
  oursAt: Temporal.Instant | undefined,
  answerBy: Temporal.Instant,
): Temporal.Instant {
  return beforeDeadline(now, oursAt, answerBy)
}

/**
 * Whether what waits for others already, and wakes at `wakes`, goes on as it is where it would wait until `until` by now. In its last
 * hours before the clock that is half way from now, which each look would put off by half of what is left: the moment that was said
 * first stays while it lies ahead.
 */
export function goesOnWaiting(
  wakes: Temporal.Instant,
  of: {
    readonly now: Temporal.Instant
    readonly oursAt: Temporal.Instant | undefined
    readonly until: Temporal.Instant
  },
): boolean {
  const { now, oursAt, until } = of
  if (Temporal.Instant.compare(wakes, until) === 0) return true
  const isHalfWay = oursAt !== undefined && Temporal.Instant.compare(oursAt.subtract(BEFORE_DEADLINE), now) <= 0
  return isHalfWay && Temporal.Instant.compare(now, wakes) < 0 && Temporal.Instant.compare(wakes, until) < 0
}

function beforeDeadline(
  now: Temporal.Instant,
  oursAt: Temporal.Instant | undefined,
  ends: Temporal.Instant,
): Temporal.Instant {
  if (oursAt === undefined || Temporal.Instant.compare(oursAt, now) <= 0) return ends
  const early = oursAt.subtract(BEFORE_DEADLINE)
  const by = Temporal.Instant.compare(early, now) > 0 ? early : halfWay(now, oursAt)
  return Temporal.Instant.compare(by, ends) < 0 ? by : ends
}

function halfWay(from: Temporal.Instant, to: Temporal.Instant): Temporal.Instant {
  const half = (to.epochNanoseconds - from.epochNanoseconds) / 2n
  return half > 0n ? from.add({ nanoseconds: Number(half) }) : to
}
