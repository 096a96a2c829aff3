import type { RuleId } from './deadline/rules.ts'
import type { PackItem } from './pack.ts'

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
}

export interface PackAdjustments<Item extends PackItem = PackItem> {
  /** The case for an item of the kind; undefined where the network has none. */
  kindOf(item: Item, kind: string): AdjustmentKind | undefined
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

/** An amount that somebody keyed, `1204.55`, in minor units; undefined for anything else. */
export function keyedMinor(text: string): number | undefined {
  const parts = /^(\d{1,10})\.(\d{2})$/.exec(text.trim())
  return parts === null ? undefined : Number(parts[1]) * 100 + Number(parts[2])
}
