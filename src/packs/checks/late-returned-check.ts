import { dayNumber, parseDay } from '../../core/calendar/day.ts'
import { type Check, dayText, dollars, factNumber } from './check.ts'
import type { CheckItem } from './item.ts'
import { depositedKey } from './want.ts'

/**
 * A check that we sent for collection and that came back after it normally had to be: the paying bank returns it so that the
 * bank of deposit has it by 14:00 on the second business day after it was presented (12 CFR 229.31(b)). It was presented on
 * the day that the return names as that of the forward bundle; a return that names none, or a day before the check was
 * deposited here, says nothing of its lateness. The hour is not held against it: what comes on the second day is in time.
 */
export const lateReturnedCheck: Check = (item, facts, context) => {
  if (item.role !== 'returned' || item.accountNumber === '') return undefined
  const presentedDay = forwardDay(item)
  if (presentedDay === undefined) return undefined
  const deposits = facts.facts('deposited', depositedKey(item))
  const isOfOurs = deposits.some(fact => (factNumber(fact, 'depositedDay') ?? Infinity) <= presentedDay)
  if (!isOfOurs) return undefined
  const dueDay = context.dueDay('check-reg-cc-return', presentedDay)
  if (context.receivedDay <= dueDay) return undefined
  return {
    kind: 'late-returned-check',
    field: 'forwardBundleDate',
    column: 46,
    found: dayText(presentedDay),
    expected: `a day from which ${dayText(context.receivedDay)} is not more than two business days off`,
    facts: {
      amount: dollars(item.amountMinor),
      reason: item.returnReason,
      presentedOn: dayText(presentedDay),
      dueOn: dayText(dueDay),
      returnedOn: dayText(context.receivedDay),
      claim: item.amountMinor >= CLAIM_MIN_MINOR ? CLAIM : TOO_SMALL,
    },
  }
}

/** Federal Reserve adjustments: a late return (LC) is claimed from 100.00 USD on. */
const CLAIM_MIN_MINOR = 10_000
const CLAIM = 'The bank that was late answers for it: a late return is claimed (LC) within two months of its letter.'
const TOO_SMALL = 'Under 100.00 USD no late return (LC) is claimed: it is settled with the bank that was late.'

/** Day of the bundle in which the check went to the paying bank, columns 46 to 53 of record 31; undefined when it is no day. */
function forwardDay({ source: { detail } }: CheckItem): number | undefined {
  const text = 'forwardBundleDate' in detail ? detail.forwardBundleDate : ''
  const day = parseDay(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`)
  return day === undefined ? undefined : dayNumber(day)
}
