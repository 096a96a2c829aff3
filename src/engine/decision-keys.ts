import { type FeeAfter, isAboutFee } from '../core/fee.ts'
import type { Effect } from '../core/resolve/effect.ts'
import type { ResolutionFacts } from '../core/resolve/resolution.ts'
import { type LimitKeys, limitKeys } from './authorise-decision.ts'
import type { Decidable } from './resolution-facts.ts'

/**
 * What limits add a decision up by: the payees are the accounts that it goes to, wherever those lie; the amount is the most that
 * it moves at once or that somebody keyed as right, and never less than the item is worth. What is about a fee alone is worth the fee.
 * The reason is the code that the decision has, else the kind of its exception.
 */
export function keysOf(
  decidable: Decidable,
  facts: ResolutionFacts,
  effect: Pick<Effect, 'exception' | 'legs' | 'adjustment' | 'fee' | 'outbound'>,
): LimitKeys {
  const { account, correction, named } = facts
  const { legs, adjustment, fee, outbound } = effect
  const { resolution, code } = effect.exception
  const plain = limitKeys(decidable, account?.id)
  const own = code === '' ? plain : { ...plain, reason: code }
  if (fee !== undefined && isAboutFee(resolution)) return feeKeys(own, fee)
  const keyed = [adjustment?.rightMinor ?? 0, outbound?.keyedMinor ?? 0]
  const amountMinor = Math.max(own.amountMinor, ...keyed, ...legs.map(leg => leg.amountMinor))
  const corrected = correction?.at === 'clear' ? correction.account : undefined
  const paid = [corrected, ...named.map(one => one.account)].flatMap(one =>
    one === undefined ? [] : [`${one.shard}/${one.id}`],
  )
  return { ...own, amountMinor, ...(paid.length === 0 ? {} : { payee: paid.sort().join(' ') }) }
}

/** What limits add a fee up by, or that it is not charged: the account whose it is. */
export function feeKeys(own: LimitKeys, { feeMinor, account }: FeeAfter): LimitKeys {
  return {
    ...own,
    amountMinor: feeMinor,
    ...(account === undefined ? {} : { payee: `${account.shard}/${account.id}` }),
  }
}
