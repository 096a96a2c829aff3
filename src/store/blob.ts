import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Originals, each under the SHA-256 of its bytes: written once, never changed, checked when read whole. */
export interface BlobStore {
  /** Stores a stream. Throws `BlobTooLarge` once more than `bytesMax` arrived; nothing is kept then. */
  put(bytes: AsyncIterable<Uint8Array>, bytesMax: number): Promise<StoredBlob>
  /** The bytes from `start` to `end` (exclusive), as a stream of chunks. */
  read(sha256: Uint8Array, range?: { start: number; end: number }): AsyncIterable<Uint8Array>
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
  return {
    put: (bytes, bytesMax) => putFile(folder, bytes, bytesMax),
    read: (sha256, range) =>
      createReadStream(pathOf(folder, sha256), {
        highWaterMark: READ_BYTES,
        ...(range === undefined ? {} : { start: range.start, end: range.end - 1 }),
      }),
  }
}

function pathOf(folder: string, sha256: Uint8Array): string {
  const hex = Buffer.from(sha256).toString('hex')
  return join(folder, hex.slice(0, 2), hex.slice(2, 4), hex)
}

async function putFile(folder: string, bytes: AsyncIterable<Uint8Array>, bytesMax: number): Promise<StoredBlob> {
  const arriving = join(folder, 'arriving')
  await mkdir(arriving, { recursive: true })
  const temporary = join(arriving, randomBytes(12).toString('hex'))
  try {
    const stored = await writeWhole(temporary, bytes, bytesMax)
    const final = pathOf(folder, stored.sha256)
    if ((await sizeOf(final)) === stored.sizeBytes) return stored
    await mkdir(dirname(final), { recursive: true })
    await rename(temporary, final)
    await syncFolder(dirname(final))
    return stored
  } finally {
    await rm(temporary, { force: true })
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
      hash.update(chunk)
      await file.write(chunk)
    }
    // The receipt says that we have it: only what is on disk may be acknowledged.
    await file.sync()
  } finally {
    await file.close()
  }
  return { sha256: new Uint8Array(hash.digest()), sizeBytes, head }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.size
}

/** The name itself must survive a power cut too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
