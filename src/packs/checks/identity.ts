import { type CheckIdentity, identifyCheck } from '../../core/check-identity.ts'
import { createFingerprint } from '../../core/fingerprint.ts'
import type { CheckItem } from './item.ts'

/**
 * What is claimed for an item, so that the same check is found again on any day, in any file, as an image or as an ACH
 * conversion. Undefined for a deposit, and for a check without a number: nothing would be proven.
 *
 * A check on another bank is told apart by its routing number, because account numbers of two banks may be the same. A
 * check that comes back is another thing than the same check going out.
 */
export function identityOf(item: CheckItem): CheckIdentity | undefined {
  if (item.role === 'deposit') return undefined
  const account = item.role === 'on-us' && item.routingOurs ? item.accountNumber : elsewhere(item)
  return identifyCheck(fingerprint, { account, serial: item.serial, amountMinor: item.amountMinor })
}

function elsewhere(item: CheckItem): string {
  return item.accountNumber === ''
    ? ''
    : `${item.role === 'returned' ? 'return' : ''}${item.routing}/${item.accountNumber}`
}

const fingerprint = createFingerprint() // scratch: each identity begins with reset
