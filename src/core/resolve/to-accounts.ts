import type { LedgerAccount } from '../core-system.ts'
import type { Leg, LegAccount } from './effect.ts'
import type { ResolutionFacts } from './resolution.ts'
import { outOfSuspense } from './resolve-item.ts'

/** What of an item goes to one account. Minor units. */
export interface PartTo {
  readonly account: Pick<LedgerAccount, 'shard' | 'id'>
  readonly amountMinor: number
}

/**
 * Out of suspense to accounts, wherever each lies: in another bucket than the item's each side balances against its clearing
 * account. First what is booked in the item's bucket, then the others bucket by bucket.
 */
export function toAccounts(facts: ResolutionFacts, parts: readonly PartTo[]): readonly Leg[] {
  const isHere = ({ account }: PartTo) => account.shard === facts.exception.shard
  const far = parts.filter(one => !isHere(one)).sort((a, b) => a.account.shard - b.account.shard)
  return [
    ...parts.flatMap(one => legHere(facts, one, isHere(one) ? ownSide(one) : CLEARING)),
    ...far.flatMap(one => legThere(facts, one)),
  ]
}

const CLEARING: LegAccount = { role: 'clearing' }

function ownSide({ account }: PartTo): LegAccount {
  return { id: account.id }
}

function legHere(facts: ResolutionFacts, { amountMinor }: PartTo, to: LegAccount): readonly Leg[] {
  return outOfSuspense({ ...facts, item: { ...facts.item, amountMinor } }, to)
}

/** In the account's bucket the same from clearing, or to it. */
function legThere(facts: ResolutionFacts, part: PartTo): readonly Leg[] {
  const own = ownSide(part)
  const ends = facts.item.direction === 'credit' ? { from: CLEARING, to: own } : { from: own, to: CLEARING }
  return legHere(facts, part, CLEARING).map(leg => ({ ...leg, shard: part.account.shard, ...ends }))
}
