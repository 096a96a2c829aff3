import type { Stop } from '../facts.ts'
import { nearMiss, planted } from '../truth.ts'
import { entryTo, hostBatch, intoOrdinary } from './ach-placing.ts'
import type { Planting } from './planting.ts'

/** Money and orders: each account has this one debit, so that the order of files cannot change what is right. */

export function insufficientFunds(p: Planting): void {
  const overdraftLimitMinor = p.n % 2 === 0 ? 0 : 20_000
  const account = p.person({ balanceMinor: p.random.between(0, 80_000), overdraftLimitMinor })
  const short = p.n % 3 === 0 ? 1 : p.random.between(1, 50_000)
  intoOrdinary(p, entryTo(p, account, 'debit', account.balanceMinor + overdraftLimitMinor + short), planted(p.kind))
}

/** Exactly enough: the balance to the cent, with and without the overdraft limit. */
export function exactlyEnough(p: Planting): void {
  const overdraftLimitMinor = p.n % 2 === 0 ? 0 : 20_000
  const account = p.person({ balanceMinor: p.random.between(5_000, 80_000), overdraftLimitMinor })
  intoOrdinary(p, entryTo(p, account, 'debit', account.balanceMinor + overdraftLimitMinor), nearMiss(p.kind))
}

/** Covered by the balance, not without what is on hold. */
export function uncollectedFunds(p: Planting): void {
  const heldMinor = p.random.between(10_000, 60_000)
  const account = p.person({ balanceMinor: heldMinor + p.random.between(0, 50_000), heldMinor })
  const free = account.balanceMinor - heldMinor
  intoOrdinary(
    p,
    entryTo(p, account, 'debit', p.n % 3 === 0 ? free + 1 : p.random.between(free + 1, account.balanceMinor)),
    planted(p.kind),
  )
}

/** Exactly what is free beside the hold. */
export function exactlyFree(p: Planting): void {
  const heldMinor = p.random.between(10_000, 60_000)
  const account = p.person({ balanceMinor: heldMinor + p.random.between(5_000, 50_000), heldMinor })
  intoOrdinary(p, entryTo(p, account, 'debit', account.balanceMinor - heldMinor), nearMiss(p.kind))
}

type AchOrder = Partial<Pick<Stop, 'companyId' | 'amountMinMinor' | 'amountMaxMinor' | 'from' | 'to' | 'rail'>>

/** An order by company, by company and amount, by amount, by a range of amounts. */
export function stopPayment(p: Planting): void {
  ordered(p, planted(p.kind), (companyId, minor) => {
    const orders: readonly AchOrder[] = [
      { companyId },
      { companyId, amountMinMinor: minor, amountMaxMinor: minor },
      { amountMinMinor: minor, amountMaxMinor: minor },
      { amountMinMinor: minor - p.random.between(0, 500), amountMaxMinor: minor + p.random.between(0, 500) },
    ]
    return orders[p.n % orders.length]!
  })
}

/** Another amount by a cent, another company, an order that ended yesterday, one that begins tomorrow, one for checks. */
export function stopForAnother(p: Planting): void {
  ordered(p, nearMiss(p.kind), (companyId, minor) => {
    const orders: readonly AchOrder[] = [
      { companyId, amountMinMinor: minor + 1, amountMaxMinor: minor + 1 },
      { companyId: p.sender().id },
      { companyId, to: p.day.subtract({ days: 1 }) },
      { companyId, from: p.day.add({ days: 1 }) },
      { rail: 'check', amountMinMinor: minor, amountMaxMinor: minor },
      { amountMinMinor: minor + 1, amountMaxMinor: minor + 5_000 },
    ]
    return orders[p.n % orders.length]!
  })
}

function ordered(
  p: Planting,
  label: ReturnType<typeof planted>,
  order: (companyId: string, minor: number) => AchOrder,
): void {
  const account = p.person()
  const minor = p.random.between(1_000, 90_000)
  const batch = hostBatch(p, 225)
  batch.planted.push({ entry: entryTo(p, account, 'debit', minor), label })
  const dates = { from: p.day.subtract({ days: 30 }), to: p.day.add({ days: 150 }) }
  p.facts.stops.push({ rail: 'ach', account: account.number, ...dates, ...order(batch.header.companyId, minor) })
}
