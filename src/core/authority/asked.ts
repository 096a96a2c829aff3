import type { Money } from '../money.ts'
import type { WorkRole } from '../work/queue.ts'
import type { Act } from './act.ts'
import type { Measure } from './people-facts.ts'
import type { Role } from './role.ts'

/** May this person do this act, now, on this work, for this amount? */
export interface Asked {
  /** Whose account asks. */
  readonly by: number
  /** Who looks through that account, and may only read. No route opens an account to another yet: the rule stands before the door. */
  readonly impersonator?: number
  readonly act: Act
  readonly at: Temporal.Instant
  /** `stepped-up`: the session proved a moment ago that it is still the person. */
  readonly session: 'signed-in' | 'stepped-up'
  /** What it answers does not show what it is: then it asks for a proof whatever the amount, because one by the amount would tell that. */
  readonly unseen?: boolean
  /** The work that the act is about. */
  readonly work?: AskedWork
  /** What the act moves. An act with money limits is refused without it; 0 asks whether it may be done at all. */
  readonly amount?: Money
  /** Who gets it: without one, nothing is counted by payee. */
  readonly payee?: string
  /** The batch, or what is held as a whole: without one, nothing is counted by cluster. */
  readonly cluster?: string
  /** The reason code, else the kind of exception: without one, nothing is counted by reason. */
  readonly reason?: string
  /** What was used already, without this act. */
  readonly used: Used
  /**
   * The same question as far as everybody may read it, where that is less: without what waits blind. By it others are looked for who
   * can, and a sum that it does not hold is not told.
   */
  readonly asRead?: Asked
  /** Who had a hand in what is approved, sent back or answered, those of the decisions it is nested in included: see `joinHands`. */
  readonly hands?: readonly Hand[]
  /** Of what is keyed unseen: who said something about it, or was asked, before. Left out where whoever approves sees it. */
  readonly words?: readonly Word[]
  /** Who may not touch this work, whatever they hold: the makers of what waits for a second person, where it is claimed. */
  readonly excluded?: readonly number[]
  /** Who gains by an act of administration: nobody gives himself anything. */
  readonly gains?: readonly number[]
  /** How sentences call the person: `you`, or by name. */
  readonly told?: 'you' | 'name'
}

export interface AskedWork {
  /** As people see it: `ach-returns`. */
  readonly queue: string
  /** What one must have learned for it. */
  readonly skill?: string
  /** What one must be certified for. */
  readonly credential?: string
  /** The least role that may take it: that of its queue, or a higher one that its case went on to. */
  readonly leastRole?: WorkRole
  /** `ach`, `checks`: by which closeness of supervision is chosen. */
  readonly workType?: string
  /**
   * 0 to 99, fixed by what the act is about: below the share that is looked at, it is looked at. `undrawn`: no item is asked about, so
   * that the answer tells the share. Left out, it is looked at: what forgets to draw lets nothing through.
   */
  readonly draw?: number | 'undrawn'
}

/**
 * The sum, in minor units, of all that was decided with a hand of at least one of these people, in this act and by this measure, by
 * payee and cluster also in the acts that add up with it (see `countsIn`):
 * of today, or to the payee, in the cluster, for the reason asked about over so many banking days, today included. Each decision
 * counts once, however many of them had a hand in it.
 */
export type Used = (of: {
  readonly people: readonly number[]
  readonly act: Act
  readonly measure: Exclude<Measure, 'act'>
  readonly days: number
}) => bigint

/** What somebody had to do with a decision. All of them are kept from approving it. */
export interface Hand {
  readonly person: number
  /** `delegator`: in whose place it was done; `owner`: who answered, then, for the agent or account that did it. */
  readonly as: 'maker' | 'editor' | 'delegator' | 'owner' | 'approver' | 'checker'
}

/** That somebody could have said or heard what is to be keyed: in a question about its case, in a note, or with what came back. */
export interface Word {
  readonly person: number
  readonly as: 'asker' | 'taker' | 'passer' | 'answerer' | 'author' | 'returner'
}

export type Decided = Allowed | Refused

export interface Allowed {
  readonly allowed: true
  readonly authority: Authority
  /** Whose hands are in it when it is done, `as` for the one who asks being what the act makes of them. */
  readonly hands: readonly Hand[]
  /** The limits that it stays under. */
  readonly limits: readonly LimitUse[]
  /** Where nothing was drawn: how many of a hundred such acts are looked at before they count, 1 to 99. */
  readonly sharePercent?: number
}

/** By whose right: the person's own, or somebody's who gave it for a time. */
export type Authority =
  | { readonly by: 'own'; readonly role: Role }
  | { readonly by: 'delegation'; readonly role: Role; readonly from: number; readonly delegation: number }

export interface Refused {
  readonly allowed: false
  /** What would make it possible as it is: a second person's approval, a step-up, or nothing. */
  readonly needs: 'approval' | 'step_up' | 'nothing'
  /** In order of precedence, at least one. */
  readonly reasons: readonly Reason[]
  /** Where a second person's approval is all that is missing: by whose right it is put before them, and whose hands are in it. */
  readonly proposal?: Proposable
}

/** What somebody may put before a second person. */
export type Proposable = Pick<Allowed, 'authority' | 'hands'>

export interface Reason {
  readonly code: ReasonCode
  /** One sentence, with the arithmetic; it holds no personal data but names of people who work here. */
  readonly sentence: string
  /** What was done before and is now, where only together they are over the limit: the act alone would pass. */
  readonly sum?: LimitUse
}

/** Every reason, in order of precedence, with who else could: somebody who may do the act, somebody who may approve it, or nobody. */
export const REASONS = {
  unknown: 'nobody',
  not_active: 'nobody',
  unanswered: 'nobody',
  absent: 'act',
  impersonated: 'nobody',
  kind: 'act',
  excluded: 'act',
  had_a_hand: 'act',
  had_words: 'act',
  gains: 'act',
  role: 'act',
  queue_role: 'act',
  skill: 'act',
  credential: 'act',
  delegator: 'act',
  no_amount: 'nobody',
  currency: 'nobody',
  over_limit: 'act',
  never_alone: 'approve',
  supervised: 'approve',
  step_up: 'nobody',
} as const
export type ReasonCode = keyof typeof REASONS

/** One limit with its arithmetic: `used + amount` is compared with `limit`. */
export interface LimitUse {
  readonly measure: Measure
  readonly days: number
  readonly limitMinor: bigint
  readonly usedMinor: bigint
  readonly amountMinor: bigint
  /** False: nobody set one, and it is 0. */
  readonly isSet: boolean
  /** Some of what was used may be read by nobody. */
  readonly isHidden: boolean
}
