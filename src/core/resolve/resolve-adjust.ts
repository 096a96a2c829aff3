import {
  ADJUSTMENT_STEPS,
  type AdjustmentAfter,
  type AdjustmentKind,
  type BalanceAfter,
  balanceAfter,
  keyedMinor,
  keyedText,
} from '../adjustment.ts'
import { isRuleId } from '../deadline/rules.ts'
import { invariant } from '../invariant.ts'
import { whyEnded } from '../over-short.ts'
import type { Clock, Leg, LegAccount } from './effect.ts'
import { type LetterRequest, letterOf } from './letter.ts'
import {
  type AdjustmentFacts,
  type ResolutionAsked,
  type ResolutionDecision,
  type ResolutionFacts,
  refused,
} from './resolution.ts'
import { ended, network, unmoved, whyNotPosted } from './resolve-item.ts'

export const SUSPENSE: LegAccount = { role: 'suspense' }
export const HELD: LegAccount = { role: 'adjustments' }

/**
 * An adjustment with the other institution, step by step. While it runs the item's whole value stays in suspense, and what the
 * customer is rightly charged lies with the adjustments; it ends when it is settled, or refused at the institution's own cost.
 */
export function adjust(asked: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const { adjustment } = facts
  if (adjustment === undefined)
    return refused(
      'resolution_not_offered',
      'The network has no adjustment case for it; the other bank is asked directly.',
    )
  const step = asked.step ?? 'open'
  const { standing } = adjustment
  if (step === 'open') return open(asked, facts, adjustment)
  if (standing === undefined) return refused('resolution_not_possible', 'No adjustment was asked for: open one first.')
  if (step === 'acknowledge') return acknowledge(facts, standing)
  if (step === 'again') return refused('resolution_not_possible', NOT_OURS)
  return end(step, facts, standing)
}

const NOT_OURS = 'Nothing of ours went out that they could send again: say that it is settled, or refused.'

/** Why another way out is closed: the customer is charged already. Undefined where none runs. */
export function whyAdjusting({ adjustment }: ResolutionFacts): string | undefined {
  return adjustment?.standing === undefined
    ? undefined
    : `An adjustment (${adjustment.standing.type}) runs with the other institution: settle it, say that it is refused, or undo it first.`
}

function open(asked: ResolutionAsked, facts: ResolutionFacts, adjustment: AdjustmentFacts): ResolutionDecision {
  const { kind, standing, clock } = adjustment
  if (standing !== undefined)
    return refused(
      'resolution_not_possible',
      `It is asked for already and ${standing.state}: settle it, say that it is refused, or undo it first.`,
    )
  if (facts.overShort !== undefined) return refused('resolution_not_possible', whyEnded(facts.overShort))
  const rightMinor = kind.right === 'nothing' ? 0 : keyedMinor(asked.fields?.amount ?? '')
  if (rightMinor === undefined)
    return refused('fields_missing', 'Say what it is rightly worth: dollars and cents as 100.00.')
  const differenceMinor = facts.item.amountMinor - rightMinor
  if (Math.abs(differenceMinor) < kind.leastMinor)
    return refused(
      'resolution_not_possible',
      `A case ${kind.type} is taken from ${keyedText(kind.leastMinor)} on; this difference is ${keyedText(Math.abs(differenceMinor))}.`,
    )
  const balance = adjustment.total && balanceAfter(adjustment.total, differenceMinor)
  if (balance?.against === 'deposit' && isNoNearer(balance))
    return refused('resolution_not_possible', noNearer(balance))
  if (clock === undefined) return refused('resolution_not_possible', adjustment.missed)
  const why = rightMinor === 0 ? undefined : whyNotPosted(facts)
  if (why !== undefined) return refused('resolution_not_possible', why)
  if (facts.unread !== undefined && balance?.against === 'control' && balance.afterMinor === 0)
    return settledAlready(facts, { type: kind.type, rightMinor, differenceMinor }, balance)
  const { type, attachments } = kind
  const after: AdjustmentAfter = {
    type,
    state: 'asked',
    rightMinor,
    differenceMinor,
    entryUntil: adjustment.entryUntil,
    attachments,
  }
  return {
    is: 'decided',
    effect: {
      ...unmoved(facts, 'adjust'),
      exception: { ...unmoved(facts, 'adjust').exception, clock },
      legs: charge(facts, rightMinor),
      adjustment: after,
      ...(balance === undefined ? {} : { balance }),
      letters: [asking(facts, after, { kind, runs: clock.runs, balance })],
    },
  }
}

/**
 * Its amount could not be read, and what it is rightly worth is just what its batch was settled by beyond the other items: no other
 * institution has a difference, so nobody is asked, and the account is charged in full.
 */
function settledAlready(
  facts: ResolutionFacts,
  right: Pick<AdjustmentAfter, 'type' | 'rightMinor' | 'differenceMinor'>,
  balance: BalanceAfter,
): ResolutionDecision {
  const { account } = facts
  invariant(account !== undefined, 'an item that settles has an account')
  const decided = ended(facts, 'adjust', 'adjusted', leg(facts, { id: account.id }, network(facts), right.rightMinor))
  if (decided.is === 'refused') return decided
  const adjustment: AdjustmentAfter = { ...right, state: 'settled', entryUntil: '', attachments: [] }
  return { is: 'decided', effect: { ...decided.effect, adjustment, balance } }
}

/** Of several wrong amounts in one deposit the first that is said rightly cannot balance it, but brings it nearer. */
function isNoNearer({ beforeMinor, afterMinor }: BalanceAfter): boolean {
  return afterMinor !== 0 && Math.abs(afterMinor) >= Math.abs(beforeMinor)
}

/** A deposit here is between its depositor and us: no other institution has what it is short of, or too much of. */
function noNearer({ totalMinor, beforeMinor, afterMinor }: BalanceAfter): string {
  return `The deposit would be no nearer to its balance: against the ${keyedText(totalMinor)} of its other side it is ${offBy(beforeMinor)}, and with this ${offBy(afterMinor)}. Balance the deposit first, or charge it back to the depositor, who deposits it rightly: no other bank has the difference.`
}

function offBy(minor: number): string {
  if (minor === 0) return 'right'
  return `${keyedText(Math.abs(minor))} too ${minor < 0 ? 'little' : 'much'}`
}

interface Asking {
  readonly kind: AdjustmentKind
  readonly runs: Clock
  readonly balance: BalanceAfter | undefined
}

/** In words, until there are messages of the network. */
function asking(facts: ResolutionFacts, after: AdjustmentAfter, { kind, runs, balance }: Asking): LetterRequest {
  const { type, entryUntil, attachments } = after
  const late = kind.rule === undefined ? '' : ', since its window is over'
  const entry = entryUntil === '' ? `without an entry${late}` : `with a provisional entry (window until ${entryUntil})`
  const attached = attachments.length === 0 ? 'No attachment is needed.' : `Attached: ${attachments.join('; ')}.`
  const why = kind.asks === undefined ? '' : `${kind.asks} `
  const { amountMinor, says } = facts.unread === undefined ? betweenUs(facts, after) : ofUnread(after, balance)
  const words = `${why}Adjustment ${type} ${says}, ${entry}. ${attached}`
  const of = { letters: facts.letters, item: { amountMinor } }
  return {
    ...letterOf(of, { to: 'sender', words }),
    rule: isRuleId(runs.rule) ? runs.rule : '',
    dueAt: runs.oursAt,
  }
}

interface Between {
  readonly amountMinor: number
  readonly says: string
}

/** What was settled for it, less what it is rightly worth. */
function betweenUs({ item }: ResolutionFacts, { differenceMinor }: AdjustmentAfter): Between {
  const owed = differenceMinor > 0 === (item.direction === 'debit') ? 'to us' : 'by us'
  const amountMinor = Math.abs(differenceMinor)
  return { amountMinor, says: `of ${keyedText(amountMinor)}, owed ${owed}` }
}

/**
 * Of what came without an amount nobody knows what was settled for it but by what the total of its batch leaves beyond the others: that
 * was paid, and is not asked for once more.
 */
function ofUnread({ rightMinor }: AdjustmentAfter, balance: BalanceAfter | undefined): Between {
  const came = `for an item that came without an amount that can be read, and is rightly worth ${keyedText(rightMinor)}`
  if (balance?.against !== 'control')
    return {
      amountMinor: rightMinor,
      says: `${came}. Nothing here tells what was settled for it: say that, and what lies between is owed`,
    }
  const { afterMinor, beforeMinor } = balance
  const leaves = `The total of its batch leaves ${keyedText(Math.max(0, -beforeMinor))} for it`
  const amountMinor = Math.abs(afterMinor)
  const owed = afterMinor > 0 ? 'by us' : 'to us where no other item of the batch accounts for it'
  return { amountMinor, says: `${came}. ${leaves}: ${keyedText(amountMinor)} lies between, owed ${owed}` }
}

export function acknowledge(facts: ResolutionFacts, standing: AdjustmentAfter): ResolutionDecision {
  if (standing.state !== 'asked') return refused('resolution_not_possible', 'It is acknowledged already.')
  return { is: 'decided', effect: { ...unmoved(facts, 'adjust'), adjustment: { ...standing, state: 'acknowledged' } } }
}

/**
 * What was settled too much comes from the network, or is borne; too little goes to it, or back to the customer. Of a credit it is
 * the other way round: what came too much goes back to the network, and what that does not take is the customer’s.
 */
function end(step: 'settle' | 'refuse', facts: ResolutionFacts, standing: AdjustmentAfter): ResolutionDecision {
  const { rightMinor, differenceMinor } = standing
  const { amountMinor, direction } = facts.item
  const within = Math.min(rightMinor, amountMinor)
  const isBorne = differenceMinor > 0 && direction === 'debit'
  const other = step === 'settle' ? network(facts) : isBorne ? ({ role: 'losses' } as const) : ownSideOf(facts)
  if (other === undefined)
    return refused(
      'resolution_not_possible',
      'The customer’s account is not found any more, so nothing can be given back to it.',
    )
  const legs = [
    ...leg(facts, HELD, SUSPENSE, within),
    ...(differenceMinor > 0 ? leg(facts, other, SUSPENSE, differenceMinor) : leg(facts, HELD, other, -differenceMinor)),
  ]
  const decided = ended(facts, 'adjust', 'adjusted', legs)
  if (decided.is === 'refused') return decided
  const right = step === 'refuse' && !isBorne ? amountMinor : rightMinor
  const adjustment = { ...standing, state: ADJUSTMENT_STEPS[step], rightMinor: right }
  return { is: 'decided', effect: { ...decided.effect, adjustment } }
}

/** Where what is the customer's lies; undefined where their account is not found. */
export function ownSideOf({ role, account }: ResolutionFacts): LegAccount | undefined {
  if (role === 'originations') return { role }
  return account === undefined ? undefined : { id: account.id }
}

/** The customer's side at once, whatever the other institution says. */
function charge(facts: ResolutionFacts, rightMinor: number): readonly Leg[] {
  const { account } = facts
  return account === undefined ? [] : leg(facts, { id: account.id }, HELD, rightMinor)
}

/** An amount in the direction of a debit; a credit goes the other way round. Nothing where there is none. */
export function leg(
  { exception, item, bookedOn }: ResolutionFacts,
  from: LegAccount,
  to: LegAccount,
  amountMinor: number,
): readonly Leg[] {
  if (amountMinor === 0) return []
  const ends = item.direction === 'debit' ? { from, to } : { from: to, to: from }
  return [{ shard: exception.shard, day: bookedOn, ...ends, amountMinor }]
}
