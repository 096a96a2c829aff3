/** Minutes without a request of the person's after which a session is over (PCI DSS 4.0.1, 8.2.8). */
const IDLE_MINUTES_MAX = 15
/** Hours after the sign-in at which a session is over however busy it was: a working day with its breaks. */
const SESSION_HOURS_MAX = 12
/** A session is written as seen at most so often. It may so end half a minute early, never late. */
const SEEN_SECONDS = 30
/** Minutes without a request of the person's after which a proof of who it is counts for no risky act any more (EU 2018/389, Article 4(3)(d)). */
const PROOF_IDLE_MINUTES = 5
/** Minutes for which such a proof counts at most, however busy the session is. */
const PROOF_MINUTES_MAX = 30

/** The moments of a session. */
export interface SessionTimes {
  readonly signedInAt: Temporal.Instant
  readonly lastSeenAt: Temporal.Instant
  readonly steppedUpAt: Temporal.Instant | undefined
}

/** Why a session is over that nobody ended. */
export type SessionOver = 'idle' | 'too old'

/** Undefined while it goes on. */
export function sessionOver(session: SessionTimes, now: Temporal.Instant): SessionOver | undefined {
  if (isReached(oldestEnd(session), now)) return 'too old'
  return isReached(idleEnd(session), now) ? 'idle' : undefined
}

/** The moment at which it ends when nothing more is asked. */
export function sessionUntil(session: SessionTimes): Temporal.Instant {
  const [idle, oldest] = [idleEnd(session), oldestEnd(session)]
  return Temporal.Instant.compare(idle, oldest) < 0 ? idle : oldest
}

/** True when it is time to write down that the session was seen. */
export function isSeenAnew({ lastSeenAt }: SessionTimes, now: Temporal.Instant): boolean {
  return isReached(lastSeenAt.add({ seconds: SEEN_SECONDS }), now)
}

/** Until when a risky act needs no password where nothing more is asked; undefined where it needs one now. */
export function steppedUpUntil(
  { steppedUpAt, lastSeenAt }: SessionTimes,
  now: Temporal.Instant,
): Temporal.Instant | undefined {
  if (steppedUpAt === undefined) return undefined
  const [idle, most] = [
    lastSeenAt.add({ minutes: PROOF_IDLE_MINUTES }),
    steppedUpAt.add({ minutes: PROOF_MINUTES_MAX }),
  ]
  const until = Temporal.Instant.compare(idle, most) < 0 ? idle : most
  return isReached(until, now) ? undefined : until
}

/** The session when its person asked for something now: a proof that counted no more is none again. */
export function seenAt<Times extends SessionTimes>(session: Times, now: Temporal.Instant): Times {
  const isProved = steppedUpUntil(session, now) !== undefined
  return { ...session, lastSeenAt: now, steppedUpAt: isProved ? session.steppedUpAt : undefined }
}

function idleEnd({ lastSeenAt }: SessionTimes): Temporal.Instant {
  return lastSeenAt.add({ minutes: IDLE_MINUTES_MAX })
}

function oldestEnd({ signedInAt }: SessionTimes): Temporal.Instant {
  return signedInAt.add({ hours: SESSION_HOURS_MAX })
}

function isReached(moment: Temporal.Instant, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(now, moment) >= 0
}
