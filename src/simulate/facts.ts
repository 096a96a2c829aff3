import { type CsvFile, createCsv, type DayWriter } from './day-writer.ts'

/** What the bank knows beside its accounts, as rows of the day's CSV files. Empty text: not set. */

export interface Stop {
  readonly rail: 'ach' | 'check'
  readonly account: string
  readonly companyId?: string
  readonly serialFrom?: number
  readonly serialTo?: number
  readonly amountMinMinor?: number
  readonly amountMaxMinor?: number
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate
}

export interface IssuedCheck {
  readonly account: string
  readonly serial: number
  readonly amountMinor: number
  readonly issuedOn: Temporal.PlainDate
  readonly payee: string
  readonly status: 'issued' | 'void'
}

export interface PositivePay {
  readonly account: string
  readonly from: Temporal.PlainDate
  readonly to: Temporal.PlainDate
}

/** An entry that a customer of ours originated. */
export interface Originated {
  readonly trace: string
  /** The receiver's, at the other bank. */
  readonly account: string
  readonly companyId: string
  readonly originatorAccount: string
  readonly amountMinor: number
  readonly transactionCode: number
  readonly secCode: string
  readonly settledOn: Temporal.PlainDate
}

/** A check that a customer of ours deposited. */
export interface Deposited {
  readonly routing: string
  readonly account: string
  readonly serial: number
  readonly amountMinor: number
  readonly depositorAccount: string
  readonly depositedOn: Temporal.PlainDate
}

/** A customer's statement that a posted debit was not authorized. */
export interface Claim {
  readonly receivedAt: Temporal.PlainDateTime
  readonly account: string
  readonly trace: string
  readonly amountMinor: number
  readonly code: string
  /** The kind of exception it must raise, and the one it nearly is. */
  readonly kind: string
  readonly near: string
}

export interface FactBook {
  readonly stops: Stop[]
  readonly issues: IssuedCheck[]
  readonly positivePay: PositivePay[]
  readonly originated: Originated[]
  readonly deposited: Deposited[]
  readonly claims: Claim[]
}

export function createFactBook(): FactBook {
  return { stops: [], issues: [], positivePay: [], originated: [], deposited: [], claims: [] }
}

/** The fact files, open while items are drawn: ordinary returns add their originals as they come. */
export interface FactFiles {
  originated(row: Originated): void
  deposited(row: Deposited): void
  close(): void
}

/** Writes what was planned and keeps the files open to which drawing adds. `toInstant` is the institution's clock. */
export function createFactFiles(
  out: DayWriter,
  facts: FactBook,
  toInstant: (at: Temporal.PlainDateTime) => string,
): FactFiles {
  writeStops(out, facts)
  writeIssues(out, facts)
  writeClaims(out, facts, toInstant)
  const originated = createCsv(out, 'originated.csv', ORIGINATED_COLUMNS)
  const deposited = createCsv(out, 'deposited.csv', DEPOSITED_COLUMNS)
  for (const row of facts.originated) putOriginated(originated, row)
  for (const row of facts.deposited) putDeposited(deposited, row)
  return {
    originated: row => putOriginated(originated, row),
    deposited: row => putDeposited(deposited, row),
    close: () => {
      originated.close()
      deposited.close()
    },
  }
}

const STOP_COLUMNS = [
  'rail',
  'account',
  'company_id',
  'serial_from',
  'serial_to',
  'amount_min_minor',
  'amount_max_minor',
  'from',
  'to',
] as const
const ORIGINATED_COLUMNS = [
  'trace',
  'account',
  'company_id',
  'originator_account',
  'amount_minor',
  'transaction_code',
  'sec_code',
  'settled_on',
] as const
const DEPOSITED_COLUMNS = ['routing', 'account', 'serial', 'amount_minor', 'depositor_account', 'deposited_on'] as const

function writeStops(out: DayWriter, facts: FactBook): void {
  const csv = createCsv(out, 'stops.csv', STOP_COLUMNS)
  for (const s of facts.stops) {
    const amounts = [s.amountMinMinor ?? '', s.amountMaxMinor ?? '']
    csv.row([
      s.rail,
      s.account,
      s.companyId ?? '',
      s.serialFrom ?? '',
      s.serialTo ?? '',
      ...amounts,
      `${s.from}`,
      `${s.to}`,
    ])
  }
  csv.close()
}

function writeIssues(out: DayWriter, facts: FactBook): void {
  const csv = createCsv(out, 'issues.csv', ['account', 'serial', 'amount_minor', 'issued_on', 'payee', 'status'])
  for (const i of facts.issues) csv.row([i.account, i.serial, i.amountMinor, `${i.issuedOn}`, i.payee, i.status])
  csv.close()
  const pay = createCsv(out, 'positive_pay.csv', ['account', 'from', 'to'])
  for (const p of facts.positivePay) pay.row([p.account, `${p.from}`, `${p.to}`])
  pay.close()
}

function writeClaims(out: DayWriter, facts: FactBook, toInstant: (at: Temporal.PlainDateTime) => string): void {
  const csv = createCsv(out, 'claims.csv', ['received_at', 'account', 'trace', 'amount_minor', 'code', 'wsud'])
  for (const c of facts.claims) csv.row([toInstant(c.receivedAt), c.account, c.trace, c.amountMinor, c.code, 'yes'])
  csv.close()
}

function putOriginated(csv: CsvFile, o: Originated): void {
  csv.row([
    o.trace,
    o.account,
    o.companyId,
    o.originatorAccount,
    o.amountMinor,
    o.transactionCode,
    o.secCode,
    `${o.settledOn}`,
  ])
}

function putDeposited(csv: CsvFile, d: Deposited): void {
  csv.row([d.routing, d.account, d.serial, d.amountMinor, d.depositorAccount, `${d.depositedOn}`])
}
