import { dateOfDayNumber } from '../../core/calendar/day.ts'
import { isStale, staleFrom } from '../../core/deadline/stale-check.ts'
import type { Fact, ItemFacts } from '../../core/pack.ts'
import { type Check, dayText, dollars, factNumber, holding } from './check.ts'
import { type CheckItem, isDrawnOnUs } from './item.ts'
import { issuedKey } from './want.ts'

/** Checks of the customer's authority: stop orders and the date of the check. Its amount and number are in `positive-pay-checks.ts`. */

/** An order against checks of this account names this number, or this amount, or both. */
export const stopPayment: Check = (item, facts, context) => {
  if (!isDrawnOnUs(item)) return undefined
  for (const stop of holding(facts.facts('stop', item.accountNumber), context)) {
    const matched = matches(stop, item)
    if (matched !== undefined) return { kind: 'check-stop-payment', facts: { matched, since: dayText(stop.fromDay) } }
  }
  return undefined
}

/** What the order names, where all of it fits. An order that names neither number nor amount stops nothing: it would stop everything. */
function matches(stop: Fact, item: CheckItem): string | undefined {
  if (stop.detail.rail !== 'check') return undefined
  const serial = serialRange(stop)
  const amount = amountRange(stop)
  if (serial === undefined && amount === undefined) return undefined
  if (serial !== undefined && !within(serial, item.serial === '' ? undefined : Number(item.serial))) return undefined
  if (amount !== undefined && !within(amount, item.amountMinor)) return undefined
  return [serial && rangeText('check number', serial, String), amount && rangeText('amount', amount, dollars)]
    .filter(part => part !== undefined)
    .join(' and ')
}

interface Range {
  readonly from: number
  readonly to: number
}

/** A number without an end of its range is the one number. */
function serialRange(stop: Fact): Range | undefined {
  const from = factNumber(stop, 'serialFrom')
  const to = factNumber(stop, 'serialTo')
  return from === undefined && to === undefined ? undefined : { from: from ?? to ?? 0, to: to ?? from ?? 0 }
}

/** An exact amount; or a range, open where one end is missing. */
function amountRange(stop: Fact): Range | undefined {
  const exact = factNumber(stop, 'amountMinor')
  if (exact !== undefined) return { from: exact, to: exact }
  const from = factNumber(stop, 'amountMinMinor')
  const to = factNumber(stop, 'amountMaxMinor')
  return from === undefined && to === undefined ? undefined : { from: from ?? 0, to: to ?? Number.MAX_SAFE_INTEGER }
}

function within(range: Range, value: number | undefined): boolean {
  return value !== undefined && range.from <= value && value <= range.to
}

function rangeText(what: string, range: Range, text: (value: number) => string): string {
  if (range.from === range.to) return `${what} ${text(range.from)}`
  return range.to === Number.MAX_SAFE_INTEGER
    ? `${what} from ${text(range.from)}`
    : `${what} ${text(range.from)} to ${text(range.to)}`
}

/** Presented when the calendar months after its date are over. Dated 2026-08-31 and with six of them, its last day is 2027-02-28. */
export const staleDated: Check = (item, facts, { postingDay, settings }) => {
  const dated = issuedOn(item, facts)
  const presented = dateOfDayNumber(postingDay)
  if (dated === undefined || !isStale(dated, presented, settings.staleMonths)) return undefined
  const lastDay = staleFrom(dated, settings.staleMonths).subtract({ days: 1 })
  return {
    kind: 'check-stale',
    facts: {
      dated: dated.toString(),
      presented: presented.toString(),
      months: settings.staleMonths,
      lastDay: lastDay.toString(),
    },
  }
}

/** Presented before the day it is dated. */
export const postDated: Check = (item, facts, { postingDay }) => {
  const dated = issuedOn(item, facts)
  const presented = dateOfDayNumber(postingDay)
  if (dated === undefined || Temporal.PlainDate.compare(dated, presented) <= 0) return undefined
  return { kind: 'check-post-dated', facts: { dated: dated.toString(), presented: presented.toString() } }
}

/** The date of the check, known from the customer's issue file for this number. */
function issuedOn(item: CheckItem, facts: ItemFacts): Temporal.PlainDate | undefined {
  if (!isDrawnOnUs(item) || item.serial === '') return undefined
  const days = facts
    .facts('issued', issuedKey(item))
    .map(fact => factNumber(fact, 'issuedDay'))
    .filter(day => day !== undefined && day < DAYS_MAX)
  return days.length === 0 ? undefined : dateOfDayNumber(Math.max(...days.filter(day => day !== undefined)))
}

/** The year 2243: a later day is no date of a check. */
const DAYS_MAX = 100_000
