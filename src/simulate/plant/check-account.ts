import type { Stop } from '../facts.ts'
import { INSTITUTION, OTHER_BANKS } from '../institution.ts'
import { CLEAN, type Label, nearMiss, planted } from '../truth.ts'
import { bundleOf, checkCompanions, checkOn, depositTo, extraLetter, intoPresented } from './check-placing.ts'
import { type Planting, wrongCheckDigit } from './planting.ts'

/** The drawer's account, the bank a check is drawn on, stop orders, and money. */

export function checkRoutingNotOurs(p: Planting): void {
  intoPresented(p, checkOn(p, { routing: p.random.pick(OTHER_BANKS).routing }), planted(p.kind))
}

/** Drawn on another bank and deposited with us: it goes on for collection. And our third number, rarely used. */
export function checkInTransit(p: Planting): void {
  if (p.n % 2 === 0) intoPresented(p, checkOn(p, { routing: INSTITUTION.routingNumbers[2] }), nearMiss(p.kind))
  else depositInTransit(p)
}

function depositInTransit(p: Planting): void {
  const check = checkOn(p, {
    routing: p.random.pick(OTHER_BANKS).routing,
    account: String(p.random.between(1_000_000, 99_999_999)),
  })
  const bundle = bundleOf(p, [{ check, label: nearMiss(p.kind) }, ...checkCompanions(p, 1)], { deposit: depositTo(p) })
  extraLetter(p, { sort: 'deposit', bundles: [bundle] })
}

export function checkDigitWrong(p: Planting): void {
  const check = checkOn(p)
  intoPresented(p, { ...check, routing: wrongCheckDigit(check.routing, p.random) }, planted(p.kind))
}

export function checkDigitOdd(p: Planting): void {
  intoPresented(p, checkOn(p, { routing: INSTITUTION.routingNumbers[2] }), nearMiss(p.kind))
}

/** No such account; one in three is the account of a deposit. */
export function checkAccountNotFound(p: Planting): void {
  if (p.n % 3 === 2) depositInto(p, p.unknownNumber())
  else intoPresented(p, checkOn(p, { account: p.unknownNumber() }), planted(p.kind))
}

/** The shortest numbers there are. */
export function checkAccountShort(p: Planting): void {
  const account = p.person({ number: `8${String(p.n).padStart(5, '0')}` }).number
  intoPresented(p, checkOn(p, { account }), nearMiss(p.kind))
}

export function checkAccountClosed(p: Planting): void {
  const account = p.person({ status: 'closed' }).number
  if (p.n % 3 === 2) depositInto(p, account)
  else intoPresented(p, checkOn(p, { account }), planted(p.kind))
}

/** Nothing on the account, and the overdraft limit pays. */
export function checkOnEmptied(p: Planting): void {
  const account = p.person({ balanceMinor: 0, overdraftLimitMinor: 50_000 }).number
  intoPresented(p, checkOn(p, { account, amountMinor: p.random.between(1_000, 50_000) }), nearMiss(p.kind))
}

export function checkAccountFrozen(p: Planting): void {
  intoPresented(p, checkOn(p, { account: p.person({ status: 'frozen' }).number }), planted(p.kind))
}

export function checkOnHeld(p: Planting): void {
  const account = p.person({ balanceMinor: 1_000_000, heldMinor: 900_000 }).number
  intoPresented(p, checkOn(p, { account, amountMinor: p.random.between(1_000, 100_000) }), nearMiss(p.kind))
}

/** A check on it, and a deposit to it. */
export function checkAccountDeceased(p: Planting): void {
  const account = p.person({ status: 'deceased' }).number
  if (p.n % 3 === 2) depositInto(p, account)
  else intoPresented(p, checkOn(p, { account }), planted(p.kind))
}

/** The account of an estate, and one whose other holder lives: open both, and drawn on by who may. */
export function checkOfTheBereaved(p: Planting): void {
  const base = p.person()
  const holderName = p.n % 2 === 0 ? `Estate of ${base.holderName}` : `${base.holderName} or Survivor`
  const account = p.person({ holderName, person: base.person }).number
  intoPresented(p, checkOn(p, { account }), nearMiss(p.kind))
}

/** Drawn on a certificate, or on an account of the bank itself. */
export function checkAccountNonTransaction(p: Planting): void {
  const account = p.person({ type: p.n % 3 === 2 ? 'gl' : 'non_transaction' }).number
  intoPresented(p, checkOn(p, { account }), planted(p.kind))
}

/** Savings with checks, a line of credit, and a deposit to a certificate. */
export function checkOnUnusualAccount(p: Planting): void {
  const type = (['savings', 'loan', 'non_transaction'] as const)[p.n % 3]!
  const account = p.person({ type }).number
  if (type === 'non_transaction') depositInto(p, account, nearMiss(p.kind))
  else intoPresented(p, checkOn(p, { account }), nearMiss(p.kind))
}

/** A deposit whose credit goes to the account; the check in it is right. */
function depositInto(p: Planting, account: string, label = planted(p.kind)): void {
  const bundle = bundleOf(p, checkCompanions(p, 2), { deposit: depositTo(p, { account, label }) })
  extraLetter(p, { sort: 'deposit', bundles: [bundle] })
}

export function checkInsufficientFunds(p: Planting): void {
  const overdraftLimitMinor = p.n % 2 === 0 ? 0 : 20_000
  const account = p.person({ balanceMinor: p.random.between(0, 80_000), overdraftLimitMinor })
  const short = p.n % 3 === 0 ? 1 : p.random.between(1, 50_000)
  intoPresented(
    p,
    checkOn(p, { account: account.number, amountMinor: account.balanceMinor + overdraftLimitMinor + short }),
    planted(p.kind),
  )
}

export function checkExactlyEnough(p: Planting): void {
  const overdraftLimitMinor = p.n % 2 === 0 ? 0 : 20_000
  const account = p.person({ balanceMinor: p.random.between(5_000, 80_000), overdraftLimitMinor })
  intoPresented(
    p,
    checkOn(p, { account: account.number, amountMinor: account.balanceMinor + overdraftLimitMinor }),
    nearMiss(p.kind),
  )
}

export function checkUncollected(p: Planting): void {
  const heldMinor = p.random.between(10_000, 60_000)
  const account = p.person({ balanceMinor: heldMinor + p.random.between(0, 50_000), heldMinor })
  const free = account.balanceMinor - heldMinor
  const amountMinor = p.n % 3 === 0 ? free + 1 : p.random.between(free + 1, account.balanceMinor)
  intoPresented(p, checkOn(p, { account: account.number, amountMinor }), planted(p.kind))
}

export function checkExactlyFree(p: Planting): void {
  const heldMinor = p.random.between(10_000, 60_000)
  const account = p.person({ balanceMinor: heldMinor + p.random.between(5_000, 50_000), heldMinor })
  intoPresented(
    p,
    checkOn(p, { account: account.number, amountMinor: account.balanceMinor - heldMinor }),
    nearMiss(p.kind),
  )
}

type CheckOrder = Partial<
  Pick<Stop, 'serialFrom' | 'serialTo' | 'amountMinMinor' | 'amountMaxMinor' | 'from' | 'to' | 'rail'>
>

/** An order by number, by a range of numbers, by amount. */
export function checkStopped(p: Planting): void {
  orderedCheck(p, planted(p.kind), ({ serial, amountMinor }) => {
    const orders: readonly CheckOrder[] = [
      { serialFrom: serial, serialTo: serial },
      { serialFrom: serial - p.random.between(0, 20), serialTo: serial + p.random.between(0, 20) },
      { amountMinMinor: amountMinor, amountMaxMinor: amountMinor },
      { serialFrom: serial, serialTo: serial, amountMinMinor: amountMinor, amountMaxMinor: amountMinor },
    ]
    return orders[p.n % orders.length]!
  })
}

/** The next number, another amount by a cent, an order that ended yesterday, one for entries, one that names another amount too. */
export function checkStopForAnother(p: Planting): void {
  orderedCheck(p, nearMiss(p.kind), ({ serial, amountMinor }) => {
    const orders: readonly CheckOrder[] = [
      { serialFrom: serial + 1, serialTo: serial + 20 },
      { amountMinMinor: amountMinor + 1, amountMaxMinor: amountMinor + 1 },
      { serialFrom: serial, serialTo: serial, to: p.day.subtract({ days: 1 }) },
      { rail: 'ach', amountMinMinor: amountMinor, amountMaxMinor: amountMinor },
      { serialFrom: serial, serialTo: serial, amountMinMinor: amountMinor + 1, amountMaxMinor: amountMinor + 1 },
    ]
    return orders[p.n % orders.length]!
  })
}

function orderedCheck(
  p: Planting,
  label: Label,
  order: (check: { serial: number; amountMinor: number }) => CheckOrder,
): void {
  const check = checkOn(p)
  intoPresented(p, check, label)
  const dates = { from: p.day.subtract({ days: 30 }), to: p.day.add({ days: 150 }) }
  p.facts.stops.push({ rail: 'check', account: check.account, ...dates, ...order(check) })
}

/** The threshold of `SETTINGS` for checks. */
const REVIEW_MINOR = 10_000_000

export function checkReview(p: Planting): void {
  const amountMinor = REVIEW_MINOR + (p.n % 3 === 0 ? 0 : p.random.between(1, 40_000_000))
  intoPresented(p, checkOn(p, { account: p.firm().number, style: 'business', amountMinor }), planted(p.kind))
}

/** One cent less; and a deposit of more, which is a credit and has the credits' threshold. */
export function checkJustUnderReview(p: Planting): void {
  const firm = { account: p.firm().number, style: 'business', amountMinor: REVIEW_MINOR - 1 } as const
  if (p.n % 2 === 0) intoPresented(p, checkOn(p, firm), nearMiss(p.kind))
  else largeDeposit(p)
}

function largeDeposit(p: Planting): void {
  const amount = () => REVIEW_MINOR - p.random.between(1, 500_000)
  const checks = [0, 1].map(() => ({ check: checkOn(p, { amountMinor: amount() }), label: CLEAN }))
  const deposit = depositTo(p, { label: nearMiss(p.kind) })
  extraLetter(p, { sort: 'deposit', bundles: [bundleOf(p, checks, { deposit })] })
}
