import type { Pack } from '../core/pack.ts'
import type { BucketBooks } from '../store/bucket.ts'
import type { Part } from '../store/part.ts'
import type { Deadlines } from './deadlines.ts'
import type { Engine } from './engine.ts'
import type { PolicyFees } from './policy-fees.ts'
import type { SettledDayOf } from './settled-day.ts'

/** What the rows of a part say besides its items. */
export interface PartContext {
  readonly engine: Engine
  /** When it was taken: one instant for everything of the part. */
  readonly at: Temporal.Instant
  readonly pack: Pack
  readonly part: Part
  readonly postingDay: number
  /** The day on which its entries are booked: the posting day, or a later one where that was closed before. */
  readonly bookedDay: number
  readonly receivedDay: number
  /** First day of the look-back for duplicates. */
  readonly sinceDay: number
  readonly fileHeld: boolean
  readonly books: ReadonlyMap<number, BucketBooks>
  readonly deadlines: Deadlines
  readonly settledDayOf: SettledDayOf
  /** Set where the items are written already, held with their batch or file, and are decided now. */
  readonly released?: Released | undefined
  /** What the schedule charges with what a policy sends back; undefined where it charges nothing. */
  readonly fees?: PolicyFees | undefined
}

/** How items are decided that were held: what is new of them stands under a number and a day of its own. */
export interface Released {
  /** The exception of the batch or file that is released. */
  readonly unitId: number
  /** Which release of its receipt it is, from 1. */
  readonly release: number
  /** The entry that it posts in each bucket. */
  readonly entryId: number
}
