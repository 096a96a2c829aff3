import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { shardOf } from '../core/bucket.ts'
import type { Engine } from '../engine/engine.ts'
import { inBulk } from '../store/database.ts'
import { listOutboundFiles, lockPublishing } from '../store/outbound.ts'

/**
 * Puts every outbound file that was released into `<data>/out` under its name, once: it appears whole or not at all. One process publishes at a
 * time, so whatever a killed one left half written can be cleared away. What was released and not published before a stop is
 * published at the next call. Gives the names that are new.
 */
export async function publishOutboundFiles(engine: Engine, dataDir: string): Promise<readonly string[]> {
  const out = join(dataDir, 'out')
  const orgShard = shardOf(engine.institution.orgId, 0)
  await mkdir(out, { recursive: true })
  return inBulk(engine.database, async tx => {
    await lockPublishing(tx, orgShard)
    for (const name of await readdir(out)) if (name.endsWith(PART)) await rm(join(out, name), { force: true })
    const published: string[] = []
    for (const file of await listOutboundFiles(tx, orgShard, 10_000)) {
      const path = join(out, file.name)
      if (existsSync(path)) continue
      await writeWhole(path, engine.blobs.read(file.sha256))
      published.push(file.name)
    }
    return published
  })
}

const PART = '.part'

async function writeWhole(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const arriving = `${path}${PART}`
  await pipeline(Readable.from(bytes), createWriteStream(arriving))
  const written = await open(arriving, 'r')
  await written.sync().finally(() => written.close())
  await rename(arriving, path)
}
