import type { SimAccount } from '../accounts.ts'
import { remittance } from '../ach/addenda.ts'
import { directionCode } from '../ach/codes.ts'
import type { AchEntry } from '../ach/model.ts'
import { INSTITUTION } from '../institution.ts'
import { nearMiss, planted } from '../truth.ts'
import { batchOf, entryTo, intoOrdinaryFile } from './ach-placing.ts'
import type { Planting } from './planting.ts'

/** Entries that move nothing and on which the bank must act all the same, and others that only look so. */

/** MMDDYY, some days or weeks ago. */
function dayOfDeath(p: Planting): string {
  const [year, month, day] = p.day
    .subtract({ days: p.random.between(2, 60) })
    .toString()
    .split('-')
  return `${month}${day}${year?.slice(2)}`
}

function noticeText(p: Planting): string {
  const amount = `${p.random.between(400, 3_000)}.${String(p.random.below(100)).padStart(2, '0')}`
  const written = ['$$$$.00', amount, '0.00'][p.n % 3]!
  return `DATE OF DEATH*${dayOfDeath(p)}*CUSTOMERSSN*000000000*AMOUNT*${written}\\`
}

function noticed(p: Planting): SimAccount {
  const base = p.person()
  const states: readonly Partial<SimAccount>[] = [{}, { status: 'deceased' }, { type: 'savings' }, { status: 'closed' }]
  return p.person({ person: base.person, holderName: base.holderName, ...states[p.n % states.length] })
}

/** Of an account that is open, marked already, closed; one in five of none that we have. */
export function deathNotice(p: Planting): void {
  const account = noticed(p)
  const entry: AchEntry = {
    ...entryTo(p, account, 'credit', 0),
    code: directionCode(account.type, 'credit', 'prenote'),
    account: p.n % 5 === 4 ? p.unknownNumber() : account.number,
    addenda: remittance(noticeText(p)),
  }
  const spec = { sender: p.sender(), sec: 'DNE', serviceClass: 220, description: 'DEATH NOTE' } as const
  intoOrdinaryFile(p, batchOf(p, spec, [{ entry, label: planted(p.kind) }]))
}

/** A survivor's benefit whose text speaks of the death, the agency's prenotification, a zero-dollar credit with such a text. */
export function deathOnlySpokenOf(p: Planting): void {
  const forms = [
    { purpose: 'live', sec: 'PPD', minor: p.random.between(1_000, 90_000) },
    { purpose: 'prenote', sec: 'PPD', minor: 0 },
    { purpose: 'zero', sec: 'CCD', minor: 0 },
  ] as const
  const { purpose, sec, minor } = forms[p.n % forms.length]!
  const account = sec === 'CCD' ? p.firm() : p.person()
  const entry: AchEntry = {
    ...entryTo(p, account, 'credit', minor),
    code: directionCode(account.type, 'credit', purpose),
    addenda: remittance(noticeText(p)),
  }
  const spec = { sender: p.sender(), sec, serviceClass: 220, description: 'SURV BEN' } as const
  intoOrdinaryFile(p, batchOf(p, spec, [{ entry, label: nearMiss(p.kind) }]))
}

/** An enrolment with an agency that names a routing number of ours as the receiver. */
export function enrolmentMisdirected(p: Planting): void {
  const account = p.person()
  const [routing] = INSTITUTION.routingNumbers
  const text = `22*${routing.slice(0, 8)}*${routing.slice(8)}*${account.number}*000000000*MORGAN*LEE*0\\`
  const entry: AchEntry = {
    ...entryTo(p, account, 'credit', 0),
    code: directionCode(account.type, 'credit', 'prenote'),
    addenda: remittance(text),
  }
  const spec = { sender: p.sender(), sec: 'ENR', serviceClass: 220, description: 'AUTOENROLL' } as const
  intoOrdinaryFile(p, batchOf(p, spec, [{ entry, label: planted(p.kind) }]))
}

/** A benefit, or the prenotification of one, that is described as the enrolment was: money or its forerunner, for an account here. */
export function enrolledBenefit(p: Planting): void {
  const account = p.person()
  const isLive = p.n % 2 === 0
  const entry: AchEntry = {
    ...entryTo(p, account, 'credit', isLive ? p.random.between(1_000, 90_000) : 0),
    code: directionCode(account.type, 'credit', isLive ? 'live' : 'prenote'),
  }
  const spec = { sender: p.sender(), sec: 'PPD', serviceClass: 220, description: 'AUTOENROLL' } as const
  intoOrdinaryFile(p, batchOf(p, spec, [{ entry, label: nearMiss(p.kind) }]))
}
