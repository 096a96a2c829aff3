import pg from 'pg'
import { type Database, inTransaction, ONE_PLAN_SERVES_ALL, SAME_WORDS } from './database.ts'

/** Nobody waits longer for a person's act: it is refused, nothing of it is kept, and it can be tried again. */
const STATEMENT_SECONDS_MAX = 10

/**
 * Runs `work` for one institution's request that changes something: under row-level security, so that a row of another
 * institution can be neither seen nor written. Commits when it returns, rolls back and throws the same when it throws. What it
 * waited for it sees, as the bulk engine does: locks of buckets, chains and compare-and-set rely on that. COPY does not work here.
 */
export async function inWriteRequest<T>(
  database: Database,
  orgId: number,
  work: (tx: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return inTransaction(database, begun(orgId), work)
}

/** The same for what is done many times a second: its rows are all asked for by their keys, those of one request or of many at once. */
export async function inGatheredRequest<T>(
  database: Database,
  orgId: number,
  work: (tx: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return inTransaction(database, `${begun(orgId)}; ${ONE_PLAN_SERVES_ALL}`, work)
}

function begun(orgId: number): string {
  return (
    `begin isolation level read committed read write; set local role clearday_app; set local statement_timeout = '${STATEMENT_SECONDS_MAX}s'; ${SAME_WORDS}; ` +
    `set local clearday.org = ${pg.escapeLiteral(String(Math.trunc(orgId)))}`
  )
}
