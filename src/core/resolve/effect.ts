import type { AdjustmentAfter, BalanceAfter } from '../adjustment.ts'
import type { CorrectedField } from '../correction.ts'
import type { Resolution } from '../exception.ts'
import type { FeeAfter } from '../fee.ts'
import type { ForwardingAfter } from '../forwarding.ts'
import type { HoldAfter } from '../hold.ts'
import type { ItemState } from '../item.ts'
import type { LetterRequest } from './letter.ts'

/**
 * Everything that a decision about one exception changes, each row as it will stand: what a person is shown before the commit,
 * what the commit writes, and what is read back before it counts (law 5). Plain values, so that its words have one hash.
 */
export interface Effect {
  readonly exception: ExceptionAfter
  /** Undefined where the decision leaves the item's state and its suspense position as they are. */
  readonly item: ItemAfter | undefined
  /** What moves, in the order in which it is posted, those of a bucket together; empty when nothing does. */
  readonly legs: readonly Leg[]
  readonly outbound: OutboundAfter | undefined
  /** What the sender is told to write next time, beside what becomes of the item. */
  readonly notice?: NoticeAfter | undefined
  /** What stands in the place of what was received, in the order of the fields' names; left out where nothing does. */
  readonly corrected?: readonly CorrectedField[] | undefined
  /** The adjustment with the other institution, as it stands then. */
  readonly adjustment?: AdjustmentAfter | undefined
  /** How the totals of its batch stand with the amount that somebody keyed. */
  readonly balance?: BalanceAfter | undefined
  /** The forwarding to another department or institution, as it stands then. */
  readonly forwarding?: ForwardingAfter | undefined
  /** The hold for the customer or the other institution, as it stands then. */
  readonly hold?: HoldAfter | undefined
  /** What the item is known by from now on, where a correction tells: the same check again is then a duplicate. */
  readonly identities?: readonly IdentityAfter[] | undefined
  /** The accounts that somebody named for it, beside the item's own, so that whoever looks at it sees where it goes. */
  readonly accounts?: readonly AccountAfter[] | undefined
  /** What a policy had decided and does not any more; left out where none had. */
  readonly takenOver?: TakenOver | undefined
  /** Where it opens again what a policy had ended: that policy, whose it is again when this is taken back. */
  readonly endedBy?: string | undefined
  /** What becomes of a fee for the item; left out where there is none. */
  readonly fee?: FeeAfter | undefined
  readonly letters: readonly LetterRequest[]
}

/** An account of a leg with its number, which is personal: shown masked. */
export interface AccountAfter {
  readonly shard: number
  readonly id: number
  readonly number: string
}

export interface ExceptionAfter {
  readonly shard: number
  readonly id: number
  /** `open`: somebody is asked first. `decided`: its effect leaves with a file, and until then it stands in suspense. */
  readonly state: 'open' | 'decided' | 'closed'
  readonly resolution: Resolution
  /** The reason code that it goes back with; empty where it does not. */
  readonly code: string
  readonly closedAs: ItemState | ''
  readonly clock?: ClockChange | undefined
}

/** The answer of a policy that waited for its file, and is withdrawn while a person decides instead. */
export interface TakenOver {
  readonly policy: string
  /** The reason code with which it would have gone back. */
  readonly code: string
  /** The last operator window that is in time, as an instant: for whatever a person sends instead as well. */
  readonly dueAt: string
}

/** Whether it opens again what had ended with an answer of ours that left: to ask for it back. */
export function opensAgain({
  exception,
  item,
}: {
  readonly exception: Pick<ExceptionAfter, 'state'>
  readonly item?: ItemAfter | undefined
}): boolean {
  return exception.state === 'open' && item !== undefined
}

/** Where a decision starts another clock: the one that stops, and the one that runs from now on. */
export interface ClockChange {
  readonly stops: Clock
  readonly runs: Clock
  /** The day by which its value has to leave suspense, as it was and as it is while the other clock runs, YYYY-MM-DD; left out where it holds none. */
  readonly exit?: { readonly stops: string; readonly runs: string } | undefined
}

/** A clock of an exception: its rule, when the law has it due, and by when it has to be done here. */
export interface Clock {
  readonly rule: string
  readonly dueAt: string
  readonly oursAt: string
}

export interface ItemAfter {
  readonly shard: number
  readonly id: number
  /** Its posting day, YYYY-MM-DD: part of its key. */
  readonly day: string
  readonly state: ItemState
  /** The day on which its suspense position ends, YYYY-MM-DD; empty where it is opened again. */
  readonly positionClosedOn: string
}

/** One amount from one account to another. Minor units, never zero, never negative. */
export interface Leg {
  readonly shard: number
  readonly day: string
  readonly from: LegAccount
  readonly to: LegAccount
  readonly amountMinor: number
}

/** An account of a leg: one of the bucket's own by its role, or a customer's. */
export type LegAccount = { readonly role: LegRole } | { readonly id: number }
export const LEG_ROLES = [
  'suspense',
  'settlement.ach',
  'settlement.checks',
  'originations',
  'claims',
  'losses',
  // Between two buckets each side balances against it, and all of them together are zero (decisions/0022).
  'clearing',
  // What customers are charged while their item is adjusted with the other institution.
  'adjustments',
  // What other departments and institutions acknowledged to have taken over.
  'forwarded',
  // What customers are charged for items: income of the institution.
  'fees',
  // What nobody explains of batches and files that were released out of balance.
  'over_short',
] as const
export type LegRole = (typeof LEG_ROLES)[number]

/** An answer that will leave in a file. */
export interface OutboundAfter {
  readonly shard: number
  readonly itemId: number
  readonly kind: 'return'
  readonly code: string
  /** What it says beside its code: of a contest, the days of what it is about. */
  readonly carries?: string | undefined
  /** What it says that the item is worth, where no amount could be read of it and somebody keyed one. Minor units. */
  readonly keyedMinor?: number | undefined
  /** The last operator window that is in time, as an instant. */
  readonly dueAt: string
}

/** An identity without a day that an item claims: in the bucket of the account that it names. */
export interface IdentityAfter {
  readonly shard: number
  /** As the claim tables number it. */
  readonly space: number
  /** 64 bits as a signed number, in decimal. */
  readonly fingerprint: string
}

/** A notification of change that will leave in a file. */
export interface NoticeAfter {
  readonly shard: number
  readonly itemId: number
  readonly kind: 'notice'
  readonly code: string
  /** The corrected data as the code packs it. */
  readonly correction: string
  /** The last operator window that is in time, as an instant. */
  readonly dueAt: string
}

/** The effect in words: one line of JSON whose names stand in the order of the alphabet, the same for the same effect. */
export function effectText(effect: Effect): string {
  return canonical(effect)
}

/** The same of any plain value. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const pairs = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${pairs.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(',')}}`
}
