import type { Account } from './account.ts'
import type { Resolution } from './exception.ts'
import type { Policy } from './institution.ts'
import type { PackName } from './pack.ts'

/** Ways out with which a fee may be charged by itself. */
export const CHARGED_WITH = ['return', 'chargeback', 'post'] as const
export type ChargedWith = (typeof CHARGED_WITH)[number]

/** One fee of the institution's schedule, in force from a day to a day, with the person who answers for it. */
export interface Fee extends Policy {
  /** A few words, as people and the account's holder know it. */
  readonly title: string
  /** Minor units of the institution's currency, over zero. */
  readonly amountMinor: number
  readonly packs: readonly PackName[]
  /** The kinds of exceptions that it belongs to; of all where there is none. */
  readonly kinds: readonly string[]
  /** The ways out with which it is charged by itself; with none somebody charges it by hand. */
  readonly chargedWith: readonly ChargedWith[]
  /** The reason codes with which it is; any where there is none. */
  readonly codes: readonly string[]
  /** No fee for an item that is worth less. Minor units. */
  readonly itemFromMinor: number
  /** How many of it an account pays at most on one business day; 0 for any number. */
  readonly dayMost: number
  /** Calendar days in which the same item, presented again, does not pay again. */
  readonly againDays: number
  /** Calendar days after it was charged in which it may be given back. */
  readonly refundDays: number
}

/** What is done about a fee alone leaves its exception as it is, open or not. */
export function isAboutFee(resolution: Resolution): resolution is 'fee' | 'waive' {
  return resolution === 'fee' || resolution === 'waive'
}

/** Why a fee is not charged, or given back. */
export const WAIVERS = {
  own_error: 'our own error',
  presented_again: 'the same item was presented again',
  claim: 'the customer’s claim about it was upheld',
  hardship: 'hardship of the customer',
  first: 'the first time',
  goodwill: 'goodwill',
} as const
export type Waiver = keyof typeof WAIVERS

export function isWaiver(text: string): text is Waiver {
  return Object.hasOwn(WAIVERS, text)
}

/**
 * `waived`: somebody decided that it is not charged. `spared`: the schedule has it, and its own limits or the account say that it is
 * not charged. `refunded`: what was charged before is given back. `withdrawn`: what came with a policy's decision goes with it, and
 * whatever a person decides instead is charged for as if it had not been.
 */
export const FEE_STEPS = ['charged', 'waived', 'spared', 'refunded', 'withdrawn'] as const
export type FeeStep = (typeof FEE_STEPS)[number]

/** A fee as a decision leaves it. */
export interface FeeAfter {
  /** Its name in the schedule. */
  readonly name: string
  readonly step: FeeStep
  /** Minor units. */
  readonly feeMinor: number
  /** Whose; undefined where it is spared because there is nobody. */
  readonly account?: { readonly shard: number; readonly id: number } | undefined
  /** Of one that is waived or given back: why, and in somebody's words. */
  readonly waiver?: Waiver | undefined
  readonly words?: string | undefined
  /** Of one that is spared: why, as a sentence. */
  readonly why?: string | undefined
  /** The same for what is presented again: hex, of what the sender asked for. */
  readonly presentment: string
}

/** A fee that a decision left so, which stands. */
export interface PastFee extends Pick<FeeAfter, 'name' | 'step' | 'feeMinor' | 'presentment' | 'account'> {
  /** YYYY-MM-DD. */
  readonly bookedOn: string
}

/** What taking a decision back does about its fee: an act of its own, by the fee. */
export interface FeeUndone {
  readonly act: 'waive' | 'fee'
  readonly fee: FeeAfter
}

/**
 * What somebody does about a fee who takes back a decision: lets it off where that charged it, charges it again where that gave it
 * back. Undefined where it did neither, and for whoever made it on this same day: what they take back is their own slip.
 */
export function feeUndoneBy(
  personId: number,
  of: {
    readonly decision: { readonly makerId: number; readonly effect: { readonly fee?: FeeAfter | undefined } }
    /** See `UndoDecision`. */
    readonly as: 'undo' | 'reversal' | 'remedy'
  },
): FeeUndone | undefined {
  const { makerId, effect } = of.decision
  const { fee } = effect
  if (fee === undefined || (makerId === personId && of.as === 'undo')) return undefined
  if (fee.step === 'charged') return { act: 'waive', fee }
  return fee.step === 'refunded' ? { act: 'fee', fee } : undefined
}

/** What there is to know of an item's fees. */
export interface FeeFacts {
  /** Those of the schedule that belong to such an item on the day on which it is booked. */
  readonly schedule: readonly Fee[]
  /** What was done about fees of this item, in its order. */
  readonly ofItem: readonly PastFee[]
  /** Fees for other items that the accounts which may pay were charged, or that were waived; `isRefunded` is told apart. */
  readonly ofAccounts: readonly FeeBefore[]
  readonly presentment: string
}

/** What was done about a fee for another item. */
export interface FeeBefore extends PastFee {
  readonly isRefunded: boolean
}

/** The facts of one of many, with what an act did about fees of those before it: as they will be read when it is its turn. */
export function withFeesBefore(facts: FeeFacts | undefined, before: readonly FeeBefore[]): FeeFacts | undefined {
  if (facts === undefined || before.length === 0) return facts
  const newestFirst = (one: FeeBefore, other: FeeBefore) =>
    one.bookedOn > other.bookedOn ? -1 : Number(one.bookedOn < other.bookedOn)
  const counted = before.filter(one => one.step === 'charged' || one.step === 'waived')
  return { ...facts, ofAccounts: [...facts.ofAccounts, ...counted].sort(newestFirst) }
}

/** Those of the schedule that belong to items of the kind on the day, YYYY-MM-DD. */
export function feesOf(
  schedule: readonly Fee[],
  of: { readonly pack: PackName; readonly kind: string; readonly on: string },
): readonly Fee[] {
  return schedule.filter(one => one.from <= of.on && of.on <= one.to && isFeeOf(one, of))
}

/** Whether it belongs to items of the kind, whenever it is in force. */
export function isFeeOf(
  { packs, kinds }: Fee,
  { pack, kind }: { readonly pack: PackName; readonly kind: string },
): boolean {
  return packs.includes(pack) && (kinds.length === 0 || kinds.includes(kind))
}

/** The fee that is charged by itself with the way out; undefined for none. */
export function feeWith(
  schedule: readonly Fee[],
  { resolution, code = '' }: { readonly resolution: string; readonly code?: string | undefined },
): Fee | undefined {
  return schedule.find(
    one => one.chargedWith.some(way => way === resolution) && (one.codes.length === 0 || one.codes.includes(code)),
  )
}

/** Whoever would pay a fee, with the bucket that the account lies in. */
export interface Payer extends Pick<Account, 'id' | 'status' | 'type'> {
  readonly shard: number
}

/** Why the fee is not charged for the item, as a sentence; undefined when it is. In order of precedence. */
export function whyNotCharged(
  fee: Fee,
  of: {
    readonly facts: FeeFacts
    readonly payer: Payer | undefined
    readonly amountMinor: number
    /** YYYY-MM-DD. */
    readonly on: string
  },
): string | undefined {
  const { facts, payer, amountMinor, on } = of
  const before = facts.ofItem.findLast(one => one.name === fee.name && one.step !== 'spared')
  if (before !== undefined) return `It was ${ITEM_ONCE[before.step]} before: an item pays it once.`
  if (payer === undefined) return 'There is no account of a customer of ours to charge.'
  const why = NOT_CHARGED[payer.status] ?? (PAYS.includes(payer.type) ? undefined : 'is of a type that pays no fees')
  if (why !== undefined) return `The account ${why}, and no fee is charged to it.`
  if (amountMinor < fee.itemFromMinor) return 'The item is worth less than the fee is charged for.'
  const own = facts.ofAccounts.filter(one => one.name === fee.name && isOf(one, payer))
  const again = own.find(one => one.presentment === facts.presentment && daysBetween(one.bookedOn, on) <= fee.againDays)
  if (again !== undefined)
    return `The same item was presented before, and the fee ${again.step === 'waived' || again.isRefunded ? 'waived' : 'paid'} on ${again.bookedOn}.`
  const today = own.filter(one => one.step === 'charged' && !one.isRefunded && one.bookedOn === on).length
  if (fee.dayMost > 0 && today >= fee.dayMost)
    return `The account has paid it ${today === 1 ? 'once' : `${today} times`} on ${on}, which is the most for a day.`
  return undefined
}

const ITEM_ONCE: Readonly<Record<FeeStep, string>> = {
  charged: 'charged',
  waived: 'waived',
  spared: 'spared',
  refunded: 'charged and given back',
  withdrawn: 'withdrawn',
}

/** A bank's claim against any other account is no posting. */
export const NOT_CHARGED: Readonly<Record<Account['status'], string | undefined>> = {
  open: undefined,
  closed: 'is closed',
  frozen: 'is frozen',
  deceased: 'is of a holder who has died',
}

const PAYS: readonly Account['type'][] = ['checking', 'savings']

function isOf({ account }: PastFee, payer: Payer): boolean {
  return account?.shard === payer.shard && account.id === payer.id
}

/** What was charged for the item and not given back, in its order. */
export function chargedFees({ ofItem }: Pick<FeeFacts, 'ofItem'>): readonly PastFee[] {
  return ofItem.filter(
    (one, n) =>
      one.step === 'charged' &&
      !ofItem.slice(n + 1).some(later => later.name === one.name && later.step === 'refunded'),
  )
}

/** Where the schedule says nothing of it any more. */
export const REFUND_DAYS = 60

export function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days
}
