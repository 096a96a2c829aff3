import type { SimAccount } from '../accounts.ts'
import { shortDate } from '../ach/write-file.ts'
import type { SimCheck } from '../checks/model.ts'
import { transitCheck } from '../checks/ordinary.ts'
import { CLEAN, type Label, nearMiss, planted } from '../truth.ts'
import { batchOf, entryTo, historyDay, intoHistory } from './ach-placing.ts'
import { bundleOf, checkIntoHistory, checkOn, extraLetter, intoPresented, intoReturned } from './check-placing.ts'
import type { Planting } from './planting.ts'

/** The same check twice, and checks that come back. */

/** Again in the file, in another file of the day, after a day, after seventeen months, and after a conversion. */
export function duplicatePresentment(p: Planting): void {
  const account = p.person()
  const check = checkOn(p, { account: account.number })
  const again = { check, label: planted(p.kind) }
  switch (p.n % 5) {
    case 0:
      extraLetter(p, { bundles: [bundleOf(p, [{ check, label: CLEAN }]), bundleOf(p, [again])] })
      break
    case 1:
      intoPresented(p, check, CLEAN)
      extraLetter(p, { bundles: [bundleOf(p, [again])] })
      break
    case 2:
      checkIntoHistory(p, p.bankingDay(-p.random.between(1, 20)), check)
      intoPresented(p, check, again.label)
      break
    case 3:
      checkIntoHistory(p, p.day.subtract({ months: 17 }), check)
      intoPresented(p, check, again.label)
      break
    default:
      convertBefore(p, account, check)
      intoPresented(p, check, again.label)
  }
}

/** The check came days ago as an entry. */
function convertBefore(p: Planting, account: SimAccount, check: SimCheck): void {
  const sec = ['ARC', 'BOC', 'POP'][p.n % 3]!
  const day = historyDay(p, p.bankingDay(-p.random.between(1, 8)))
  const identification = sec === 'POP' ? `${String(check.serial).padEnd(9)}BOULCO` : String(check.serial)
  const entry = { ...entryTo(p, account, 'debit', check.amountMinor), identification }
  const spec = { sender: p.sender(), sec, serviceClass: 225, effectiveDate: shortDate(day) } as const
  intoHistory(p, day, batchOf(p, spec, [{ entry, label: CLEAN }]))
}

/** The same amount with the next number; the same number for another amount; a check deposited here that comes back. */
export function checksAlike(p: Planting): void {
  const check = checkOn(p)
  switch (p.n % 3) {
    case 0:
      intoPresented(p, check, CLEAN)
      intoPresented(p, { ...check, serial: check.serial + 1 }, nearMiss(p.kind))
      break
    case 1:
      intoPresented(p, check, CLEAN)
      intoPresented(p, { ...check, amountMinor: check.amountMinor + 1_000 }, nearMiss(p.kind))
      break
    default: {
      const ours: SimCheck = { ...transitCheck(p.random), form: 'check' }
      checkIntoHistory(p, p.bankingDay(-4), ours, 'deposit')
      depositedBefore(p, ours)
      intoReturned(p, { ...ours, form: 'return', returnReason: 'A' }, nearMiss(p.kind))
    }
  }
}

/** Nothing of ours explains it: no such check, another amount, the next number. */
export function returnedUnknown(p: Planting): void {
  const check: SimCheck = { ...transitCheck(p.random), form: 'return', returnReason: 'A' }
  if (p.n % 3 === 1) depositedBefore(p, { ...check, amountMinor: check.amountMinor + 100 })
  if (p.n % 3 === 2) depositedBefore(p, { ...check, serial: check.serial + 1 })
  intoReturned(p, check, planted(p.kind))
}

/** One of two checks of the same drawer and amount comes back. */
export function returnedKnown(p: Planting): void {
  const check: SimCheck = { ...transitCheck(p.random), form: 'return', returnReason: ['S', 'H', 'G', 'K'][p.n % 4]! }
  depositedBefore(p, check)
  depositedBefore(p, { ...check, serial: check.serial + 1 })
  intoReturned(p, check, nearMiss(p.kind))
}

/** Three business days and more after it was presented, the day after which it was deposited here. */
export function returnedTooLate(p: Planting): void {
  sendBack(p, p.n % 3 === 0 ? 3 : p.random.between(3, 20), planted(p.kind))
}

/** On the second business day, as the rule allows, or earlier. */
export function returnedJustInTime(p: Planting): void {
  sendBack(p, p.n % 3 === 2 ? 1 : 2, nearMiss(p.kind))
}

function sendBack(p: Planting, businessDays: number, label: Label): void {
  const reason = ['A', 'B', 'D', 'C'][p.n % 4]!
  const check: SimCheck = { ...transitCheck(p.random), form: 'return', returnReason: reason }
  const presentedOn = p.bankingDay(-businessDays)
  depositedBefore(p, check, presentedOn.subtract({ days: p.random.between(0, 2) }))
  intoReturned(p, { ...check, presentedOn }, label)
}

function depositedBefore(
  p: Planting,
  { routing, account, serial, amountMinor }: SimCheck,
  on?: Temporal.PlainDate,
): void {
  const depositedOn = on ?? p.day.subtract({ days: p.random.between(2, 9) })
  p.facts.deposited.push({ routing, account, serial, amountMinor, depositorAccount: p.firm().number, depositedOn })
}
