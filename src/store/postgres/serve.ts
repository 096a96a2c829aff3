import { once } from 'node:events'
import { readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { CannotServe } from './cannot-serve.ts'
import { configure, OWNER, password, type Settings } from './cluster.ts'
import type { Native } from './native.ts'
import { findPlace, makeHome, type Place } from './place.ts'
import { findPostmaster, lastFailure, lastWords, launch } from './postmaster.ts'

interface ServeOptions {
  readonly settings?: Settings
  readonly report?: (sentence: string) => void
}

/** A server that answers on the cluster of the place: the one that runs already, else one started now. */
export async function serve(
  place: Place,
  native: Native,
  options: ServeOptions,
  timeoutMs: number,
): Promise<{ port: number; adopted: boolean }> {
  const running = findPostmaster(place.cluster)
  const adopted = running !== undefined && (await becomesReady(place, options, timeoutMs)) === 'ready'
  if (!adopted) await start(place, native, options, timeoutMs)
  const port = findPostmaster(place.cluster)?.port ?? recordedPort(place) ?? 0
  await checkServer(place, port)
  return { port, adopted }
}

/** The process number of the embedded PostgreSQL of a data directory, for tests that kill it. */
export function postmasterPid(dataDir: string): number | undefined {
  return findPostmaster(findPlace(makeHome(dataDir)).cluster)?.pid
}

const ATTEMPTS = 40

/** Tries again while what a killed server left (a socket, its last child, shared memory) goes away, with a new port when it must. */
async function start(place: Place, native: Native, options: ServeOptions, timeoutMs: number): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const port = await freePort(recordedPort(place), attempt)
    configure(place, native, port, options.settings ?? {})
    launch(place, native)
    if ((await becomesReady(place, options, timeoutMs)) === 'ready') {
      writeFileSync(join(place.home, 'port'), String(port))
      return
    }
    if (!isPassing(lastFailure(place))) break
    await pause(250)
  }
  const said = lastFailure(place)
  const help = /No space left on device/.test(said)
    ? '. The disk is full: make room, and give the same command again.'
    : ''
  throw new CannotServe('start-failed', `PostgreSQL did not start in ${place.cluster}. It said: ${said}${help}`)
}

/** What the sessions of a killed server make a new one say until they have noticed, and what a port just lost looks like. */
function isPassing(words: string): boolean {
  return /shared memory block|lock file|could not create any TCP\/IP sockets|Address already in use/.test(words)
}

const POLL_MS = 20
const GRACE_MS = 5_000 // between starting a process and its first sign of life

/** Waits while the server starts or recovers; `gone` when it left instead. */
async function becomesReady(place: Place, options: ServeOptions, timeoutMs: number): Promise<'ready' | 'gone'> {
  const started = performance.now()
  let told = started
  while (performance.now() - started < timeoutMs) {
    const running = findPostmaster(place.cluster)
    if (running?.status === 'ready') return 'ready'
    const isLate = performance.now() - started > GRACE_MS
    if (running === undefined && (isLate || lastWords(place).includes('FATAL'))) return 'gone'
    if (performance.now() - told > 10_000) {
      told = performance.now()
      options.report?.('PostgreSQL is still starting: after a crash it first repeats the work it had logged.')
    }
    await pause(POLL_MS)
  }
  return 'gone'
}

/** Proves that the server behind the port is the one of this cluster, and that its database is there. */
async function checkServer(place: Place, port: number): Promise<void> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: OWNER,
    password: password(place),
    database: 'postgres',
  })
  client.on('error', () => {}) // told by the query that waits; without a listener it would end the process
  await client.connect()
  try {
    const found = await client.query<{ directory: string; there: boolean }>(
      "select current_setting('data_directory') as directory, exists (select from pg_database where datname = $1) as there",
      [OWNER],
    )
    const { directory, there } = found.rows[0] ?? { directory: '', there: false }
    if (realpathSync(directory) !== realpathSync(place.cluster)) {
      throw new CannotServe(
        'start-failed',
        `On port ${port} answers the PostgreSQL of ${directory}, not the one of ${place.cluster}.`,
      )
    }
    if (!there) await client.query(`create database ${OWNER}`)
  } finally {
    await client.end()
  }
}

function recordedPort(place: Place): number | undefined {
  try {
    return Number(readFileSync(join(place.home, 'port'), 'utf8')) || undefined
  } catch {
    return undefined
  }
}

/** The port of the last start when it is free, so that the address of a running application stays; else any free one. */
async function freePort(preferred: number | undefined, attempt: number): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred))) return preferred
  if (preferred !== undefined && attempt < ATTEMPTS / 2) {
    // Sessions of a server killed a moment ago may still hold it.
    await pause(250)
    return freePort(preferred, attempt + 1)
  }
  return listenOn(0)
}

async function isFree(port: number): Promise<boolean> {
  return listenOn(port).then(
    () => true,
    () => false,
  )
}

/** Opens and closes a listening socket, and tells its port. */
async function listenOn(port: number): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : port
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
