import { Interruption } from '../core/interruption.ts'
import { tableWithoutMonth } from '../store/table-without-month.ts'
import { isLostDatabase } from './lost-database.ts'

/**
 * Classes of SQLSTATE that say nothing about what was asked: a transaction rolled back for another's sake (40), a lock or state
 * that passes (55), a machine without room (53), an operator (57), the disk below (58).
 */
const PASSING = /^(40|53|55|57|58)/

/**
 * True for a failure that is the machine's and not the file's: a lost database, a full disk, a stop, two transactions in each
 * other's way, a month of history that is not there. Trying again later is then right, however often. Everything else fails in the same way each time.
 */
export function isPassing(error: unknown): boolean {
  if (error instanceof Interruption || isLostDatabase(error)) return true
  if (!(error instanceof Error)) return false
  if (tableWithoutMonth(error) !== undefined) return true
  // What the operating system refuses: the original may be on a disk that is not there just now.
  if ('syscall' in error) return true
  const code = 'code' in error ? String(error.code) : ''
  return code.length === 5 && PASSING.test(code)
}
