import { DatabaseSync } from 'node:sqlite'

/** A lock of the operating system on a file. It ends with `release()` or with the process, however that dies. */
export interface FileLock {
  release(): void
}

/** Takes the file for itself alone, or answers undefined when any other process (or part of this one) holds it. */
export function tryLockAlone(path: string): FileLock | undefined {
  return tryLock(path, ['begin exclusive'])
}

/** Takes the file together with others, or answers undefined when one holds it alone. */
export function tryLockTogether(path: string): FileLock | undefined {
  return tryLock(path, ['begin', 'select count(*) from sqlite_master'])
}

/** Waits until the file can be taken alone; answers undefined when that took longer than `timeoutMs`. */
export async function lockAlone(path: string, timeoutMs: number): Promise<FileLock | undefined> {
  return again(() => tryLockAlone(path), timeoutMs)
}

/** Waits until nobody holds the file alone; answers undefined when that took longer than `timeoutMs`. */
export async function lockTogether(path: string, timeoutMs: number): Promise<FileLock | undefined> {
  return again(() => tryLockTogether(path), timeoutMs)
}

async function again(take: () => FileLock | undefined, timeoutMs: number): Promise<FileLock | undefined> {
  const giveUpAt = performance.now() + timeoutMs
  while (performance.now() < giveUpAt) {
    const lock = take()
    if (lock !== undefined) return lock
    await new Promise(resolve => setTimeout(resolve, 25))
  }
  return undefined
}

/**
 * Node has no call for file locks, SQLite (inside Node) has the portable one: an empty database file in a transaction that
 * writes nothing. A file with a process number in it would need guessing after kill -9, this needs none.
 */
function tryLock(path: string, statements: readonly string[]): FileLock | undefined {
  const file = new DatabaseSync(path)
  try {
    for (const statement of statements) file.exec(statement)
    return { release: () => file.close() }
  } catch (error) {
    file.close()
    if (isBusy(error)) return undefined
    throw error
  }
}

const SQLITE_BUSY = 5

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}
