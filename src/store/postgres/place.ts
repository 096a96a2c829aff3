import { createHash } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type Account, canEnter, chooseAccount } from './account.ts'
import { CannotServe } from './cannot-serve.ts'
import { findPostmaster } from './postmaster.ts'

/** Where the database of one data directory lies, and who runs it. */
export interface Place {
  /** `<data directory>/postgres`: password, locks, and the record of this place. Ours alone. */
  readonly home: string
  /** The folder around the cluster, which the account can enter. The same as `home` wherever that works. */
  readonly directory: string
  readonly cluster: string
  /** Undefined when PostgreSQL runs as ourselves. */
  readonly account: Account | undefined
  /** Folders that may take a copy of the binaries, best first. */
  readonly programs: readonly string[]
}

/** Persistent folders for a cluster that cannot lie in the data directory, because root's account cannot enter that. */
const BASES = ['/var/lib/clearday', '/var/tmp/clearday']

/** Finds the recorded place of the data directory's cluster, or settles on one and records it. */
export function findPlace(home: string): Place {
  const recorded = readRecord(home)
  if (recorded !== undefined) return recordedPlace(home, recorded)
  const account = chooseAccount(undefined)
  return canEnter(account, home) ? settle(home, home, account) : settle(home, placeElsewhere(home, account), account)
}

/** The home of the data directory's database, made when it is missing. Others may pass through it, never list or read it. */
export function makeHome(dataDir: string): string {
  const home = join(dataDir, 'postgres')
  try {
    mkdirSync(home, { recursive: true })
    if (isOwn(home)) chmodSync(home, 0o711) // whatever mask this process was started with
    accessSync(home, constants.R_OK | constants.W_OK)
    return realpathSync(home)
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? error.code : error
    if (why === 'EROFS' || why === 'ENOSPC' || why === 'EDQUOT') throw error // whoever owns it, the disk refuses
    throw new CannotServe(
      'data-directory-closed',
      `The data directory ${dataDir} cannot be used by this account (${why}): it or its database belongs to another one. Start Clearday as that account, or choose another directory with --data.`,
    )
  }
}

/** `place.json`: `.` stands for the home itself, so that a data directory may be moved. */
function readRecord(home: string): string | undefined {
  const file = join(home, 'place.json')
  if (!existsSync(file)) return undefined
  const { directory } = JSON.parse(readFileSync(file, 'utf8'))
  return join(directory === '.' ? home : String(directory))
}

function settle(home: string, directory: string, account: Account | undefined): Place {
  if (directory !== home) writeFileSync(join(directory, 'data-directory'), home)
  writeFileSync(join(home, 'place.json'), `${JSON.stringify({ directory: directory === home ? '.' : directory })}\n`)
  return place(home, directory, account)
}

function place(home: string, directory: string, account: Account | undefined): Place {
  const bases = account === undefined ? [home] : [...(directory === home ? [home] : []), ...BASES]
  return { home, directory, cluster: join(directory, 'cluster'), account, programs: bases }
}

/** A cluster that exists is run by the account that owns it, whoever starts Clearday. */
function recordedPlace(home: string, directory: string): Place {
  if (directory !== home) checkElsewhere(home, directory)
  const cluster = statSync(join(directory, 'cluster'), { throwIfNoEntry: false })
  const self = process.getuid?.()
  if (cluster !== undefined && self !== undefined && self !== 0 && cluster.uid !== self) {
    throw new CannotServe(
      'other-owner',
      `The database in ${directory} belongs to another account (number ${cluster.uid}), because another account started Clearday there first. Start it as that account, or as root, or choose another directory with --data.`,
    )
  }
  const owner = cluster === undefined || cluster.uid === 0 ? undefined : cluster.uid
  const found = place(home, directory, chooseAccount(owner))
  if (canEnter(found.account, directory)) return found
  throw new CannotServe(
    'no-place',
    `The database lies in ${directory}, which the account ${found.account?.name} can no longer enter. Allow it with chmod o+x on that folder and those above it.`,
  )
}

/** A cluster elsewhere must be there and must be of this data directory: a silent new start would lose every item. */
function checkElsewhere(home: string, directory: string): void {
  const note = join(directory, 'data-directory')
  if (!existsSync(note)) {
    throw new CannotServe(
      'cluster-missing',
      `The database of ${dirname(home)} lies in ${directory}, and that is gone. Bring it back; or, to start with an empty database, remove ${join(home, 'place.json')}.`,
    )
  }
  const noted = readFileSync(note, 'utf8')
  if (noted === home) return
  if (readRecord(noted) === directory) {
    throw new CannotServe(
      'data-directory-copied',
      `${dirname(home)} is a copy of ${dirname(noted)}: both name the database in ${directory}, which belongs to the original. Restore a backup into an empty directory instead.`,
    )
  }
  writeFileSync(note, home) // the data directory was moved, its database follows
}

function placeElsewhere(home: string, account: Account | undefined): string {
  const name = createHash('sha256').update(home).digest('hex').slice(0, 12)
  for (const base of BASES) {
    const directory = join(base, name)
    if (!isOurs(base)) continue
    if (existsSync(directory)) setAside(directory)
    mkdirSync(directory)
    chmodSync(directory, 0o711)
    if (canEnter(account, directory)) return directory
  }
  throw new CannotServe(
    'no-place',
    `PostgreSQL runs as ${account?.name} here, which can enter neither ${home} nor ${BASES.join(' nor ')}. Choose a directory that it can enter with --data, or start Clearday as a plain user.`,
  )
}

/** True when the folder exists afterwards, is ours, and nobody else can plant anything in it. */
function isOurs(base: string): boolean {
  try {
    mkdirSync(base)
    chmodSync(base, 0o711)
  } catch {
    // It exists, or cannot be made: the look below tells.
  }
  const found = lstatSync(base, { throwIfNoEntry: false })
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o022) === 0
}

function isOwn(path: string): boolean {
  return statSync(path).uid === process.getuid?.()
}

/** The data directory was deleted and its database was not. Nobody can sign in to that any more, yet it is not ours to delete. */
function setAside(directory: string): void {
  const running = findPostmaster(join(directory, 'cluster'))
  if (running !== undefined) process.kill(running.pid, 'SIGINT') // it goes on serving nobody otherwise
  for (let number = 1; number < 1000; number++) {
    const free = `${directory}.left-${number}`
    if (existsSync(free)) continue
    renameSync(directory, free)
    return
  }
}
