import { openDayOnOrAfter } from '../../core/calendar/calendar.ts'
import type { Direction } from '../../core/item.ts'
import { directionCode } from '../ach/codes.ts'
import { shortDate } from '../ach/write-file.ts'
import type { Label } from '../truth.ts'
import { nearMiss, planted } from '../truth.ts'
import { batchOf, entryTo, intoOrdinaryFile } from './ach-placing.ts'
import type { Planting } from './planting.ts'

/** The effective date of the batch, and what the sender asks for beside it. */

/** More than five banking days before the posting day: six, or weeks. */
export function effectiveDateStale(p: Planting): void {
  datedBatch(p, shortDate(p.bankingDay(p.n % 3 === 0 ? -6 : -p.random.between(7, 40))), planted(p.kind))
}

/** Five banking days, the last that is not stale; and any nearer one. */
export function effectiveDateOld(p: Planting): void {
  datedBatch(p, shortDate(p.bankingDay(p.n % 2 === 0 ? -5 : -p.random.between(1, 4))), nearMiss(p.kind))
}

/** No day of the calendar, or over ninety days ahead. */
export function effectiveDateImpossible(p: Planting): void {
  const year = shortDate(p.day).slice(0, 2)
  const dates = [
    `${year}1331`,
    `${year}0230`,
    `${year}0631`,
    `${year}0100`,
    shortDate(p.day.add({ days: 91 })),
    shortDate(p.day.add({ days: 400 })),
  ]
  datedBatch(p, dates[p.n % dates.length]!, planted(p.kind))
}

/** Tomorrow, open or not; the next banking day. */
export function effectiveDateNear(p: Planting): void {
  const tomorrow = p.day.add({ days: 1 })
  const dates = [tomorrow, openDayOnOrAfter(p.plan.calendar, tomorrow)]
  datedBatch(p, shortDate(dates[p.n % dates.length]!), nearMiss(p.kind))
}

/** Debits for later than the next banking day, credits for later than the one after it: by a day, by weeks, by ninety days. */
export function settlesLater(p: Planting): void {
  const direction = p.n % 3 === 2 ? 'credit' : 'debit'
  const first = p.bankingDay(direction === 'debit' ? 2 : 3)
  const dates = [first, p.bankingDay(p.random.between(4, 40)), p.day.add({ days: 90 })]
  datedBatch(p, shortDate(dates[Math.floor(p.n / 3) % dates.length]!), planted(p.kind), direction)
}

/** The last banking day for which the operator takes such an entry, and a prenotification for weeks ahead. */
export function settlesSoon(p: Planting): void {
  const direction = p.n % 2 === 0 ? 'debit' : 'credit'
  if (p.n % 5 === 4)
    datedBatch(p, shortDate(p.bankingDay(p.random.between(4, 40))), nearMiss(p.kind), direction, 'prenote')
  else datedBatch(p, shortDate(p.bankingDay(direction === 'debit' ? 1 : 2)), nearMiss(p.kind), direction)
}

function datedBatch(
  p: Planting,
  effectiveDate: string,
  label: Label,
  direction: Direction = 'debit',
  purpose: 'live' | 'prenote' = 'live',
): void {
  const entries = Array.from({ length: 1 + (p.n % 2) }, () => {
    const account = p.person()
    const minor = purpose === 'live' ? p.random.between(1_000, 90_000) : 0
    return {
      entry: { ...entryTo(p, account, direction, minor), code: directionCode(account.type, direction, purpose) },
      label,
    }
  })
  const serviceClass = direction === 'debit' ? 225 : 220
  intoOrdinaryFile(p, batchOf(p, { sender: p.sender(), sec: 'PPD', serviceClass, effectiveDate }, entries))
}

/** The same-day limit of an entry. */
const SAME_DAY_MAX_MINOR = 100_000_000

/** Same-day settlement asked for an amount over the limit. */
export function sameDayNotEligible(p: Planting): void {
  sameDayBatch(p, SAME_DAY_MAX_MINOR + (p.n % 2 === 0 ? 1 : p.random.between(1, 50_000_000)), planted(p.kind))
}

/** Exactly the limit. */
export function sameDayAtLimit(p: Planting): void {
  sameDayBatch(p, SAME_DAY_MAX_MINOR - (p.n % 2 === 0 ? 0 : p.random.between(0, 5_000)), nearMiss(p.kind))
}

function sameDayBatch(p: Planting, amountMinor: number, label: Label): void {
  const descriptiveDate = ['SD1300', 'SD1700', 'SD1800'][p.n % 3]!
  const entry = entryTo(p, p.firm(), 'credit', amountMinor)
  const spec = {
    sender: p.sender(),
    sec: 'CCD',
    serviceClass: 220,
    description: 'VENDOR PMT',
    descriptiveDate,
  } as const
  intoOrdinaryFile(p, batchOf(p, spec, [{ entry, label }]))
}
