import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { openMonths } from '../../src/store/month.ts'
import { createTestDatabase } from '../postgres.ts'

/**
 * A migrated database of its own for a file of tests, and a client of its owner while they run.
 *
 * @param months Of history that are there, the first day of each, YYYY-MM-DD.
 */
export function migratedDatabase(months: readonly string[] = []): { readonly client: pg.Client } {
  let client: pg.Client | undefined
  let drop: (() => Promise<void>) | undefined
  beforeAll(async () => {
    const database = await createTestDatabase()
    drop = () => database.drop()
    const pool = new pg.Pool({ connectionString: database.url })
    await openMonths(pool, months).finally(() => pool.end())
    client = new pg.Client({ connectionString: database.url })
    await client.connect()
  })
  afterAll(async () => {
    await client?.end()
    await drop?.()
  })
  return {
    get client() {
      if (client === undefined) throw new Error('the database is there from the first test on')
      return client
    },
  }
}
