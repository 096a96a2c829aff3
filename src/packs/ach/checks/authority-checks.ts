import type { Fact, PostedBefore } from '../../../core/pack.ts'
import { achBatch } from '../batch.ts'
import { serialOf } from '../check-serial.ts'
import type { AchItem } from '../item.ts'
import { sharesName } from '../name-match.ts'
import { receiverName } from '../receiver-name.ts'
import { type Check, dollars, factNumber, factText, holds, maskedAccount } from './check.ts'

/** A reversal comes within five banking days (Nacha, Article Two): ten calendar days leave room for holidays and delivery. */
export const REVERSAL_DAYS = 10
/** Credits to consumers over this are held against the holder's name. */
const NAME_CHECK_OVER_MINOR = 100_000

/** An original for each reversal of the same company and amount: one entry is reversed once, and a reversal is no original. */
export const reversalWithoutOriginal: Check = (item, facts, context) => {
  if (!item.batch.reversal || !item.movesMoney) return undefined
  const since = context.postingDay - REVERSAL_DAYS
  const recent = facts.posted.filter(before => before.day >= since && isOfSender(before, item))
  const originals = recent.filter(before => before.direction !== item.direction && !achBatch(before.batch).reversal)
  const reversals = recent.filter(before => before.direction === item.direction && achBatch(before.batch).reversal)
  if (countOf(originals) > countOf(reversals)) return undefined
  return {
    kind: 'reversal-without-original',
    facts: {
      days: REVERSAL_DAYS,
      original: item.direction === 'debit' ? 'credit' : 'debit',
      amount: dollars(item.amountMinor),
      account: maskedAccount(item),
    },
  }
}

/** A customer's order not to pay a debit: by company, amount or amount range; or a check stop that names the check behind it. */
export const stopPayment: Check = (item, facts, context) => {
  if (item.direction === 'credit' || item.accountNumber === '') return undefined
  const stops = facts.facts('stop', item.accountNumber)
  if (stops.length === 0) return undefined
  for (const stop of stops) {
    const order = holds(stop, context) ? orderCovering(stop, item) : undefined
    if (order === undefined) continue
    const code = factText(stop, 'rail') === 'check' ? stoppedCheckCode(item.batch.secCode) : undefined
    const found = { order, amount: dollars(item.amountMinor) }
    return { kind: 'stop-payment', facts: found, ...(code === undefined ? {} : { code }) }
  }
  return undefined
}

export const nameMismatch: Check = (item, { account }) => {
  if (item.direction === 'debit' || item.amountMinor <= NAME_CHECK_OVER_MINOR || !item.movesMoney) return undefined
  if (account === undefined || account.holderType !== 'consumer') return undefined
  const name = receiverName(item)
  if (sharesName(name, account.holderName)) return undefined
  return {
    kind: 'name-mismatch',
    field: 'name',
    column: 55,
    found: name,
    expected: account.holderName,
    sensitive: 'name',
    facts: { amount: dollars(item.amountMinor), account: maskedAccount(item) },
  }
}

export const reviewThreshold: Check = (item, _, context) => {
  const limit = context.settings.reviewOverMinor[item.direction]
  if (item.amountMinor < limit || !item.movesMoney) return undefined
  return {
    kind: 'review-threshold',
    facts: { direction: item.direction, amount: dollars(item.amountMinor), limit: dollars(limit) },
  }
}

/**
 * Same account by the look-up; the amount and the company must agree. A reversal repeats the original's company
 * identification (Nacha, Article Two), so another company's entry, or a deposit of checks, is no original.
 */
function isOfSender(before: PostedBefore, item: AchItem): boolean {
  if (before.amountMinor !== item.amountMinor) return false
  return achBatch(before.batch).companyId.trim() === item.batch.companyId.trim()
}

function countOf(posted: readonly PostedBefore[]): number {
  return posted.reduce((sum, { count }) => sum + count, 0)
}

/** What of the order covers the entry, for a person; undefined when it does not cover it. */
function orderCovering(stop: Fact, item: AchItem): string | undefined {
  if (factText(stop, 'rail') === 'check') return checkOrderCovering(stop, item)
  const company = factText(stop, 'companyId')
  if (company !== undefined && company.toUpperCase() !== item.batch.companyId.trim().toUpperCase()) return undefined
  const amount = amountCovering(stop, item.amountMinor)
  if (amount === undefined) return undefined
  return [company === undefined ? 'any company' : 'this company', ...(amount === '' ? [] : [amount])].join(', ')
}

/** The words for the order's amount when it covers this one, empty when the order names none; undefined when it does not. */
function amountCovering(stop: Fact, amountMinor: number): string | undefined {
  const exact = factNumber(stop, 'amountMinor')
  const min = factNumber(stop, 'amountMinMinor')
  const max = factNumber(stop, 'amountMaxMinor')
  if (exact !== undefined && amountMinor !== exact) return undefined
  if ((min !== undefined && amountMinor < min) || (max !== undefined && amountMinor > max)) return undefined
  if (exact !== undefined) return `exactly ${dollars(exact)}`
  if (min === undefined && max === undefined) return ''
  return `from ${dollars(min ?? 0)} to ${max === undefined ? 'any amount' : dollars(max)}`
}

/** A check stop covers a converted entry only by its serial: an amount alone is no proof that it is that check. */
function checkOrderCovering(stop: Fact, item: AchItem): string | undefined {
  const serial = serialOf(item)
  const from = factNumber(stop, 'serialFrom')
  if (serial === undefined || from === undefined) return undefined
  const to = factNumber(stop, 'serialTo') ?? from
  if (serial < from || serial > to) return undefined
  return amountCovering(stop, item.amountMinor) === undefined ? undefined : `check ${serial}`
}

/** R38 for checks converted by lockbox or back office, R52 for re-presented ones. */
function stoppedCheckCode(secCode: string): string | undefined {
  if (secCode === 'ARC' || secCode === 'BOC') return 'R38'
  return secCode === 'RCK' ? 'R52' : undefined
}
