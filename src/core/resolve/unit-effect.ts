import type { ClaimedField } from '../customer-claim.ts'
import type { Resolution } from '../exception.ts'
import type { ForwardingAfter } from '../forwarding.ts'
import type { ItemState } from '../item.ts'
import type { Tally } from '../tally.ts'
import type { UndoEffect } from './decide-undo.ts'
import type { Effect, Leg } from './effect.ts'
import type { LetterRequest } from './letter.ts'
import type { ResolutionAsked } from './resolution.ts'

/**
 * Everything that a decision about a held batch or file changes: the exception, what becomes of each of its items, added up, and
 * what moves. Plain values with one hash, as the effect of an item; what is too long to list stands in it as a hash of its own.
 */
export interface UnitEffect {
  readonly exception: UnitAfter
  /** The day on which its suspense position ends, YYYY-MM-DD; undefined where it stays open. */
  readonly positionClosedOn: string | undefined
  /** What becomes of its items: by state, and of those that are excepted by kind. Empty where they stay as they are. */
  readonly fates: readonly UnitFate[]
  /** What stands in no item, because it could not be read: rejected with a release as with a rejection, and forwarded with the rest. */
  readonly lost: Tally
  /** Of a file that is released: how many of its batches are processed, and how many are held by themselves from then on. */
  readonly batches: BatchesAfter
  /** SHA-256, hex, of every item with what becomes of it and the account that it posts to; empty where nothing is decided of them. */
  readonly outcomesSha256: string
  /** What leaves the suspense of the unit. */
  readonly legs: readonly Leg[]
  /** What moves with the items, added up. */
  readonly moved: readonly MovedSum[]
  /** The claim that goes on against a posted debit; left out where none does. */
  readonly claim?: ClaimRaised | undefined
  /** Of a release of what does not balance: what is over or short from then on; left out where nothing is. */
  readonly overShort?: OverShortRaised | undefined
  /** What somebody wrote who ended what was over or short: what settled it, or why it is charged. Left out of all others. */
  readonly said?: string | undefined
  /** The forwarding to another department or institution, as it stands then; left out where there is none. */
  readonly forwarding?: ForwardingAfter | undefined
  readonly letters: readonly LetterRequest[]
}

/** The exception of a customer's claim as it is raised on the debit that somebody says it means, with its position in suspense. */
export interface ClaimRaised {
  readonly shard: number
  readonly itemId: number
  readonly kind: string
  readonly sentence: string
  /** What the debit is worth, which its position holds. Minor units. */
  readonly amountMinor: number
  readonly clock: string
  /** By when the law has it due, and by when it has to be done here. Instants. */
  readonly dueAt: string
  readonly oursAt: string
  /** Of the position, YYYY-MM-DD. */
  readonly openedOn: string
  readonly exitOn: string
  /** In what the debit is another than the claim said. */
  readonly differs: readonly ClaimedField[]
}

/** The exception of what is over or short of a batch or file that is released, with its position in suspense. */
export interface OverShortRaised {
  readonly id: number
  readonly kind: string
  readonly sentence: string
  /** What its position holds: debits are missing here, credits are too much. Minor units. */
  readonly debitMinor: number
  readonly creditMinor: number
  readonly clock: string
  /** By when the house has it ended. Instants. */
  readonly dueAt: string
  readonly oursAt: string
  /** Of the position, YYYY-MM-DD. */
  readonly openedOn: string
  readonly exitOn: string
}

/** What a decision does, whatever it is about. */
export type DecisionEffect = Effect | UnitEffect | UndoEffect

/** What is asked for that a second person has to approve: a way out, or that what stands is taken back. */
export type DecisionAsked = ResolutionAsked | UndoAsked

/** That a decision is taken back, and nothing in its place. */
export interface UndoAsked {
  readonly resolution: 'undo'
  /** The decision, which lies in the same bucket. */
  readonly undoes: number
}

export function isUndoAsked(asked: DecisionAsked): asked is UndoAsked {
  return asked.resolution === 'undo'
}

/** True for the taking back of a decision, of an item or of what is held as a whole. */
export function isUndoEffect(effect: DecisionEffect): effect is UndoEffect {
  return 'decisionId' in effect
}

/** True for what is decided about a batch or file that is held as a whole, or about a claim that names no posted debit. */
export function isUnitEffect(effect: DecisionEffect): effect is UnitEffect {
  return 'fates' in effect
}

export interface UnitAfter {
  readonly shard: number
  readonly id: number
  readonly state: 'open' | 'closed'
  readonly resolution: Resolution
  readonly closedAs: 'released' | 'rejected' | 'forwarded' | 'matched' | 'denied' | 'settled' | 'charged_off' | ''
}

/** As what all its items end; undefined where they stay as they are, or each becomes something of its own. */
export function endedWhole({
  exception: { closedAs },
}: {
  readonly exception: Pick<UnitAfter, 'closedAs'>
}): 'rejected' | 'forwarded' | undefined {
  return closedAs === 'rejected' || closedAs === 'forwarded' ? closedAs : undefined
}

export interface UnitFate extends Tally {
  readonly state: Extract<ItemState, 'posted' | 'suspended' | 'rejected' | 'forwarded'>
  /** The kind of its exception; empty where it has none of its own. */
  readonly kind: string
}

export interface BatchesAfter {
  readonly processed: number
  readonly held: number
}

/** Postings of one kind added up. Minor units. */
export interface MovedSum {
  readonly from: MovedRole
  readonly to: MovedRole
  readonly postings: number
  readonly amountMinor: number
}

/** `accounts`: those that the items name. `fees`: what the schedule charges with what a policy sends back. */
export type MovedRole =
  | 'accounts'
  | 'suspense'
  | 'claims'
  | 'originations'
  | 'settlement.ach'
  | 'settlement.checks'
  | 'fees'
