import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../src/store/migrate.ts'
import { tryLockAlone } from '../src/store/postgres/file-lock.ts'
import { removeEmbedded, startEmbedded } from '../src/store/postgres/start-embedded.ts'

/** A database of one test file's own, migrated. */
export interface TestDatabase {
  readonly url: string
  /** Removes it, also when connections are still open. */
  drop(): Promise<void>
}

/** What a new database holds: the tables alone, or the books of the institution of most tests besides (`test/opened.ts`). */
export type TestTemplate = 'migrated' | 'opened'

/** Clones a template: for `beforeAll` of a test file, with `drop` in its `afterAll`. */
export async function createTestDatabase(template: TestTemplate = 'migrated'): Promise<TestDatabase> {
  const { SERVER, TEMPLATES } = readRun()
  const name = `clearday_test_${process.pid}_${++created}`
  await onServer(SERVER, `create database ${name} template ${TEMPLATES[template]} strategy file_copy`)
  return { url: urlOf(SERVER, name), drop: () => onServer(SERVER, `drop database if exists ${name} with (force)`) }
}

let created = 0

/**
 * vitest's global setup: one PostgreSQL for the run and in it one migrated template. The server is the embedded one in a
 * temporary folder, or the one that CLEARDAY_TEST_DATABASE_URL names (a superuser's address, any PostgreSQL 15 or later).
 */
export async function setup(): Promise<() => Promise<void>> {
  const given = process.env.CLEARDAY_TEST_DATABASE_URL
  const server = given === undefined || given === '' ? await startThrowAway() : { url: given, stop: async () => {} }
  const template = `clearday_template_${process.pid}`
  await onServer(server.url, `create database ${template}`)
  await migrate(urlOf(server.url, template))
  // The workers are started after this and inherit both.
  process.env.CLEARDAY_TEST_SERVER = server.url
  process.env.CLEARDAY_TEST_TEMPLATE = template
  return async () => {
    await onServer(server.url, `drop database if exists ${template} with (force)`)
    await server.stop()
  }
}

const OPENED = '_opened'

/** Makes the template `opened` from the other, `open` being what fills it. */
export async function createOpenedTemplate(open: (url: string) => Promise<void>): Promise<TestDatabase> {
  const { SERVER, TEMPLATES } = readRun()
  const { migrated, opened: name } = TEMPLATES
  await onServer(SERVER, `create database ${name} template ${migrated} strategy file_copy`)
  const url = urlOf(SERVER, name)
  await open(url)
  return { url, drop: () => onServer(SERVER, `drop database if exists ${name} with (force)`) }
}

const PREFIX = 'clearday-test-'
const STALE_MS = 3_600_000

/** A run that was killed leaves its server behind. Its lock is free then: whoever comes an hour later clears up. */
async function removeLeftOvers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter(found => found.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name)
    const found = statSync(folder, { throwIfNoEntry: false })
    if (found === undefined || found.uid !== process.getuid?.() || Date.now() - found.mtimeMs < STALE_MS) continue
    const lockFile = join(folder, 'postgres', 'server.lock')
    const lock = existsSync(lockFile) ? tryLockAlone(lockFile) : undefined
    if (lock === undefined && existsSync(lockFile)) continue
    lock?.release()
    await removeEmbedded(folder)
    rmSync(folder, { recursive: true, force: true })
  }
}

async function startThrowAway(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  await removeLeftOvers()
  const folder = mkdtempSync(join(tmpdir(), PREFIX))
  chmodSync(folder, 0o711) // so that root's account for PostgreSQL can enter it
  // It is thrown away: nothing of it has to outlive this machine, and no tables grow old.
  const { url, stop } = await startEmbedded(folder, {
    settings: {
      fsync: 'off',
      full_page_writes: 'off',
      autovacuum: 'off',
      wal_level: 'minimal',
      max_wal_senders: '0',
      max_connections: '200',
    },
  })
  return {
    url,
    async stop() {
      await stop()
      await removeEmbedded(folder)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function readRun() {
  const { CLEARDAY_TEST_SERVER: SERVER, CLEARDAY_TEST_TEMPLATE: migrated } = process.env
  if (SERVER !== undefined && migrated !== undefined)
    return { SERVER, TEMPLATES: { migrated, opened: `${migrated}${OPENED}` } }
  throw new Error(
    'There is no test database: this test belongs into a *.int.test.ts or *.long.test.ts file, whose projects start one.',
  )
}

function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
