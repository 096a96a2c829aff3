import type { Direction } from '../../core/item.ts'
import { changeNotice, contested, dishonored, returned } from '../ach/addenda.ts'
import { directionCode } from '../ach/codes.ts'
import type { AchEntry } from '../ach/model.ts'
import { shortDate } from '../ach/write-file.ts'
import type { Originated } from '../facts.ts'
import { OTHER_BANKS, type OtherBank } from '../institution.ts'
import { type Originator, OUR_ORIGINATORS, originator } from '../originators.ts'
import { type Label, nearMiss, planted } from '../truth.ts'
import { batchOf, entryTo, historyDay, intoHistory, intoOrdinaryFile } from './ach-placing.ts'
import type { Planting } from './planting.ts'

/** What other banks send back: returns and notices of change of what our customers originated, dishonors, contests, reversals. */

/** Something a customer of ours sent to another bank. */
interface Original {
  readonly sent: Originated
  readonly by: Originator
  readonly to: OtherBank
  readonly direction: Direction
}

/**
 * Traces of ours begin with our first routing number. What is answered and was never sent begins with one of the others,
 * so that no answer meets another's original by chance.
 */
const SENT = '09100001'
const NEVER_SENT = { return: '05100001', notice: '12104288' } as const

function originate(p: Planting, prefix: string = SENT): Original {
  const by = originator(p.plan.key, OUR_ORIGINATORS + p.random.below(40))
  const direction: Direction = p.n % 2 === 0 ? 'debit' : 'credit'
  const sent: Originated = {
    trace: prefix + String(p.random.below(10_000_000)).padStart(7, '0'),
    account: String(p.random.between(1_000_000_000, 9_999_999_999)),
    companyId: by.id,
    originatorAccount: p.firm().number,
    amountMinor: p.random.between(2_000, 200_000),
    transactionCode: directionCode('checking', direction, 'live'),
    secCode: 'PPD',
    settledOn: p.bankingDay(-p.random.between(1, 10)),
  }
  return { sent, by, to: p.random.pick(OTHER_BANKS), direction }
}

/** The other bank's answer: our original's receiver and amount, to our routing number. */
function answer(p: Planting, { sent, direction }: Original, amountMinor: number): AchEntry {
  return {
    code: directionCode('checking', direction, 'answer'),
    routing: '091000019',
    account: sent.account,
    amountMinor,
    identification: `R${p.random.between(100_000, 999_999)}`,
    name: 'PAT RECEIVER',
  }
}

function send(p: Planting, original: Original, entry: AchEntry, label: Label, sec = 'PPD'): void {
  const serviceClass = original.direction === 'debit' ? 225 : 220
  const spec = {
    sender: original.by,
    sec,
    serviceClass,
    description: 'BILL PMT',
    odfi: original.to.routing.slice(0, 8),
  } as const
  intoOrdinaryFile(p, batchOf(p, spec, [{ entry, label }]))
}

const DEBIT_RETURNS = ['R01', 'R02', 'R03', 'R08', 'R09', 'R10', 'R29'] as const
const CREDIT_RETURNS = ['R02', 'R03', 'R04', 'R16', 'R23'] as const

function returnCode(p: Planting, direction: Direction): string {
  return p.random.pick(direction === 'debit' ? DEBIT_RETURNS : CREDIT_RETURNS)
}

const EXTENDED = ['R07', 'R10', 'R11']

/** A settlement day from which a return with the code is in time: two banking days for most codes, sixty days for a consumer's claims. */
function inWindow(p: Planting, code: string): Temporal.PlainDate {
  return p.bankingDay(-p.random.between(1, EXTENDED.includes(code) ? 38 : 2))
}

/** Sends what we did send back to us, in time. */
function sendInTime(p: Planting, original: Original, code: string): void {
  p.facts.originated.push({ ...original.sent, settledOn: inWindow(p, code) })
  sendReturn(p, original, code, nearMiss(p.kind))
}

/** Days or weeks after its window. */
export function returnTooLate(p: Planting): void {
  const original = originate(p)
  const code = lateCode(p, original)
  const days = EXTENDED.includes(code) ? p.random.between(47, 90) : p.random.between(3, 12)
  p.facts.originated.push({ ...original.sent, settledOn: p.bankingDay(-days) })
  sendReturn(p, original, code, planted(p.kind))
}

/** On the last day of its window, or a few days before: forty banking days with their holidays are never more than sixty days. */
export function returnJustInTime(p: Planting): void {
  const original = originate(p)
  const code = lateCode(p, original)
  const days = EXTENDED.includes(code) ? p.random.between(38, 40) : 2
  p.facts.originated.push({ ...original.sent, settledOn: p.bankingDay(-days) })
  sendReturn(p, original, code, nearMiss(p.kind))
}

function lateCode(p: Planting, { direction }: Original): string {
  return direction === 'debit' ? ['R01', 'R10', 'R03', 'R11'][p.n % 4]! : ['R02', 'R03', 'R16'][p.n % 3]!
}

/** Nothing of ours has that trace, or what has it was of another amount. */
export function returnWithoutOriginal(p: Planting): void {
  const original = originate(p, NEVER_SENT.return)
  const isOfAnotherAmount = p.n % 3 === 2
  if (isOfAnotherAmount) p.facts.originated.push({ ...original.sent, amountMinor: original.sent.amountMinor + 100 })
  sendReturn(p, original, returnCode(p, original.direction), planted(p.kind))
}

/** A return of what we did send, in time; some of it weeks ago. */
export function returnOfOurs(p: Planting): void {
  const original = originate(p)
  sendInTime(p, original, returnCode(p, original.direction))
}

function sendReturn(p: Planting, original: Original, code: string, label: Label, sec = 'PPD'): void {
  const { sent, to } = original
  const addenda = returned({ code, originalTrace: sent.trace, originalRdfi: to.routing.slice(0, 8) })
  send(p, original, { ...answer(p, original, sent.amountMinor), addenda }, label, sec)
}

/** A prenotification of ours comes back from a bank, an enrolment from an agency. */
export function zeroDollarReturn(p: Planting): void {
  const { sent, ...rest } = originate(p)
  const isEnrolment = p.n % 2 === 0
  const transactionCode = directionCode('checking', rest.direction, 'prenote')
  const original = { ...rest, sent: { ...sent, amountMinor: 0, transactionCode, secCode: isEnrolment ? 'ENR' : 'PPD' } }
  p.facts.originated.push({ ...original.sent, settledOn: p.bankingDay(-p.random.between(1, 2)) })
  const code = isEnrolment
    ? ['R40', 'R41', 'R42', 'R43', 'R44', 'R45', 'R46', 'R47'][p.n % 8]!
    : ['R02', 'R03', 'R04'][p.n % 3]!
  sendReturn(p, original, code, planted(p.kind), original.sent.secCode)
}

/** The first live entry came back, of a few cents: they are booked. */
export function returnOfCents(p: Planting): void {
  const { sent, ...rest } = originate(p)
  sendInTime(p, { ...rest, sent: { ...sent, amountMinor: p.random.between(1, 99) } }, ['R02', 'R03'][p.n % 2]!)
}

export function nocWithoutOriginal(p: Planting): void {
  sendChange(p, originate(p, NEVER_SENT.notice), 'C01', planted(p.kind))
}

export function nocOfOurs(p: Planting): void {
  const original = originate(p)
  p.facts.originated.push(original.sent)
  sendChange(p, original, ['C01', 'C05'][p.n % 2]!, nearMiss(p.kind))
}

function sendChange(p: Planting, original: Original, code: string, label: Label): void {
  const { sent, to } = original
  const corrected = code === 'C05' ? '37' : String(p.random.between(1_000_000_000, 9_999_999_999))
  const addenda = changeNotice({ code, originalTrace: sent.trace, originalRdfi: to.routing.slice(0, 8), corrected })
  send(p, original, { ...answer(p, original, 0), addenda }, label, 'COR')
}

/** The original is ours, the code is in no list. */
export function unknownReturnCode(p: Planting): void {
  const original = originate(p)
  p.facts.originated.push(original.sent)
  if (p.n % 3 === 2) sendChange(p, original, ['C99', 'C20'][p.n % 2]!, planted(p.kind))
  else sendReturn(p, original, ['R99', 'R59', 'R00', 'R86'][p.n % 4]!, planted(p.kind))
}

/** Codes that one hardly meets and that are right. */
export function rareReturnCode(p: Planting): void {
  const original = originate(p)
  sendInTime(p, original, (original.direction === 'debit' ? ['R12', 'R31', 'R20'] : ['R15', 'R14', 'R12'])[p.n % 3]!)
}

/** The originating bank dishonors a return that we sent. */
export function dishonoredReturn(p: Planting): void {
  sendDishonor(p, p.bankingDay(-3), planted(p.kind))
}

/** A dishonor of a return of ours that settled on the day. */
export function sendDishonor(p: Planting, settled: Temporal.PlainDate, label: Label): void {
  const code = ['R61', 'R67', 'R68', 'R69', 'R70'][p.n % 5]!
  const { entry, original, of } = ourReturn(p, settled)
  const information = code === 'R69' ? { information: '01*02*03' } : {}
  send(p, original, { ...entry, addenda: dishonored({ ...of, code, ...information }) }, label)
}

/** A return of ours comes to us: R-codes just below and above the dishonors, matched with its original. */
export function returnBesideDishonor(p: Planting): void {
  const original = originate(p)
  sendInTime(p, original, 'R17')
}

/** The other bank contests our dishonor of its return. */
export function contestedReturn(p: Planting): void {
  sendContest(p, p.bankingDay(-2), planted(p.kind))
}

/** A contest of a dishonor of ours that settled on the day. */
export function sendContest(p: Planting, settled: Temporal.PlainDate, label: Label): void {
  const code = ['R71', 'R72', 'R73', 'R74', 'R75', 'R76'][p.n % 6]!
  const { entry, original, of } = ourReturn(p, settled.subtract({ days: 3 }))
  const dishonorTrace = `09100001${String(p.random.below(10_000_000)).padStart(7, '0')}`
  const addenda = contested({
    ...of,
    code,
    dishonorTrace,
    dishonorReason: '68',
    dishonorSettled: dayOfYear(settled),
    returnedOn: shortDate(settled.subtract({ days: 4 })),
  })
  send(p, original, { ...entry, addenda }, label)
}

/** A return of ours that names what the contests' codes are near to. */
export function returnBesideContest(p: Planting): void {
  const original = originate(p)
  sendInTime(p, original, original.direction === 'debit' ? 'R07' : 'R16')
}

/** Traces and dates of an earlier return, and the entry that speaks of it. */
function ourReturn(p: Planting, settledOn: Temporal.PlainDate) {
  const original = originate(p)
  const of = {
    originalTrace: original.to.routing.slice(0, 8) + String(p.random.below(10_000_000)).padStart(7, '0'),
    originalRdfi: '09100001',
    returnTrace: `09100001${String(p.random.below(10_000_000)).padStart(7, '0')}`,
    returnSettled: dayOfYear(settledOn),
    returnReason: '03',
  }
  return { original, of, entry: { ...answer(p, original, original.sent.amountMinor), account: p.person().number } }
}

function dayOfYear(date: Temporal.PlainDate): string {
  return String(date.dayOfYear).padStart(3, '0')
}

/** The other bank refuses a notice of change that we sent. */
export function refusedNotice(p: Planting): void {
  const original = originate(p)
  const trace = original.to.routing.slice(0, 8) + String(p.random.below(10_000_000)).padStart(7, '0')
  const entry: AchEntry = {
    ...answer(p, original, 0),
    account: p.person().number,
    addenda: own => [
      {
        kind: '98-refused',
        refusalCode: ['C62', 'C65', 'C64', 'C61'][p.n % 4]!,
        originalTrace: trace,
        reserved1: '',
        originalRdfi: '09100001',
        correctedData: '4000999888',
        changeCode: 'C01',
        traceSequence: own.slice(8),
        reserved2: '',
        trace: own,
      },
    ],
  }
  send(p, original, entry, planted(p.kind), 'COR')
}

/** The word that the rules fix for a batch that undoes earlier entries. */
const REVERSAL = 'REVERSAL'
const REVERSAL_DAYS = 10

/** Nothing to undo: no such entry, one of another amount, one that went the same way, one too long ago, one of another firm. */
export function reversalWithoutOriginal(p: Planting): void {
  const sender = p.sender()
  const account = p.person()
  const minor = p.random.between(1_000, 90_000)
  if (p.n % 5 === 1) postedBefore(p, sender, account, { direction: 'credit', minor: minor + 1, daysAgo: 3 })
  if (p.n % 5 === 2) postedBefore(p, sender, account, { direction: 'debit', minor, daysAgo: 3 })
  if (p.n % 5 === 3) postedBefore(p, sender, account, { direction: 'credit', minor, daysAgo: 25 })
  if (p.n % 5 === 4) postedBefore(p, p.sender(), account, { direction: 'credit', minor, daysAgo: 3 })
  reverse(p, sender, entryTo(p, account, 'debit', minor), planted(p.kind))
}

/** Undoes a credit of the last ten days, on the tenth where that was a banking day; some beside the same of another firm. */
export function reversalOfPosted(p: Planting): void {
  const sender = p.sender()
  const account = p.person()
  const minor = p.random.between(1_000, 90_000)
  postedBefore(p, sender, account, { direction: 'credit', minor, daysAgo: p.n % 2 === 0 ? REVERSAL_DAYS : 3 })
  if (p.n % 3 === 2) postedBefore(p, p.sender(), account, { direction: 'credit', minor, daysAgo: 1 })
  reverse(p, sender, entryTo(p, account, 'debit', minor), nearMiss(p.kind))
}

function reverse(p: Planting, sender: Originator, entry: AchEntry, label: Label): void {
  intoOrdinaryFile(p, batchOf(p, { sender, sec: 'PPD', serviceClass: 225, description: REVERSAL }, [{ entry, label }]))
}

interface PostedBefore {
  readonly direction: Direction
  readonly minor: number
  readonly daysAgo: number
}

/** An entry that came on the banking day so many days ago, or on the first one after. */
function postedBefore(
  p: Planting,
  sender: Originator,
  account: ReturnType<Planting['person']>,
  was: PostedBefore,
): void {
  let day = historyDay(p, p.day.subtract({ days: was.daysAgo }))
  // Never before the day asked for: a reversal's ten days would be over.
  for (let days = was.daysAgo - 1; days > 0 && p.day.since(day).days > was.daysAgo; days--) {
    day = historyDay(p, p.day.subtract({ days }))
  }
  const serviceClass = was.direction === 'debit' ? 225 : 220
  const entry = entryTo(p, account, was.direction, was.minor)
  const label = { outcome: 'post', kind: '', near: '' } as const
  intoHistory(
    p,
    day,
    batchOf(p, { sender, sec: 'PPD', serviceClass, effectiveDate: shortDate(day) }, [{ entry, label }]),
  )
}
