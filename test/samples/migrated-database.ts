import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { createTestDatabase } from '../postgres.ts'

/** A migrated database of its own for a file of tests, and a client of its owner while they run. */
export function migratedDatabase(): { readonly client: pg.Client } {
  let client: pg.Client | undefined
  let drop: (() => Promise<void>) | undefined
  beforeAll(async () => {
    const database = await createTestDatabase()
    drop = () => database.drop()
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
