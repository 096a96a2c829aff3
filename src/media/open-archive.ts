import { Readable } from 'node:stream'
import { crc32, createGunzip } from 'node:zlib'
import yauzl from 'yauzl'
import { ARCHIVE_LIMITS, type ArchiveKind, type ArchiveMember, ArchiveRefusal } from '../core/archive.ts'

/** Stored bytes that can be read anywhere. */
export interface ArchiveSource {
  readonly name: string
  readonly sizeBytes: number
  read(range: { start: number; end: number }): AsyncIterable<Uint8Array>
}

/**
 * The members of a zip or gzip archive, one after the other, unpacked as a stream and never onto a path of the archive's
 * choosing. Throws `ArchiveRefusal` for bombs, paths that lead out, links and encryption; archives inside archives are the
 * caller's. Everything declared is checked before the first byte is unpacked; what is unpacked is counted again.
 */
export function openArchive(kind: ArchiveKind, source: ArchiveSource): AsyncIterable<ArchiveMember> {
  return kind === 'zip' ? zipMembers(source) : gzipMember(source)
}

async function* gzipMember(source: ArchiveSource): AsyncGenerator<ArchiveMember> {
  yield { name: source.name.replace(/\.gz$/i, ''), bytes: gunzip(source) }
}

async function* gunzip(source: ArchiveSource): AsyncGenerator<Uint8Array> {
  const input = Readable.from(source.read({ start: 0, end: source.sizeBytes }))
  const unpacked = createGunzip({ chunkSize: 1 << 16 })
  input.on('error', error => unpacked.destroy(error))
  input.pipe(unpacked)
  let written = 0
  try {
    for await (const chunk of unpacked) {
      written += chunk.length
      // What was unpacked so far, not what was read ahead: a megabyte ahead would let a bomb grow by a gigabyte.
      refuseGrowth(source.name, written, Math.max(unpacked.bytesWritten, 1))
      yield chunk
    }
  } catch (error) {
    if (error instanceof ArchiveRefusal || isOfOurDisk(error)) throw error
    throw new ArchiveRefusal(
      `${source.name} is a damaged gzip file (${(error as Error).message}). Ask the sender for it again.`,
    )
  } finally {
    input.destroy()
    unpacked.destroy()
  }
}

/** Our own disk that fails says nothing about the file: it is tried again, not refused. */
function isOfOurDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^E(?!RR_)/.test(String(error.code))
}

function refuseGrowth(name: string, written: number, read: number): void {
  if (written > ARCHIVE_LIMITS.bytesMax)
    throw new ArchiveRefusal(
      `${name} unpacks to more than ${ARCHIVE_LIMITS.bytesMax} bytes. Ask the sender to split it.`,
    )
  if (written > ARCHIVE_LIMITS.ratioFromBytes && written > ARCHIVE_LIMITS.ratioMax * read) {
    throw new ArchiveRefusal(
      `${name} unpacks to more than ${ARCHIVE_LIMITS.ratioMax} times its size, as no bank file does. Ask the sender what it is.`,
    )
  }
}

async function* zipMembers(source: ArchiveSource): AsyncGenerator<ArchiveMember> {
  const zip = await openZip(source)
  try {
    const entries = await listEntries(zip, source)
    for (const entry of entries) yield { name: entry.fileName, bytes: unzip(zip, entry, source) }
  } finally {
    zip.close()
  }
}

async function openZip(source: ArchiveSource): Promise<yauzl.ZipFile> {
  class StoredReader extends yauzl.RandomAccessReader {
    override _readStreamForRange(start: number, end: number): Readable {
      return Readable.from(source.read({ start, end }))
    }
  }
  try {
    return await new Promise((resolve, reject) => {
      const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: true }
      yauzl.fromRandomAccessReader(new StoredReader(), source.sizeBytes, options, (error, zip) =>
        error === null && zip !== undefined ? resolve(zip) : reject(error),
      )
    })
  } catch (error) {
    throw damaged(source, error)
  }
}

function damaged(source: ArchiveSource, error: unknown): unknown {
  if (isOfOurDisk(error)) return error
  return new ArchiveRefusal(
    `${source.name} is a zip file that cannot be read (${(error as Error).message}). Ask the sender for it again.`,
  )
}

/** Reads the whole directory and refuses the archive for any entry of it, before anything is unpacked. */
async function listEntries(zip: yauzl.ZipFile, source: ArchiveSource): Promise<readonly yauzl.Entry[]> {
  const entries: yauzl.Entry[] = []
  let bytes = 0
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on('error', reject)
      zip.on('end', resolve)
      zip.on('entry', (entry: yauzl.Entry) => {
        try {
          bytes += entry.uncompressedSize
          refuseEntry(source, entry, { entries: entries.length, bytes })
        } catch (refusal) {
          return reject(refusal)
        }
        if (!entry.fileName.endsWith('/')) entries.push(entry)
        zip.readEntry()
      })
      zip.readEntry()
    })
  } catch (error) {
    throw error instanceof ArchiveRefusal ? error : damaged(source, error)
  }
  return entries
}

const SYMBOLIC_LINK = 0o120_000
const FILE_TYPE = 0o170_000

function refuseEntry(source: ArchiveSource, entry: yauzl.Entry, sums: { entries: number; bytes: number }): void {
  const { membersMax, bytesMax, nameBytesMax, ratioMax, ratioFromBytes } = ARCHIVE_LIMITS
  const refuse = (why: string) => {
    throw new ArchiveRefusal(`${source.name} ${why}. Nothing of it was taken; ask the sender what it is.`)
  }
  if (sums.entries >= membersMax) refuse(`holds more than ${membersMax} files`)
  if (sums.bytes > bytesMax) refuse(`says it unpacks to more than ${bytesMax} bytes`)
  if (entry.uncompressedSize > ratioFromBytes && entry.uncompressedSize > ratioMax * entry.compressedSize)
    refuse(`says it unpacks to more than ${ratioMax} times its size`)
  if (Buffer.byteLength(entry.fileName) > nameBytesMax) refuse(`holds a name of more than ${nameBytesMax} bytes`)
  if (/\p{Cc}/u.test(entry.fileName)) refuse('holds a name with control characters')
  if (/(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[A-Za-z]:/.test(entry.fileName))
    refuse('holds a path that leads out of the archive')
  if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === SYMBOLIC_LINK) refuse('holds a link instead of a file')
  if ((entry.generalPurposeBitFlag & 1) !== 0) refuse('is encrypted')
}

async function* unzip(zip: yauzl.ZipFile, entry: yauzl.Entry, source: ArchiveSource): AsyncGenerator<Uint8Array> {
  let written = 0
  let checked = 0
  try {
    const stream = await new Promise<Readable>((resolve, reject) => {
      zip.openReadStream(entry, (error, opened) =>
        error === null && opened !== undefined ? resolve(opened) : reject(error),
      )
    })
    for await (const chunk of stream) {
      written += chunk.length
      refuseGrowth(source.name, written, Math.max(entry.compressedSize, 1))
      checked = crc32(chunk, checked)
      yield chunk
    }
    // The reader of zip files leaves the check sum to us: a stored member is damaged in silence otherwise.
    if (checked !== entry.crc32) throw new Error('a member does not have its check sum')
  } catch (error) {
    throw error instanceof ArchiveRefusal ? error : damaged(source, error)
  }
}
