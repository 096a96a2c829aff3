import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Account, as } from './account.ts'
import { CannotServe } from './cannot-serve.ts'
import type { Native } from './native.ts'
import type { Place } from './place.ts'

export type Settings = Readonly<Record<string, string>>

/** The database's superuser and the database of the same name. */
export const OWNER = 'clearday'

/** The major version whose clusters these binaries serve. */
const MAJOR = '18'

/**
 * What differs from PostgreSQL's own defaults, and why. Durability is never among it: fsync, synchronous_commit and
 * full_page_writes stay on.
 */
const SETTINGS: Settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '', // a data directory's path may be longer than a socket's name can be
  max_connections: '100',
  max_prepared_transactions: '0', // nothing of ours may wait in doubt on one node
  shared_buffers: '512MB', // a page of each bucket's indexes, and the accounts: taken from the machine only as they are used
  min_wal_size: '1GB', // segments of a large file are kept for the next one, which need not fill new ones with zeros
  max_wal_size: '4GB', // a whole day's load between two checkpoints
  checkpoint_timeout: '15min',
  jit: 'off', // compiling costs more than it saves on statements of milliseconds
  timezone: 'UTC',
  log_timezone: 'UTC',
  password_encryption: 'scram-sha-256',
  // One log a weekday, each overwritten a week later.
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgresql-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  // Failed statements, their details and COPY lines hold account numbers and names: whoever sent them is told, the log is not.
  log_min_messages: 'log', // above error: starts, stops, recovery, refused connections
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
}

/** Makes the cluster when there is none, and checks that these binaries can serve the one there is. */
export function prepareCluster(place: Place, native: Native): void {
  if (!existsSync(place.cluster)) initialize(place, native)
  const version = readFileSync(join(place.cluster, 'PG_VERSION'), 'utf8').trim()
  if (version === MAJOR) return
  throw new CannotServe(
    'other-version',
    `The database in ${place.cluster} was made by PostgreSQL ${version}, and this Clearday brings ${MAJOR}. Move it with pg_dump and pg_restore, or set DATABASE_URL to a server of its version.`,
  )
}

/** Writes the settings of this start, the port among them. The caller has made sure that no server runs on the cluster. */
export function configure(place: Place, native: Native, port: number, settings: Settings): void {
  const merged = { ...SETTINGS, ...walCompression(place, native), port: String(port), ...settings }
  const lines = Object.entries(merged).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`)
  write(join(place.cluster, 'clearday.conf'), lines.join(''), place.account)
}

/** The superuser's password. It never leaves the home, which only we can read. */
export function password(place: Place): string {
  return readFileSync(join(place.home, 'password'), 'utf8')
}

/** Under a name of its own until it is whole: a killed initdb leaves nothing that could be taken for a cluster. */
function initialize(place: Place, native: Native): void {
  const unfinished = join(place.directory, 'cluster.unfinished')
  const passwordFile = join(place.directory, 'password.initdb')
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  if (place.account !== undefined) chownSync(unfinished, place.account.uid, place.account.gid)
  const secret = randomBytes(24).toString('hex')
  writeFileSync(join(place.home, 'password'), secret, { mode: 0o600 })
  write(passwordFile, secret, place.account)
  try {
    runInitdb(place, native, unfinished, passwordFile)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  write(
    join(unfinished, 'postgresql.conf'),
    "include 'clearday.conf' # written by Clearday at every start\n",
    place.account,
  )
  renameSync(unfinished, place.cluster)
}

function runInitdb(place: Place, native: Native, directory: string, passwordFile: string): void {
  const flags = ['--data-checksums', '--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', `--username=${OWNER}`]
  const options = { ...as(place.account), cwd: place.directory, encoding: 'utf8', env: environment() } as const
  const made = spawnSync(native.initdb, ['-D', directory, `--pwfile=${passwordFile}`, ...flags], options)
  if (made.status === 0) return
  const why = (made.stderr || made.error?.message || '').trim()
  throw new CannotServe('initdb-failed', `PostgreSQL could not make a database in ${directory}: ${why}`)
}

/** lz4 where the binaries have it; pglz would cost more time than the disk it saves. Asked of the server itself. */
function walCompression(place: Place, native: Native): Settings {
  const options = { ...as(place.account), cwd: place.directory, env: environment() }
  write(join(place.cluster, 'clearday.conf'), '', place.account)
  const asked = spawnSync(
    native.postgres,
    ['-D', place.cluster, '-C', 'wal_compression', '-c', 'wal_compression=lz4'],
    options,
  )
  return asked.status === 0 ? { wal_compression: 'lz4' } : {}
}

/** The server gets nothing of our environment but what it needs: it holds secrets. */
export function environment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env
  return { ...(PATH && { PATH }), ...(SystemRoot && { SystemRoot }), ...(TEMP && { TEMP }), LC_ALL: 'C', TZ: 'UTC' }
}

function write(path: string, text: string, account: Account | undefined): void {
  writeFileSync(path, text, { mode: 0o600 })
  if (account !== undefined) chownSync(path, account.uid, account.gid)
}
