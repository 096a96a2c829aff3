import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'

const MIGRATIONS = new URL('../../db/migrations/', import.meta.url)
/** Idempotent, and nothing without Citus. */
const DISTRIBUTE = new URL('../../db/distribute.sql', import.meta.url)

/** Any number that only Clearday uses: two processes that start at once migrate one after the other. */
const MIGRATION_LOCK = 7_234_119_001

/**
 * Brings the database to the newest schema: plain SQL files, forward only, each in a transaction of its own. A file that was
 * applied and changed since is refused, because then two databases of the same version would differ. Where the server has Citus,
 * the tables are then spread over its nodes.
 */
export async function migrate(url: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {}) // told by the query that waits; without a listener it would end the process
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query(
      'create table if not exists migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
    )
    const done = new Map(
      (await client.query<{ name: string; sha256: string }>('select name, sha256 from migration')).rows.map(row => [
        row.name,
        row.sha256,
      ]),
    )
    const applied: string[] = []
    for (const name of (await readdir(MIGRATIONS)).filter(file => file.endsWith('.sql')).sort()) {
      const text = await readFile(new URL(name, MIGRATIONS), 'utf8')
      const sha256 = createHash('sha256').update(text).digest('hex')
      const before = done.get(name)
      if (before !== undefined && before !== sha256)
        throw new Error(`migration ${name} was changed after it was applied; write a new migration instead`)
      if (before !== undefined) continue
      await applyOne(client, name, text, sha256)
      applied.push(name)
    }
    await client.query(await readFile(DISTRIBUTE, 'utf8'))
    return applied
  } finally {
    await client.end()
  }
}

async function applyOne(client: pg.Client, name: string, text: string, sha256: string): Promise<void> {
  await client.query('begin')
  try {
    // First, so that a concurrent migrator without the lock loses cleanly on the primary key.
    await client.query('insert into migration (name, sha256) values ($1, $2)', [name, sha256])
    await client.query(text)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
