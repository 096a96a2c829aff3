import { randomUUID } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { shardOf } from '../core/bucket.ts'
import type { Engine } from '../engine/engine.ts'
import { listOutboundFiles } from '../store/outbound.ts'

/**
 * Puts every released file into `<data>/out` under its name, once: it appears whole or not at all, also when several
 * processes publish at the same time. What was released and not published before a stop is published at the next call. Gives
 * the names that are new.
 */
export async function publishReturnFiles(engine: Engine, dataDir: string): Promise<readonly string[]> {
  const out = join(dataDir, 'out')
  await mkdir(out, { recursive: true })
  const published: string[] = []
  for (const file of await listOutboundFiles(engine.database.pool, shardOf(engine.institution.orgId, 0), 10_000)) {
    const path = join(out, file.name)
    if (existsSync(path)) continue
    await writeWhole(path, engine.blobs.read(file.sha256))
    published.push(file.name)
  }
  return published
}

/** Two processes that write the same file write the same bytes, each under a name of its own; the last rename changes nothing. */
async function writeWhole(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const arriving = `${path}.${randomUUID()}.part`
  try {
    await pipeline(Readable.from(bytes), createWriteStream(arriving, { flags: 'wx' }))
    const written = await open(arriving, 'r')
    await written.sync().finally(() => written.close())
    await rename(arriving, path)
  } finally {
    await rm(arriving, { force: true })
  }
}
