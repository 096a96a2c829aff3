import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeFolder, syncFolder } from './make-folder.ts'

/** Originals, each under the SHA-256 of its bytes: written once and never changed. Readers check what they read whole. */
export interface BlobStore {
  /** Stores a stream. Throws `BlobTooLarge` once more than `bytesMax` arrived; nothing is kept then. */
  put(bytes: AsyncIterable<Uint8Array>, bytesMax: number): Promise<StoredBlob>
  /** The bytes from `start` to `end` (exclusive), as a stream of chunks. */
  read(sha256: Uint8Array, range?: { start: number; end: number }): AsyncIterable<Uint8Array>
  /** Undefined when there is no such blob. Throws what the system refuses otherwise: a blob that cannot be looked at is not gone. */
  sizeOf(sha256: Uint8Array): Promise<number | undefined>
}

export interface StoredBlob {
  readonly sha256: Uint8Array
  readonly sizeBytes: number
  /** The first bytes, up to 256: what formats are recognised by. */
  readonly head: Uint8Array
}

export class BlobTooLarge extends Error {
  override readonly name = 'BlobTooLarge'
}

const HEAD_BYTES = 256
const READ_BYTES = 1 << 20

/** A blob store in a folder: `ab/cd/abcd…`. A blob appears under its name only when it is whole and on disk. */
export function openBlobFolder(folder: string): BlobStore {
  const synced = new Set<string>()
  return {
    put: (bytes, bytesMax) => putFile({ folder, synced }, bytes, bytesMax),
    read: (sha256, range) =>
      createReadStream(pathOf(folder, sha256), {
        highWaterMark: READ_BYTES,
        ...(range === undefined ? {} : { start: range.start, end: range.end - 1 }),
      }),
    sizeOf: sha256 => sizeOf(pathOf(folder, sha256)),
  }
}

interface BlobFolder {
  readonly folder: string
  /** Folders below it that are known to be on disk by their names: those that this process synced. */
  readonly synced: Set<string>
}

function pathOf(folder: string, sha256: Uint8Array): string {
  const hex = Buffer.from(sha256).toString('hex')
  return join(folder, hex.slice(0, 2), hex.slice(2, 4), hex)
}

async function putFile(at: BlobFolder, bytes: AsyncIterable<Uint8Array>, bytesMax: number): Promise<StoredBlob> {
  const arriving = join(at.folder, 'arriving')
  await makeFolder(arriving)
  const temporary = join(arriving, randomBytes(12).toString('hex'))
  try {
    const stored = await writeWhole(temporary, bytes, bytesMax)
    const final = pathOf(at.folder, stored.sha256)
    // A blob whose bytes were altered where it lies is put right: these are the bytes that its name promises.
    if (!(await isSame(final, stored))) {
      await makeFolder(dirname(final))
      await rename(temporary, final)
    }
    // Also where it was there before: whoever put it there may not have come to this line.
    await syncNames(at, final)
    return stored
  } finally {
    await rm(temporary, { force: true })
  }
}

/**
 * The name itself must survive a power cut too, and with it every folder up to the blob folder. A folder that another process
 * just made may not be synced yet, so each is synced into the one above it the first time this process uses it.
 */
async function syncNames({ folder, synced }: BlobFolder, file: string): Promise<void> {
  const second = dirname(file)
  await syncFolder(second)
  for (const made of [second, dirname(second), folder]) {
    if (synced.has(made)) continue
    await syncFolder(dirname(made))
    synced.add(made)
  }
}

async function writeWhole(path: string, bytes: AsyncIterable<Uint8Array>, bytesMax: number): Promise<StoredBlob> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  let head = new Uint8Array(0)
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of bytes) {
      sizeBytes += chunk.length
      if (sizeBytes > bytesMax)
        throw new BlobTooLarge(`more than ${bytesMax} bytes arrived; a file this large is split by its sender`)
      if (head.length < HEAD_BYTES)
        head = new Uint8Array(Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]))
      const written = file.writeFile(chunk) // all of it: `write` may take a part and say so, which is how a full disk begins
      hash.update(chunk)
      await written
    }
    // The receipt says that we have it: only what is on disk may be acknowledged.
    await file.sync()
  } finally {
    await file.close()
  }
  return { sha256: new Uint8Array(hash.digest()), sizeBytes, head }
}

/** True when the file holds these bytes: the size first, which is cheap, then every byte. */
async function isSame(path: string, stored: StoredBlob): Promise<boolean> {
  if ((await sizeOf(path)) !== stored.sizeBytes) return false
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) hash.update(chunk)
  return hash.digest().equals(stored.sha256)
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
