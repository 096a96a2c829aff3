import type { Account } from '../account.ts'
import type { Resolution } from '../exception.ts'
import type { Direction } from '../item.ts'
import type { PackName, PostingRole } from '../pack.ts'
import type { Clock, Effect } from './effect.ts'

/** What a person chose. */
export interface ResolutionAsked {
  readonly resolution: Resolution
  /** The reason code, for those that go back. */
  readonly code?: string | undefined
  /** Of a recredit: for the time of the investigation, or for good. */
  readonly term?: 'provisional' | 'final' | undefined
  /** Whom it is asked, for those that ask. */
  readonly to?: 'customer' | 'sender' | undefined
  /** What is asked, in the person's words. */
  readonly words?: string | undefined
}

/** What is known of the exception and its item, read under the bucket's lock when the decision counts. */
export interface ResolutionFacts {
  readonly exception: {
    readonly shard: number
    readonly id: number
    readonly state: 'open' | 'decided' | 'closed'
    /** Set for a claim against an item that posted: the item is not in suspense, and what it may cost stands there against the claims. */
    readonly claim: ClaimFacts | undefined
  }
  readonly item: {
    readonly id: number
    /** Posting day, YYYY-MM-DD. */
    readonly day: string
    readonly direction: Direction
    readonly amountMinor: number
  }
  readonly pack: PackName
  readonly role: PostingRole
  /** The account that the item names, as it is now. */
  readonly account: Account | undefined
  /** The ways out that there are for such an item. */
  readonly resolutions: readonly Resolution[]
  /** The kind's reason codes. */
  readonly codes: readonly string[]
  /** Why the code may not be used now, as a sentence; undefined when it may. */
  readonly refuseCode: (code: string) => string | undefined
  /** The last operator window that is in time for an answer; undefined when none is. */
  readonly leavesBy: Temporal.Instant | undefined
  /** The business day on which it is booked, YYYY-MM-DD: never before the item's own. */
  readonly bookedOn: string
}

export interface ClaimFacts {
  /** True when the customer has the money back already. */
  readonly isRecredited: boolean
  /** The clock that runs now, and that of the investigation after a provisional credit; undefined where the law knows none. */
  readonly clock: { readonly stops: Clock; readonly runs: Clock } | undefined
}

/** Why a resolution cannot be, in order of precedence. */
const RESOLUTION_REFUSALS = {
  exception_closed: 'The exception is closed already',
  exception_decided: 'The exception is decided, and its effect waits to leave',
  resolution_not_offered: 'The exception has no such way out',
  code_missing: 'A reason code is needed',
  code_not_of_kind: 'The reason code is none of this kind of exception',
  code_refused: 'The reason code may not be used now',
  term_missing: 'Whether the customer is credited provisionally or for good is missing',
  words_missing: 'What is asked, and of whom, is missing',
  resolution_not_possible: 'The resolution is not possible as things stand',
} as const
export type ResolutionRefusal = keyof typeof RESOLUTION_REFUSALS

export type ResolutionDecision =
  | { readonly is: 'decided'; readonly effect: Effect }
  | { readonly is: 'refused'; readonly refused: ResolutionRefusal; readonly why: string }

export function refused(why: ResolutionRefusal, sentence: string): ResolutionDecision {
  return { is: 'refused', refused: why, why: sentence }
}
