import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from '../engine/engine.ts'
import { type ClaimReception, receiveClaim } from '../engine/receive-claim.ts'
import { readCsv } from './read-csv.ts'

/** What became of the claims of a file, and the lines that name no posted debit. */
export interface LoadedClaims {
  readonly raised: number
  readonly repeated: number
  readonly unmatched: readonly string[]
}

/** Takes the customers' claims of a directory's `claims.csv`, after the day's files: docs/files.md. */
export async function loadClaims(engine: Engine, directory: string): Promise<LoadedClaims> {
  const path = join(directory, 'claims.csv')
  const outcomes: Record<ClaimReception['outcome'], number> = { raised: 0, 'claimed-before': 0, 'no-such-debit': 0 }
  const unmatched: string[] = []
  if (!existsSync(path)) return { raised: 0, repeated: 0, unmatched }
  let row = 0
  for await (const batch of readCsv(path, ['received_at', 'account', 'trace', 'amount_minor', 'code', 'wsud'])) {
    for (const line of batch) {
      const reception = await receiveClaim(engine, {
        receivedAt: line.instant('received_at'),
        accountNumber: line.text('account'),
        trace: line.text('trace'),
        amountMinor: line.minor('amount_minor'),
        code: line.oneOf('code', ['R05', 'R07', 'R10', 'R11', 'R29']),
        statement: line.oneOf('wsud', ['yes', 'no']) === 'yes' ? 'on file' : 'missing',
        row,
      })
      outcomes[reception.outcome]++
      if (reception.outcome === 'no-such-debit') unmatched.push(`${path}, line ${line.line}: ${reception.why}`)
      row++
    }
  }
  return { raised: outcomes.raised, repeated: outcomes['claimed-before'], unmatched }
}
