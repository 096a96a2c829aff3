import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { CannotDo } from './command.ts'
import { catchInterrupt } from './interrupt.ts'

/** What stands in the place of a file's path, and how people read of it. */
export const STANDARD_INPUT = { path: '-', name: 'standard input' } as const

export function isStandardInput(path: string): boolean {
  return path === STANDARD_INPUT.path
}

/** Refuses a keyboard: a command that waits for a file to be typed looks as if it hung. */
export function needPipe(): void {
  if (process.stdin.isTTY)
    throw new CannotDo('- reads standard input, and nothing is piped into it; name a file, or pipe one')
}

/**
 * Keeps what is piped in as a file that can be read more than once, while `work` reads it. The file is nobody else's to read,
 * and is gone afterwards, also when the command is stopped.
 */
export async function withSpooledInput<T>(work: (path: string) => Promise<T>): Promise<T> {
  const interrupt = catchInterrupt()
  const folder = await mkdtemp(join(tmpdir(), 'clearday-input-')) // with mode 0700
  try {
    const path = join(folder, STANDARD_INPUT.name)
    const spooled = async () => {
      await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }))
      interrupt.check()
      return work(path)
    }
    return await interrupt.during(spooled(), async () => {})
  } finally {
    interrupt.end()
    await rm(folder, { recursive: true, force: true })
  }
}
