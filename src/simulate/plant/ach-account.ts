import type { Direction } from '../../core/item.ts'
import type { SimAccount } from '../accounts.ts'
import type { AchEntry } from '../ach/model.ts'
import { nearMiss, planted } from '../truth.ts'
import { batchOf, entryTo, intoOrdinary, intoOrdinaryFile } from './ach-placing.ts'
import type { Planting } from './planting.ts'

/** The receiver's account: its number, its state, its holder, and the amount that reaches it. */

const side = (p: Planting): Direction => (p.random.percent(50) ? 'debit' : 'credit')
const small = (p: Planting) => p.random.between(1_000, 90_000)

/** Numbers that none of our accounts can have: letters, nothing, a check's symbols. */
export function accountMalformed(p: Planting): void {
  const account = p.person()
  const forms = [
    `A${account.number.slice(1)}`,
    '',
    account.number.replace(/\d$/, 'X'),
    `${account.number}#01`,
    'SAVINGS',
    `O${account.number.slice(1)}`,
  ]
  const entry = { ...entryTo(p, account, side(p), small(p)), account: forms[p.n % forms.length]! }
  intoOrdinary(p, entry, planted(p.kind))
}

/** Blanks before the number, the dash of the codeline in it, blanks between groups: all the same account. */
export function accountOddlyWritten(p: Planting): void {
  const account = p.person()
  const { number } = account
  const forms = [
    number.padStart(17),
    `${number.slice(0, 4)}-${number.slice(4)}`,
    `${number.slice(0, 3)} ${number.slice(3)}`,
    ` ${number}`,
  ]
  const entry = { ...entryTo(p, account, side(p), small(p)), account: forms[p.n % forms.length]! }
  intoOrdinary(p, entry, nearMiss(p.kind), number)
}

export function accountNotFound(p: Planting): void {
  const account = p.person()
  intoOrdinary(p, { ...entryTo(p, account, side(p), small(p)), account: p.unknownNumber() }, planted(p.kind))
}

/** Accounts with the shortest and the longest numbers there are. */
export function accountOddNumber(p: Planting): void {
  const number = p.n % 2 === 0 ? `9${String(p.n).padStart(5, '0')}` : `8800${String(p.n).padStart(13, '0')}`
  intoOrdinary(p, entryTo(p, p.person({ number }), side(p), small(p)), nearMiss(p.kind))
}

function inState(p: Planting, over: Partial<SimAccount>): AchEntry {
  return entryTo(p, p.person(over), side(p), small(p))
}

export function accountClosed(p: Planting): void {
  intoOrdinary(p, inState(p, { status: 'closed' }), planted(p.kind))
}

/** An open account that stands at nothing gets a credit: emptied, not closed. */
export function accountEmptied(p: Planting): void {
  intoOrdinary(p, entryTo(p, p.person({ balanceMinor: 0 }), 'credit', small(p)), nearMiss(p.kind))
}

export function accountFrozen(p: Planting): void {
  intoOrdinary(p, inState(p, { status: 'frozen' }), planted(p.kind))
}

/** Most of the balance is on hold, and what is asked for is free. */
export function accountPartlyHeld(p: Planting): void {
  const account = p.person({ balanceMinor: 1_000_000, heldMinor: 900_000 })
  intoOrdinary(p, entryTo(p, account, 'debit', p.random.between(1_000, 100_000)), nearMiss(p.kind))
}

export function accountDeceased(p: Planting): void {
  intoOrdinary(p, inState(p, { status: 'deceased' }), planted(p.kind))
}

/** The account of an estate: open, with the word in the holder's name. */
export function estateAccount(p: Planting): void {
  const base = p.person()
  const account = p.person({ holderName: `Estate of ${base.holderName}`, person: base.person })
  intoOrdinary(p, entryTo(p, account, side(p), small(p)), nearMiss(p.kind))
}

export function accountNonTransaction(p: Planting): void {
  intoOrdinary(p, entryTo(p, p.person({ type: 'non_transaction' }), 'debit', small(p)), planted(p.kind))
}

/** Passbook savings may be debited, and a loan may be paid. */
export function accountLimitedButRight(p: Planting): void {
  const savings = p.n % 2 === 0
  const account = p.person(savings ? { type: 'savings' } : { type: 'loan', balanceMinor: 0 })
  intoOrdinary(p, entryTo(p, account, savings ? 'debit' : 'credit', small(p)), nearMiss(p.kind))
}

/** Credits over this to another name than the holder's are how accounts are taken over. */
const NAME_CHECK_OVER_MINOR = 100_000

export function nameMismatch(p: Planting): void {
  const account = p.person({
    holderName: 'Rosalind Vexley',
    person: { given: 'Rosalind', middle: 'Q', family: 'Vexley' },
  })
  const entry = entryTo(p, account, 'credit', p.random.between(NAME_CHECK_OVER_MINOR + 1, 900_000))
  intoOrdinary(p, { ...entry, name: OTHER_NAMES[p.n % OTHER_NAMES.length]! }, planted(p.kind))
}

const OTHER_NAMES = ['BRENDAN OKAFOR', 'T WHITMORE', 'CASHLINE HOLDINGS', 'HADDAD, OMAR', 'QUICK FUNDS LLC']

/** The same person in other spellings, a joint holder, and another name for an amount that is not looked at. */
export function nameWrittenOtherwise(p: Planting): void {
  const [holderName, name] = NEAR_NAMES[p.n % NEAR_NAMES.length]!
  const account = p.person({ holderName, person: undefined })
  const minor =
    name === 'SOMEONE ELSE'
      ? p.random.between(1_000, NAME_CHECK_OVER_MINOR)
      : p.random.between(NAME_CHECK_OVER_MINOR + 1, 900_000)
  intoOrdinary(p, { ...entryTo(p, account, 'credit', minor), name }, nearMiss(p.kind))
}

const NEAR_NAMES: readonly (readonly [holder: string, written: string])[] = [
  ['Maria T Chavez', 'CHAVEZ MARIA'],
  ['Robert & Ingrid Larsen', 'INGRID LARSEN'],
  ["Siobhan O'Rourke", 'SIOBHAN OROURKE'],
  ['Theodore Kowalski Jr', 'T KOWALSKI'],
  ['Anna-Maria Dubois', 'DUBOIS, ANNA MARIA'],
  ['Priya Singh', 'MRS PRIYA R SINGH'],
  ['Katherine Alvarez-Montgomery', 'KATHERINE ALVAREZ-MONT'],
  ['Diego Castillo', 'SOMEONE ELSE'],
]

/** At and over these a person looks: the thresholds of `SETTINGS`. The debtor and the beneficiary are firms. */
export function reviewThreshold(p: Planting): void {
  const amountMinor = overThreshold(p) + (p.n % 3 === 0 ? 0 : p.random.between(1, 20_000_000))
  large(p, amountMinor, planted(p.kind))
}

/** One cent less. */
export function justUnderThreshold(p: Planting): void {
  large(p, overThreshold(p) - 1, nearMiss(p.kind))
}

const isDebit = (p: Planting) => p.n % 2 === 0

function overThreshold(p: Planting): number {
  return isDebit(p) ? 25_000_000 : 200_000_000
}

function large(p: Planting, amountMinor: number, label: ReturnType<typeof planted>): void {
  const entry = entryTo(p, p.firm(), isDebit(p) ? 'debit' : 'credit', amountMinor)
  const serviceClass = isDebit(p) ? 225 : 220
  intoOrdinaryFile(
    p,
    batchOf(p, { sender: p.sender(), sec: 'CCD', serviceClass, description: 'VENDOR PMT' }, [{ entry, label }]),
  )
}
