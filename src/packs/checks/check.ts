import { dateOfDayNumber } from '../../core/calendar/day.ts'
import type { Finding } from '../../core/exception.ts'
import { formatMoney, money } from '../../core/money.ts'
import type { DecideContext, Fact, ItemFacts } from '../../core/pack.ts'
import type { CheckItem } from './item.ts'
import type { CheckItemKind } from './kinds.ts'

/** One check of an item: what is wrong, or undefined. Pure, and never asks for more than `want` named. */
export type Check = (item: CheckItem, facts: ItemFacts, context: DecideContext) => Finding<CheckItemKind> | undefined

/** `1,204.55 USD`. */
export function dollars(minor: number | bigint): string {
  return formatMoney(money(BigInt(minor), 'USD'))
}

/** `2026-08-31` from days since 1970-01-01. */
export function dayText(day: number): string {
  return dateOfDayNumber(day).toString()
}

/** Facts of a kind that hold on the posting day. */
export function holding(facts: readonly Fact[], context: DecideContext): readonly Fact[] {
  return facts.filter(fact => fact.fromDay <= context.postingDay && context.postingDay <= fact.toDay)
}

/** A fact's number, which a loader may have kept as text; undefined where there is none. */
export function factNumber(fact: Fact, name: string): number | undefined {
  const value = fact.detail[name]
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** The word for the item in sentences. */
export function whatIs(item: CheckItem): string {
  return { 'on-us': 'check', transit: 'check', returned: 'returned check', deposit: 'deposit' }[item.role]
}
