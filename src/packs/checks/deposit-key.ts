import type { BatchDetail, DepositedHere } from '../../core/pack.ts'
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

/**
 * A check in a deposit of a customer of ours that is not sent on. Drawn on us, it is refused to its depositor as it would be to
 * another bank, by midnight of the next banking day (UCC 4-301(b)); else it is their own until it is collected (UCC 4-214).
 */
export function depositedHere(item: CheckItem, batch: BatchDetail): DepositedHere | undefined {
  if (item.form !== 'check' || batch.deposit !== true) return undefined
  return { by: item.routingOurs ? 'check-midnight' : undefined }
}
