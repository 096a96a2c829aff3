import { execFileSync } from 'node:child_process'

/**
 * What a module prints whose files may have 4,096 bytes each: like a disk that fills up, the system then takes a part of what is
 * written, says how much, and refuses only the next byte. `code` finds its import paths from the root of the project.
 */
export function onShortDisk(code: string, args: readonly string[]): string {
  // Its limit counts in blocks of 512 bytes; bash's own of 1,024, but for this name.
  const limited = 'ulimit -f 8; exec "$0" "$@"'
  const node = [process.execPath, '--input-type=module-typescript', '--eval', code, ...args]
  return execFileSync('sh', ['-c', limited, ...node], { cwd: ROOT, encoding: 'utf8' }).trim()
}

const ROOT = new URL('../..', import.meta.url).pathname
