import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ACCOUNT_STATUSES, ACCOUNT_TYPES } from '../core/account.ts'
import { bucketOfText, shardOf } from '../core/bucket.ts'
import { dayNumber } from '../core/calendar/day.ts'
import type { Fact } from '../core/pack.ts'
import type { Engine } from '../engine/engine.ts'
import { recordAccounts, recordFacts } from '../engine/record-facts.ts'
import type { AccountLine } from '../store/account.ts'
import type { FactLine } from '../store/fact.ts'
import { type CsvRow, readCsv } from './read-csv.ts'

/** What was loaded: rows by file. */
export type Loaded = Readonly<Record<string, number>>

const FIRST_DAY = 0
/** 9999-12-31: a fact without an end. */
const LAST_DAY = 2_932_896

/** Loads the accounts and facts files of a directory; docs/files.md says what each column means. Files that are not there are skipped. */
export async function loadFacts(engine: Engine, directory: string): Promise<Loaded> {
  const loaded: Record<string, number> = {}
  const accounts = join(directory, 'accounts.csv')
  if (existsSync(accounts)) loaded['accounts.csv'] = await loadAccountsFile(engine, accounts)
  for (const [name, kind] of Object.entries(FACT_FILES)) {
    const path = join(directory, name)
    if (existsSync(path)) loaded[name] = await loadFactFile(engine, path, kind)
  }
  return loaded
}

async function loadAccountsFile(engine: Engine, path: string): Promise<number> {
  let rows = 0
  for await (const batch of readCsv(path, [
    'number',
    'status',
    'type',
    'holder_type',
    'holder_name',
    'balance_minor',
    'held_minor',
    'overdraft_limit_minor',
  ])) {
    rows += await recordAccounts(
      engine,
      batch.map(row => accountLine(engine, row)),
    )
  }
  return rows
}

function accountLine(engine: Engine, row: CsvRow): AccountLine {
  const number = row.text('number')
  return {
    shard: shardOfNumber(engine, number),
    number,
    status: row.oneOf('status', ACCOUNT_STATUSES),
    type: row.oneOf('type', ACCOUNT_TYPES),
    holderType: row.oneOf('holder_type', ['consumer', 'business']),
    holderName: row.text('holder_name'),
    balanceMinor: row.minor('balance_minor'),
    heldMinor: row.minor('held_minor'),
    overdraftLimitMinor: row.minor('overdraft_limit_minor'),
  }
}

function shardOfNumber(engine: Engine, number: string): number {
  return shardOf(engine.institution.orgId, bucketOfText(number))
}

/** How one facts file becomes facts: its columns, and the facts of a row with the account number that places them. */
interface FactFile {
  readonly columns: readonly string[]
  factsOf(row: CsvRow): readonly { readonly account: string; readonly fact: Fact }[]
}

const FACT_FILES: Readonly<Record<string, FactFile>> = {
  'stops.csv': {
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
    factsOf: row => {
      const account = row.text('account')
      const detail = {
        rail: row.oneOf('rail', ['ach', 'check']),
        companyId: row.text('company_id') || null,
        serialFrom: row.text('serial_from') || null,
        serialTo: row.text('serial_to') || null,
        amountMinMinor: row.minorOrNone('amount_min_minor') ?? null,
        amountMaxMinor: row.minorOrNone('amount_max_minor') ?? null,
      }
      return [{ account, fact: { kind: 'stop', key: account, ...holds(row), detail } }]
    },
  },
  'issues.csv': {
    columns: ['account', 'serial', 'amount_minor', 'issued_on', 'payee', 'status'],
    factsOf: row => {
      const account = row.text('account')
      const serial = row.text('serial').replace(/^0+/, '')
      const amountMinor = row.minor('amount_minor')
      const detail = {
        serial,
        amountMinor,
        issuedDay: dayNumber(row.day('issued_on')),
        payee: row.text('payee'),
        status: row.oneOf('status', ['issued', 'void', 'paid']),
      }
      const always = { fromDay: FIRST_DAY, toDay: LAST_DAY, detail }
      return [
        { account, fact: { kind: 'issued', key: `${account}/${serial}`, ...always } },
        { account, fact: { kind: 'issued-amount', key: `${account}/${amountMinor}`, ...always } },
      ]
    },
  },
  'positive_pay.csv': {
    columns: ['account', 'from', 'to'],
    factsOf: row => [
      {
        account: row.text('account'),
        fact: { kind: 'positive-pay', key: row.text('account'), ...holds(row), detail: {} },
      },
    ],
  },
  'originated.csv': {
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
    factsOf: row => {
      const detail = {
        companyId: row.text('company_id'),
        accountNumber: row.text('originator_account'),
        amountMinor: row.minor('amount_minor'),
        transactionCode: Number(row.text('transaction_code')),
        settledDay: dayNumber(row.day('settled_on')),
        secCode: row.text('sec_code'),
      }
      return [
        {
          account: row.text('account'),
          fact: { kind: 'originated', key: row.text('trace'), fromDay: FIRST_DAY, toDay: LAST_DAY, detail },
        },
      ]
    },
  },
  'deposited.csv': {
    columns: ['routing', 'account', 'serial', 'amount_minor', 'depositor_account', 'deposited_on'],
    factsOf: row => {
      const serial = row.text('serial').replace(/^0+/, '')
      const key = `${row.text('routing')}/${row.text('account')}/${serial}/${row.minor('amount_minor')}`
      const detail = {
        depositorAccount: row.text('depositor_account'),
        depositedDay: dayNumber(row.day('deposited_on')),
      }
      return [
        { account: row.text('account'), fact: { kind: 'deposited', key, fromDay: FIRST_DAY, toDay: LAST_DAY, detail } },
      ]
    },
  },
}

function holds(row: CsvRow): { fromDay: number; toDay: number } {
  const from = row.dayOrNone('from')
  const to = row.dayOrNone('to')
  return {
    fromDay: from === undefined ? FIRST_DAY : dayNumber(from),
    toDay: to === undefined ? LAST_DAY : dayNumber(to),
  }
}

async function loadFactFile(engine: Engine, path: string, file: FactFile): Promise<number> {
  let rows = 0
  for await (const batch of readCsv(path, file.columns)) {
    const facts = batch
      .flatMap(row => file.factsOf(row))
      .map((one): FactLine => ({ ...one.fact, shard: shardOfNumber(engine, one.account) }))
    await recordFacts(engine, facts)
    rows += batch.length
  }
  return rows
}
