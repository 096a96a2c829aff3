import { type BatchTotals, keyedText } from './adjustment.ts'
import type { Finding } from './exception.ts'
import { formatMoney, money } from './money.ts'
import { NOTHING, type Tally } from './tally.ts'

/**
 * What was settled for a batch or file beside what its items make, once it is processed although the two differ: it is short where
 * more was settled than there are items for, and over where less was. Minor units, signed; debits and credits apart.
 */
export interface Gap {
  readonly debitMinor: number
  readonly creditMinor: number
}

export const NO_GAP: Gap = { debitMinor: 0, creditMinor: 0 }

/** What is over or short of a released batch or file of the work type, and what its exception is. */
export interface PackOverShort {
  readonly kinds: { readonly batch: string; readonly file: string }
  /** Of a batch; `facts` are those of the finding with which it was held, none of any other. */
  ofBatch(batch: BatchTotals, facts: Finding['facts']): Gap
  /** Of a file without what is of its batches themselves; `facts` are those of the finding with which it was held. */
  ofFile(file: FileTotals, facts: Finding['facts']): Gap
  /** What the exception says of the gap: the holes of its kind's sentence. */
  facts(gap: Gap, held: Finding['facts']): NonNullable<Finding['facts']>
}

/** A released file as its control declares it, and as its items add up. */
export interface FileTotals {
  readonly declared: Tally | undefined
  readonly computed: Tally
  /** All of it: of one that stays held the difference is found when it is released, and what one lost is an exception of its own. */
  readonly batches: readonly (BatchTotals & { readonly fate: 'process' | 'quarantine'; readonly lost: Tally })[]
}

/** By how much a total says more than came; none without a total. */
export function gapBetween(declared: Tally | undefined, computed: Tally): Gap {
  if (declared === undefined) return NO_GAP
  const { debitMinor, creditMinor } = declared
  return { debitMinor: debitMinor - computed.debitMinor, creditMinor: creditMinor - computed.creditMinor }
}

export function subtractGap(a: Gap, b: Gap): Gap {
  return { debitMinor: a.debitMinor - b.debitMinor, creditMinor: a.creditMinor - b.creditMinor }
}

/**
 * The value of a gap as its suspense position holds it. Debits for which there are no items were charged to us, as credits were that
 * came without being settled; the other two are owed to somebody.
 */
export function positionOf({ debitMinor, creditMinor }: Gap): Tally {
  return {
    ...NOTHING,
    debitMinor: Math.max(0, debitMinor) + Math.max(0, -creditMinor),
    creditMinor: Math.max(0, creditMinor) + Math.max(0, -debitMinor),
  }
}

/** `10.00 more`, or `less`. */
export function moreOrLess(minor: number): string {
  return `${formatMoney(money(BigInt(Math.abs(minor)), 'USD'))} ${minor < 0 ? 'less' : 'more'}`
}

/** Items of it that came without an amount: what is keyed of them since is a part of what it is over or short by. */
export interface KeyedSince {
  /** Those that have not ended: until they have, nobody knows what is left. */
  readonly open: KeyedItems | undefined
  /** Those that ended with an amount. */
  readonly ended: KeyedItems | undefined
  /** What these are rightly worth, or asked back, debits and credits apart: the network settled that for them. */
  readonly settled: Gap
}

/** Some of them, named by the first. */
export interface KeyedItems {
  readonly itemId: number
  /** What is keyed of it; undefined where nothing is. Minor units. */
  readonly keyedMinor: number | undefined
  readonly others: number
}

export const NOTHING_KEYED: KeyedSince = { open: undefined, ended: undefined, settled: NO_GAP }

/** What the network settled for those items. */
export function settledByKeyed({ settled }: KeyedSince): Gap {
  return inOneDirection(settled)
}

/** What is over or short beyond those items, as a position holds it: the other way round where they are worth more than all of it. */
export function beyondKeyed(
  { debitMinor, creditMinor }: Pick<Tally, 'debitMinor' | 'creditMinor'>,
  { settled }: KeyedSince,
): Tally {
  const left = subtractGap({ debitMinor, creditMinor }, settled)
  return positionOf(bothOf(settled) === 0 ? left : inOneDirection(left))
}

/**
 * Of a deposit a ticket and a check that were both keyed are two sides of the same money: only what one of them says more than the
 * other is a part of what is over or short, and nothing is booked in and out again.
 */
function inOneDirection({ debitMinor, creditMinor }: Gap): Gap {
  const more = debitMinor - creditMinor
  return { debitMinor: Math.max(0, more), creditMinor: Math.max(0, -more) }
}

/**
 * By how much charging it books more than it is worth. What items were keyed with since may be more than all of it, and then both what
 * they settle and what is left the other way round are: limits hold whichever of the three is the largest, because that much is moved
 * at one person's word. Minor units, debits and credits together as everywhere that limits add up.
 */
export function chargedBeyond(
  value: Pick<Tally, 'debitMinor' | 'creditMinor'>,
  keyed: KeyedSince = NOTHING_KEYED,
): number {
  const worth = bothOf(value)
  return Math.max(worth, bothOf(settledByKeyed(keyed)), bothOf(beyondKeyed(value, keyed))) - worth
}

function bothOf({ debitMinor, creditMinor }: Gap): number {
  return debitMinor + creditMinor
}

/** Why an end of what is over or short would book an amount that an item books too, as a sentence; undefined where it would not. */
export function whyNotEnded(
  way: 'adjust' | 'move',
  value: Pick<Tally, 'debitMinor' | 'creditMinor'>,
  keyed: KeyedSince,
): string | undefined {
  const whole = keyedText(value.debitMinor + value.creditMinor)
  const { open, ended } = keyed
  if (open !== undefined)
    return open.keyedMinor === undefined
      ? `${named(open)} came without an amount and is open: what it is rightly worth is a part of the ${whole}. Say that first, with its adjustment or its return.`
      : `${named(open)} came without an amount and is keyed with ${keyedText(open.keyedMinor)}, which is a part of the ${whole}, and has not ended: say what came of its adjustment, or wait until its return has left.`
  if (way === 'adjust' || ended === undefined) return undefined
  const { debitMinor, creditMinor } = beyondKeyed(value, keyed)
  if (debitMinor + creditMinor > 0) return undefined
  return `${named(ended)} came without an amount and is keyed with ${keyedText(ended.keyedMinor ?? 0)} since, and that settles all of the ${whole}: nothing is left to charge. Close it as settled (adjust).`
}

function named({ itemId, others }: KeyedItems): string {
  return others === 0 ? `Item ${itemId}` : `Item ${itemId}, with ${others} more like it,`
}

/** What was over or short since a release, and is ended. */
export interface EndedOverShort {
  readonly id: number
  readonly closedAs: 'settled' | 'charged_off'
  /** What it was worth, debits and credits together. Minor units. */
  readonly amountMinor: number
}

/** Why an amount that is a part of it is neither keyed nor taken back. */
export function whyEnded({ id, closedAs, amountMinor }: EndedOverShort): string {
  const as = closedAs === 'settled' ? 'closed as settled' : 'charged to over and short'
  return `The amount of this item is a part of the ${keyedText(amountMinor)} that was over or short since the release, and that is ${as} (exception ${id}): the same money would be booked twice. Take that back first, decide this item, then end it again.`
}
