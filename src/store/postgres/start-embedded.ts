import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CannotServe } from './cannot-serve.ts'
import { OWNER, password, prepareCluster, type Settings } from './cluster.ts'
import { type FileLock, lockAlone, tryLockAlone, tryLockTogether } from './file-lock.ts'
import { keepServing } from './keep-serving.ts'
import { type Native, prepareNative } from './native.ts'
import { findPlace, makeHome, type Place } from './place.ts'
import { stopPostmaster } from './postmaster.ts'
import { serve } from './serve.ts'

export interface EmbeddedOptions {
  /**
   * `server` (the default): the one application of this data directory; a second is refused. `guest`: a command that works
   * beside it or without it; the last to leave stops PostgreSQL.
   */
  readonly role?: 'server' | 'guest'
  /** PostgreSQL settings over ours, for example `{ fsync: 'off' }` for a throw-away test database. */
  readonly settings?: Settings
  /** Told in sentences what takes long or went wrong: recovery, a restart. */
  readonly report?: (sentence: string) => void
}

export interface Embedded {
  /** For the superuser, on 127.0.0.1. Stays the same while we run, also when PostgreSQL is killed and starts again. */
  readonly url: string
  /** True when PostgreSQL was running already: a killed run left it, or another application uses it. */
  readonly adopted: boolean
  /** Leaves; stops PostgreSQL when nobody else of this machine uses the data directory. */
  stop(): Promise<void>
}

/** Everything one use of one data directory holds on to. */
interface Held {
  readonly place: Place
  readonly native: Native
  readonly server: FileLock | undefined
  readonly use: FileLock
}

const START_TIMEOUT_MS = 15 * 60_000 // recovery after a crash reads up to max_wal_size twice

/**
 * Serves the PostgreSQL cluster of a data directory (`<dataDir>/postgres`), making it at the first start: the binaries that
 * npm installed, also as root, also where the account PostgreSQL needs cannot enter the directory. Throws `CannotServe` with
 * a sentence when this machine or directory does not allow it.
 */
export async function startEmbedded(dataDir: string, options: EmbeddedOptions = {}): Promise<Embedded> {
  const home = makeHome(dataDir)
  const server = options.role === 'guest' ? undefined : claimServer(home)
  try {
    return await alone(home, () => startHeld(home, server, options))
  } catch (error) {
    server?.release()
    throw error
  }
}

async function startHeld(home: string, server: FileLock | undefined, options: EmbeddedOptions): Promise<Embedded> {
  const place = findPlace(home)
  const native = prepareNative(place.account, place.programs)
  prepareCluster(place, native)
  const { port, adopted } = await serve(place, native, options, START_TIMEOUT_MS)
  const use = tryLockTogether(join(home, 'use.lock'))
  if (use === undefined)
    throw new CannotServe('start-failed', `Another process is stopping the database of ${home}. Try again.`)
  const held = { place, native, server, use }
  const watch = keepServing(
    place,
    () => alone(home, () => serve(place, native, options, START_TIMEOUT_MS)),
    options.report,
  )
  const url = `postgresql://${OWNER}:${password(place)}@127.0.0.1:${port}/${OWNER}`
  const stop = once(() => watch.end().then(() => alone(home, () => leave(held))))
  return { url, adopted, stop }
}

/** Before anything else is looked at, so that a second start says at once why it cannot be. */
function claimServer(home: string): FileLock {
  const lock = tryLockAlone(join(home, 'server.lock'))
  const note = join(home, 'server.pid')
  if (lock === undefined) {
    throw new CannotServe(
      'data-directory-in-use',
      `Clearday already runs on ${dirname(home)} (process ${readFileSync(note, 'utf8')}). Stop that one, or choose another directory with --data.`,
    )
  }
  writeFileSync(note, String(process.pid))
  return lock
}

/** One process at a time starts or stops the cluster of a home. */
async function alone<T>(home: string, work: () => Promise<T>): Promise<T> {
  const lock = await lockAlone(join(home, 'start.lock'), START_TIMEOUT_MS)
  if (lock === undefined)
    throw new CannotServe('start-failed', `Another process has been starting the database of ${home} for too long.`)
  try {
    return await work()
  } finally {
    lock.release()
  }
}

async function leave({ place, native, server, use }: Held): Promise<void> {
  use.release()
  const last = tryLockAlone(join(place.home, 'use.lock'))
  try {
    if (last !== undefined) await stopPostmaster(place.cluster, native)
  } finally {
    last?.release()
    server?.release()
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}

/** Stops PostgreSQL if it runs and removes the whole database of a data directory, wherever it lies. For throw-away ones. */
export async function removeEmbedded(dataDir: string): Promise<void> {
  const place = findPlace(makeHome(dataDir))
  await stopPostmaster(place.cluster, prepareNative(place.account, place.programs))
  rmSync(place.directory, { recursive: true, force: true })
  rmSync(place.home, { recursive: true, force: true })
}
