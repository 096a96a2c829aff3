import type { Effect } from '../resolve/effect.ts'
import type { LetterRequest } from '../resolve/letter.ts'
import type { Tally } from '../tally.ts'

/** What is done to many at once. `resolve` decides exceptions; `approve` and `return` answer proposals; `undo` takes an act on many back, and what of that waits for a second person as well. */
export type BulkActName = 'resolve' | 'approve' | 'return' | 'undo'

/** One of the many, and what was found of it in a dry run. */
export interface BulkMember {
  readonly shard: number
  readonly itemId: number
  readonly value: Tally
  readonly outcome: BulkOutcome
}

/** What of one of the many adds up. */
export type BulkEffect = Pick<Effect, 'legs' | 'outbound' | 'notice' | 'letters'>

/** What does not go out any more, of what is taken back at once: what waits for a second person goes on until then. */
export interface BulkStops {
  readonly answers: number
  readonly notices: number
  readonly letters: number
}

export type BulkOutcome =
  | {
      readonly as: 'done'
      readonly effect: BulkEffect
      readonly stops?: BulkStops
      /** Hex, of the effect. */
      readonly sha256: string
    }
  /** It goes before a second person. `reason` names the first of the reasons, whose sentence is `why`. */
  | {
      readonly as: 'proposed'
      readonly effect: BulkEffect
      readonly sha256: string
      readonly reason: string
      readonly why: string
    }
  | { readonly as: 'refused'; readonly reason: string; readonly why: string }

/** What somebody is shown of an act on many before it is done. */
export interface BulkShown {
  readonly matching: Tally
  readonly done: Tally
  readonly proposed: Tally
  readonly refused: Tally
  /** What moves of all that is done or proposed, by the accounts between which it does; customers' accounts together. */
  readonly legs: readonly {
    readonly from: string
    readonly to: string
    readonly count: number
    readonly amountMinor: number
  }[]
  /** What goes back with which code, and by when the first of them has to. */
  readonly answers: readonly { readonly code: string; readonly count: number; readonly firstDueAt: string }[]
  /** How many senders are told what to write next time. */
  readonly notices: number
  readonly letters: readonly { readonly to: LetterRequest['to']; readonly count: number }[]
  readonly stops: BulkStops
  /** Why something is not done, or not alone, each reason with what it holds back: the largest count first. */
  readonly reasons: readonly BulkReason[]
}

export interface BulkReason {
  readonly as: 'proposed' | 'refused'
  readonly reason: string
  readonly value: Tally
  /** The sentence of the first of them, and the numbers of the first few. */
  readonly why: string
  readonly items: readonly number[]
}

/** What is done of all that is chosen may be no more: its sums stay exact, and one request can look at all of it. */
export const BULK_MEMBERS_MAX = 50_000
