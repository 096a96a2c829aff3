import type { PackItem } from './pack.ts'

/** The number of the item's account with this institution; empty where it cannot be read, or is one with another bank. */
export function accountHere(item: Pick<PackItem, 'accountNumber' | 'accountElsewhere'>): string {
  return item.accountElsewhere === true ? '' : item.accountNumber
}
