import type { AccountStatus } from '../account.ts'
import { nameOfDay } from '../calendar/day.ts'
import type { Resolution } from '../exception.ts'
import { type EndedOverShort, whyEnded } from '../over-short.ts'
import { type Effect, type Leg, opensAgain, type TakenOver } from './effect.ts'
import { type LetterFacts, type LettersUndone, type StandingLetter, undoLetters } from './letter.ts'
import type { ResolutionDecision, ResolutionRefused } from './resolution.ts'
import type { UnitEffect } from './unit-effect.ts'

/** What is known of the last decision about an exception, read under the bucket's lock. */
export interface UndoFacts {
  /** Undefined where nothing was decided, or what was is undone already. */
  readonly decision:
    | {
        readonly id: number
        readonly resolution: Resolution
        readonly bookedOn: string
        readonly effect: Pick<Effect, 'legs' | 'forwarding' | 'takenOver' | 'endedBy'> &
          Pick<UnitEffect, 'claim'> &
          NamedIn & {
            readonly exception: { readonly state: 'open' | 'decided' | 'closed' }
            readonly item?: Effect['item'] | undefined
          }
      }
    | undefined
  /** True where the exception is closed now and the decision left it open: a retry or another claim ended it since. */
  readonly isEndedSince: boolean
  /** What became of its answer, where it has one. */
  readonly answer: AnswerState
  /** The code of an answer to the item that left, whoever decided that; empty where none did. */
  readonly leftAs: string
  /** Where its answer left: what asking the other institution to put it right would do; undefined where that is not known. */
  readonly remedy?: ResolutionDecision | undefined
  /** Of what posted too long ago to be taken back: what opening an adjustment would do; left out for all others. */
  readonly late?: ResolutionDecision | undefined
  /** What became of its notification of change, where it has one. */
  readonly notice: AnswerState
  /** Of a credit that somebody posted: whether a check of its deposit is charged back to an account that it credited. */
  readonly isChargedBack: boolean
  /** Where an amount was keyed by it: what that is a part of, once it has ended; left out where it has not. */
  readonly overShort?: EndedOverShort | undefined
  /** How the customers' accounts stand that it moved money from or to. */
  readonly accounts: readonly AccountStatus[]
  /** The banking day on which it would be booked, YYYY-MM-DD. */
  readonly today: string
  readonly now: Temporal.Instant
  /** The letters that it asked for, as they stand. */
  readonly standing: readonly StandingLetter[]
  readonly letters: LetterFacts
}

/** By what a decision calls the accounts that it moved. */
export type NamedIn = Pick<Effect, 'corrected' | 'accounts'>

type AnswerState = 'none' | 'queued' | 'sent' | 'missed' | 'withdrawn'

/** Why a decision stays, in order of precedence. */
const UNDO_REFUSALS = {
  nothing_to_undo: 'Nothing was decided that could be undone',
  items_processed: 'Its items are decided one by one',
  claim_raised: 'The claim is decided on its debit',
  effect_left: 'The effect has left the house',
  charged_back: 'A check of the deposit is charged back to what it credited',
  over_short_ended: 'What the amount is a part of is settled or charged off',
  undo_too_late: 'It was decided too long ago',
  account_shut: 'An account that it moved is closed or frozen since',
} as const
export type UndoRefusal = keyof typeof UNDO_REFUSALS

/** Days after the decision in which our own entries are reversed on somebody's word. */
const UNDO_DAYS = 60

/** The last day on which they are, of what was booked, or left, on the day. Both YYYY-MM-DD. */
export function undoneUntil(day: string): string {
  return Temporal.PlainDate.from(day).add({ days: UNDO_DAYS }).toString()
}

export type UndoDecision =
  | ({
      readonly is: 'undone'
      /**
       * `undo`: on the same day, as if it had not been. `reversal`: later, by entries of today. `remedy`: its answer left, so what
       * it did stands; our own entries are taken back, and the other institution is asked to put the rest right.
       */
      readonly by: 'undo' | 'reversal' | 'remedy'
      readonly decisionId: number
      /** The opposite of what moved, in its order. */
      readonly legs: readonly Leg[]
      readonly withdraws: 'answer' | 'nothing'
      /** A notice that went out cannot be called back, and says what the sender has wrong all the same. */
      readonly withdrawsNotice: boolean
      /** Of a taking-over: the policy's answer, which waits for its file again. */
      readonly givesBack?: TakenOver | undefined
      readonly letters: LettersUndone
      /** Of a remedy: everything that asking for it does. */
      readonly opens?: Effect
      /** Where what is taken back had opened again what had ended: as what it ends again, and with which code it was answered. */
      readonly endsAs?: EndsAs
    } & NamedIn)
  | { readonly is: 'refused'; readonly refused: UndoRefusal; readonly why: string }

/** Everything that taking a decision back changes, with one hash. */
export type UndoEffect = Extract<UndoDecision, { is: 'undone' }>

/** As what an item had ended; the code is empty where it was not answered. */
export interface EndsAs {
  readonly state: 'returned' | 'posted'
  readonly code: string
  /** The policy that had ended it; left out where a person had. */
  readonly policy?: string | undefined
}
const POSTED: EndsAs = { state: 'posted', code: '' }

/** How the last decision is taken back, or which door is closed. What it did stays in the history: the opposite is booked. */
export function decideUndo(facts: UndoFacts): UndoDecision {
  const { decision, answer, leftAs, remedy, notice, today, standing, letters } = facts
  if (decision === undefined) return refused('nothing_to_undo', 'Only what a person decided here is undone.')
  const { bookedOn, effect } = decision
  const elsewhere = decidedElsewhere(decision)
  if (elsewhere !== undefined) return elsewhere
  if (answer === 'sent') return remedied(decision.id, remedy)
  const shut = shutDoor(decision, facts)
  if (shut !== undefined) return shut
  const { takenOver: givesBack, corrected, accounts } = effect
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
    ...(corrected === undefined ? {} : { corrected }),
    ...(accounts === undefined ? {} : { accounts }),
    letters: undoLetters({ standing, by, legs, facts: letters }),
    ...(opensAgain(effect) ? { endsAs: asEnded(effect, leftAs) } : {}),
  }
}

function asEnded({ endedBy: policy }: Pick<Effect, 'endedBy'>, leftAs: string): EndsAs {
  if (leftAs === '') return POSTED
  return { state: 'returned', code: leftAs, ...(policy === undefined ? {} : { policy }) }
}

type StandingUndone = NonNullable<UndoFacts['decision']>
type UndoRefused = Extract<UndoDecision, { is: 'refused' }>

/** What goes on as something of its own, and is undone there. */
function decidedElsewhere(decision: StandingUndone): UndoRefused | undefined {
  const { effect } = decision
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
  return undefined
}

/** Which door is closed by what happened, or by the calendar, since it was decided. */
function shutDoor(
  { resolution, bookedOn, effect }: StandingUndone,
  { isEndedSince, isChargedBack, overShort, late, accounts, today, now, standing }: UndoFacts,
): UndoRefused | undefined {
  if (isEndedSince)
    return refused(
      'nothing_to_undo',
      'What it was about came to its end since, by no decision: its story says by what.',
    )
  if (isChargedBack)
    return refused(
      'charged_back',
      'A check of its deposit is charged back to an account that it credited, which would pay for what it has not got: take that back first.',
    )
  if (overShort !== undefined) return refused('over_short_ended', whyEnded(overShort))
  const { takenOver: givesBack } = effect
  if (givesBack !== undefined && Temporal.Instant.compare(now, givesBack.dueAt) >= 0)
    return refused(
      'undo_too_late',
      `The window in which the return ${givesBack.code} of the policy ${givesBack.policy} would have been in time is over: decide it here.`,
    )
  const isRemedy = opensAgain(effect)
  const asked = standing.find(one => one.to === 'sender' && one.state === 'sent')
  if (isRemedy && asked !== undefined)
    return refused(
      'effect_left',
      `What it asks for was sent to the other institution on ${asked.sentOn}, and cannot be called back: say what came of it (adjust: settle, again or refuse).`,
    )
  const booked = Temporal.PlainDate.from(bookedOn)
  const last = booked.add({ days: UNDO_DAYS })
  if (Temporal.PlainDate.compare(Temporal.PlainDate.from(today), last) > 0)
    return refused(
      'undo_too_late',
      `It was booked on ${nameOfDay(booked)}, and our own entries are reversed for ${UNDO_DAYS} days, until ${nameOfDay(last)}. ${whatIsLeft(resolution, effect, late)}`,
    )
  const shut = SHUT.find(status => accounts.includes(status))
  if (shut !== undefined)
    return refused(
      'account_shut',
      `An account that it moved is ${shut} since, and nothing posts to it: ${REMEDY[shut]} at the ledger first, then take it back.`,
    )
  return undefined
}

/** As nothing is posted to such an account by a way out either. */
const SHUT = ['closed', 'frozen'] as const
const REMEDY = { closed: 'reopen the account', frozen: 'lift the freeze' } as const satisfies Record<
  (typeof SHUT)[number],
  string
>
/** What left stays. Our own entries are taken back and the other institution is asked, or the rules are named that closed that door. */
function remedied(decisionId: number, remedy: ResolutionDecision | undefined): UndoDecision {
  if (remedy?.is !== 'decided')
    return refused('effect_left', `Its answer went out, and cannot be called back. ${whyNoRemedy(remedy)}`)
  return {
    ...{ is: 'undone', by: 'remedy', decisionId, legs: remedy.effect.legs, opens: remedy.effect },
    ...{ withdraws: 'nothing', withdrawsNotice: false, letters: { cancels: [], corrects: [] } },
  }
}

function whyNoRemedy(remedy: ResolutionRefused | undefined): string {
  return remedy === undefined || remedy.refused === 'exception_closed'
    ? 'The network knows nothing that the other institution could be asked for: write to it.'
    : remedy.why
}

/** The door that stays open when ours is shut. */
function whatIsLeft(
  resolution: Resolution,
  { forwarding }: Pick<Effect, 'forwarding'>,
  late: ResolutionDecision | undefined,
): string {
  if (forwarding !== undefined)
    return `What ${forwarding.recipient} has they can give back: it is received then as anything else is.`
  if (late === undefined || (late.is === 'refused' && late.refused === 'exception_closed'))
    return resolution === 'deny'
      ? 'What the customer says now is a claim of its own: take it down as they tell it.'
      : 'The network has no case for it: what is left is to write to the other institution.'
  const isOpen = late.is === 'decided' || late.refused === 'fields_missing'
  return isOpen ? 'An adjustment with the other institution can still be opened (adjust).' : late.why
}

function refused(why: UndoRefusal, sentence: string): UndoRefused {
  return { is: 'refused', refused: why, why: sentence }
}
