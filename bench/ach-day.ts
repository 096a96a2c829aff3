import { closeSync, openSync, writeSync } from 'node:fs'
import type { ach } from '../src/packs/ach/pack.ts'
import { accountNumber, consumer, type SimAccount } from '../src/simulate/accounts.ts'
import { writtenName } from '../src/simulate/names.ts'
import { createRandom } from '../src/simulate/random.ts'

/**
 * The accounts and ACH files of the bench: PPD files of credits and debits, one entry in fifty of which must be excepted.
 * Records are written by hand here and not with the writer of src/formats/nacha: what writes and what reads must not agree by a
 * shared mistake. What must come out is counted as it is written.
 */
export interface AchDay {
  readonly path: string
  readonly entries: number
  /** Settles on and is received on this day. */
  readonly day: Temporal.PlainDate
  /** Tells files of one day apart: another company, other traces. */
  readonly sender: number
}

/** What a file holds. */
export interface Written {
  readonly entries: number
  readonly bytes: number
  readonly debitMinor: number
  readonly creditMinor: number
  /** How many entries must be excepted, by kind. */
  readonly excepted: Readonly<Record<BenchFault, number>>
}

export type BenchFault = (typeof FAULTS)[number]
/** Each a fiftieth of a fifth of the entries: 2 % in all. The first two go back by policy, the others to a person. */
const FAULTS = [
  'account-not-found',
  'account-closed',
  'stop-payment',
  'insufficient-funds',
  'review-threshold',
] as const satisfies readonly (keyof typeof ach.kinds)[]
const FAULTY_EVERY = 50

const SEED = 1
const RDFI = '091000019'
const ODFI = '07100030'
const BATCH = 5000
/** Of 100 accounts in a row the last three are closed, stopped and empty; only faulty entries name them. */
const ACCOUNTS_OF_FAULTS = 3
const REVIEW_MINOR = 10_000_000
const NO_ACCOUNT_FROM = 500_000_000

/** An account by its index below the bench's count. Ordinary ones have ten million, so that no order of entries empties them. */
export function benchAccount(index: number): SimAccount {
  const account = { ...consumer(SEED, index), balanceMinor: 1_000_000_000 }
  const place = index % 100
  if (place === 97) return { ...account, status: 'closed', balanceMinor: 0 }
  return place === 99 ? { ...account, balanceMinor: 0 } : account
}

/** True for an account with a standing order to pay no debit. */
export function isStopped(index: number): boolean {
  return index % 100 === 98
}

/** Writes the file; `accounts` is a multiple of 100. */
export function writeAchDay(file: AchDay, accounts: number): Written {
  const random = createRandom(SEED).split(`${file.day}/${file.sender}`)
  const handle = openSync(file.path, 'w')
  const excepted = Object.fromEntries(FAULTS.map(kind => [kind, 0])) as Record<BenchFault, number>
  let bytes = 0
  const put = (text: string) => {
    bytes += writeSync(handle, text, undefined, 'latin1')
  }
  const total = { debitMinor: 0, creditMinor: 0, hash: 0, records: 2 }
  put(fileHeader(file))
  let batches = 0
  for (let from = 0; from < file.entries; from += BATCH) {
    const size = Math.min(BATCH, file.entries - from)
    const sums = { debitMinor: 0, creditMinor: 0 }
    let text = batchHeader(file, ++batches)
    for (let seq = from; seq < from + size; seq++) {
      const fault = seq % FAULTY_EVERY === 0 ? FAULTS[(seq / FAULTY_EVERY) % FAULTS.length] : undefined
      if (fault !== undefined) excepted[fault]++
      const isDebit =
        fault === undefined ? random.percent(40) : fault === 'stop-payment' || fault === 'insufficient-funds'
      const amountMinor = fault === 'review-threshold' ? REVIEW_MINOR + seq : random.between(100, 90_000)
      sums[isDebit ? 'debitMinor' : 'creditMinor'] += amountMinor
      text += entryLine(accountFor(fault, random.below(accounts / 100), random.below(100 - ACCOUNTS_OF_FAULTS)), {
        code: isDebit ? 27 : 22,
        amountMinor,
        form: random.below(8),
        trace: `${ODFI}${digits(file.sender * 2_000_000 + seq + 1, 7)}`,
      })
    }
    const hash = (Number(RDFI.slice(0, 8)) * size) % 1e10
    put(text + batchControl(batches, size, hash, sums))
    total.debitMinor += sums.debitMinor
    total.creditMinor += sums.creditMinor
    total.hash = (total.hash + hash) % 1e10
    total.records += 2 + size
  }
  put(fileEnd(batches, file.entries, total))
  closeSync(handle)
  return { entries: file.entries, bytes, debitMinor: total.debitMinor, creditMinor: total.creditMinor, excepted }
}

/** The account that an entry names: of the hundred that begin at `hundred`, an ordinary one or the one for the fault. */
function accountFor(fault: BenchFault | undefined, hundred: number, place: number): SimAccount {
  switch (fault) {
    case 'account-not-found': {
      const index = NO_ACCOUNT_FROM + hundred * 100 + place
      return { ...consumer(SEED, index), number: accountNumber(SEED, index) }
    }
    case 'account-closed':
      return consumer(SEED, hundred * 100 + 97)
    case 'stop-payment':
      return consumer(SEED, hundred * 100 + 98)
    case 'insufficient-funds':
      return consumer(SEED, hundred * 100 + 99)
    default:
      return consumer(SEED, hundred * 100 + place)
  }
}

interface EntryFields {
  readonly code: number
  readonly amountMinor: number
  readonly form: number
  readonly trace: string
}

function entryLine(account: SimAccount, entry: EntryFields): string {
  const name = account.person === undefined ? account.holderName : writtenName(account.person, entry.form)
  const id = entry.trace.slice(-10).padEnd(15)
  return `6${entry.code}${RDFI}${account.number.padEnd(17)}${digits(entry.amountMinor, 10)}${id}${name.slice(0, 22).padEnd(22)}  0${entry.trace}\n`
}

function fileHeader(file: AchDay): string {
  const modifier = String.fromCharCode(65 + (file.sender % 26))
  return `101 ${RDFI} ${ODFI}9${yymmdd(file.day)}0930${modifier}094101${'FIRST BANK'.padEnd(23)}${'SECOND BANK'.padEnd(23)}${''.padEnd(8)}\n`
}

function batchHeader(file: AchDay, number: number): string {
  const company = `${digits(100_000_000 + file.sender, 9)}${(number * 7) % 10}`
  return `5200${`MERIDIAN FOODS ${number % 50}`.slice(0, 16).padEnd(16)}${''.padEnd(20)}${company}PPD${'PAYMENT'.padEnd(10)}${yymmdd(file.day)}${yymmdd(file.day)}   1${ODFI}${digits(number, 7)}\n`
}

function batchControl(
  number: number,
  size: number,
  hash: number,
  sums: { readonly debitMinor: number; readonly creditMinor: number },
): string {
  return `8200${digits(size, 6)}${digits(hash, 10)}${digits(sums.debitMinor, 12)}${digits(sums.creditMinor, 12)}${''.padEnd(35)}${ODFI}${digits(number, 7)}\n`
}

function fileEnd(
  batches: number,
  entries: number,
  total: {
    readonly debitMinor: number
    readonly creditMinor: number
    readonly hash: number
    readonly records: number
  },
): string {
  const blocks = Math.ceil(total.records / 10)
  const control = `9${digits(batches, 6)}${digits(blocks, 6)}${digits(entries, 8)}${digits(total.hash, 10)}${digits(total.debitMinor, 12)}${digits(total.creditMinor, 12)}${''.padEnd(39)}\n`
  return control + `${'9'.repeat(94)}\n`.repeat(blocks * 10 - total.records)
}

function yymmdd(day: Temporal.PlainDate): string {
  return day.toString().slice(2).replaceAll('-', '')
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0')
}
