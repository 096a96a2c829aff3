import type { PackItem, PostingRole } from './pack.ts'

/**
 * The number of the item's account with this institution; empty where it cannot be read, or is one with another bank. Whatever is asked
 * of an item's account (what it holds, whose it is, what was decided for it before, who pays) is asked of this one.
 */
export function accountHere(item: Pick<PackItem, 'accountNumber' | 'accountElsewhere'>): string {
  return item.accountElsewhere === true ? '' : item.accountNumber
}

/** Whether its money is a customer's of that account: not what only passes through, nor what another bank says of what we sent. */
export function isCustomers(role: PostingRole): boolean {
  return role === 'settlement'
}
