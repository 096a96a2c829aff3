import { crc32, deflateRawSync, gzipSync } from 'node:zlib'

/** One entry of a zip; everything but name and content may lie. */
export interface ZipEntry {
  readonly name: string
  readonly content: Uint8Array
  readonly method?: 'stored' | 'deflated'
  /** What the directory says the content's size is. Above four gigabytes it says so in the zip64 way. */
  readonly declaredSize?: number
  readonly isEncrypted?: boolean
  /** Unix mode, for example 0o120777 for a link. */
  readonly mode?: number
}

/** A zip as any tool would write it, or as an attacker would (PKWARE application note, 4.3). */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const written: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const entry of entries) {
    const { local, central } = recordsOf(entry, at)
    written.push(local)
    directory.push(central)
    at += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...written, central, end])
}

const ZIP64 = 0xffffffff

function recordsOf(entry: ZipEntry, offset: number): { local: Buffer; central: Buffer } {
  const name = Buffer.from(entry.name, 'utf8')
  const data = entry.method === 'stored' ? Buffer.from(entry.content) : deflateRawSync(entry.content)
  const size = entry.declaredSize ?? entry.content.length
  const extra = size >= ZIP64 ? zip64Extra(size) : Buffer.alloc(0)
  const about = Buffer.alloc(26)
  about.writeUInt16LE(20, 0)
  about.writeUInt16LE((entry.isEncrypted === true ? 1 : 0) | 0x800, 2) // bit 11: the name is UTF-8
  about.writeUInt16LE(entry.method === 'stored' ? 0 : 8, 4)
  about.writeUInt16LE(0x21, 8)
  about.writeUInt32LE(crc32(entry.content), 10)
  about.writeUInt32LE(data.length, 14)
  about.writeUInt32LE(Math.min(size, ZIP64), 18)
  about.writeUInt16LE(name.length, 22)
  about.writeUInt16LE(extra.length, 24)
  const behind = Buffer.alloc(14)
  behind.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6)
  behind.writeUInt32LE(offset, 10)
  const madeOnUnix = Buffer.from([20, 3])
  return {
    local: Buffer.concat([signature(0x04034b50), about, name, extra, data]),
    central: Buffer.concat([signature(0x02014b50), madeOnUnix, about, behind, name, extra]),
  }
}

function zip64Extra(size: number): Buffer {
  const extra = Buffer.alloc(12)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(8, 2)
  extra.writeBigUInt64LE(BigInt(size), 4)
  return extra
}

function signature(of: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(of)
  return bytes
}

/** Zeros of this many megabytes as a gzip file of a thousandth of that: one member of 64 MB, again and again. */
export function gzipBomb(megabytes: number): Buffer {
  const member = gzipSync(Buffer.alloc(64 * 2 ** 20), { level: 9 })
  return Buffer.concat(Array.from({ length: Math.ceil(megabytes / 64) }, () => member))
}
