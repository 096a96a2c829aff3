import type { BatchDetail } from './pack.ts'

/** A contest names the days of what was answered, which stand in no record of the dispute itself. */
export interface PackContests {
  /** The number that our disputed answer went out with; undefined for an item that disputes none. */
  disputed(raw: Uint8Array, batch: BatchDetail): string | undefined
  /** What the answer carries of these days, as `correction` keeps it. */
  carries(days: ContestDays): string
}

export interface ContestDays {
  /** The day on which our return went out. */
  readonly returnedOn: Temporal.PlainDate
  /** The day on which the entry settled that was returned. */
  readonly settledOn: Temporal.PlainDate
}
