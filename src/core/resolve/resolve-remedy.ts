import { ADJUSTMENT_STEPS, type AdjustmentAfter, keyedText } from '../adjustment.ts'
import { isRuleId } from '../deadline/rules.ts'
import { chargedFees, daysBetween, type FeeAfter, NOT_CHARGED, REFUND_DAYS } from '../fee.ts'
import { CLAIMS } from './claim-answer.ts'
import type { Clock, Effect, Leg } from './effect.ts'
import { type LetterRequest, letterOf, TAKEN_AGAIN } from './letter.ts'
import { payerBefore } from './payer.ts'
import {
  type AnsweredFacts,
  type ResolutionAsked,
  type ResolutionDecision,
  type ResolutionFacts,
  refused,
} from './resolution.ts'
import { acknowledge, HELD, leg, ownSideOf, SUSPENSE } from './resolve-adjust.ts'
import { ended, legOf, network, whyNotPosted } from './resolve-item.ts'

/**
 * An answer of ours that left and was wrong. It is not called back: our own entries that came with it are taken back, and the other
 * institution is asked to put it right. Meanwhile the item is in suspense again, against what is adjusted, since nothing moved
 * between the banks. It ends when they settle it, send the item again, or refuse.
 */
export function askBack(asked: ResolutionAsked, facts: ResolutionFacts, answered: AnsweredFacts): ResolutionDecision {
  const step = asked.step ?? 'open'
  const standing = facts.adjustment?.standing
  if (facts.exception.state === 'closed')
    return step === 'open'
      ? open(facts, answered, standing)
      : refused('resolution_not_possible', 'Nothing is asked of the other institution now: ask first.')
  if (standing === undefined || step === 'open')
    return refused('resolution_not_possible', 'It is asked for already: say what came of it, or undo it first.')
  if (step === 'acknowledge') return acknowledge(facts, standing)
  return step === 'settle' ? settled(facts, standing) : stays(step, facts, { standing, answered })
}

function open(
  facts: ResolutionFacts,
  answered: AnsweredFacts,
  before: AdjustmentAfter | undefined,
): ResolutionDecision {
  const { exception, item, account, bookedOn } = facts
  const { remedy, reversedUntil } = answered
  const clock = facts.adjustment?.clock
  if (before !== undefined)
    return refused(
      'resolution_not_possible',
      `The other institution was asked (${before.type}), and that ended: ${before.state}. Undo that first if it was wrong.`,
    )
  if (remedy === undefined || clock === undefined) return refused('resolution_not_possible', answered.closed)
  const isReversed = bookedOn <= reversedUntil
  const credited = creditOf(facts)
  if (exception.claim !== undefined && account === undefined) return refused('resolution_not_possible', GONE)
  if (credited.length > 0 && !isReversed)
    return refused(
      'resolution_not_possible',
      `The customer was credited with it, and our own entries are reversed until ${reversedUntil}: what is left is between the customer and us.`,
    )
  if (credited.length > 0 && (account?.status === 'closed' || account?.status === 'frozen'))
    return refused(
      'resolution_not_possible',
      `The account that was credited is ${account.status}, and nothing is taken from it: clear that at the ledger first.`,
    )
  const taken = credited.map(one => ({ ...one, from: one.to, to: one.from }))
  const held = leg(facts, SUSPENSE, HELD, item.amountMinor)
  const rightMinor = worthOf(facts, answered)
  const fee = isReversed ? feeBack(facts) : undefined
  const effect: Effect = {
    exception: { ...exceptionOf(facts), state: 'open', code: '', closedAs: '', clock },
    item: {
      ...{ shard: exception.shard, id: item.id, day: item.day },
      ...{ state: exception.claim === undefined ? 'suspended' : 'posted', positionClosedOn: '' },
    },
    legs: [...taken, ...held, ...(fee?.legs ?? [])],
    outbound: undefined,
    adjustment: {
      ...{ type: remedy.type, state: 'asked', rightMinor, differenceMinor: 0 - rightMinor },
      ...{ entryUntil: '', attachments: remedy.attachments },
    },
    ...(fee === undefined ? {} : { fee: fee.fee }),
    ...(answered.policy === undefined ? {} : { endedBy: answered.policy }),
    letters: [asking(facts, answered, clock.runs), ...(taken.length === 0 ? [] : [telling(facts)])],
  }
  return { is: 'decided', effect }
}

/** What our answer asked back, and they would settle again: what somebody keyed where the item came with no amount that could be read. */
function worthOf({ item }: ResolutionFacts, { keyedMinor }: AnsweredFacts): number {
  return keyedMinor ?? item.amountMinor
}

/** Of a claim what the customer has of it, with the answer or before: out of what the claims hold, to the account. */
function creditOf(facts: ResolutionFacts): readonly Leg[] {
  const { account, exception } = facts
  return exception.claim === undefined || account === undefined ? [] : legOf(facts, CLAIMS, { id: account.id })
}

function exceptionOf({ exception: { shard, id } }: ResolutionFacts) {
  return { shard, id, resolution: 'adjust' } as const
}

/** The fee that the schedule charged with the return, while the schedule gives it back and its account takes it. */
function feeBack(facts: ResolutionFacts): { readonly fee: FeeAfter; readonly legs: readonly Leg[] } | undefined {
  const { fees, exception, bookedOn } = facts
  if (fees === undefined) return undefined
  const past = chargedFees(fees).findLast(one => one.account?.shard === exception.shard)
  const charges = fees.schedule.find(one => one.name === past?.name)
  if (past?.account === undefined || charges?.chargedWith.includes('return') !== true) return undefined
  const paid = payerBefore(facts, past.account)
  if (paid === undefined || NOT_CHARGED[paid.payer.status] !== undefined) return undefined
  if (daysBetween(past.bookedOn, bookedOn) > (charges.refundDays ?? REFUND_DAYS)) return undefined
  const { name, feeMinor, account, presentment } = past
  const words = 'The return that it was charged with was sent in error.'
  return {
    fee: { name, step: 'refunded', feeMinor, account, waiver: 'own_error', words, presentment },
    legs: [
      { shard: account.shard, day: bookedOn, from: { role: 'fees' }, to: { id: account.id }, amountMinor: feeMinor },
    ],
  }
}

/** In words, until there are messages of the network. */
function asking(facts: ResolutionFacts, answered: AnsweredFacts, runs: Clock): LetterRequest {
  const { remedy, code, leftOn } = answered
  const item = { amountMinor: worthOf(facts, answered) }
  const about = `It is about an item of ${keyedText(item.amountMinor)}, answered with ${code} on ${leftOn}.`
  const attached = `Attached: ${(remedy?.attachments ?? []).join('; ')}.`
  return {
    ...letterOf(
      { letters: facts.letters, item },
      { to: 'sender', words: `${remedy?.asks ?? ''} ${about} ${attached}` },
    ),
    rule: isRuleId(runs.rule) ? runs.rule : '',
    dueAt: runs.oursAt,
  }
}

/** What the customer had back is taken again; by the rule where the law of consumers holds for the claim. */
function telling(facts: ResolutionFacts): LetterRequest {
  const isConsumer = facts.exception.claim?.clock !== undefined
  const rule = isConsumer ? 'reg-e-tell-of-debit' : undefined
  return letterOf(facts, { to: 'customer', words: TAKEN_AGAIN, rule })
}

/** They settled it with us: it is as if it had never gone back. */
function settled(facts: ResolutionFacts, standing: AdjustmentAfter): ResolutionDecision {
  const { amountMinor } = facts.item
  const between = leg(facts, HELD, network(facts), amountMinor)
  const adjustment = { ...standing, state: ADJUSTMENT_STEPS.settle }
  if (facts.exception.claim !== undefined) {
    const legs = [...between, ...leg(facts, CLAIMS, SUSPENSE, amountMinor)]
    return withAdjustment(ended(facts, 'adjust', 'posted', legs), { adjustment })
  }
  const own = ownSideOf(facts)
  const why = whyNotPosted(facts) ?? (own === undefined ? GONE : undefined)
  if (why !== undefined || own === undefined) return refused('resolution_not_possible', why ?? GONE)
  // What could not be read stands in suspense with nothing: what is settled for it goes straight between the two.
  const unread = leg(facts, own, network(facts), standing.rightMinor - amountMinor)
  const legs = [...between, ...leg(facts, own, SUSPENSE, amountMinor), ...unread]
  return withAdjustment(ended(facts, 'adjust', 'adjusted', legs), { adjustment })
}

const GONE = 'The account is not found any more, so nothing can be booked to it.'

/** Our answer stands: the item is back where that left it, and a customer who was credited with it is so again. */
function stays(
  step: 'refuse' | 'again',
  facts: ResolutionFacts,
  { standing, answered }: { readonly standing: AdjustmentAfter; readonly answered: AnsweredFacts },
): ResolutionDecision {
  const legs = [...leg(facts, HELD, SUSPENSE, facts.item.amountMinor), ...creditOf(facts)]
  return withAdjustment(ended(facts, 'adjust', 'returned', legs), {
    adjustment: { ...standing, state: ADJUSTMENT_STEPS[step] },
    code: answered.code,
  })
}

function withAdjustment(
  decided: ResolutionDecision,
  { adjustment, code = '' }: { readonly adjustment: AdjustmentAfter; readonly code?: string },
): ResolutionDecision {
  if (decided.is === 'refused') return decided
  const { effect } = decided
  return { is: 'decided', effect: { ...effect, exception: { ...effect.exception, code }, adjustment } }
}
