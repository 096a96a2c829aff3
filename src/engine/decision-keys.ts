import type { ResolutionFacts } from '../core/resolve/resolution.ts'
import { type LimitKeys, limitKeys } from './authorise-decision.ts'
import type { Decidable } from './resolution-facts.ts'

/** What limits add a decision up by: the payees are the accounts that it goes to, wherever those lie. */
export function keysOf(decidable: Decidable, { account, correction, named }: ResolutionFacts): LimitKeys {
  const keys = limitKeys(decidable, account?.id)
  const corrected = correction?.at === 'clear' ? correction.account : undefined
  const paid = [corrected, ...named.map(one => one.account)].flatMap(one =>
    one === undefined ? [] : [`${one.shard}/${one.id}`],
  )
  return paid.length === 0 ? keys : { ...keys, payee: paid.sort().join(' ') }
}
