import { isCustomers } from '../account-here.ts'
import type { Payer } from '../fee.ts'
import type { AccountAfter } from './effect.ts'
import type { ResolutionAsked, ResolutionFacts } from './resolution.ts'

/** Whoever would pay a fee for an item. */
export interface PayerOfItem {
  readonly payer: Payer
  /** The account as the effect names it, where it is not the item's own. */
  readonly accounts?: readonly AccountAfter[]
}

/**
 * Whoever pays: of what was deposited here and comes back its depositor, of several the one that is named; else the holder of the
 * item's own account here.
 */
export function payerOf({ resolution, fields }: ResolutionAsked, facts: ResolutionFacts): PayerOfItem | undefined {
  const { account, role, exception } = facts
  const depositors = resolution === 'chargeback' || resolution === 'fee' ? (facts.depositors ?? []) : []
  if (depositors.length === 0)
    return isCustomers(role) && account !== undefined ? { payer: { ...account, shard: exception.shard } } : undefined
  const number = fields?.account?.trim() ?? ''
  const found = number === '' && depositors.length === 1 ? depositors[0] : depositors.find(one => one.number === number)
  return found?.account === undefined ? undefined : payerNamed(found.account)
}

/** Whoever paid before, as the account is now; undefined where it is not found any more. */
export function payerBefore(
  { account, exception, depositors = [] }: ResolutionFacts,
  at: { readonly shard: number; readonly id: number },
): PayerOfItem | undefined {
  if (at.shard === exception.shard && at.id === account?.id) return { payer: { ...account, shard: at.shard } }
  const found = depositors.find(one => one.account?.shard === at.shard && one.account.id === at.id)
  return found?.account === undefined ? undefined : payerNamed(found.account)
}

function payerNamed(account: Payer & { readonly number: string }): PayerOfItem {
  const { shard, id, number } = account
  return { payer: account, accounts: [{ shard, id, number }] }
}
