import type { RuleId } from './deadline/rules.ts'
import type { Sensitive } from './fault.ts'

/** What one exception is about: a whole file, a batch of it, or one item. */
export type ExceptionScope = 'file' | 'batch' | 'item'

/** What a person (or a named policy) may do about an exception. */
export const RESOLUTIONS = {
  correct: 'Correct the field and process the item again',
  post: 'Post it as it stands',
  return: 'Return it with a valid reason code',
  chargeback: 'Charge it back to the depositor',
  adjust: 'Open an adjustment with the other institution',
  recredit: 'Recredit the customer, provisionally or for good',
  deny: 'Deny the claim: the debit stands',
  refer: 'Ask the customer or the other institution',
  forward: 'Forward it to the department or institution it belongs to',
  reject: 'Reject it as a duplicate',
  dishonor: 'Dishonor the return',
  contest: 'Contest the dishonored return',
  refuse: 'Refuse the notification of change',
  release: 'Release the batch or file for processing',
  rekey: 'Key the unreadable field from the image',
  move: 'Post it to another account of ours',
  split: 'Post parts of it to several accounts of ours',
  fee: 'Charge a fee',
  waive: 'Give back a fee that was charged',
  hold: 'Hold it for the customer or the other institution until a moment',
  take_over: 'Take it over from the policy that decided it',
} as const

export type Resolution = keyof typeof RESOLUTIONS

/** Those that are another thing of what is held as a whole; matching and denying are of a customer's claim without a debit, settling and charging of what is over or short. */
const OF_UNITS: Readonly<Partial<Record<Resolution, string>>> = {
  correct: 'Match the claim with the posted debit that it means',
  deny: 'Deny the claim: there is no such debit',
  reject: 'Reject it: nothing of it is processed',
  adjust: 'Close it: the difference is settled',
  move: 'Charge it to over and short',
}

/** What people call a way out of an exception about an item, a batch or a file. */
export function titleOfWay(way: Resolution, scope: ExceptionScope): string {
  return (scope === 'item' ? undefined : OF_UNITS[way]) ?? RESOLUTIONS[way]
}

/** Who decides: a named, dated policy whose return goes out by itself with its code, or a person. */
export type DecidedBy =
  | { readonly by: 'person' }
  | { readonly by: 'policy'; readonly policy: string; readonly code: string }

/** One kind of exception of one work type. Packs list theirs in a closed table with `satisfies`. */
export interface ExceptionKind {
  readonly scope: ExceptionScope
  /** A few words, as a heading: `Account closed`. */
  readonly title: string
  /**
   * One sentence: what failed and what it means, with `{name}` holes filled from the finding's `facts`, and what would
   * change it. Shown to people, so account numbers only as already masked facts.
   */
  readonly sentence: string
  /** File name under the pack's `procedures/`, without `.md`. */
  readonly procedure: string
  /** Deadline rule that runs from the item's settlement or presentment. */
  readonly clock: RuleId
  /** Other rules that a finding of the kind may name as its clock. */
  readonly otherClocks?: readonly RuleId[]
  readonly resolutions: readonly Resolution[]
  /** Reason codes that are valid for a return of this kind, the default first; empty when a return is not a resolution. */
  readonly codes: readonly string[]
  readonly decidedBy: DecidedBy
  /** Which queue a person finds it in: one of the pack's. */
  readonly queue: string
  /** What exceptions of the kind are decided together: those of one account and day of receipt, or of one batch; left out, each by itself. */
  readonly cause?: 'account' | 'batch'
  /** Of a batch: a total of it does not agree, so that it is out of balance although its count and amounts may agree. */
  readonly outOfBalance?: true
}

/** What a check found wrong with one item (or batch, or file). */
export interface Finding<Kind extends string = string> {
  readonly kind: Kind
  /** Field in the format's own words, and where it stands: 1-based column and line or record. */
  readonly field?: string
  readonly column?: number
  readonly found?: string
  readonly expected?: string
  readonly sensitive?: Sensitive
  /** As of a fault: set when only one of the two is. */
  readonly sensitiveIn?: 'found' | 'expected'
  /** Values for the holes of the kind's sentence, and evidence for a person. Plain JSON values. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>
  /** The reason code to use where the finding decides it more exactly than its kind does. */
  readonly code?: string
  /** The clock where the finding decides it more exactly than its kind does: one of the kind's. */
  readonly clock?: FindingClock
}

export interface FindingClock {
  readonly rule: RuleId
  /** The day on which it starts, whatever the item's settlement and posting days are; left out, the rule says which of them. */
  readonly startsOn?: Temporal.PlainDate
}

/**
 * The kind's sentence with its holes filled. A hole without a fact is a defect of the check, shown as `?`; an empty fact leaves no
 * gap, and one that ends a sentence does not end it twice.
 */
export function explain(kind: ExceptionKind, facts: Finding['facts'] = {}): string {
  return kind.sentence.replace(/( ?)\{(\w+)\}(\.?)/g, (_, before: string, name: string, stop: string) => {
    const fact = String(facts[name] ?? '?')
    return `${fact === '' ? '' : before}${fact}${fact.endsWith('.') ? '' : stop}`
  })
}
