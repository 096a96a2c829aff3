import type { Account } from '../account.ts'
import type { AdjustmentAfter, AdjustmentKind, AdjustmentStep, BatchTotal, Remedy } from '../adjustment.ts'
import type { LedgerAccount } from '../core-system.ts'
import type { CorrectedField, FieldValues } from '../correction.ts'
import type { DocumentKind } from '../document.ts'
import type { Resolution } from '../exception.ts'
import type { FeeAfter, FeeFacts, Waiver } from '../fee.ts'
import type { ForwardingAfter, ForwardingAnswer } from '../forwarding.ts'
import type { HoldAfter, HoldReason, LatestEnd } from '../hold.ts'
import type { Direction } from '../item.ts'
import type { EndedOverShort } from '../over-short.ts'
import type { PackName, PostingRole } from '../pack.ts'
import type { ClockChange, Effect, IdentityAfter, Leg, NoticeAfter } from './effect.ts'
import type { LetterFacts } from './letter.ts'

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
  /** Of a correction: what stands in its fields rightly, by their names; of a move, and of a chargeback or a fee of several deposits: `account`. */
  readonly fields?: FieldValues | undefined
  /** Of a split: to which account which part of its amount goes. */
  readonly parts?: readonly PartAsked[] | undefined
  /** Of an adjustment: what is done with it; opened where left out. */
  readonly step?: AdjustmentStep | undefined
  /** Of a forwarding: which department or institution takes it. */
  readonly recipient?: string | undefined
  /** Of one that runs: what they answered. */
  readonly answer?: ForwardingAnswer | undefined
  /** Of a hold: what they are to give for whom it is held, and until when: a day, or a moment on the institution's clock; of a paper the latest there is where left out. */
  readonly awaits?: HoldReason | undefined
  readonly until?: string | undefined
  /** Of a contest: when our return went out and when the entry settled, YYYY-MM-DD; left out where our own files say it. */
  readonly returnedOn?: string | undefined
  readonly settledOn?: string | undefined
  /** The name of a fee of the schedule, for those that are about one. */
  readonly fee?: string | undefined
  /** Why a fee is given back, or is not charged although the schedule charges it with the way out. */
  readonly waiver?: Waiver | undefined
}

/** Parts of a split at most: more is a file of its own. */
export const PARTS_MAX = 20

/** Characters at most of what a part of a split says. */
export const PART_LENGTHS_MAX = { account: 35, amount: 13 } as const

/** A part of an item as somebody asks for it: an account by its number, and an amount as `1204.55`. */
export interface PartAsked {
  readonly account: string
  readonly amount: string
}

/** What is known of the exception and its item, read under the bucket's lock when the decision counts. */
export interface ResolutionFacts {
  readonly exception: {
    readonly shard: number
    readonly id: number
    readonly state: 'open' | 'decided' | 'closed'
    /** Set for a claim against an item that posted: the item is not in suspense, and what it may cost stands there against the claims. */
    readonly claim: ClaimFacts | undefined
    /** Set while what a policy decided waits for its file. */
    readonly policy?: PolicyFacts | undefined
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
  /** The accounts that the person names for it, in their order; none for most ways out. */
  readonly named: readonly NamedAccount[]
  /** Of what was deposited here and is not paid: the accounts of its deposits, as they are now; left out for everything else. */
  readonly depositors?: readonly NamedAccount[]
  /** Of a check in a deposit that never left the house: why it may not be charged back any more, as a sentence; undefined while it may. */
  readonly deposit?: { readonly whyLate: string | undefined } | undefined
  /** What became of the fields that somebody corrected; undefined for every other way out. */
  readonly correction: CorrectionFacts | undefined
  /** The case with the other institution that there may be, or that runs; undefined where the network has none. */
  readonly adjustment: AdjustmentFacts | undefined
  /** Of what we answered, when our answer has left: what may still be asked about it. */
  readonly answered?: AnsweredFacts | undefined
  /** Of what posted by a decision and is closed, where the network has a case for such items. */
  readonly late?: LatePosting | undefined
  /** What there is to know for forwarding it, or of the forwarding that runs; undefined for a claim, which is decided here. */
  readonly forwarding: ForwardingFacts | undefined
  /** What there is to know of its fees; left out where no fee belongs to it, or for a claim. */
  readonly fees?: FeeFacts | undefined
  /** How long it may be held for somebody, and the hold that there is; undefined once the customer has the money of a claim for good. */
  readonly hold: HoldFacts | undefined
  /** The ways out that there are for such an item. */
  readonly resolutions: readonly Resolution[]
  /** The kind's reason codes. */
  readonly codes: readonly string[]
  /** Why the code may not be used now, as a sentence; undefined when it may. `carries`: what the answer says beside it. */
  readonly refuseCode: (code: string, carries?: string) => string | undefined
  /** Of an item whose amount cannot be read; left out for every other. */
  readonly unread?: UnreadAmount | undefined
  /** Of an item that came without an amount: what that is a part of, once it has ended; left out for every other. */
  readonly overShort?: EndedOverShort | undefined
  /** Of an item that disputes an answer of ours: what our own files say of it. */
  readonly disputed?: DisputedAnswer | undefined
  /** The last operator window that is in time for an answer; undefined when none is. */
  readonly leavesBy: Temporal.Instant | undefined
  /** The business day on which it is booked, YYYY-MM-DD: never before the item's own. */
  readonly bookedOn: string
  readonly letters: LetterFacts
}

/** What is known of an amount that cannot be read: the item came with a worth of nothing, and somebody keys it. */
export interface UnreadAmount {
  /** The most that an amount may be, in minor units. */
  readonly mostMinor: number
  /** The type of the adjustment that says what such an item is rightly worth. */
  readonly adjustedBy: string
  /** The total that its batch was settled by, beside what its other items make; undefined where none is declared, or nobody keys an amount. */
  readonly total: BatchTotal | undefined
}

/** An account by the number that a person gave, as it is now; undefined where the institution has none. */
export interface NamedAccount {
  readonly number: string
  readonly account: LedgerAccount | undefined
}

/** What the work type's own decision makes of the item with the corrected values in it, and with the facts of now. */
export type CorrectionFacts =
  | { readonly at: 'refused'; readonly refused: ResolutionRefusal; readonly why: string }
  | {
      readonly at: 'clear'
      readonly role: PostingRole
      /** The account that the corrected item names: it may lie in another bucket than the item. */
      readonly account: LedgerAccount | undefined
      readonly fields: readonly CorrectedField[]
      readonly notice: NoticeAfter | undefined
      /** Identities by which the item is known from now on, and was not before. */
      readonly identities: readonly IdentityAfter[]
    }

export interface AdjustmentFacts {
  readonly kind: AdjustmentKind
  /** What the amounts of its batch are held against; left out where nothing declares a total, and where nobody says what is right. */
  readonly total?: BatchTotal | undefined
  /** The one that runs; undefined where none does. */
  readonly standing: AdjustmentAfter | undefined
  /** The exception's clock, and that of the case while it may still be asked for; undefined when it may not. */
  readonly clock: ClockChange | undefined
  /** The same while one runs between the banks, also where nothing more may be asked for: of its last window, which has passed then. */
  readonly standingClock?: ClockChange | undefined
  /** The last day for a provisional entry, YYYY-MM-DD; empty when that window is over. */
  readonly entryUntil: string
  /** What is left when every window is over, as a sentence. */
  readonly missed: string
}

/** An answer of ours that left, and what may be asked of the other institution where it was wrong. */
export interface AnsweredFacts {
  /** The reason code that it left with. */
  readonly code: string
  /** The amount that somebody keyed for it because none could be read; undefined where it asked back what the item is worth. Minor units. */
  readonly keyedMinor: number | undefined
  /** The policy that sent it; undefined where a person did. */
  readonly policy: string | undefined
  /** The days on which it left and until which our own entries are taken back on somebody's word, YYYY-MM-DD. */
  readonly leftOn: string
  readonly reversedUntil: string
  /** What is asked now; undefined where every window is over, or there never was one. */
  readonly remedy: Remedy | undefined
  /** Which rules closed the door and when, as sentences. */
  readonly closed: string
}

/** What a decision posted that stands. */
export interface LatePosting {
  readonly legs: readonly Leg[]
  /** The last day on which that is taken back on somebody's word, YYYY-MM-DD. */
  readonly undoneUntil: string
}

export interface ForwardingFacts {
  /** The one that nobody has answered; undefined where there is none. */
  readonly standing: ForwardingAfter | undefined
  /** By when they would have to acknowledge what is forwarded, or asked again, now: an instant. */
  readonly acknowledgeBy: string
}

export interface HoldFacts {
  /** The newest one, ended or not; undefined where there was none. */
  readonly standing: HoldAfter | undefined
  /** The most that it may last in all: an instant. */
  readonly endsBy: string
  readonly latest: LatestEnd
  readonly now: Temporal.Instant
  readonly zone: string
  /** Which papers are there. */
  readonly onFile: ReadonlySet<DocumentKind>
  /** Of what posted, and a customer claims: there is nothing to keep, so it waits for a paper alone. */
  readonly only: 'papers' | undefined
}

/** An answer of ours that another bank disputes. */
export interface DisputedAnswer {
  /** The number that it went out with, as the dispute names it. */
  readonly number: string
  /** Undefined where no file of ours holds it. */
  readonly days: { readonly returnedOn: string; readonly settledOn: string } | undefined
  /** What a contest carries of these days. */
  readonly carries: (days: { readonly returnedOn: string; readonly settledOn: string }) => string
}

/** What a policy decided, and what came with it. */
export interface PolicyFacts {
  readonly name: string
  /** The reason code with which it goes back. */
  readonly code: string
  /** What was charged with it and not given back since; undefined where nothing was. */
  readonly fee: FeeAfter | undefined
}

export interface ClaimFacts {
  /** True when the customer has the money back already. */
  readonly isRecredited: boolean
  /** True when that is theirs for good, and what is still open is what the other institution pays. */
  readonly isForGood: boolean
  /** True while the customer’s written statement is missing, without which some codes do not go out. */
  readonly lacksStatement?: boolean
  /** The clock that runs now, and that of the investigation after a provisional credit; undefined where the law knows none. */
  readonly clock: ClockChange | undefined
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
  days_missing: 'The days of what is contested are missing',
  words_missing: 'What is asked, and of whom, is missing',
  recipient_missing: 'Which department or institution takes it is missing',
  answer_missing: 'What they answered is missing',
  awaits_missing: 'What is awaited of whom it is held for is missing',
  until_refused: 'It cannot be held until then',
  fields_missing: 'What stands rightly in which field is missing, or is of no field that may be corrected',
  field_refused: 'A corrected value is none that its field may hold',
  parts_missing: 'To which accounts it goes, and how much to each, is missing',
  parts_do_not_sum: 'The parts are not what the item is worth',
  account_refused: 'The account that is named cannot take it',
  fee_missing: 'Which fee it is about is missing',
  fee_refused: 'The fee is not charged, waived or given back as things stand',
  waiver_missing: 'Why a fee is not to be paid is missing',
  correction_not_clear: 'With the corrected values it would be an exception all the same',
  resolution_not_possible: 'The resolution is not possible as things stand',
} as const
export type ResolutionRefusal = keyof typeof RESOLUTION_REFUSALS

export type ResolutionDecision =
  | { readonly is: 'decided'; readonly effect: Effect }
  | { readonly is: 'refused'; readonly refused: ResolutionRefusal; readonly why: string }

export type ResolutionRefused = Extract<ResolutionDecision, { is: 'refused' }>

export function refused(why: ResolutionRefusal, sentence: string): ResolutionRefused {
  return { is: 'refused', refused: why, why: sentence }
}

/** What there is instead of a way out that there is not. */
export function whyNotOffered(offered: readonly Resolution[]): string {
  return offered.length === 0
    ? 'Nothing can be done about it here.'
    : `What can be done about it: ${offered.join(', ')}.`
}
