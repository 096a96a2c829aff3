import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DayWriter } from '../simulate/day-writer.ts'

const BUFFER_BYTES = 1 << 20

/** A day directory on disk. Writing is synchronous: the simulator is, and the disk is faster than it. */
export function openDayFolder(
  directory: string,
  opened: (path: string) => void,
): DayWriter & { readonly files: number; readonly bytes: number } {
  let files = 0
  let bytes = 0
  return {
    get files() {
      return files
    },
    get bytes() {
      return bytes
    },
    file(path) {
      opened(path)
      files++
      const full = join(directory, path)
      mkdirSync(dirname(full), { recursive: true })
      const file = openSync(full, 'w')
      let waiting: Uint8Array[] = []
      let size = 0
      const flush = () => {
        for (const chunk of waiting) writeFileSync(file, chunk) // all of it, see store/blob.ts
        bytes += size
        waiting = []
        size = 0
      }
      return {
        write(chunk) {
          // Copied: the simulator may reuse its buffer.
          const copy = Buffer.from(chunk as string)
          waiting.push(copy)
          size += copy.length
          if (size >= BUFFER_BYTES) flush()
        },
        close() {
          flush()
          closeSync(file)
        },
      }
    },
  }
}
