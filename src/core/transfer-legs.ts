import type { BalanceChange } from './core-system.ts'
import { invariant } from './invariant.ts'
import type { NewTransfer } from './transfer-batch.ts'

/** One entry of a transfer: a single posting that balances inside its shard. */
export interface TransferLeg {
  readonly shard: number
  readonly entryId: number
  readonly accountId: number
  readonly contraId: number
  /** To the account, from its contra account; negative the other way. */
  readonly amountMinor: number
}

/**
 * The entries of a transfer that posted: one in its bucket, or where its accounts lie in two buckets one in each, against the
 * clearing account of that bucket. What one clearing account is given another gives, so that all of them sum to zero.
 *
 * @param clearingIn Id of the clearing account of a shard.
 */
export function legsOf(
  { id: entryId, accounts, transfer }: NewTransfer,
  clearingIn: (shard: number) => number,
): readonly TransferLeg[] {
  if (accounts === undefined) return []
  const { from, to } = accounts
  const { amountMinor } = transfer
  if (from.shard === to.shard) return [{ shard: to.shard, entryId, accountId: to.id, contraId: from.id, amountMinor }]
  return [
    {
      shard: from.shard,
      entryId,
      accountId: from.id,
      contraId: clearingIn(from.shard),
      amountMinor: -amountMinor,
    },
    { shard: to.shard, entryId, accountId: to.id, contraId: clearingIn(to.shard), amountMinor },
  ]
}

/** What the legs change of balances: each account once, and none that ends as it was. */
export function changesOf(legs: readonly TransferLeg[]): readonly BalanceChange[] {
  const nets = new Map<number, Map<number, number>>()
  for (const { shard, accountId, contraId, amountMinor } of legs) {
    let own = nets.get(shard)
    if (own === undefined) {
      own = new Map()
      nets.set(shard, own)
    }
    own.set(accountId, (own.get(accountId) ?? 0) + amountMinor)
    own.set(contraId, (own.get(contraId) ?? 0) - amountMinor)
  }
  const changes: BalanceChange[] = []
  for (const [shard, own] of nets)
    for (const [id, amountMinor] of own) {
      invariant(Number.isSafeInteger(amountMinor), 'what a batch moves on one account is counted exactly')
      if (amountMinor !== 0) changes.push({ shard, id, amountMinor })
    }
  return changes
}
