import pg from 'pg'
import { invariant } from '../core/invariant.ts'
import { isDirect, keepPlans } from './kept-plans.ts'
import { inOneTrip } from './one-trip.ts'
import { frequentStatement, type Runner, rowsOf } from './statement.ts'

/** bigint columns become numbers: every id and amount of ours is a safe integer, and a larger one must not be rounded silently. */
pg.types.setTypeParser(pg.types.builtins.INT8, text => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a safe integer`)
  return value
})
/** Dates stay text (YYYY-MM-DD): a JavaScript Date would bring a time zone into them. */
pg.types.setTypeParser(pg.types.builtins.DATE, text => text)
/** numeric is what `sum(bigint)` gives: exact, and over days more than a safe integer. Statements cast sums of counts to bigint. */
pg.types.setTypeParser(pg.types.builtins.NUMERIC, BigInt)

/** A connection to one PostgreSQL database: one pool, and the role that bulk work takes on inside its transactions. */
export interface Database {
  readonly pool: pg.Pool
  /** `clearday_bulk` where it may bypass row-level security, else the owner itself. */
  readonly bulkRole: string
  /** A transaction that runs already: what is asked of this database happens in it, and is kept or lost with it. See `joined`. */
  readonly running?: RunningTransaction
  close(): Promise<void>
}

/** The database as something sees it that is done inside a transaction: whatever begins one takes part in this one. */
export function joined(database: Database, running: RunningTransaction): Database {
  return { ...database, running }
}

export async function openDatabase(url: string, connectionsMax = 12): Promise<Database> {
  const pool = new pg.Pool({ connectionString: url, max: connectionsMax, application_name: 'clearday' })
  // A connection that dies while idle is replaced by the pool at the next use; without a listener it would end the process.
  pool.on('error', () => {})
  // The same for one in use: whoever waits on it is told by its query, and whoever does not by its next one.
  pool.on('connect', client => client.on('error', () => {}))
  return { pool, bulkRole: await lookAround(pool), close: () => pool.end() }
}

/** Finds out the role of bulk work, and whether the server may keep plans for us. */
async function lookAround(pool: pg.Pool): Promise<string> {
  const client = await pool.connect()
  try {
    if (await isDirect(client)) {
      keepPlans(client)
      pool.on('connect', keepPlans)
    }
    const role = await client.query<{ role: string }>(
      `select coalesce((select rolname from pg_roles where rolname = 'clearday_bulk' and rolbypassrls), current_user)::text as role`,
    )
    return role.rows[0]?.role ?? 'clearday_bulk'
  } finally {
    client.release()
  }
}

/** Settings of the server that hold until a transaction ends, in the order in which they are set. */
export type Settings = Readonly<Record<string, string>>

/** The statements that set them, for the transaction that runs. */
export function settingOf(settings: Settings): string {
  return Object.entries(settings)
    .map(([name, value]) => `set local ${name} = ${pg.escapeLiteral(value)}`)
    .join('; ')
}

/**
 * Bulk work knows the keys of everything it reads and changes. Without this the planner, which cannot know how much of a table
 * a list of keys is, reads whole tables for a part: measured 26 instead of 7 microseconds an account.
 */
export const KEYS_ARE_KNOWN: Settings = { enable_seqscan: 'off', enable_hashjoin: 'off', enable_mergejoin: 'off' }

/**
 * Where all statements of a transaction look up by keys, one plan is as good for one key as for a thousand: the server keeps it
 * (`store/kept-plans.ts`) instead of planning for the values of each call, which takes several times as long as a look-up.
 */
export const ONE_PLAN_SERVES_ALL: Settings = { ...KEYS_ARE_KNOWN, plan_cache_mode: 'force_generic_plan' }

/**
 * What reads all there is joins whole tables. In the server's usual four megabytes it would sort them on disk; and of a table that
 * filled since the server last counted it, as the month's on its first day, the planner believes that it holds a row or two, and
 * looks through all of them for each row of the other: a proof of a million items took more than nine minutes instead of thirty seconds.
 */
export const ALL_IS_READ: Settings = { enable_nestloop: 'off', jit: 'off', work_mem: '64MB' }

/** Rows are read in the same words on every server, whatever its settings are: what is sealed of them is read again years later. */
export const SAME_WORDS: Settings = {
  timezone: 'UTC',
  datestyle: 'ISO, YMD',
  intervalstyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
}

/**
 * Runs `work` in one transaction of the bulk engine: commits when it returns, rolls back when it throws. The role is set for
 * the transaction only, so that transaction pooling is safe.
 */
export async function inBulk<T>(database: Database, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  const settings = { role: database.bulkRole, ...KEYS_ARE_KNOWN, ...SAME_WORDS }
  return inTransaction(database, { begin: SEES_WHAT_IT_WAITED_FOR, settings }, work)
}

/**
 * What each writer relies on, whatever the server's own default is: after it has waited for a lock, its next statement sees what
 * the one before it committed. The claims of a bucket, its audit chain and every compare-and-set are kept by that.
 */
export const SEES_WHAT_IT_WAITED_FOR = 'begin isolation level read committed read write'

/** A transaction that runs, as whoever began it has it. */
export type RunningTransaction = pg.PoolClient

/** A transaction, or a connection that may be in one. */
export type Transaction = pg.ClientBase

/** How a transaction begins. */
export interface Begin {
  /** The statement that begins it, with its isolation. */
  readonly begin: string
  readonly settings: Settings
}

/** Runs `work` in one transaction that begins as told: commits when it returns, rolls back and throws the same when it throws. */
export async function inTransaction<T>(
  database: Database,
  { begin, settings }: Begin,
  work: (tx: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return transact(database, work, async tx => {
    await tx.query(`${begin}; ${settingOf(settings)}`)
    const result = await work(tx)
    // A failed statement that nobody heard of makes a rollback of it, which is no error to the server.
    assertCommitted(await tx.query('commit'))
    return result
  })
}

/**
 * The same with what it asks for first in the message that begins it: a trip to the server less. Where the server refuses any of it
 * nothing of it was done.
 */
export async function inTransactionThatAsks<First, T>(
  database: Database,
  begin: Begin,
  { first, work }: { first: (run: Runner) => Promise<First>; work: (tx: pg.PoolClient, first: First) => Promise<T> },
): Promise<T> {
  const joining = async (tx: pg.PoolClient) => work(tx, await inOneTrip(tx, first))
  return transact(database, joining, async tx => {
    const asked = await inOneTrip(tx, async run => (await Promise.all([...beginning(run, begin), first(run)]))[2])
    const result = await work(tx, asked)
    assertCommitted(await tx.query('commit'))
    return result
  })
}

/** One that is a single trip to the server: it begins, asks and commits in one message. */
export async function inTransactionOfOneTrip<T>(
  database: Database,
  begin: Begin,
  ask: (run: Runner) => Promise<T>,
): Promise<T> {
  return transact(database, ask, tx =>
    inOneTrip(tx, async run => {
      const [, , answer, committed] = await Promise.all([...beginning(run, begin), ask(run), run.query('commit')])
      assertCommitted(committed)
      return answer
    }),
  )
}

const SET = frequentStatement(
  'transaction.settings',
  `
-- in their order, until the transaction ends
select set_config(name, value, true) from unnest($1::text[], $2::text[]) as setting (name, value)`,
)

function beginning(run: Runner, { begin, settings }: Begin) {
  return [run.query(begin), rowsOf(run, SET, [Object.keys(settings), Object.values(settings)])] as const
}

function assertCommitted({ command }: { readonly command: string }): void {
  invariant(command === 'COMMIT', 'a statement failed and was passed over: nothing of the transaction was kept')
}

/** Gives `work` a connection and rolls back when it throws; in a transaction that runs already, `joining` takes part instead. */
async function transact<T>(
  database: Database,
  joining: (tx: pg.PoolClient) => Promise<T>,
  work: (tx: pg.PoolClient) => Promise<T>,
): Promise<T> {
  if (database.running !== undefined) return joining(database.running)
  const tx = await database.pool.connect()
  let broken: Error | undefined
  try {
    return await work(tx)
  } catch (error) {
    // What was on its way to the server when it refused may still be counted by a pooler in between: nobody gets that connection.
    if (error instanceof pg.DatabaseError) broken = error
    await tx.query('rollback').catch((reason: Error) => {
      broken = reason
    })
    throw error
  } finally {
    tx.release(broken)
  }
}
