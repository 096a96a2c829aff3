import type pg from 'pg'
import {
  type Begin,
  type Database,
  inTransaction,
  inTransactionOfOneTrip,
  inTransactionThatAsks,
  ONE_PLAN_SERVES_ALL,
  SAME_WORDS,
} from './database.ts'
import type { Runner } from './statement.ts'

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

/**
 * The same for what is read many times a second, by keys. What `first` reads is asked for in the message that begins it.
 */
export async function inKeyedRead<First, T>(
  database: Database,
  orgId: number,
  asked: {
    readonly first: (run: Runner) => Promise<First>
    readonly work: (tx: pg.PoolClient, first: First) => Promise<T>
  },
): Promise<T> {
  return inTransactionThatAsks(database, begunByKeys(orgId), asked)
}

/** The same where nothing that is read needs another's answer: it is one trip to the server. */
export async function inKeyedTrip<T>(database: Database, orgId: number, ask: (run: Runner) => Promise<T>): Promise<T> {
  return inTransactionOfOneTrip(database, begunByKeys(orgId), ask)
}

function begunByKeys(orgId: number): Begin {
  const { begin, settings } = begun(orgId, STATEMENT_SECONDS_MAX)
  return { begin, settings: { ...settings, ...ONE_PLAN_SERVES_ALL } }
}

function begun(orgId: number, secondsMax: number): Begin {
  // After a `select` the isolation could not be chosen any more, and what is set holds for the transaction: nothing outlives it.
  const settings = {
    role: 'clearday_app',
    statement_timeout: `${Math.trunc(secondsMax)}s`,
    ...SAME_WORDS,
    'clearday.org': String(Math.trunc(orgId)),
  }
  return { begin: 'begin isolation level repeatable read read only', settings }
}
