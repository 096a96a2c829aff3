import type { ResolutionFacts } from '../core/resolve/resolution.ts'
import { type LimitKeys, limitKeys } from './authorise-decision.ts'
import type { Decidable } from './resolution-facts.ts'

/** What limits add a decision up by: the payee is the account that it goes to, wherever that lies. */
export function keysOf(decidable: Decidable, { account, correction }: ResolutionFacts): LimitKeys {
  const keys = limitKeys(decidable, account?.id)
  const paid = correction?.at === 'clear' ? correction.account : undefined
  return paid === undefined ? keys : { ...keys, payee: `${paid.shard}/${paid.id}` }
}
