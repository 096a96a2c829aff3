import { type Database, KEYS_ARE_KNOWN, settingOf, type Transaction } from './database.ts'

/** As long as a file of the largest size takes. */
const STATEMENT_SECONDS_MAX = 600

/**
 * Runs `work` inside the transaction of a request as the bulk engine does, with COPY and without row-level security: for the few
 * acts of a person that process a whole batch or file, so that they are kept or lost with their request. What `work` reads and
 * writes is named by keys that were read under row-level security.
 */
export async function asBulk<T>(tx: Transaction, database: Database, work: () => Promise<T>): Promise<T> {
  const settings = { role: database.bulkRole, ...KEYS_ARE_KNOWN, statement_timeout: `${STATEMENT_SECONDS_MAX}s` }
  await tx.query(settingOf(settings))
  const result = await work()
  await tx.query(
    'set local role clearday_app; set local enable_seqscan = on; set local enable_hashjoin = on; set local enable_mergejoin = on',
  )
  return result
}
