import type pg from 'pg'
import {
  type Begin,
  type Database,
  inTransaction,
  inTransactionThatAsks,
  ONE_PLAN_SERVES_ALL,
  SAME_WORDS,
  SEES_WHAT_IT_WAITED_FOR,
} from './database.ts'
import type { Runner } from './statement.ts'

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

/**
 * The same for what is done many times a second: its rows are all asked for by their keys, those of one request or of many at once.
 * What `first` asks for goes with the message that begins the transaction.
 */
export async function inGatheredRequest<First, T>(
  database: Database,
  orgId: number,
  asked: {
    readonly first: (run: Runner) => Promise<First>
    readonly work: (tx: pg.PoolClient, first: First) => Promise<T>
  },
): Promise<T> {
  const { begin, settings } = begun(orgId)
  return inTransactionThatAsks(database, { begin, settings: { ...settings, ...ONE_PLAN_SERVES_ALL } }, asked)
}

function begun(orgId: number): Begin {
  const settings = {
    role: 'clearday_app',
    statement_timeout: `${STATEMENT_SECONDS_MAX}s`,
    ...SAME_WORDS,
    'clearday.org': String(Math.trunc(orgId)),
  }
  return { begin: SEES_WHAT_IT_WAITED_FOR, settings }
}
