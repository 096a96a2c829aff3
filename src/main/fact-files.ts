import { dayNumber } from '../core/calendar/day.ts'
import type { Fact } from '../core/pack.ts'
import type { CsvRow } from './read-csv.ts'

/** A fact of a row, with the account number that places it and what tells it apart from others of its key. */
export interface PlacedFact extends Fact {
  readonly account: string
  readonly identity: string
}

/** How one facts file becomes facts. */
interface FactFile {
  readonly columns: readonly string[]
  /** Throws `CsvFault` for a row that cannot be used. */
  factsOf(row: CsvRow): readonly PlacedFact[]
}

const FIRST_DAY = 0
/** 9999-12-31: a fact without an end. */
const LAST_DAY = 2_932_896
const ALWAYS = { fromDay: FIRST_DAY, toDay: LAST_DAY }

const stops: FactFile = {
  columns: [
    'rail',
    'account',
    'company_id',
    'serial_from',
    'serial_to',
    'amount_min_minor',
    'amount_max_minor',
    'from',
    'to',
  ],
  factsOf(row) {
    const account = accountOf(row, 'account')
    const detail = {
      rail: row.oneOf('rail', ['ach', 'check']),
      companyId: row.text('company_id') || null,
      serialFrom: row.matching('serial_from', /^\d{0,15}$/, 'a check serial, or nothing') || null,
      serialTo: row.matching('serial_to', /^\d{0,15}$/, 'a check serial, or nothing') || null,
      amountMinMinor: row.minorOrNone('amount_min_minor') ?? null,
      amountMaxMinor: row.minorOrNone('amount_max_minor') ?? null,
    }
    const { amountMinMinor: least, amountMaxMinor: most } = detail
    if (least !== null && most !== null && least > most)
      throw row.fault('amount_max_minor', 'an amount of at least amount_min_minor')
    const days = holds(row)
    return [{ kind: 'stop', key: account, account, identity: JSON.stringify([detail, days.fromDay]), ...days, detail }]
  },
}

const issues: FactFile = {
  columns: ['account', 'serial', 'amount_minor', 'issued_on', 'payee', 'status'],
  factsOf(row) {
    const account = accountOf(row, 'account')
    const serial = serialOf(row)
    const amountMinor = positive(row, 'amount_minor')
    const detail = {
      serial,
      amountMinor,
      issuedDay: dayNumber(row.day('issued_on')),
      payee: row.text('payee'),
      status: row.oneOf('status', ['issued', 'void', 'paid']),
    }
    return [
      { kind: 'issued', key: `${account}/${serial}`, account, identity: '', ...ALWAYS, detail },
      { kind: 'issued-amount', key: `${account}/${amountMinor}`, account, identity: serial, ...ALWAYS, detail },
    ]
  },
}

const positivePay: FactFile = {
  columns: ['account', 'from', 'to'],
  factsOf(row) {
    const account = accountOf(row, 'account')
    const days = holds(row)
    return [{ kind: 'positive-pay', key: account, account, identity: `${days.fromDay}`, ...days, detail: {} }]
  },
}

const originated: FactFile = {
  columns: [
    'trace',
    'account',
    'company_id',
    'originator_account',
    'amount_minor',
    'transaction_code',
    'sec_code',
    'settled_on',
  ],
  factsOf(row) {
    const settledDay = dayNumber(row.day('settled_on'))
    const detail = {
      companyId: row.text('company_id'),
      accountNumber: accountOf(row, 'originator_account'),
      amountMinor: positive(row, 'amount_minor'),
      transactionCode: Number(
        row.matching('transaction_code', /^\d\d$/, 'a transaction code of two digits, such as 27'),
      ),
      settledDay,
      secCode: row.matching('sec_code', /^[A-Z]{3}$/, 'a standard entry class of three letters, such as PPD'),
    }
    const key = row.matching('trace', /^\d{15}$/, 'a trace number of fifteen digits')
    return [{ kind: 'originated', key, account: row.text('account'), identity: `${settledDay}`, ...ALWAYS, detail }]
  },
}

const deposited: FactFile = {
  columns: ['routing', 'account', 'serial', 'amount_minor', 'depositor_account', 'deposited_on'],
  factsOf(row) {
    const routing = row.matching('routing', /^\d{9}$/, 'a routing number of nine digits')
    const key = `${routing}/${row.text('account')}/${serialOf(row)}/${positive(row, 'amount_minor')}`
    const detail = {
      depositorAccount: accountOf(row, 'depositor_account'),
      depositedDay: dayNumber(row.day('deposited_on')),
    }
    const identity = `${detail.depositorAccount}/${detail.depositedDay}`
    return [{ kind: 'deposited', key, account: row.text('account'), identity, ...ALWAYS, detail }]
  },
}

/** The facts files of a directory by name; docs/files.md says what each column means. */
export const FACT_FILES: Readonly<Record<string, FactFile>> = {
  'stops.csv': stops,
  'issues.csv': issues,
  'positive_pay.csv': positivePay,
  'originated.csv': originated,
  'deposited.csv': deposited,
}

/** One of our own account numbers. */
export function accountOf(row: CsvRow, column: string): string {
  return row.matching(column, /^\d{6,17}$/, 'an account number of 6 to 17 digits')
}

/** Without leading zeros: that is how the codeline gives it. */
function serialOf(row: CsvRow): string {
  return row.matching('serial', /^\d{0,15}$/, 'a check serial of at most 15 digits').replace(/^0+/, '')
}

function positive(row: CsvRow, column: string): number {
  const value = row.minor(column)
  if (value < 0) throw row.fault(column, 'an amount of zero or more')
  return value
}

function holds(row: CsvRow): { fromDay: number; toDay: number } {
  const from = row.dayOrNone('from')
  const to = row.dayOrNone('to')
  if (from !== undefined && to !== undefined && Temporal.PlainDate.compare(from, to) > 0)
    throw row.fault('to', 'a day that is not before the first')
  return {
    fromDay: from === undefined ? FIRST_DAY : dayNumber(from),
    toDay: to === undefined ? LAST_DAY : dayNumber(to),
  }
}
