import { dateOfDayNumber } from '../../../core/calendar/day.ts'
import { OPERATOR_SCHEDULES, refuseSameDay, scheduleOn } from '../../../core/calendar/operator-windows.ts'
import type { DecideContext } from '../../../core/pack.ts'
import type { AchBatch } from '../batch.ts'
import { type Check, dayText } from './check.ts'

/** An effective date so far back that the file may be an old one sent again. */
const EFFECTIVE_AGE_MAX_BANKING_DAYS = 5
/** An effective date further ahead is a typing error: no originator sends a quarter early. */
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

export const sameDayNotEligible: Check = (item, _, { postingDay }) => {
  const marker = item.batch.descriptiveDate.trim()
  if (!isSameDayMarker(marker)) return undefined
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

/** `SD1300`: same-day, wanted by 13:00. A company may well begin its own date text with SD. */
function isSameDayMarker(marker: string): boolean {
  return /^SD([01]\d|2[0-3])[0-5]\d$/.test(marker)
}

/** Banking days from the effective date to the posting day; 0 for a date that is no more than so many calendar days back. */
function ageInBankingDays(batch: AchBatch, context: DecideContext): number {
  const { effectiveDay } = batch
  if (effectiveDay === undefined || context.postingDay - effectiveDay <= EFFECTIVE_AGE_MAX_BANKING_DAYS) return 0
  return context.bankingDaysBetween(effectiveDay, context.postingDay)
}
