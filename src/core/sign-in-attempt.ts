/** Tries that fail one after the other, by one login or from one address (PCI DSS 4.0.1, 8.3.4: ten at most, then half an hour). */
const FAILED_MAX = 10
const LOCKED_MINUTES = 30

/** How often somebody tried in vain, and when last. */
export interface SignInAttempts {
  readonly failed: number
  readonly lastAt: Temporal.Instant
}

export type SignInAttempt =
  /** It may be tried; counted as failed until the password turned out to be right, so that a hundred tries at once are counted too. */
  | { readonly at: 'counted'; readonly attempts: SignInAttempts }
  | { readonly at: 'locked'; readonly until: Temporal.Instant }

/**
 * One more attempt. Those before it are forgotten half an hour after the last: in no thirty minutes are there more than ten, and
 * what is refused makes nothing longer.
 */
export function attemptSignIn(before: SignInAttempts | undefined, now: Temporal.Instant): SignInAttempt {
  const until = before?.lastAt.add({ minutes: LOCKED_MINUTES })
  if (before === undefined || until === undefined || Temporal.Instant.compare(now, until) >= 0)
    return { at: 'counted', attempts: { failed: 1, lastAt: now } }
  if (before.failed >= FAILED_MAX) return { at: 'locked', until }
  return { at: 'counted', attempts: { failed: before.failed + 1, lastAt: now } }
}
