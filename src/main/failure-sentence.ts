import { AccountsMissing } from '../engine/accounts-missing.ts'
import { OriginalAltered } from '../engine/original-altered.ts'
import { ReadOtherwise } from '../engine/read-otherwise.ts'
import { SumTooLarge } from '../engine/sum-too-large.ts'
import { CannotServe } from '../store/postgres/cannot-serve.ts'
import { tableWithoutMonth } from '../store/table-without-month.ts'
import { CannotDo } from './command.ts'
import { ConfigFault } from './config-fault.ts'
import { CsvFault } from './csv-fault.ts'
import { Interrupted } from './interrupt.ts'

/**
 * The sentence for a failure that is the machine's, the database's or the input's, and so no defect of ours; undefined for
 * everything else. Nothing in it comes from a file's content, and no password of a database's address.
 */
export function failureSentence(error: unknown): string | undefined {
  if (isForPeople(error)) return error.message
  if (error instanceof AggregateError) return failureSentence(error.errors[0])
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? String(error.code) : ''
  const table = tableWithoutMonth(error)
  if (table !== undefined) return withoutMonth(table)
  return ofSystem(code, 'path' in error ? String(error.path) : undefined, error) ?? ofDatabase(code, error.message)
}

/** Failures whose message was written for a person. */
function isForPeople(error: unknown): error is Error {
  return FOR_PEOPLE.some(kind => error instanceof kind)
}

const FOR_PEOPLE = [
  AccountsMissing,
  ConfigFault,
  CsvFault,
  CannotServe,
  CannotDo,
  Interrupted,
  OriginalAltered,
  ReadOtherwise,
  SumTooLarge,
]

function withoutMonth(table: string): string {
  return `A row of ${table} is of a month that has no partition: it was detached or dropped meanwhile. Nothing of it was kept; clearday doctor names what is detached. Attach it again and give the same command: months that are not there are made anew.`
}

/** What the operating system refuses, by its code. */
const SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there: a part of the path is no directory',
  EISDIR: 'is a directory, not a file',
  EEXIST: 'is there already',
  ENOTEMPTY: 'is not empty',
  EACCES: 'may not be used by this account; ask its owner, or run as an account that may',
  EPERM: 'may not be used by this account; ask its owner, or run as an account that may',
  EROFS: 'lies on a disk that can only be read; name another with --data',
  ENAMETOOLONG: 'has too long a name',
  ELOOP: 'is a link that leads to itself',
  EINVAL: 'cannot be used as a file',
  EIO: 'could not be read or written: the disk reports an error',
  EBUSY: 'is in use by another program; try again when that is done',
}
/** The machine's own limits, whatever the path. */
const LIMITS: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Make room; what was finished is kept, and the same command goes on from there.',
  EDQUOT: 'The disk quota of this account is used up. Make room; the same command goes on from where it stopped.',
  EMFILE: 'Too many files are open on this machine. Try again, or raise its limit (ulimit -n).',
  ENFILE: 'Too many files are open on this machine. Try again, or raise its limit.',
  ENOMEM: 'The machine has no memory left. End other programs, and give the same command again.',
}

const SQLITE_FULL = 13

function ofSystem(code: string, path: string | undefined, error: Error): string | undefined {
  if (LIMITS[code] !== undefined) return LIMITS[code]
  // Locks are SQLite's (`store/postgres/file-lock.ts`), which has a number of its own for a full disk.
  if (code === 'ERR_SQLITE_ERROR' && 'errcode' in error && error.errcode === SQLITE_FULL) return LIMITS.ENOSPC
  const sentence = SYSTEM[code]
  if (sentence === undefined || !('syscall' in error)) return undefined
  return `${path ?? 'a file that is needed'} ${sentence}`
}

const CONNECTION = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
])
const CHECK = 'Check that it runs and that DATABASE_URL is right; the same command goes on from where it stopped'

/** What PostgreSQL, or the way to it, refuses: SQLSTATE classes and codes. */
function ofDatabase(code: string, message: string): string | undefined {
  if (CONNECTION.has(code)) return `The database cannot be reached (${code}). ${CHECK}.`
  // The driver's words, without a code, for an address behind which nobody speaks.
  if (message === 'timeout expired') return `The database cannot be reached (no answer). ${CHECK}.`
  if (/^08|^57P/.test(code) || /Connection terminated|terminating connection/i.test(message))
    return `The database ended the connection. ${CHECK}.`
  switch (code) {
    case '28P01':
    case '28000':
      return 'The database refuses the user or the password in DATABASE_URL. Correct them.'
    case '3D000':
      return 'The database that DATABASE_URL names does not exist. Create it, or correct the name.'
    case '42501':
      return 'The user in DATABASE_URL may not do what Clearday needs: it must own the database and may create roles.'
    case '53100':
      return LIMITS.ENOSPC
    case '53200':
      return 'The database has no memory left. Give it more, and give the same command again.'
    case '53300':
      return 'The database takes no more connections. Try again when others are done, or raise max_connections.'
    case '25006':
      return 'The database can only be read: DATABASE_URL names a standby. Name the primary server.'
    case 'ERR_INVALID_URL':
      return 'DATABASE_URL is no address such as postgresql://user:password@host:5432/name.'
    default:
      return undefined
  }
}
