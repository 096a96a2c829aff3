import pg from 'pg'
import { type Database, inTransaction, ONE_PLAN_SERVES_ALL, SAME_WORDS } from './database.ts'

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
  return inTransaction(database, begun(orgId, secondsMax), work)
}

/** The same for what is read many times a second, by keys. */
export async function inKeyedRead<T>(
  database: Database,
  orgId: number,
  work: (tx: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return inTransaction(database, `${begun(orgId, STATEMENT_SECONDS_MAX)}; ${ONE_PLAN_SERVES_ALL}`, work)
}

function begun(orgId: number, secondsMax: number): string {
  // `set` first: after a `select` the isolation could not be chosen any more, and with `local` nothing outlives the transaction.
  return (
    `begin isolation level repeatable read read only; set local role clearday_app; set local statement_timeout = '${Math.trunc(secondsMax)}s'; ${SAME_WORDS}; ` +
    `set local clearday.org = ${pg.escapeLiteral(String(Math.trunc(orgId)))}`
  )
}
