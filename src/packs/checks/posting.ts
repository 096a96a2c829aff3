import type { PostingRole } from '../../core/pack.ts'
import type { CheckItem, CheckRole } from './item.ts'

/** Where the other side of a clear item's posting is. */
export function posting(item: CheckItem): PostingRole {
  return ROLES[item.role]
}

const ROLES = {
  /** The drawer's account pays the bank that presented it. */
  'on-us': 'settlement',
  /** The depositor's account is credited; the network owes it until the checks are collected. */
  deposit: 'settlement',
  /** On its way to another bank: what it is worth stands against the network since the deposit's credit. */
  transit: 'none',
  /** What we sent for collection comes back unpaid. */
  returned: 'originations',
} as const satisfies Record<CheckRole, PostingRole>
