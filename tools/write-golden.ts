import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../src/store/migrate.ts'
import { removeEmbedded, startEmbedded } from '../src/store/postgres/start-embedded.ts'
import { dumpQueries, QUERIES_FILE } from './dump-queries.ts'
import { dumpSchema, SCHEMA_FILE } from './dump-schema.ts'

/** What `npm run schema` does: migrates a throw-away database and writes the committed texts that reviewers read. */
async function writeGolden(): Promise<void> {
  writeFileSync(QUERIES_FILE, await dumpQueries())
  const folder = mkdtempSync(join(tmpdir(), 'clearday-schema-'))
  chmodSync(folder, 0o711)
  const { url, stop } = await startEmbedded(folder, { settings: { fsync: 'off' } })
  const client = new pg.Client({ connectionString: url })
  try {
    await migrate(url)
    await client.connect()
    writeFileSync(SCHEMA_FILE, await dumpSchema(client))
  } finally {
    await client.end()
    await stop()
    await removeEmbedded(folder)
    rmSync(folder, { recursive: true, force: true })
  }
}

await writeGolden()
