/** A claimed case comes back by itself when its holder is not heard of for so long: a heartbeat every third of it is enough. */
export const LEASE_SECONDS = 90

/** Leases that ran out are looked for so often, so that each is back within five seconds of its end. */
export const LEASE_SWEEP_SECONDS = 2

export function leaseUntil(now: Temporal.Instant): Temporal.Instant {
  return now.add({ seconds: LEASE_SECONDS })
}
