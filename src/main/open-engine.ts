import { join, resolve } from 'node:path'
import type { Institution } from '../core/institution.ts'
import { withQueues } from '../core/work/queue-setting.ts'
import { ENGINE_ACTOR, type Engine } from '../engine/engine.ts'
import { openInstitution } from '../engine/open-institution.ts'
import { openArchive } from '../media/open-archive.ts'
import { readCheckImage } from '../media/read-check-image.ts'
import { PACKS } from '../packs/index.ts'
import { type Database, openDatabase } from '../store/database.ts'
import { makeFolder } from '../store/make-folder.ts'
import { migrate } from '../store/migrate.ts'
import { ownLedger } from '../store/own-ledger.ts'
import { startEmbedded } from '../store/postgres/start-embedded.ts'
import { serverVersion } from '../store/server-version.ts'
import { type HeldBlobs, holdBlobs } from './hold-blobs.ts'
import { stepsThatKill } from './kill-at.ts'

export interface OpenEngine {
  readonly engine: Engine
  readonly url: string
  close(): Promise<void>
  /** Ends the database's sessions, and with them what they still do, where nobody else uses the embedded database. */
  abandon(): Promise<void>
}

export interface OpenWith {
  readonly dataDir: string
  readonly institution: Institution
  readonly environment: NodeJS.ProcessEnv
  /** `server`: the one application of this data directory, the default; `guest`: a command that works beside it or without it. */
  readonly role?: 'server' | 'guest'
  /** What the engine takes for now; the machine's clock when left out. */
  readonly now?: () => Temporal.Instant
}

/** Opens everything a command needs below its data directory: the database (embedded, or DATABASE_URL), the schema, the blob store, the institution's books. */
export async function openEngine(open: OpenWith): Promise<OpenEngine> {
  const step = stepsThatKill(open.environment)
  const dataDir = resolve(open.dataDir)
  await makeFolder(dataDir)
  const given = open.environment.DATABASE_URL
  const embedded =
    given === undefined || given === '' ? await startEmbedded(dataDir, { role: open.role ?? 'server' }) : undefined
  const url = embedded?.url ?? (given as string)
  let opened: Database | undefined
  let blobs: HeldBlobs | undefined
  try {
    if (embedded === undefined) await serverVersion(url)
    await migrate(url)
    const database = await openDatabase(url)
    opened = database
    const held = await holdBlobs(join(dataDir, 'blobs'))
    blobs = held
    const engine: Engine = {
      database,
      blobs: held.blobs,
      packs: withQueues(PACKS, open.institution.queues),
      institution: open.institution,
      coreSystem: ownLedger,
      now: open.now ?? (() => Temporal.Now.instant()),
      readImage: readCheckImage,
      openArchive,
      step,
    }
    await openInstitution(engine, ENGINE_ACTOR)
    return {
      engine,
      url,
      async close() {
        await database.close()
        held.release()
        await embedded?.stop()
      },
      abandon: async () => embedded?.stop(),
    }
  } catch (error) {
    await opened?.close()
    blobs?.release()
    await embedded?.stop()
    throw error
  }
}
