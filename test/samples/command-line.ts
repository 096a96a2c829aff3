import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { clockOfRun } from '../clock/monday.ts'

/** What a command printed and how it ended. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface Calling {
  /** Over the environment of the test, without a database or a configuration of its own. */
  readonly environment?: Readonly<Record<string, string>>
  /** What is piped into it; nothing, and it is closed, when left out. */
  readonly input?: Uint8Array
  /** Sees the process while it runs, to stop it. */
  readonly started?: (process: ChildProcess) => void
}

const PROGRAM = fileURLToPath(new URL('../../src/main/clearday.ts', import.meta.url))

/** What is left of the environment of the tests: where programs are, and what Node compiled before. */
const LEFT = { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }

/** Runs the real command line in a process of its own. */
export async function clearday(
  args: readonly string[],
  { environment = {}, input, started }: Calling = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...LEFT, ...clockOfRun(), NODE_NO_WARNINGS: '1', ...environment },
    stdio: 'pipe',
  })
  started?.(child)
  child.stdin.on('error', () => {}) // a command that reads nothing ends before it is written
  child.stdin.end(input)
  const written = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.err += text
  })
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  return { code, ...written }
}

/** A new folder that root's account for PostgreSQL can enter. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'clearday-cli-'))
  chmodSync(folder, 0o711)
  return folder
}
