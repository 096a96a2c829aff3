import { hashOfWords } from '../engine/claim-words.ts'
import type { Engine } from '../engine/engine.ts'
import { orgShardOf } from '../engine/org-shard.ts'
import { type HashedFile, type MatchedReceipts, matchReceipts } from '../simulate/match-receipts.ts'
import { detectedReceipts } from '../store/detected.ts'
import { readClaims } from './load-claims.ts'

/** The receipts of a simulated day in a data directory that may hold many days. */
export interface DayReceipts extends MatchedReceipts {
  /** The row in claims.csv of each receipt of a claim that named no posted debit. */
  readonly claims: ReadonlyMap<number, number>
}

/** Finds the receipts of a day's files by their bytes, and those of its claims by the words that stand in claims.csv. */
export async function findDayReceipts(
  engine: Engine,
  directory: string,
  files: readonly HashedFile[],
): Promise<DayReceipts> {
  const receipts = await detectedReceipts(engine.database.pool, orgShardOf(engine))
  const rows = new Map<string, number>()
  for (const { claim } of await readClaims(directory))
    rows.set(Buffer.from(await hashOfWords(claim)).toString('hex'), claim.row)
  const claims = new Map<number, number>()
  for (const { id, sha256 } of receipts) {
    const row = rows.get(sha256)
    if (row !== undefined) claims.set(id, row)
  }
  return { ...matchReceipts(files, receipts), claims }
}
