import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
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

/** What a new database holds: the tables alone, the books of the institution of most tests besides (`test/opened.ts`), or what a file of tests made for others (`shareTemplate`). */
export type TestTemplate = 'migrated' | 'opened' | SharedTemplate

/** Clones a template: for `beforeAll` of a test file, with `drop` in its `afterAll`. */
export async function createTestDatabase(template: TestTemplate = 'migrated'): Promise<TestDatabase> {
  const { SERVER, TEMPLATE } = readRun()
  const name = `clearday_test_${process.pid}_${++created}`
  await onServer(SERVER, `create database ${name} template ${nameOf(TEMPLATE, template)} strategy file_copy`)
  const drop = async () => void (await onServer(SERVER, `drop database if exists ${name} with (force)`))
  return { url: urlOf(SERVER, name), drop }
}

let created = 0

/** A template by its name, and the folder of what belongs to it. */
export interface SharedTemplate {
  readonly name: string
  readonly folder: string
}

/**
 * A template that is made once in a run, by the first file of tests that asks for it: the others wait meanwhile, and copy what
 * it became. `fill` gets a database that is a copy of another template, and a new folder.
 */
export function shareTemplate(of: NewTemplate): Promise<SharedTemplate> {
  const known = shared.get(of.name) ?? makeOnce(of)
  shared.set(of.name, known)
  return known
}

/** Those that are there, as far as this process knows. */
const shared = new Map<string, Promise<SharedTemplate>>()

interface NewTemplate {
  readonly name: string
  readonly from: TestTemplate
  readonly fill: (of: { readonly url: string; readonly folder: string }) => Promise<void>
}

async function makeOnce({ name, from, fill }: NewTemplate): Promise<SharedTemplate> {
  const { SERVER, TEMPLATE, FOLDER } = readRun()
  const made = { name, folder: join(FOLDER, name) }
  const whole = nameOf(TEMPLATE, made)
  const half = `${whole}_half`
  await onServer(SERVER, `select pg_advisory_lock(hashtext('${whole}'))`, async client => {
    if ((await client.query('select from pg_database where datname = $1', [whole])).rowCount === 1) return
    // What a worker left that was killed in the middle is made anew.
    await client.query(`drop database if exists ${half} with (force)`)
    rmSync(made.folder, { recursive: true, force: true })
    mkdirSync(made.folder, { recursive: true })
    await client.query(`create database ${half} template ${nameOf(TEMPLATE, from)} strategy file_copy`)
    await fill({ url: urlOf(SERVER, half), folder: made.folder })
    await client.query(`alter database ${half} rename to ${whole}`)
  })
  return made
}

function nameOf(migrated: string, template: TestTemplate): string {
  if (template === 'migrated') return migrated
  return `${migrated}_${template === 'opened' ? template : template.name}`
}

/**
 * vitest's global setup: one PostgreSQL for the run and in it one migrated template. The server is the embedded one in a
 * temporary folder, or the one that CLEARDAY_TEST_DATABASE_URL names (a superuser's address, any PostgreSQL 15 or later).
 */
export async function setup(): Promise<() => Promise<void>> {
  const given = process.env.CLEARDAY_TEST_DATABASE_URL
  const server = given === undefined || given === '' ? await startThrowAway() : { url: given, stop: async () => {} }
  const folder = mkdtempSync(join(tmpdir(), PREFIX))
  const template = `clearday_template_${process.pid}`
  await onServer(server.url, `create database ${template}`)
  await migrate(urlOf(server.url, template))
  // The workers are started after this and inherit both.
  process.env.CLEARDAY_TEST_SERVER = server.url
  process.env.CLEARDAY_TEST_TEMPLATE = template
  process.env.CLEARDAY_TEST_FOLDER = folder
  return async () => {
    await dropTemplates(server.url, template)
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The one that was migrated, and all that were made from it. */
async function dropTemplates(server: string, migrated: string): Promise<void> {
  const made = `select datname from pg_database where starts_with(datname, '${migrated}_')`
  const { rows } = await onServer(server, made)
  for (const datname of [...rows.map(row => row.datname), migrated])
    await onServer(server, `drop database if exists ${datname} with (force)`)
}

/** Makes the template `opened` from the other, `open` being what fills it. */
export async function createOpenedTemplate(open: (url: string) => Promise<void>): Promise<void> {
  const { SERVER, TEMPLATE } = readRun()
  const name = nameOf(TEMPLATE, 'opened')
  await onServer(SERVER, `create database ${name} template ${TEMPLATE} strategy file_copy`)
  await open(urlOf(SERVER, name))
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
  const { CLEARDAY_TEST_SERVER: SERVER, CLEARDAY_TEST_TEMPLATE: TEMPLATE, CLEARDAY_TEST_FOLDER: FOLDER } = process.env
  if (SERVER !== undefined && TEMPLATE !== undefined && FOLDER !== undefined) return { SERVER, TEMPLATE, FOLDER }
  throw new Error(
    'There is no test database: this test belongs into a *.int.test.ts or *.long.test.ts file, whose projects start one.',
  )
}

function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

/** Asks one thing on a connection of its own, which `then` goes on with. */
async function onServer(
  url: string,
  statement: string,
  then: (client: pg.Client) => Promise<void> = async () => {},
): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const result = await client.query(statement)
    await then(client)
    return result
  } finally {
    await client.end()
  }
}
