import { isCustomers } from '../account-here.ts'
import type { Resolution } from '../exception.ts'
import type { Effect, ItemAfter, Leg, LegAccount } from './effect.ts'
import type { ResolutionAsked, ResolutionDecision, ResolutionFacts } from './resolution.ts'
import { refused } from './resolution.ts'
import { returnKeyed } from './return-keyed.ts'

/** The ways out of an item whose value stands in suspense. */

/** Posts it as it stands: out of suspense, to the account that the item names. */
export function post(_: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  const why = facts.unread === undefined ? whyNotPosted(facts) : NOTHING_TO_POST
  if (why !== undefined) return refused('resolution_not_possible', why)
  return ended(facts, 'post', 'posted', outOfSuspense(facts, ownSide(facts)))
}

const NOTHING_TO_POST =
  'Its amount cannot be read, and it would post with nothing: say what it is rightly worth with an adjustment, or send it back.'

/** Only money for a customer's account needs one that can take it. */
export function whyNotPosted({ role, account }: ResolutionFacts): string | undefined {
  if (!isCustomers(role)) return undefined
  if (account === undefined) return 'No account is found for it: send it back, or correct the account first.'
  if (account.status === 'closed')
    return 'The account is closed and nothing posts to it: send it back, or reopen the account at the ledger first.'
  if (account.status === 'frozen') return 'The account is frozen: send it back, or lift the freeze at the ledger first.'
  return undefined
}

/** Where a posted item's money is: with the customer, with what we originated, or with the network where nothing of ours moves. */
function ownSide(facts: ResolutionFacts): LegAccount {
  const { role, account } = facts
  if (isCustomers(role) && account !== undefined) return { id: account.id }
  return role === 'originations' ? { role: 'originations' } : network(facts)
}

/** Takes it for what was received before: what it is worth goes back to the network's account, and nothing posts. */
export function reject(_: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  return ended(facts, 'reject', 'rejected', outOfSuspense(facts, network(facts)))
}

/**
 * Queues it for the next file: an entry is returned, a return of what we sent is dishonored, a notification of change refused.
 * Its money stays in suspense until that file leaves.
 */
export function sendBack(asked: ResolutionAsked, facts: ResolutionFacts): ResolutionDecision {
  return facts.unread === undefined ? queueReturn(asked, facts, []) : returnKeyed(asked, facts, facts.unread)
}

/** An answer that waits for its file, and what moves at once. */
export function queueReturn(
  { code, resolution }: ResolutionAsked,
  facts: ResolutionFacts,
  legs: readonly Leg[],
  carries?: string,
): ResolutionDecision {
  const { exception, item, codes, leavesBy } = facts
  if (code === undefined) return refused('code_missing', `Say the reason code: one of ${codes.join(', ')}.`)
  if (!codes.includes(code))
    return refused('code_not_of_kind', `The reason code is one of ${codes.join(', ')}, not ${code.slice(0, 8)}.`)
  const why = facts.refuseCode(code, carries)
  if (why !== undefined) return refused('code_refused', why)
  if (leavesBy === undefined)
    return refused('resolution_not_possible', 'No window of the operator is left in which its return is in time.')
  const { shard, id } = exception
  const effect: Effect = {
    exception: { shard, id, state: 'decided', resolution, code, closedAs: '' },
    item: undefined,
    legs,
    outbound: {
      ...{ shard, itemId: item.id, kind: 'return', code, dueAt: leavesBy.toString() },
      ...(carries === undefined ? {} : { carries }),
    },
    letters: [],
  }
  return { is: 'decided', effect }
}

/** The item and its exception come to their end, with its suspense position. */
export function ended(
  { exception, item, bookedOn }: ResolutionFacts,
  resolution: Resolution,
  closedAs: ItemAfter['state'],
  legs: readonly Leg[],
): ResolutionDecision {
  const { shard, id } = exception
  const effect: Effect = {
    exception: { shard, id, state: 'closed', resolution, code: '', closedAs },
    item: { shard, id: item.id, day: item.day, state: closedAs, positionClosedOn: bookedOn },
    legs,
    outbound: undefined,
    letters: [],
  }
  return { is: 'decided', effect }
}

/** The exception stays open, and everything where it is. */
export function unmoved({ exception: { shard, id } }: ResolutionFacts, resolution: Resolution): Effect {
  return {
    exception: { shard, id, state: 'open', resolution, code: '', closedAs: '' },
    item: undefined,
    legs: [],
    outbound: undefined,
    letters: [],
  }
}

/** The item's value leaves suspense: a credit goes from there to the account, a debit is taken from the account. */
export function outOfSuspense(facts: ResolutionFacts, account: LegAccount): readonly Leg[] {
  const suspense: LegAccount = { role: 'suspense' }
  return facts.item.direction === 'credit' ? legOf(facts, suspense, account) : legOf(facts, account, suspense)
}

/** The item's amount from one account to another on the day on which it is booked; nothing where it has none. */
export function legOf(
  { exception, item, bookedOn }: ResolutionFacts,
  from: LegAccount,
  to: LegAccount,
): readonly Leg[] {
  const { amountMinor } = item
  return amountMinor === 0 ? [] : [{ shard: exception.shard, day: bookedOn, from, to, amountMinor }]
}

export function network({ pack }: ResolutionFacts): LegAccount {
  return { role: `settlement.${pack}` }
}
