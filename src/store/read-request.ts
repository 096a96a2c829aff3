import pg from 'pg'
import { type Database, inTransaction, SAME_WORDS } from './database.ts'

/** A page that takes longer asks for too much: it is refused rather than holding the others up. */
const STATEMENT_SECONDS_MAX = 30

/**
 * Runs `work` for one institution's reading request: under row-level security, in one snapshot, so that all figures of an
 * answer are of one moment, and unable to write.
 */
export async function inReadRequest<T>(
  database: Database,
  orgId: number,
  work: (tx: pg.PoolClient) => Promise<T>,
  secondsMax = STATEMENT_SECONDS_MAX,
): Promise<T> {
  // `set` first: after a `select` the isolation could not be chosen any more, and with `local` nothing outlives the transaction.
  const begin =
    `begin isolation level repeatable read read only; set local role clearday_app; set local statement_timeout = '${Math.trunc(secondsMax)}s'; ${SAME_WORDS}; ` +
    `set local clearday.org = ${pg.escapeLiteral(String(Math.trunc(orgId)))}`
  return inTransaction(database, begin, work)
}
