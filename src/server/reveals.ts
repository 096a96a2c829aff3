import { randomUUID } from 'node:crypto'

/** Who may look at an item's uncovered pictures, and until when. In this process's memory only: a restart covers everything. */
export interface Reveals {
  /** A pass is somebody's: in another session it opens nothing. */
  grant(of: { readonly item: number; readonly session: string }): Pass
  allows(of: { readonly item: number; readonly session: string }, pass: string): boolean
}

export interface Pass {
  readonly pass: string
  readonly until: Temporal.Instant
}

/** Long enough to compare a name, short enough that a screen which was left shows nothing. */
const OPEN_SECONDS = 60
const PASSES_MAX = 10_000

export function openReveals(now: () => Temporal.Instant): Reveals {
  const passes = new Map<
    string,
    { readonly item: number; readonly session: string; readonly until: Temporal.Instant }
  >()
  return {
    grant({ item, session }) {
      // The oldest stands first: what is over, and what is too much, goes.
      for (const [pass, { until }] of passes) {
        if (passes.size < PASSES_MAX && Temporal.Instant.compare(now(), until) < 0) break
        passes.delete(pass)
      }
      const [pass, until] = [randomUUID(), now().add({ seconds: OPEN_SECONDS })]
      passes.set(pass, { item, session, until })
      return { pass, until }
    },
    allows({ item, session }, pass) {
      const found = passes.get(pass)
      if (found === undefined || found.item !== item || found.session !== session) return false
      return Temporal.Instant.compare(now(), found.until) < 0
    },
  }
}
