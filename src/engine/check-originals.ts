import { createHash } from 'node:crypto'
import type { BlobStore } from '../store/blob.ts'
import type { StoredFile } from '../store/stored-files.ts'

/** How closely originals are looked at: every byte hashed again, or their sizes alone. */
export type OriginalsDepth = 'bytes' | 'sizes'

/** What became of the originals: files and bytes that were looked at, and a sentence for each that is not as it was received. */
export interface OriginalsCheck {
  readonly files: number
  readonly bytes: number
  readonly problems: readonly string[]
}

/** Files read at the same time: one waits for the disk while another is hashed. */
const AT_ONCE = 4
const PROBLEMS_MAX = 100

/**
 * Law 6 for evidence: every file that was received, and every one that went out, has the size and the bytes it had. A stream
 * a file: memory stays flat. Hashing runs at the speed of the disk, which `sizes` spares where years of originals lie.
 */
export async function checkOriginals(
  blobs: BlobStore,
  files: readonly StoredFile[],
  depth: OriginalsDepth,
): Promise<OriginalsCheck> {
  const left = [...files]
  const problems: string[] = []
  const look = async () => {
    for (let file = left.pop(); file !== undefined; file = left.pop()) {
      const problem = await problemOf(blobs, file, depth)
      if (problem !== undefined && problems.length < PROBLEMS_MAX) problems.push(problem)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, look))
  return { files: files.length, bytes: files.reduce((sum, file) => sum + file.sizeBytes, 0), problems: problems.sort() }
}

/** What the system refuses of one file is a problem of that file: the proof of all others stands. */
async function problemOf(blobs: BlobStore, file: StoredFile, depth: OriginalsDepth): Promise<string | undefined> {
  try {
    return await differenceOf(blobs, file, depth)
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error
    return `The original of ${file.of} could not be read (${error.code}). It may be as it was: see to the disk and to who may read it, then prove again.`
  }
}

async function differenceOf(blobs: BlobStore, file: StoredFile, depth: OriginalsDepth): Promise<string | undefined> {
  const size = await blobs.sizeOf(file.sha256)
  if (size === undefined) return `The original of ${file.of} is gone. Put it back from a backup.`
  if (size !== file.sizeBytes)
    return `The original of ${file.of} was altered: it has ${size} bytes, and ${file.sizeBytes} were stored. Put it back from a backup.`
  if (depth === 'sizes') return undefined
  const hash = createHash('sha256')
  for await (const chunk of blobs.read(file.sha256)) hash.update(chunk)
  const found = hash.digest('hex')
  const expected = Buffer.from(file.sha256).toString('hex')
  if (found === expected) return undefined
  return `The original of ${file.of} was altered: its bytes hash to ${found}, and ${expected} was stored. Put it back from a backup.`
}
