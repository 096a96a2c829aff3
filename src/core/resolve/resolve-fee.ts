import {
  chargedFees,
  daysBetween,
  type Fee,
  type FeeAfter,
  type FeeFacts,
  feeWith,
  NOT_CHARGED,
  type PastFee,
  REFUND_DAYS,
  whyNotCharged,
} from '../fee.ts'
import type { Effect, Leg, LegAccount } from './effect.ts'
import { type PayerOfItem, payerBefore, payerOf } from './payer.ts'
import {
  type ResolutionAsked,
  type ResolutionDecision,
  type ResolutionFacts,
  type ResolutionRefused,
  refused,
} from './resolution.ts'

/**
 * Fees: charged by themselves with another way out, charged by hand, waived or given back. What is done about a fee alone leaves the
 * exception as it is, whatever became of it, so it can be done when that is closed too.
 */

/** Charges a fee of the schedule by hand to whoever pays for the item. */
export function charge(asked: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const { fees } = facts
  if (asked.waiver !== undefined)
    return refused(
      'fee_refused',
      'A fee is charged by hand or not at all: leave out why it is not, or give it back later.',
    )
  if (fees === undefined || fees.schedule.length === 0)
    return refused('resolution_not_possible', 'No fee of the schedule belongs to such an item.')
  const fee = fees.schedule.find(one => one.name === asked.fee)
  if (fee === undefined) return refused('fee_missing', `Say which fee: one of ${namesOf(fees.schedule)}.`)
  const paying = payerOf(asked, facts)
  if (paying === undefined && (facts.depositors ?? []).length > 1)
    return refused('fields_missing', 'It came in more than one deposit: say whose, in the field account.')
  const why = whyNotCharged(fee, { facts: fees, payer: paying?.payer, ...worth(facts) })
  if (why !== undefined || paying === undefined) return refused('fee_refused', why ?? NOBODY)
  return { is: 'decided', effect: { ...alone(facts, 'fee'), ...charged(facts, fees, { fee, paying }) } }
}

/** Gives back what was charged for the item before, for a reason of the list and in somebody's words. */
export function giveBack(asked: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const { fees, bookedOn: on } = facts
  const standing = fees === undefined ? [] : chargedFees(fees)
  if (standing.length === 0)
    return refused('resolution_not_possible', 'No fee was charged for it that could be given back.')
  const past = standing.find(one => one.name === asked.fee)
  if (past?.account === undefined) return refused('fee_missing', `Say which fee: one of ${namesOf(standing)}.`)
  const late = whyTooLate(past, fees?.schedule ?? [], on)
  if (late !== undefined) return refused('fee_refused', late)
  const paid = payerBefore(facts, past.account)
  const why = paid === undefined ? 'is not found any more' : NOT_CHARGED[paid.payer.status]
  if (why !== undefined)
    return refused('fee_refused', `The account that paid it ${why}: pay it back to its holder outside.`)
  const unsaid = whyUnsaid(asked)
  if (unsaid !== undefined) return unsaid
  const { name, feeMinor, account, presentment } = past
  const fee: FeeAfter = { name, step: 'refunded', feeMinor, account, ...saidOf(asked), presentment }
  const legs = [feeGivenBack(account, feeMinor, on)]
  return { is: 'decided', effect: { ...alone(facts, 'waive'), legs, fee, ...named(paid) } }
}

/** `on`: the day on which it is booked, YYYY-MM-DD. */
export function feeGivenBack({ shard, id }: NonNullable<FeeAfter['account']>, feeMinor: number, on: string): Leg {
  return feeLeg({ shard, on, from: INCOME, to: { id } }, feeMinor)
}

/** Nobody pays for claiming what the law lets them claim, whatever comes of it. */
export function neverForClaim(): ResolutionDecision {
  return refused(
    'resolution_not_possible',
    'No fee is charged for the claim of a customer, whatever comes of it (12 CFR 1005.11, comment 11(c)-3).',
  )
}

/**
 * The way out with the fee that the schedule charges with it: charged, or waived where the person says why, or spared where a limit of
 * the schedule or the account says so. It never stands in the way of what it comes with.
 */
export function withFee(
  asked: ResolutionAsked,
  facts: ResolutionFacts,
  decided: ResolutionDecision,
): ResolutionDecision {
  if (decided.is === 'refused') return decided
  const { fees } = facts
  const fee = fees === undefined ? undefined : feeWith(fees.schedule, asked)
  if (fees === undefined || fee === undefined)
    return asked.waiver === undefined ? decided : nothingToWaive('none is charged with it.')
  const paying = payerOf(asked, facts)
  const why = whyNotCharged(fee, { facts: fees, payer: paying?.payer, ...worth(facts) })
  if (why !== undefined || paying === undefined) {
    if (asked.waiver !== undefined) return nothingToWaive(why ?? NOBODY)
    return { is: 'decided', effect: { ...decided.effect, fee: { ...ofPayer(fee, fees, paying), step: 'spared', why } } }
  }
  if (asked.waiver === undefined) {
    const { legs, ...more } = charged(facts, fees, { fee, paying })
    return { is: 'decided', effect: { ...decided.effect, ...more, legs: [...decided.effect.legs, ...legs] } }
  }
  const waived: FeeAfter = { ...ofPayer(fee, fees, paying), step: 'waived', ...saidOf(asked) }
  return whyUnsaid(asked) ?? { is: 'decided', effect: { ...decided.effect, fee: waived } }
}

function nothingToWaive(why: string): ResolutionRefused {
  return refused('fee_refused', `There is no fee to waive: ${why}`)
}

function namesOf(fees: readonly { readonly name: string }[]): string {
  return fees.map(one => one.name).join(', ')
}

const NOBODY = 'There is no account of a customer of ours to charge.'
const INCOME: LegAccount = { role: 'fees' }

function worth({ item, bookedOn }: ResolutionFacts) {
  return { amountMinor: item.amountMinor, on: bookedOn }
}

function charged(
  { bookedOn: on }: ResolutionFacts,
  fees: FeeFacts,
  { fee, paying }: { readonly fee: Fee; readonly paying: PayerOfItem },
): Pick<Effect, 'legs' | 'fee' | 'accounts'> {
  const { shard, id } = paying.payer
  return {
    legs: [feeLeg({ shard, on, from: { id }, to: INCOME }, fee.amountMinor)],
    fee: { ...ofPayer(fee, fees, paying), step: 'charged' },
    ...named(paying),
  }
}

function ofPayer(
  { name, amountMinor: feeMinor }: Fee,
  { presentment }: FeeFacts,
  paying: PayerOfItem | undefined,
): Omit<FeeAfter, 'step'> {
  const account = paying && { shard: paying.payer.shard, id: paying.payer.id }
  return { name, feeMinor, account, presentment }
}

/** Booked in the bucket of the account, against the income of that bucket: nothing has to be cleared. */
function feeLeg(
  { shard, on, from, to }: Pick<Leg, 'shard' | 'from' | 'to'> & { readonly on: string },
  amountMinor: number,
): Leg {
  return { shard, day: on, from, to, amountMinor }
}

function named(paying: PayerOfItem | undefined): Pick<Effect, 'accounts'> {
  return paying?.accounts === undefined ? {} : { accounts: paying.accounts }
}

/** The exception and its item are left as they are. */
function alone({ exception: { shard, id, state } }: ResolutionFacts, resolution: 'fee' | 'waive'): Effect {
  return {
    exception: { shard, id, state, resolution, code: '', closedAs: '' },
    item: undefined,
    legs: [],
    outbound: undefined,
    letters: [],
  }
}

function whyTooLate({ name, bookedOn }: PastFee, schedule: readonly Fee[], on: string): string | undefined {
  const days = schedule.find(one => one.name === name)?.refundDays ?? REFUND_DAYS
  if (daysBetween(bookedOn, on) <= days) return undefined
  return `It was charged on ${bookedOn}, and is given back for ${days} days.`
}

function whyUnsaid({ waiver, words = '' }: ResolutionAsked): ResolutionRefused | undefined {
  if (waiver === undefined) return refused('waiver_missing', 'Say why it is not to be paid: a reason of the list.')
  return words.trim() === '' ? refused('words_missing', 'Say in your words why the fee is not to be paid.') : undefined
}

function saidOf({ waiver, words = '' }: ResolutionAsked): Pick<FeeAfter, 'waiver' | 'words'> {
  return { waiver, words: words.trim() }
}
