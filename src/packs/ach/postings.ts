import type { PostingRole } from '../../core/pack.ts'
import type { AchItem } from './item.ts'

/**
 * Where the other side of the customer's leg is. Live entries settle with the network; a return settles against what we
 * originated; prenotes, zero-dollar entries, notifications, advices, enrolments and death notices move nothing. A reversal is
 * an ordinary entry in the other direction.
 */
export function postingRole(item: AchItem): PostingRole {
  if (!item.movesMoney) return 'none'
  return item.category === 'forward' ? 'settlement' : 'originations'
}
