import { joinBytes } from '../core/join-bytes.ts'
import { latin1Bytes } from '../core/latin1.ts'
import type { DayWriter } from './day-writer.ts'

/** A day that is written into memory: for tests and small samples. */
export interface MemoryDay {
  readonly out: DayWriter
  /** By path, once closed. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

export function createMemoryDay(): MemoryDay {
  const files = new Map<string, Uint8Array>()
  const file = (path: string) => {
    const pieces: Uint8Array[] = []
    return {
      write: (bytes: Uint8Array | string) => {
        pieces.push(typeof bytes === 'string' ? latin1Bytes(bytes) : bytes.slice())
      },
      close: () => {
        files.set(path, joinBytes(pieces))
      },
    }
  }
  return { out: { file }, files }
}
