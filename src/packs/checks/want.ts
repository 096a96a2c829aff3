import type { Wanted } from '../../core/pack.ts'
import { identityOf } from './identity.ts'
import { type CheckItem, isDrawnOnUs } from './item.ts'

/**
 * Names what the checks of this item will look up: stop orders and positive pay of its account, the issue with its number
 * and with its amount, the deposit that a returned check came in with, and its identity, which makes it one check however
 * often and in whatever form it comes.
 */
export function want(item: CheckItem, wanted: Wanted): void {
  if (item.accountNumber === '') return
  if (isDrawnOnUs(item)) wantAuthority(item, wanted)
  if (item.role === 'returned') wanted.fact('deposited', depositedKey(item))
  const identity = identityOf(item)
  if (identity !== undefined) wanted.claim('check', NO_DAY, identity.hi, identity.lo)
}

function wantAuthority(item: CheckItem, wanted: Wanted): void {
  wanted.fact('stop', item.accountNumber)
  wanted.fact('positive-pay', item.accountNumber)
  wanted.fact('issued-amount', issuedAmountKey(item))
  if (item.serial !== '') wanted.fact('issued', issuedKey(item))
}

/** A check is the same check on every day. */
const NO_DAY = 0

/** Key of the fact `issued`: `account/serial`, the serial without leading zeros. */
export function issuedKey(item: CheckItem): string {
  return `${item.accountNumber}/${item.serial}`
}

/** Key of the fact `issued-amount`: `account/amount in cents`. */
export function issuedAmountKey(item: CheckItem): string {
  return `${item.accountNumber}/${item.amountMinor}`
}

/** Key of the fact `deposited`, which lies in the bucket of the drawer's account: `routing/account/serial/amount in cents`. */
export function depositedKey(item: CheckItem): string {
  return `${item.routing}/${item.accountNumber}/${item.serial}/${item.amountMinor}`
}
