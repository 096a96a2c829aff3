import type { X9ItemCursor } from '../../formats/x9/item-cursor.ts'

/**
 * The bytes of one item as the first pass hands them to the second: eight bytes with the item's offset in the stored file
 * (two big-endian halves), then its records in the canonical form of `formats/x9`, without images. The offset is there
 * because the second pass says where in the file the front image lies.
 */
export const RAW_HEAD = 8

/** Writes the item's bytes into a buffer that grows as needed, and is used again for the next one. */
export class RawItems {
  bytes = new Uint8Array(4096)

  /** The number of bytes written, from 0 on. */
  write(item: X9ItemCursor): number {
    const size = RAW_HEAD + item.canonicalLength
    if (size > this.bytes.length) this.bytes = new Uint8Array(2 * size)
    const head = new DataView(this.bytes.buffer)
    head.setUint32(0, Math.floor(item.offset / 2 ** 32))
    head.setUint32(4, item.offset >>> 0)
    item.copyTo(this.bytes, RAW_HEAD)
    return size
  }
}

/** The item's offset in the stored file, and its records. Bytes that are too short are at offset 0 and have none. */
export function readRaw(raw: Uint8Array): { readonly offset: number; readonly records: Uint8Array } {
  if (raw.length < RAW_HEAD) return { offset: 0, records: raw.subarray(0, 0) }
  const head = new DataView(raw.buffer, raw.byteOffset, RAW_HEAD)
  return { offset: head.getUint32(0) * 2 ** 32 + head.getUint32(4), records: raw.subarray(RAW_HEAD) }
}
