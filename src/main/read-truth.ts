import type { Direction } from '../core/item.ts'
import { MOVES, type Outcome, TRUTH_COLUMNS, type TruthRow, type TruthScope } from '../simulate/truth.ts'
import { readCsv } from './read-csv.ts'

const SCOPES: readonly TruthScope[] = ['item', 'batch', 'file', 'receipt', 'claim']
const OUTCOMES: readonly Outcome[] = ['post', 'except', 'refuse', 'quarantine']

/** The truth of a simulated day. */
export async function readTruth(path: string): Promise<readonly TruthRow[]> {
  const rows: TruthRow[] = []
  for await (const batch of readCsv(path, TRUTH_COLUMNS)) {
    for (const row of batch) {
      const direction = row.text('direction')
      rows.push({
        path: row.text('path'),
        seq: row.minorOrNone('seq'),
        scope: row.oneOf('scope', SCOPES),
        batch: row.minorOrNone('batch'),
        account: row.text('account'),
        direction: direction === '' ? undefined : row.oneOf<Direction>('direction', ['debit', 'credit']),
        amountMinor: row.minorOrNone('amount_minor') ?? 0,
        moves: row.oneOf('moves', MOVES),
        outcome: row.oneOf('outcome', OUTCOMES),
        kind: row.text('kind'),
        near: row.text('near'),
      })
    }
  }
  return rows
}
