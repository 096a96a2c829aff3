import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { dayNumber } from '../core/calendar/day.ts'
import { ENGINE_ACTOR, type Engine } from '../engine/engine.ts'
import { orgShardOf } from '../engine/org-shard.ts'
import { lockBuckets } from '../store/bucket.ts'
import { inBulk, type Transaction } from '../store/database.ts'
import { appendEvents } from '../store/event.ts'
import { makeFolder, syncFolder } from '../store/make-folder.ts'
import { lockPublishing, markPublished, nextUnpublished, type UnpublishedFile } from '../store/outbound.ts'
import { sealOutboundFile } from '../store/seal.ts'
import { CannotDo } from './command.ts'

/**
 * Puts every outbound file that was released into `<data>/out` under its name, once for ever: whoever takes it away to send it
 * finds it there no second time. It appears whole or not at all, and is recorded as published after it stands there. A stop
 * between the two makes the next call write the same bytes under the same name again, or find them there; never others. One
 * process publishes at a time, so whatever a killed one left half written can be cleared away. Gives the names that are new.
 * Throws `CannotDo`, after all that could be published, when the stored bytes are not those that were released, or others stand under the name.
 */
export async function publishOutboundFiles(engine: Engine, dataDir: string): Promise<readonly string[]> {
  const out = join(dataDir, 'out')
  await makeFolder(out)
  const published: string[] = []
  const refused: string[] = []
  let after = 0
  for (;;) {
    const done = await publishNext(engine, out, after)
    if (done === undefined) break
    after = done.file.id
    if (done.refusal === undefined) published.push(done.file.name)
    else refused.push(done.refusal)
  }
  if (refused.length > 0) throw new CannotDo(`not published: ${refused.slice(0, 3).join(' ')}`)
  return published
}

const PART = '.part'

interface Published {
  readonly file: UnpublishedFile
  /** Why it was not published, as a sentence. */
  readonly refusal: string | undefined
}

/** Publishes the next file after the one with this id, in a transaction of its own; undefined when none is left. */
async function publishNext(engine: Engine, out: string, after: number): Promise<Published | undefined> {
  const orgShard = orgShardOf(engine)
  return inBulk(engine.database, async tx => {
    await lockPublishing(tx, orgShard)
    const file = await nextUnpublished(tx, orgShard, after)
    if (file === undefined) return undefined
    for (const name of await readdir(out)) if (name.endsWith(PART)) await rm(join(out, name), { force: true })
    const refusal = await writeOnce(engine, out, file)
    if (refusal !== undefined) return { file, refusal }
    engine.step('return file published')
    await recordPublished(engine, tx, { orgShard, file })
    return { file, refusal: undefined }
  })
}

/** Writes the file under its name, whole and on disk; leaves alone what a call wrote that was stopped before it was recorded. */
async function writeOnce(engine: Engine, out: string, file: UnpublishedFile): Promise<string | undefined> {
  const path = join(out, file.name)
  const wanted = Buffer.from(file.sha256).toString('hex')
  const there = await hashOf(createReadStream(path)).catch(ifNone)
  if (there === wanted) return undefined
  if (there !== undefined)
    return `${path} stands there with other bytes than were released under this name; move it away, and it is published.`
  const written = await writeWhole(`${path}${PART}`, engine.blobs.read(file.sha256))
  if (written !== wanted) {
    await rm(`${path}${PART}`, { force: true })
    return `the stored bytes of ${file.name} are not those that were released; restore the blob ${wanted} from a backup.`
  }
  await rename(`${path}${PART}`, path)
  await syncFolder(out)
  return undefined
}

async function recordPublished(
  engine: Engine,
  tx: Transaction,
  { orgShard, file }: { readonly orgShard: number; readonly file: UnpublishedFile },
): Promise<void> {
  await lockBuckets(tx, [orgShard])
  const at = engine.now()
  await markPublished(tx, { shard: orgShard, id: file.id }, at)
  const body = { name: file.name, sha256: Buffer.from(file.sha256).toString('hex') }
  const event = { kind: 'return_file_published' as const, actor: ENGINE_ACTOR, subject: file.id, body }
  const sealed = await sealOutboundFile(tx, { shard: orgShard, id: file.id })
  const day = dayNumber(at.toZonedDateTimeISO(engine.institution.zone).toPlainDate())
  await appendEvents(tx, new Map([[orgShard, [event, sealed]]]), { day, at })
}

/** Writes the bytes and syncs them; gives their SHA-256 as hex. */
async function writeWhole(path: string, bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  const file = await open(path, 'w')
  try {
    for await (const chunk of bytes) {
      hash.update(chunk)
      await file.writeFile(chunk) // all of it, see store/blob.ts
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return hash.digest('hex')
}

async function hashOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of bytes) hash.update(chunk)
  return hash.digest('hex')
}

function ifNone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
