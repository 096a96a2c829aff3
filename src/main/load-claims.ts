import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { CLAIM_CODES } from '../core/customer-claim.ts'
import type { Engine } from '../engine/engine.ts'
import { type ClaimLine, type ClaimReception, receiveClaim } from '../engine/receive-claim.ts'
import { readCsv } from './read-csv.ts'

/** What became of the claims of a file, and the lines that name no posted debit. */
export interface LoadedClaims {
  readonly raised: number
  readonly repeated: number
  readonly unmatched: readonly string[]
}

/** Takes the customers' claims of a directory's `claims.csv`, after the day's files: docs/files.md. Throws `CsvFault` before the first is taken. */
export async function loadClaims(engine: Engine, directory: string): Promise<LoadedClaims> {
  const outcomes: Record<ClaimReception['outcome'], number> = { raised: 0, 'claimed-before': 0, unmatched: 0 }
  const unmatched: string[] = []
  for (const { claim, place } of await readClaims(directory)) {
    const reception = await receiveClaim(engine, claim)
    outcomes[reception.outcome]++
    if (reception.outcome === 'unmatched') unmatched.push(`${place}, receipt ${reception.receiptId}: ${reception.why}`)
  }
  return { raised: outcomes.raised, repeated: outcomes['claimed-before'], unmatched }
}

interface PlacedClaim {
  readonly claim: ClaimLine
  readonly place: string
}

/** The claims of a directory, none where it has no such file. Throws `CsvFault`. */
export async function readClaims(directory: string): Promise<readonly PlacedClaim[]> {
  const path = join(directory, 'claims.csv')
  if (!existsSync(path)) return []
  const claims: PlacedClaim[] = []
  for await (const batch of readCsv(path, ['received_at', 'account', 'trace', 'amount_minor', 'code', 'wsud'])) {
    for (const row of batch) {
      const claim = {
        receivedAt: row.instant('received_at'),
        accountNumber: row.text('account'),
        trace: row.matching('trace', /^\d{1,15}$/, 'a trace number of at most fifteen digits'),
        amountMinor: row.minor('amount_minor'),
        code: row.oneOf('code', CLAIM_CODES),
        statement: row.oneOf('wsud', ['yes', 'no']) === 'yes' ? ('on file' as const) : ('missing' as const),
        row: claims.length,
      }
      claims.push({ claim, place: `${path}, line ${row.line}` })
    }
  }
  return claims
}
