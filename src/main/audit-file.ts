import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream'
import { crc32, createDeflateRaw, createGunzip, type DeflateRaw } from 'node:zlib'
import { ExportCheck, type ExportVerdict } from '../core/audit-check.ts'
import type { Seal } from '../core/signed-heads.ts'
import type { ExportSink } from '../engine/export-audit.ts'
import { syncFolder } from '../store/make-folder.ts'

/**
 * The first bytes of every export: gzip without a name, a time or a machine. Node would write the machine's kind into it, and the
 * same database would give other bytes elsewhere.
 */
const GZIP_HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff)
const LEVEL = 3 // half of what is packed are hashes, which no level makes smaller
const LINE_BYTES_MAX = 1 << 24

/**
 * Writes an export: under its name it appears whole and on disk, or not at all. `fill` writes it and finishes the sink. Two
 * processes do not write into each other's; a kill leaves what it wrote under a name of its own.
 */
export async function writeExportFile<T>(path: string, fill: (sink: ExportSink) => Promise<T>): Promise<T> {
  const arriving = `${path}.${process.pid}.part`
  const handle = await open(arriving, 'w', 0o600)
  try {
    const written = await fill(new GzipSink(handle))
    await rename(arriving, path)
    await syncFolder(dirname(path))
    return written
  } catch (error) {
    await rm(arriving, { force: true })
    throw error
  } finally {
    await handle.close()
  }
}

class GzipSink implements ExportSink {
  readonly #handle: FileHandle
  readonly #packer: DeflateRaw = createDeflateRaw({ level: LEVEL })
  readonly #written: Promise<void>
  #crc = 0
  #bytes = 0

  constructor(handle: FileHandle) {
    this.#handle = handle
    this.#written = this.#drain()
    this.#written.catch(() => this.#packer.destroy()) // `finish` and `write` throw it
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#crc = crc32(bytes, this.#crc)
    this.#bytes += bytes.length
    if (!this.#packer.write(bytes)) await Promise.race([once(this.#packer, 'drain'), this.#written])
  }

  async finish(): Promise<void> {
    this.#packer.end()
    await this.#written
    const trailer = Buffer.alloc(8)
    trailer.writeUInt32LE(this.#crc, 0)
    trailer.writeUInt32LE(this.#bytes % 2 ** 32, 4)
    await this.#handle.writeFile(trailer)
    await this.#handle.sync()
  }

  async #drain(): Promise<void> {
    await this.#handle.writeFile(GZIP_HEADER) // goes on where the last one ended
    for await (const chunk of this.#packer) await this.#handle.writeFile(chunk)
  }
}

/** Checks an export as it is read. Throws only when the file itself cannot be read. Without a seal no signature is checked. */
export async function checkExportFile(path: string, seal: Seal | undefined): Promise<ExportVerdict> {
  const check = new ExportCheck({
    newHash: () => createHash('sha256'),
    sha256: text => createHash('sha256').update(text).digest('hex'),
    textOf: bytes => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(),
    isSigned: seal?.isSigned,
  })
  const first = await firstBytes(path)
  if (first[0] !== GZIP_HEADER[0]) return check.verdict(await takeLines(createReadStream(path), check))
  const isOurs = first.equals(GZIP_HEADER)
  const unpacked = createGunzip({ rejectGarbageAfterEnd: true })
  pipeline(createReadStream(path), unpacked, () => {}) // what goes wrong comes out of the loop that reads
  const cut = await takeLines(unpacked, check)
  return check.verdict(isOurs ? cut : 'The first bytes of the file are not those with which an export begins.')
}

async function firstBytes(path: string): Promise<Buffer> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(GZIP_HEADER.length), 0, GZIP_HEADER.length, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** Gives whole lines to the check. Says what kept it from giving all of them. */
async function takeLines(chunks: AsyncIterable<Buffer>, check: ExportCheck): Promise<string | undefined> {
  let rest: Buffer[] = []
  let held = 0
  try {
    for await (const chunk of chunks) {
      const end = chunk.lastIndexOf(0x0a) + 1
      if (end > 0) {
        await check.take(held === 0 ? chunk.subarray(0, end) : Buffer.concat([...rest, chunk.subarray(0, end)]))
        rest = []
        held = 0
      }
      rest.push(chunk.subarray(end))
      held += chunk.length - end
      if (held > LINE_BYTES_MAX) return `Line ${check.lines + 1} has more than ${LINE_BYTES_MAX} bytes.`
    }
  } catch (error) {
    if (isUnpacking(error)) return `Line ${check.lines + 1} cannot be unpacked: ${error.message}.`
    throw error
  }
  return held === 0 ? undefined : `Line ${check.lines + 1} has no end: it was cut off.`
}

/** What a packed file of wrong bytes gives. */
function isUnpacking(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^(Z_|ERR_TRAILING_JUNK)/.test(String(error.code))
}
