import type { AccountStatus } from '../account.ts'
import { nameOfDay } from '../calendar/day.ts'
import type { Resolution } from '../exception.ts'
import type { PackName } from '../pack.ts'
import type { Effect, Leg, TakenOver } from './effect.ts'
import { type LetterFacts, type LettersUndone, type StandingLetter, undoLetters } from './letter.ts'
import type { UnitEffect } from './unit-effect.ts'

/** What is known of the last decision about an exception, read under the bucket's lock. */
export interface UndoFacts {
  readonly pack: PackName
  /** Undefined where nothing was decided, or what was is undone already. */
  readonly decision:
    | {
        readonly id: number
        readonly resolution: Resolution
        readonly bookedOn: string
        readonly effect: Pick<Effect, 'legs' | 'forwarding' | 'takenOver'> & Pick<UnitEffect, 'claim'>
      }
    | undefined
  /** True where the exception is closed now and the decision left it open: a retry or another claim ended it since. */
  readonly isEndedSince: boolean
  /** What became of its answer, where it has one. */
  readonly answer: AnswerState
  /** What became of its notification of change, where it has one. */
  readonly notice: AnswerState
  /** How the customers' accounts stand that it moved money from or to. */
  readonly accounts: readonly AccountStatus[]
  /** The banking day on which it would be booked, YYYY-MM-DD. */
  readonly today: string
  readonly now: Temporal.Instant
  /** The letters that it asked for, as they stand. */
  readonly standing: readonly StandingLetter[]
  readonly letters: LetterFacts
}

type AnswerState = 'none' | 'queued' | 'sent' | 'missed' | 'withdrawn'

/** Why a decision stays, in order of precedence. */
const UNDO_REFUSALS = {
  nothing_to_undo: 'Nothing was decided that could be undone',
  items_processed: 'Its items are decided one by one',
  claim_raised: 'The claim is decided on its debit',
  effect_left: 'The effect has left the house',
  undo_too_late: 'It was decided too long ago',
  account_shut: 'An account that it moved is closed or frozen since',
} as const
export type UndoRefusal = keyof typeof UNDO_REFUSALS

/** Days after the decision in which our own entries are reversed on somebody's word. */
const UNDO_DAYS = 60

export type UndoDecision =
  | {
      readonly is: 'undone'
      /** `undo`: on the same day, as if it had not been. `reversal`: later, by entries of today. */
      readonly by: 'undo' | 'reversal'
      readonly decisionId: number
      /** The opposite of what moved, in its order. */
      readonly legs: readonly Leg[]
      readonly withdraws: 'answer' | 'nothing'
      /** A notice that went out cannot be called back, and says what the sender has wrong all the same. */
      readonly withdrawsNotice: boolean
      /** Of a taking-over: the policy's answer, which waits for its file again. */
      readonly givesBack?: TakenOver | undefined
      readonly letters: LettersUndone
    }
  | { readonly is: 'refused'; readonly refused: UndoRefusal; readonly why: string }

/** How the last decision is taken back, or which door is closed. What it did stays in the history: the opposite is booked. */
export function decideUndo({
  pack,
  decision,
  isEndedSince,
  answer,
  notice,
  accounts,
  today,
  now,
  standing,
  letters,
}: UndoFacts): UndoDecision {
  if (decision === undefined) return refused('nothing_to_undo', 'Only what a person decided here is undone.')
  const { bookedOn, effect } = decision
  if (decision.resolution === 'release')
    return refused(
      'items_processed',
      'What was held is processed, and its items are decided as any others: what is wrong with one of them is undone or corrected there.',
    )
  if (effect.claim !== undefined)
    return refused(
      'claim_raised',
      `The claim is decided on item ${effect.claim.itemId} from then on. If it means another debit, deny it there, write so to the customer, and take it down again with the right trace.`,
    )
  if (answer === 'sent') return refused('effect_left', whatOthersMay(pack, decision.resolution))
  if (isEndedSince)
    return refused(
      'nothing_to_undo',
      'What it was about came to its end since, by no decision: its story says by what.',
    )
  const { takenOver: givesBack } = effect
  if (givesBack !== undefined && Temporal.Instant.compare(now, givesBack.dueAt) >= 0)
    return refused(
      'undo_too_late',
      `The window in which the return ${givesBack.code} of the policy ${givesBack.policy} would have been in time is over: decide it here.`,
    )
  const booked = Temporal.PlainDate.from(bookedOn)
  const last = booked.add({ days: UNDO_DAYS })
  if (Temporal.PlainDate.compare(Temporal.PlainDate.from(today), last) > 0)
    return refused(
      'undo_too_late',
      `It was booked on ${nameOfDay(booked)}, and our own entries are reversed for ${UNDO_DAYS} days, until ${nameOfDay(last)}. ${whatIsLeft(effect)}`,
    )
  const shut = SHUT.find(status => accounts.includes(status))
  if (shut !== undefined)
    return refused(
      'account_shut',
      `An account that it moved is ${shut} since, and nothing posts to it: ${REMEDY[shut]} at the ledger first, then take it back.`,
    )
  const by = today <= bookedOn ? 'undo' : 'reversal'
  const legs = effect.legs.map(leg => ({
    ...leg,
    ...{ day: today > leg.day ? today : leg.day, from: leg.to, to: leg.from },
  }))
  return {
    is: 'undone',
    by,
    decisionId: decision.id,
    legs,
    withdraws: answer === 'queued' ? 'answer' : 'nothing',
    withdrawsNotice: notice === 'queued',
    ...(givesBack === undefined ? {} : { givesBack }),
    letters: undoLetters({ standing, by, legs, facts: letters }),
  }
}

/** As nothing is posted to such an account by a way out either. */
const SHUT = ['closed', 'frozen'] as const
const REMEDY = { closed: 'reopen the account', frozen: 'lift the freeze' } as const satisfies Record<
  (typeof SHUT)[number],
  string
>
/** What the bank that sent the item may still do about its return, by the rules of the rail. */
const AFTER_RETURN: Readonly<Record<PackName, string>> = {
  ach: 'the bank that sent the item may dishonor it within five banking days (R61, R62, R67 to R70) or send the item again',
  checks: 'the bank that sent the check may present it again, or claim that it was returned late',
}

/** The same of an answer that is no return of an item. */
const AFTER_ANSWER: Readonly<Partial<Record<Resolution, string>>> = {
  dishonor: 'the other bank may contest it within two banking days (R71 to R77)',
  contest: 'the rules of the network end there, and what is left is between the two banks',
  refuse: 'the other bank may send its notification again, corrected',
}

/** Why an answer that went out stays, and the door that is open: to the other side. */
function whatOthersMay(pack: PackName, resolution: Resolution): string {
  const after = AFTER_ANSWER[resolution]
  const what = after === undefined ? 'return' : 'answer'
  return `Its ${what} went out, and cannot be called back: ${after ?? AFTER_RETURN[pack]}.`
}

/** The door that stays open when ours is shut. */
function whatIsLeft({ forwarding }: Pick<Effect, 'forwarding'>): string {
  return forwarding === undefined
    ? 'An adjustment with the other institution is left.'
    : `What ${forwarding.recipient} has they can give back: it is received then as any other item.`
}

function refused(why: UndoRefusal, sentence: string): UndoDecision {
  return { is: 'refused', refused: why, why: sentence }
}
