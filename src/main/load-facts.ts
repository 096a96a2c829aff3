import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ACCOUNT_STATUSES, ACCOUNT_TYPES } from '../core/account.ts'
import { bucketOfText, shardOf } from '../core/bucket.ts'
import type { Engine } from '../engine/engine.ts'
import { type Load, recordLoad } from '../engine/record-facts.ts'
import type { AccountLine } from '../store/account.ts'
import { accountOf, FACT_FILES } from './fact-files.ts'
import { type CsvRow, readCsv } from './read-csv.ts'

/** What was loaded: rows by file. */
export type Loaded = Readonly<Record<string, number>>

const ACCOUNTS = 'accounts.csv'

/**
 * Loads the accounts and facts files of a directory; docs/files.md says what each column means. Files that are not there are
 * skipped. All or nothing: a row that cannot be used throws `CsvFault`, and then no row of any file was loaded. The same
 * files again change nothing.
 */
export async function loadFacts(
  engine: Engine,
  directory: string,
  progress: (file: string, rows: number) => void = () => {},
): Promise<Loaded> {
  const loaded: Record<string, number> = {}
  const names = [ACCOUNTS, ...Object.keys(FACT_FILES)].filter(name => existsSync(join(directory, name)))
  if (names.length === 0) return loaded
  await recordLoad(engine, async load => {
    for (const name of names) {
      let rows = 0
      const batches = name === ACCOUNTS ? accounts(engine, directory, load) : facts(engine, directory, name, load)
      for await (const batch of batches) {
        rows += batch
        progress(name, rows)
      }
      loaded[name] = rows
    }
  })
  return loaded
}

const ACCOUNT_COLUMNS = [
  'number',
  'status',
  'type',
  'holder_type',
  'holder_name',
  'balance_minor',
  'held_minor',
  'overdraft_limit_minor',
]

async function* accounts(engine: Engine, directory: string, load: Load): AsyncGenerator<number> {
  // Two rows of one account contradict each other, and a guess would be about somebody's money.
  const seen = new Map<string, number>()
  for await (const batch of readCsv(join(directory, ACCOUNTS), ACCOUNT_COLUMNS, undefined, ['opened_on'])) {
    const lines = batch.map(row => accountLine(engine, row))
    for (const [index, row] of batch.entries()) {
      const number = lines[index]?.number ?? ''
      const before = seen.get(number)
      if (before !== undefined)
        throw row.fault('number', `each account once; this one stands in line ${before} already`)
      seen.set(number, row.line)
    }
    yield await load.accounts(lines)
  }
}

async function* facts(engine: Engine, directory: string, name: string, load: Load): AsyncGenerator<number> {
  const file = FACT_FILES[name]
  if (file === undefined) return
  for await (const batch of readCsv(join(directory, name), file.columns)) {
    await load.facts(
      batch
        .flatMap(row => file.factsOf(row))
        .map(({ account, ...fact }) => ({ ...fact, shard: shardOfNumber(engine, account) })),
    )
    yield batch.length
  }
}

function accountLine(engine: Engine, row: CsvRow): AccountLine {
  const number = accountOf(row, 'number')
  return {
    shard: shardOfNumber(engine, number),
    number,
    status: row.oneOf('status', ACCOUNT_STATUSES),
    type: row.oneOf('type', ACCOUNT_TYPES),
    holderType: row.oneOf('holder_type', ['consumer', 'business']),
    holderName: row.text('holder_name'),
    balanceMinor: row.minor('balance_minor'),
    heldMinor: notNegative(row, 'held_minor'),
    overdraftLimitMinor: notNegative(row, 'overdraft_limit_minor'),
    openedOn: row.dayOrNone('opened_on')?.toString(),
  }
}

function notNegative(row: CsvRow, column: string): number {
  const value = row.minor(column)
  if (value < 0) throw row.fault(column, 'an amount of zero or more')
  return value
}

function shardOfNumber(engine: Engine, number: string): number {
  return shardOf(engine.institution.orgId, bucketOfText(number))
}
