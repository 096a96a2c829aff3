import { isRoutingNumber } from '../../core/aba.ts'
import { type CheckIdentity, identifyCheck } from '../../core/check-identity.ts'
import { createFingerprint } from '../../core/fingerprint.ts'
import type { CheckItem } from './item.ts'

/**
 * What is claimed for an item, so that the same check is found again on any day, in any file, as an image or as an ACH
 * conversion. Undefined where nothing would be proven.
 *
 * A check on another bank is told apart by its routing number, because account numbers of two banks may be the same. A
 * check that comes back is another thing than the same check going out.
 */
export function identityOf(item: CheckItem): CheckIdentity | undefined {
  const { amountMinor } = item
  if (item.role === 'deposit') return identifyCheck(fingerprint, { ...depositNumbers(item), amountMinor })
  const account = item.role === 'on-us' && item.routingOurs ? item.accountNumber : elsewhere(item)
  return identifyCheck(fingerprint, { account, serial: item.serial || endorsedAs(item), amountMinor })
}

/** A deposit is the same with the same checks: two of one amount on one day are two, and the letter made anew is one. */
function depositNumbers({ accountNumber, serial, depositOf }: CheckItem): { account: string; serial: string } {
  const account = accountNumber === '' ? '' : `deposit${accountNumber}`
  return { account, serial: depositOf === '' ? '' : `${serial}/${depositOf}` }
}

/**
 * What stands for the number of a check that has none: who took it for deposit, when, and as which item of that day. Empty
 * where the record does not say all of it: two checks without a number are two checks.
 */
function endorsedAs({ source }: CheckItem): string {
  for (const addendum of source.addenda) {
    if (addendum.type === '26')
      return endorsement(addendum.bofdRouting, addendum.bofdBusinessDate, addendum.bofdItemSequence)
    if (addendum.type === '28' && addendum.bankIdentifier === DEPOSITARY)
      return endorsement(addendum.endorsingRouting, addendum.endorsedOn, addendum.itemSequence)
  }
  return ''
}

/** Record 28 column 60: the endorsement of the bank of deposit. */
const DEPOSITARY = '0'

function endorsement(routing: string, day: string, sequence: string): string {
  const isTold = isRoutingNumber(routing) && /^\d{8}$/.test(day) && /[1-9]/.test(sequence)
  return isTold ? `${routing}/${day}/${sequence.trim().replace(/^0+/, '')}` : ''
}

function elsewhere(item: CheckItem): string {
  return item.accountNumber === ''
    ? ''
    : `${item.role === 'returned' ? 'return' : ''}${item.routing}/${item.accountNumber}`
}

const fingerprint = createFingerprint() // scratch: each identity begins with reset
