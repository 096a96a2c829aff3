import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from './postgres.ts'

let ours: TestDatabase
let other: TestDatabase
const countMigrations = 'select count(*)::int as migrations from migration'

beforeAll(async () => {
  ours = await createTestDatabase()
  other = await createTestDatabase()
})

afterAll(async () => {
  await ours.drop()
  await other.drop()
})

// Planted bug seen red: both clones got one name, and the second clone failed.
test('each test file gets a migrated database of its own', async () => {
  await query(ours.url, 'delete from migration')
  expect(await query(ours.url, countMigrations)).toEqual([{ migrations: 0 }])
  expect(await query(other.url, countMigrations)).not.toEqual([{ migrations: 0 }])
})

async function query(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
