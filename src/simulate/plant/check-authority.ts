import type { SimCheck } from '../checks/model.ts'
import { nearMiss, planted } from '../truth.ts'
import { checkOn, intoPresented } from './check-placing.ts'
import type { Planting } from './planting.ts'

/** What the customer told us of its checks: dates, numbers and amounts of the issue file. */

const PAYEE = 'Cedar Supply LLC'

interface Issue {
  readonly serial?: number
  readonly amountMinor?: number
  readonly on?: Temporal.PlainDate
  readonly status?: 'issued' | 'void'
}

function issued(p: Planting, check: SimCheck, issue: Issue = {}): void {
  p.facts.issues.push({
    account: check.account,
    serial: issue.serial ?? check.serial,
    amountMinor: issue.amountMinor ?? check.amountMinor,
    issuedOn: issue.on ?? p.day.subtract({ days: p.random.between(3, 40) }),
    payee: PAYEE,
    status: issue.status ?? 'issued',
  })
}

/** A check must be paid for six calendar months after its date, to the same day or the last of a shorter month. */
const STALE_MONTHS = 6

/** The earliest date on which a check that is presented today is not stale. */
function oldestGoodDate(day: Temporal.PlainDate): Temporal.PlainDate {
  let date = day.subtract({ months: STALE_MONTHS, days: 5 })
  while (Temporal.PlainDate.compare(date.add({ months: STALE_MONTHS }), day) < 0) date = date.add({ days: 1 })
  return date
}

export function checkStale(p: Planting): void {
  const check = firmCheck(p)
  intoPresented(p, check, planted(p.kind))
  issued(p, check, { on: oldestGoodDate(p.day).subtract({ days: p.n % 2 === 0 ? 1 : p.random.between(2, 200) }) })
}

/** On the last good day, and a few days earlier. */
export function checkAlmostStale(p: Planting): void {
  const check = firmCheck(p)
  intoPresented(p, check, nearMiss(p.kind))
  issued(p, check, { on: oldestGoodDate(p.day).add({ days: p.n % 2 === 0 ? 0 : p.random.between(1, 20) }) })
}

export function checkPostDated(p: Planting): void {
  const check = firmCheck(p)
  intoPresented(p, check, planted(p.kind))
  issued(p, check, { on: p.day.add({ days: p.n % 2 === 0 ? 1 : p.random.between(2, 60) }) })
}

export function checkDatedToday(p: Planting): void {
  const check = firmCheck(p)
  intoPresented(p, check, nearMiss(p.kind))
  issued(p, check, { on: p.day })
}

function firmCheck(p: Planting): SimCheck {
  return checkOn(p, { account: p.firm().number, style: 'business', amountMinor: p.random.between(5_000, 400_000) })
}

/** A firm's check on an account under positive pay, with some other checks issued on it. */
function payCheck(p: Planting): SimCheck {
  const check = firmCheck(p)
  p.facts.positivePay.push({
    account: check.account,
    from: p.day.subtract({ days: 300 }),
    to: p.day.add({ days: 300 }),
  })
  issued(p, check, { serial: check.serial + 501, amountMinor: check.amountMinor + 777 })
  return check
}

export function positivePayAmount(p: Planting): void {
  const check = payCheck(p)
  issued(p, check, { amountMinor: check.amountMinor + (p.n % 2 === 0 ? 1 : -p.random.between(1, 2_000)) })
  intoPresented(p, check, planted(p.kind))
}

export function positivePaySerial(p: Planting): void {
  const check = payCheck(p)
  issued(p, check, { serial: check.serial + (p.n % 2 === 0 ? 9 : 10_000) })
  intoPresented(p, check, planted(p.kind))
}

export function positivePayVoid(p: Planting): void {
  const check = payCheck(p)
  issued(p, check, { status: 'void' })
  intoPresented(p, check, planted(p.kind))
}

export function positivePayNotIssued(p: Planting): void {
  intoPresented(p, payCheck(p), planted(p.kind))
}

/** Issued with this number and amount, beside another of the same amount. */
export function paidAsIssued(p: Planting): void {
  const check = payCheck(p)
  issued(p, check)
  if (p.n % 2 === 0) issued(p, check, { serial: check.serial + 1 })
  intoPresented(p, check, nearMiss(p.kind))
}

/** A void issue of another number beside the good one. */
export function paidBesideVoid(p: Planting): void {
  const check = payCheck(p)
  issued(p, check)
  issued(p, check, { serial: check.serial + 1, status: 'void' })
  intoPresented(p, check, nearMiss(p.kind))
}

/** No positive pay on the account, or not any more. */
export function notUnderPositivePay(p: Planting): void {
  const check = firmCheck(p)
  if (p.n % 2 === 0)
    p.facts.positivePay.push({
      account: check.account,
      from: p.day.subtract({ days: 300 }),
      to: p.day.subtract({ days: 1 }),
    })
  intoPresented(p, check, nearMiss(p.kind))
}
