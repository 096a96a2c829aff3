import type { RuleId } from './deadline/rules.ts'
import type { Finding } from './exception.ts'
import type { BatchDetail, PackItem } from './pack.ts'
import type { Tally } from './tally.ts'

/**
 * An adjustment: what two institutions settle between themselves because an item was worth something else than what was settled for
 * it. Until it ends its item stays in suspense; what the customer is rightly charged is charged at once.
 */

/** What is done with an adjustment, by the word that somebody asks for it with. */
export const ADJUSTMENT_STEPS = {
  open: 'asked',
  acknowledge: 'acknowledged',
  settle: 'settled',
  /** The other institution refuses it: what it does not give, this one bears. */
  refuse: 'refused',
  /** Of what we answered wrongly: the other institution sent it again, and that is decided as the item that it came as. */
  again: 'resent',
} as const
export type AdjustmentStep = keyof typeof ADJUSTMENT_STEPS
export type AdjustmentState = (typeof ADJUSTMENT_STEPS)[AdjustmentStep]
export const ADJUSTMENT_STATES = Object.values(ADJUSTMENT_STEPS)

/** What kind of case the other institution is asked for, by the work type. */
export interface AdjustmentKind {
  /** `ENC`, as the network calls it. */
  readonly type: string
  /** Whether somebody has to say what the item is rightly worth; else it is worth nothing here. */
  readonly right: 'asked' | 'nothing'
  /** By when it may be asked for with a provisional entry; undefined where the network books none. */
  readonly rule: RuleId | undefined
  /** By when it may be asked for at all. */
  readonly withoutEntry: RuleId
  /** The smallest difference that is taken, in minor units. */
  readonly leastMinor: number
  readonly attachments: readonly string[]
  /** Why the other institution owes it, in a sentence; left out where the case's own name says it. */
  readonly asks?: string
}

/**
 * What may be asked of the other institution about an answer of ours that went out and was wrong: nothing that left is called back, but
 * it may be asked to put it right.
 */
export interface Remedy {
  /** `AGAIN`: what case it is, ten characters at most. */
  readonly type: string
  /** By when it may be asked for. */
  readonly rule: RuleId
  /** The day on which that rule starts: on which the item settled, or on which our answer left. */
  readonly startsOn: 'settled' | 'answered'
  /** What the other institution is asked, in sentences. */
  readonly asks: string
  readonly attachments: readonly string[]
}

export interface PackAdjustments<Item extends PackItem = PackItem> {
  /** The case for an item of the kind, whose finding says these facts; undefined where the network has none. */
  kindOf(item: Item, kind: string, facts: NonNullable<Finding['facts']>): AdjustmentKind | undefined
  /** What there is where an answer of ours to the item was wrong: the first whose window is open is asked for. */
  remedies(item: Item): readonly Remedy[]
  /** What the amounts of its batch are held against; undefined where nothing declares a total. */
  totalOf(item: Item, batch: BatchTotals): BatchTotal | undefined
}

/** A batch as its control declares it, and as its items add up. */
export interface BatchTotals {
  readonly detail: BatchDetail
  readonly declared: Tally | undefined
  readonly computed: Tally
}

/** A total beside what its items make. Minor units. */
export interface BatchTotal {
  /** `control`: the sender's own total. `deposit`: the other side of a deposit here, credits for its checks or checks for its credits. */
  readonly against: 'control' | 'deposit'
  readonly totalMinor: number
  readonly cameMinor: number
}

/** How far a batch is from its total when one of its items is worth something else: too much, or where negative too little. */
export interface BalanceAfter {
  readonly against: BatchTotal['against']
  readonly totalMinor: number
  readonly beforeMinor: number
  readonly afterMinor: number
}

/** The balance of a batch of which one item is worth so much less than it came with. */
export function balanceAfter({ against, totalMinor, cameMinor }: BatchTotal, differenceMinor: number): BalanceAfter {
  const beforeMinor = cameMinor - totalMinor
  return { against, totalMinor, beforeMinor, afterMinor: beforeMinor - differenceMinor }
}

/** An adjustment as a decision leaves it. */
export interface AdjustmentAfter {
  readonly type: string
  readonly state: AdjustmentState
  /** What the item is rightly worth: the customer is charged, or given, that. Minor units. */
  readonly rightMinor: number
  /** What was settled too much, or where negative too little. */
  readonly differenceMinor: number
  /** The last day on which it could be asked for with an entry, YYYY-MM-DD; empty where it was asked for without one. */
  readonly entryUntil: string
  readonly attachments: readonly string[]
}

/** Minor units as an amount is keyed. */
export function keyedText(minor: number): string {
  return `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`
}

/** An amount that somebody keyed, `1204.55`, in minor units; undefined for anything else. */
export function keyedMinor(text: string): number | undefined {
  const parts = /^(\d{1,10})\.(\d{2})$/.exec(text.trim())
  return parts === null ? undefined : Number(parts[1]) * 100 + Number(parts[2])
}
