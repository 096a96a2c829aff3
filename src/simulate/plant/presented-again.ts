import type { SimAccount } from '../accounts.ts'
import type { AchEntry } from '../ach/model.ts'
import { shortDate } from '../ach/write-file.ts'
import type { SimCheck } from '../checks/model.ts'
import type { Originator } from '../originators.ts'
import { CLEAN, nearMiss, planted } from '../truth.ts'
import { batchOf, entryTo, intoHistory, intoOrdinaryFile } from './ach-placing.ts'
import { checkIntoHistory, checkOn, intoPresented } from './check-placing.ts'
import type { Planting } from './planting.ts'

/**
 * Checks that come again after they came before, as images and as entries. After a return for want of funds that is lawful,
 * twice; after a payment, after another return, or for the fourth time it is not. History is older than the returns: what
 * came on one of its days has gone back before the next.
 */

/** An entry that is right: a check reinitiated for the first or second time, re-presented as RCK, or a bill tried again. */
export function entryComesAgain(p: Planting): void {
  const label = nearMiss(p.kind)
  const check = paperOf(p, p.person({ balanceMinor: 0 }))
  switch (p.n % 4) {
    case 0:
    case 1:
      wentBack(p, check, { as: 'ARC', times: 1 + (p.n % 2) })
      sendToday(p, check, { sec: 'ARC', description: RETRY, label })
      break
    case 2:
      wentBack(p, check, { as: 'check', times: 1 })
      sendToday(p, check, { sec: 'RCK', description: 'REDEPCHECK', label })
      break
    default:
      wentBack(p, check, { as: 'PPD', times: 1 })
      sendToday(p, check, { sec: 'PPD', description: RETRY, label })
  }
}

/** An entry that is not: the check was paid, as an entry or as an image; it comes for the fourth time; it was stopped. */
export function entryComesUnlawfully(p: Planting): void {
  const label = planted(p.kind)
  const check = paperOf(p, p.person(p.n % 4 === 2 ? { balanceMinor: 0 } : {}))
  const day = p.bankingDay(-4)
  switch (p.n % 4) {
    case 0:
      came(p, day, check, 'BOC')
      sendToday(p, check, { sec: 'BOC', description: RETRY, label })
      break
    case 1:
      came(p, day, check, 'check')
      sendToday(p, check, { sec: 'RCK', description: 'REDEPCHECK', label })
      break
    case 2:
      wentBack(p, check, { as: 'ARC', times: 3 })
      sendToday(p, check, { sec: 'ARC', description: RETRY, label })
      break
    default:
      p.facts.stops.push({
        rail: 'ach',
        account: check.account.number,
        companyId: check.sender.id,
        ...untilYesterday(p),
      })
      came(p, day, check, 'ARC')
      sendToday(p, check, { sec: 'ARC', description: RETRY, label })
  }
}

/** A check that is right: it went back once or twice, as an image or as an entry, and there is money now. */
export function checkComesAgain(p: Planting): void {
  const check = paperOf(p, p.person({ balanceMinor: 0 }))
  wentBack(p, check, p.n % 3 === 2 ? { as: 'ARC', times: 1 } : { as: 'check', times: 1 + (p.n % 3) })
  intoPresented(p, check.image, nearMiss(p.kind))
}

/** A check that is not: for the fourth time, or after it went back as stopped. */
export function checkComesUnlawfully(p: Planting): void {
  const isStopped = p.n % 2 === 1
  const check = paperOf(p, p.person(isStopped ? {} : { balanceMinor: 0 }))
  const { account, serial } = check
  if (isStopped) {
    p.facts.stops.push({
      rail: 'check',
      account: account.number,
      serialFrom: serial,
      serialTo: serial,
      ...untilYesterday(p),
    })
    came(p, p.bankingDay(-4), check, 'check')
  } else wentBack(p, check, { as: 'check', times: 3 })
  intoPresented(p, check.image, planted(p.kind))
}

/** What the rules fix as the description of a batch of reinitiated entries. */
const RETRY = 'RETRY PYMT'

/** A check before it is decided on which rail it comes. */
interface Paper {
  readonly account: SimAccount
  readonly sender: Originator
  readonly serial: number
  readonly amountMinor: number
  readonly image: SimCheck
}

type Rail = 'check' | 'ARC' | 'BOC' | 'PPD'

function paperOf(p: Planting, account: SimAccount): Paper {
  const image = checkOn(p, { account: account.number })
  return { account, sender: p.sender(), serial: image.serial, amountMinor: image.amountMinor, image }
}

/** It came so often to an account without money, every second banking day, and then money came. */
function wentBack(p: Planting, check: Paper, before: { readonly as: Rail; readonly times: number }): void {
  for (let time = before.times; time > 0; time--) came(p, p.bankingDay(-2 - 2 * time), check, before.as)
  const day = p.bankingDay(-2)
  const entry = entryTo(p, check.account, 'credit', check.amountMinor * 2)
  const spec = { sender: p.sender(), sec: 'PPD', serviceClass: 220, effectiveDate: shortDate(day) } as const
  intoHistory(p, day, batchOf(p, spec, [{ entry, label: CLEAN }]))
}

function came(p: Planting, day: Temporal.PlainDate, check: Paper, as: Rail): void {
  if (as === 'check') {
    checkIntoHistory(p, day, check.image)
    return
  }
  const spec = { sender: check.sender, sec: as, serviceClass: 225, effectiveDate: shortDate(day) } as const
  intoHistory(p, day, batchOf(p, spec, [{ entry: entryOf(p, check), label: CLEAN }]))
}

function entryOf(p: Planting, { account, amountMinor, serial }: Paper): AchEntry {
  return { ...entryTo(p, account, 'debit', amountMinor), identification: String(serial) }
}

interface Sent {
  readonly sec: string
  readonly description: string
  readonly label: ReturnType<typeof planted>
}

function sendToday(p: Planting, check: Paper, { sec, description, label }: Sent): void {
  const spec = { sender: check.sender, sec, serviceClass: 225, description } as const
  intoOrdinaryFile(p, batchOf(p, spec, [{ entry: entryOf(p, check), label }]))
}

/** An order that held when the check came before and holds no longer: an item has one fault. */
function untilYesterday(p: Planting): { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate } {
  return { from: p.bankingDay(-10), to: p.bankingDay(-2) }
}
