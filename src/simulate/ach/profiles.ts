import type { AccountClass, OrdinaryAccounts, SimAccount } from '../accounts.ts'
import { INSTITUTION } from '../institution.ts'
import { writtenName } from '../names.ts'
import type { Random } from '../random.ts'
import { crossBorder, invoices, remittance, terminal } from './addenda.ts'
import { directionCode } from './codes.ts'
import type { AchEntry, ServiceClass } from './model.ts'

/** One sort of ordinary batch: what it is called, how often it is met, and how its entries look. */
export interface Profile {
  readonly sec: string
  readonly serviceClass: ServiceClass
  readonly description: string
  /** Its share of the day's ordinary entries, relative to the others. */
  readonly weight: number
  readonly to: AccountClass
  /** Amounts are drawn between these, most of them low; debits never over what the account can bear. */
  readonly minor: readonly [low: number, high: number]
  readonly entry: (draw: Draw) => Partial<AchEntry>
}

/** What one ordinary entry is made from. */
export interface Draw {
  readonly random: Random
  readonly account: SimAccount
  /** How often the account was given before: makes check serials that never repeat. */
  readonly turn: number
  readonly code: number
  readonly minor: number
  readonly routing: string
  /** Who sent it, at most 16 characters. */
  readonly company: string
  /** MMDD of the day before. */
  readonly monthDay: string
}

const plain = () => ({})

/** Reference number of a biller or an employer. */
const reference = ({ random }: Draw) => ({ identification: `C${random.between(10_000_000, 99_999_999)}` })

/** Serials of converted checks lie over those of presented ones, so that no check is met twice by chance. */
const convertedSerial = (draw: Draw) => String(500_000 + (draw.turn % 400_000))

const counted = (draw: Draw) => {
  const count = draw.random.between(1, 6)
  const name = `${String(count).padStart(4, '0')}${receiverName(draw.account).slice(0, 16)}`
  return {
    identification: `R${draw.random.between(100_000, 999_999)}`,
    name,
    addenda: invoices(count, draw.random.between(1_000, 90_000)),
  }
}

const atTerminal = (draw: Draw) => ({
  discretionary: '01',
  addenda: terminal({
    terminal: `T${draw.random.between(10_000, 99_999)}`,
    serial: draw.random.below(999_999),
    city: 'BOULDER',
    date: draw.monthDay,
  }),
})

const withText = (draw: Draw) =>
  draw.random.percent(20)
    ? { ...reference(draw), addenda: remittance(`REF ${draw.random.between(100_000, 999_999)} THANK YOU`) }
    : reference(draw)

const international = (draw: Draw) => ({
  addenda: crossBorder({
    originator: draw.company,
    receiver: receiverName(draw.account),
    minor: draw.minor,
    rdfi: draw.routing.slice(0, 8),
  }),
})

/** Shared fields of the classes that carry check data instead of a name. */
const truncatedCheck = (draw: Draw) => ({
  identification: convertedSerial(draw),
  name: `PC${draw.random.between(1_000, 9_999)}IR${draw.random.between(100_000_000, 999_999_999)}`,
})

export const PROFILES: readonly Profile[] = [
  {
    sec: 'PPD',
    serviceClass: 220,
    description: 'PAYROLL',
    weight: 260,
    to: 'consumer',
    minor: [30_000, 620_000],
    entry: reference,
  },
  {
    sec: 'PPD',
    serviceClass: 225,
    description: 'BILL PMT',
    weight: 180,
    to: 'consumer',
    minor: [900, 240_000],
    entry: withText,
  },
  {
    sec: 'PPD',
    serviceClass: 200,
    description: 'INSURANCE',
    weight: 30,
    to: 'consumer',
    minor: [1_500, 90_000],
    entry: withText,
  },
  {
    sec: 'PPD',
    serviceClass: 220,
    description: 'LOAN PMT',
    weight: 20,
    to: 'loan',
    minor: [8_000, 240_000],
    entry: reference,
  },
  {
    sec: 'WEB',
    serviceClass: 225,
    description: 'ONLINE PMT',
    weight: 170,
    to: 'consumer',
    minor: [500, 180_000],
    entry: withText,
  },
  {
    sec: 'WEB',
    serviceClass: 220,
    description: 'TRANSFER',
    weight: 40,
    to: 'consumer',
    minor: [500, 250_000],
    entry: reference,
  },
  {
    sec: 'CCD',
    serviceClass: 225,
    description: 'PURCHASE',
    weight: 50,
    to: 'business',
    minor: [5_000, 4_000_000],
    entry: withText,
  },
  {
    sec: 'CCD',
    serviceClass: 220,
    description: 'VENDOR PMT',
    weight: 60,
    to: 'business',
    minor: [5_000, 9_000_000],
    entry: withText,
  },
  {
    sec: 'CTX',
    serviceClass: 220,
    description: 'TRADE PMT',
    weight: 30,
    to: 'business',
    minor: [50_000, 15_000_000],
    entry: counted,
  },
  {
    sec: 'TEL',
    serviceClass: 225,
    description: 'PHONE PMT',
    weight: 20,
    to: 'consumer',
    minor: [1_500, 60_000],
    entry: reference,
  },
  {
    sec: 'IAT',
    serviceClass: 220,
    description: 'ABROAD',
    weight: 8,
    to: 'business',
    minor: [20_000, 3_000_000],
    entry: international,
  },
  {
    sec: 'IAT',
    serviceClass: 225,
    description: 'ABROAD DR',
    weight: 3,
    to: 'business',
    minor: [5_000, 900_000],
    entry: international,
  },
  {
    sec: 'ARC',
    serviceClass: 225,
    description: 'CHECK PMT',
    weight: 30,
    to: 'consumer',
    minor: [1_000, 90_000],
    entry: draw => ({ identification: convertedSerial(draw) }),
  },
  {
    sec: 'BOC',
    serviceClass: 225,
    description: 'STORE CHK',
    weight: 15,
    to: 'consumer',
    minor: [800, 40_000],
    entry: draw => ({ identification: convertedSerial(draw) }),
  },
  {
    sec: 'POP',
    serviceClass: 225,
    description: 'STORE CHK',
    weight: 15,
    to: 'consumer',
    minor: [800, 40_000],
    entry: draw => ({ identification: `${convertedSerial(draw).padEnd(9)}BOULCO` }),
  },
  {
    sec: 'RCK',
    serviceClass: 225,
    description: 'REDEPCHECK',
    weight: 4,
    to: 'consumer',
    minor: [800, 40_000],
    entry: draw => ({ identification: convertedSerial(draw) }),
  },
  {
    sec: 'XCK',
    serviceClass: 225,
    description: 'NO CHECK',
    weight: 2,
    to: 'consumer',
    minor: [800, 40_000],
    entry: truncatedCheck,
  },
  {
    sec: 'TRC',
    serviceClass: 225,
    description: 'TRUNC CHK',
    weight: 2,
    to: 'consumer',
    minor: [800, 40_000],
    entry: truncatedCheck,
  },
  {
    sec: 'TRX',
    serviceClass: 225,
    description: 'TRUNC CHKS',
    weight: 1,
    to: 'business',
    minor: [800, 40_000],
    entry: counted,
  },
  {
    sec: 'POS',
    serviceClass: 225,
    description: 'PURCHASE',
    weight: 30,
    to: 'consumer',
    minor: [200, 30_000],
    entry: atTerminal,
  },
  {
    sec: 'SHR',
    serviceClass: 225,
    description: 'SHARED NET',
    weight: 5,
    to: 'consumer',
    minor: [200, 30_000],
    entry: draw => ({ ...atTerminal(draw), identification: `1228${draw.random.between(10_000_000, 99_999_999)}` }),
  },
  {
    sec: 'MTE',
    serviceClass: 225,
    description: 'ATM WDL',
    weight: 12,
    to: 'consumer',
    minor: [2_000, 50_000],
    entry: draw => ({ ...reference(draw), ...atTerminal(draw), discretionary: '' }),
  },
  {
    sec: 'CIE',
    serviceClass: 220,
    description: 'BILL PAYER',
    weight: 20,
    to: 'business',
    minor: [1_500, 90_000],
    entry: draw => ({ identification: 'LEE MORGAN', name: `ACCT ${draw.random.between(10_000, 99_999)}` }),
  },
  { sec: 'ACK', serviceClass: 220, description: 'ACKNOWLEDG', weight: 2, to: 'business', minor: [0, 0], entry: plain },
  {
    sec: 'ATX',
    serviceClass: 220,
    description: 'ACKNOWLEDG',
    weight: 1,
    to: 'business',
    minor: [0, 0],
    entry: counted,
  },
]

/** Classes that move no money and ask nothing of the bank, and the unit of their transaction code. */
const MONEYLESS: Readonly<Record<string, 'zero'>> = {
  ACK: 'zero',
  ATX: 'zero',
}

export interface EntrySource {
  readonly accounts: OrdinaryAccounts
  readonly random: Random
  readonly company: string
  readonly monthDay: string
}

/** Draws one ordinary entry, right in every field. One in a hundred of the classes that allow it is a prenotification. */
export function drawEntry(profile: Profile, source: EntrySource): AchEntry {
  const { random } = source
  const { account, turn } = source.accounts.next(profile.to)
  const direction =
    profile.serviceClass === 200
      ? random.percent(50)
        ? 'credit'
        : 'debit'
      : profile.serviceClass === 220
        ? 'credit'
        : 'debit'
  const purpose = MONEYLESS[profile.sec] ?? (profile.sec === 'PPD' && random.percent(1) ? 'prenote' : 'live')
  const wanted = drawMinor(random, profile.minor)
  const minor =
    purpose !== 'live' ? 0 : direction === 'credit' ? wanted : Math.min(wanted, source.accounts.debitMaxMinor(account))
  const routing = INSTITUTION.routingNumbers[random.percent(70) ? 0 : 1]
  const code = directionCode(account.type, direction, purpose)
  const { company, monthDay } = source
  return {
    code,
    routing,
    account: account.number,
    amountMinor: minor,
    identification: '',
    name: receiverName(account, random.below(64)),
    ...profile.entry({ random, account, turn, code, minor, routing, company, monthDay }),
  }
}

/** The holder as the sender knows it, at most 22 characters. */
export function receiverName(account: SimAccount, form = 7): string {
  const name = account.person === undefined ? account.holderName.toUpperCase() : writtenName(account.person, form)
  return name.slice(0, 22).trimEnd()
}

/** Between the two, the low ones likelier: the product of two uniform draws. */
export function drawMinor(random: Random, [low, high]: readonly [number, number]): number {
  const share = (random.below(10_000) / 10_000) * (random.below(10_000) / 10_000)
  return low + Math.floor(share * (high - low))
}
