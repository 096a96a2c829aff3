import type { CheckItem } from './item.ts'
import type { CheckItemKind } from './kinds.ts'
import { depositedKey } from './want.ts'

/**
 * What we sent for collection and comes back unpaid is its depositor's. What came back before was charged then: a deposit is never
 * charged back twice.
 */
export function depositKey(item: CheckItem, kinds: readonly string[]): string | undefined {
  const again: CheckItemKind = 'duplicate-presentment'
  return item.role !== 'returned' || item.accountNumber === '' || kinds.includes(again) ? undefined : depositedKey(item)
}
