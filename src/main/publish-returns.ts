import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { shardOf } from '../core/bucket.ts'
import type { Engine } from '../engine/engine.ts'
import { listOutboundFiles } from '../store/outbound.ts'

/**
 * Puts every released file into `<data>/out` under its name, once: it appears whole or not at all. What was released and not
 * published before a stop is published at the next call. Gives the names that are new.
 */
export async function publishReturnFiles(engine: Engine, dataDir: string): Promise<readonly string[]> {
  const out = join(dataDir, 'out')
  await mkdir(out, { recursive: true })
  const published: string[] = []
  for (const file of await listOutboundFiles(engine.database.pool, shardOf(engine.institution.orgId, 0), 10_000)) {
    const path = join(out, file.name)
    if (existsSync(path)) continue
    const arriving = `${path}.part`
    await pipeline(Readable.from(engine.blobs.read(file.sha256)), createWriteStream(arriving))
    const written = await open(arriving, 'r')
    await written.sync().finally(() => written.close())
    await rename(arriving, path)
    published.push(file.name)
  }
  return published
}
