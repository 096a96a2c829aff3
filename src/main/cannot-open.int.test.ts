import type { ChildProcess } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/postgres.ts'
import { clearday, makeFolder } from '../../test/samples/command-line.ts'
import { Config, institutionOf } from './config.ts'
import { openEngine } from './open-engine.ts'

/** What was opened before something could not be opened is closed again: nothing of it keeps the process alive. */

let database: TestDatabase
let dataDir: string
beforeEach(async () => {
  database = await createTestDatabase()
  dataDir = makeFolder()
})
afterEach(async () => {
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function sessions(): Promise<number> {
  const client = new pg.Client({ connectionString: database.url, application_name: 'test' })
  await client.connect()
  const { rows } = await client.query(
    "select count(*)::integer as n from pg_stat_activity where datname = current_database() and application_name = 'clearday'",
  )
  await client.end()
  return rows[0].n
}

// Seen red with the pool left open: the command said why, and ended ten seconds later.
test('an engine that cannot be opened leaves no session of the database behind', async () => {
  writeFileSync(join(dataDir, 'blobs'), 'no folder')
  const environment = { DATABASE_URL: database.url }
  const opening = openEngine({ dataDir, institution: institutionOf(Config.parse({})), environment })
  await expect(opening).rejects.toThrow()
  // The server takes a moment to see that a session has ended.
  await expect.poll(sessions, { timeout: 5_000 }).toBe(0)
})

// Seen red with the socket left open, and with the queue of work: the command said why, and never ended.
test('a server whose watched folder cannot be made says so and ends', async () => {
  writeFileSync(join(dataDir, 'in'), 'no folder')
  let child: ChildProcess | undefined
  const started = (process: ChildProcess) => {
    child = process
  }
  try {
    const args = ['start', '--empty', '--port', '0', '--data', dataDir]
    const ended = await clearday(args, { environment: { DATABASE_URL: database.url }, started })
    expect(ended.err).toContain(`${join(dataDir, 'in')}`)
    expect(ended.code).toBe(2)
  } finally {
    child?.kill('SIGKILL')
  }
}, 40_000)
