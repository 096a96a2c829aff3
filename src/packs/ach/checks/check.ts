import { dateOfDayNumber } from '../../../core/calendar/day.ts'
import { mask } from '../../../core/fault.ts'
import { formatMoney, money } from '../../../core/money.ts'
import type { DecideContext, Fact, ItemFacts } from '../../../core/pack.ts'
import type { AchItem } from '../item.ts'
import type { AchFinding } from '../kinds.ts'

/** One check of one item: what it found, or undefined. Pure; it looks at nothing that `want` did not ask for. */
export type Check = (item: AchItem, facts: ItemFacts, context: DecideContext) => AchFinding | undefined

/** A check of what stands in the records and their batch header alone. */
export type CheckOfRecords = (item: AchItem) => AchFinding | undefined

/** `1,204.55 USD`. */
export function dollars(minor: number): string {
  return formatMoney(money(BigInt(minor), 'USD'))
}

/** `2026-08-31` from days since 1970-01-01. */
export function dayText(day: number): string {
  return dateOfDayNumber(day).toString()
}

/** The account number as a person may see it in a sentence. */
export function maskedAccount(item: AchItem): string {
  return mask(item.accountNumber === '' ? item.accountRaw : item.accountNumber, 'account')
}

/** True when the fact holds on the posting day. */
export function holds(fact: Fact, context: DecideContext): boolean {
  return fact.fromDay <= context.postingDay && context.postingDay <= fact.toDay
}

/** A number of a fact's detail, which a loader may have kept as text; undefined where there is none. */
export function factNumber(fact: Fact, name: string): number | undefined {
  const value = fact.detail[name]
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** A text of a fact's detail without blanks at the ends; undefined where there is none. */
export function factText(fact: Fact, name: string): string | undefined {
  const value = fact.detail[name]
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
