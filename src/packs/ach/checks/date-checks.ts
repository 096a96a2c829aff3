import { dateOfDayNumber } from '../../../core/calendar/day.ts'
import { OPERATOR_SCHEDULES, refuseSameDay, scheduleOn } from '../../../core/calendar/operator-windows.ts'
import type { Direction } from '../../../core/item.ts'
import type { DecideContext } from '../../../core/pack.ts'
import type { AchBatch } from '../batch.ts'
import { settledOn } from '../settled-on.ts'
import { type Check, dayText } from './check.ts'

/** An effective date so far back that the file may be an old one sent again. */
const EFFECTIVE_AGE_MAX_BANKING_DAYS = 5
/** An effective date further ahead is a typing error, and says no day to wait for: no originator sends a quarter early. */
export const EFFECTIVE_AHEAD_MAX_DAYS = 90

/** Accounting advices may leave the effective date blank. */
const DATELESS: readonly string[] = ['COR', 'ADV']

export const effectiveDateImpossible: Check = (item, _, context) => {
  const { effectiveDay, effectiveDate, secCode, rule } = item.batch
  if (rule?.moneyless === true) return undefined // nothing settles: no date of theirs is held against them
  if (effectiveDay !== undefined && effectiveDay - context.postingDay <= EFFECTIVE_AHEAD_MAX_DAYS) return undefined
  if (effectiveDay === undefined && effectiveDate.trim() === '' && DATELESS.includes(secCode)) return undefined
  const why =
    effectiveDay === undefined
      ? 'is no day of the calendar'
      : `lies ${effectiveDay - context.postingDay} days ahead, ${EFFECTIVE_AHEAD_MAX_DAYS} are possible at most`
  const found = effectiveDate.trim() === '' ? '(blank)' : effectiveDate
  return { kind: 'effective-date-impossible', field: 'effectiveDate', column: 70, found, facts: { found, why } }
}

export const effectiveDateStale: Check = (item, _, context) => {
  const days = ageInBankingDays(item.batch, context)
  if (days <= EFFECTIVE_AGE_MAX_BANKING_DAYS || item.batch.effectiveDay === undefined) return undefined
  if (item.batch.rule?.moneyless === true) return undefined // nothing is paid twice by a notice that comes late
  const found = dayText(item.batch.effectiveDay)
  return {
    kind: 'effective-date-stale',
    field: 'effectiveDate',
    column: 70,
    found: item.batch.effectiveDate,
    facts: { found, days },
  }
}

/**
 * An entry whose day has not come. No account may be debited before the entry settles (Nacha, Article Three: timing of debit
 * entries), and the operator takes debits for the next banking day and credits for the one after it at most (its edit R18).
 * What lies further ahead came around the operator or with a wrong date, and waits for its day. The operator's settlement
 * date stands over the effective date; a credit that it settles later may be there early.
 */
export const settlesLater: Check = (item, _, context) => {
  const { effectiveDay } = item.batch
  if (effectiveDay === undefined || effectiveDay <= context.postingDay || !item.movesMoney) return undefined
  const toldDay = settledOn(context.batch, context.receivedDay)
  if (toldDay !== undefined && item.direction === 'credit') return undefined
  const day = toldDay ?? effectiveDay
  const days = bankingDaysAhead(day, context)
  const most = AHEAD_MAX_BANKING_DAYS[item.direction]
  if (days <= most) return undefined
  const facts = { direction: item.direction, day: dayText(day), days, most }
  // Its window runs from the day on which it settles, not from the day on which it lay here.
  const clock = { rule: 'ach-return', startsOn: dateOfDayNumber(day) } as const
  return { kind: 'settles-later', field: 'effectiveDate', column: 70, found: item.batch.effectiveDate, facts, clock }
}

/** What is meant for a closed day settles on the next open one. */
function bankingDaysAhead(day: number, { postingDay, bankingDaysBetween }: DecideContext): number {
  return bankingDaysBetween(postingDay, day) + (bankingDaysBetween(day - 1, day) === 0 ? 1 : 0)
}

const AHEAD_MAX_BANKING_DAYS: Readonly<Record<Direction, number>> = { debit: 1, credit: 2 }

export const sameDayNotEligible: Check = (item, _, { postingDay }) => {
  const marker = item.batch.sameDayMarker
  if (marker === undefined) return undefined
  const schedule = scheduleOn(OPERATOR_SCHEDULES, 'ach', dateOfDayNumber(postingDay))
  const entry = { sec: item.batch.secCode, amountMinor: BigInt(item.amountMinor) }
  const why = refuseSameDay(entry, schedule?.sameDay)
  if (why === undefined) return undefined
  return {
    kind: 'same-day-not-eligible',
    field: 'descriptiveDate',
    column: 64,
    found: marker,
    facts: { marker, why },
  }
}

/** Banking days from the effective date to the posting day; 0 for a date that is no more than so many calendar days back. */
function ageInBankingDays(batch: AchBatch, context: DecideContext): number {
  const { effectiveDay } = batch
  if (effectiveDay === undefined || context.postingDay - effectiveDay <= EFFECTIVE_AGE_MAX_BANKING_DAYS) return 0
  return context.bankingDaysBetween(effectiveDay, context.postingDay)
}
