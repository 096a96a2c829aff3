import type { Pack } from '../core/pack.ts'
import type { ChunkWriter, Part } from '../store/part.ts'
import type { Receipt } from '../store/receipt.ts'

/**
 * The staged items of one file, kept in the memory of the process that read it: it mostly goes on with the parts itself, and
 * then they need not pass through the database. Nothing depends on it: a process that takes the receipt up later, or after a
 * crash, finds parts that are ready and not staged, and reads the stored file again (restage-parts.ts).
 */
export interface KeptStage extends ChunkWriter {
  /** The part's chunks, in order; given once, so that the memory of a part is free when it is done. */
  take(part: Part): readonly Uint8Array[]
  /** Gives back what the file took of the process's allowance. */
  release(): void
}

/** Bytes of files whose items this process keeps at once; larger files, and more at a time, are staged in the database. */
const KEPT_BYTES_MAX = 128 * 2 ** 20
let keptBytes = 0

/** A stage in memory where there is room; undefined when the file is to be staged in the database. */
export function keepStage(receipt: Receipt, pack: Pack): KeptStage | undefined {
  const { sizeBytes } = receipt
  // A second look reads what is staged back by batch, and is for packs whose items are small beside their images.
  if (pack.secondLook !== undefined || keptBytes + sizeBytes > KEPT_BYTES_MAX) return undefined
  keptBytes += sizeBytes
  const parts = new Map<number, Uint8Array[]>()
  let isReleased = false
  return {
    async write(chunk) {
      const chunks = parts.get(chunk.partNo)
      if (chunks === undefined) parts.set(chunk.partNo, [chunk.bytes])
      else chunks.push(chunk.bytes)
    },
    async close() {},
    take(part) {
      const chunks = parts.get(part.no) ?? []
      parts.delete(part.no)
      return chunks
    },
    release() {
      if (!isReleased) keptBytes -= sizeBytes
      isReleased = true
      parts.clear()
    },
  }
}
