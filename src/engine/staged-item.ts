/**
 * Items between the two passes: the first pass packs them, part by part, into buffers; the second reads them back. A fixed
 * little-endian head, then the bytes that the pack's `parseItem` gets.
 */
const HEAD_BYTES = 34

/** What the first pass knew of an item. */
export interface StagedItem {
  readonly seq: number
  readonly batch: number
  readonly line: number
  readonly offset: number
  readonly length: number
  readonly bucket: number
  readonly raw: Uint8Array
}

/** A growing buffer of staged items of one part. */
export class StagedItems {
  #bytes = new Uint8Array(1 << 15)
  #view = new DataView(this.#bytes.buffer)
  #at = 0
  items = 0

  get size(): number {
    return this.#at
  }

  add(item: {
    seq: number
    batch: number
    line: number
    offset: number
    length: number
    bucket: number
    bytes: Uint8Array
    start: number
    size: number
  }): void {
    this.#room(HEAD_BYTES + item.size)
    const view = this.#view
    const at = this.#at
    view.setUint32(at, item.seq, true)
    view.setUint32(at + 4, item.batch, true)
    view.setUint32(at + 8, item.line, true)
    view.setFloat64(at + 12, item.offset, true)
    view.setUint32(at + 20, item.length, true)
    view.setUint16(at + 24, item.bucket, true)
    view.setUint32(at + 30, item.size, true)
    const to = at + HEAD_BYTES
    // Items are a hundred bytes: a loop is faster than the view that `set` needs.
    for (let i = 0; i < item.size; i++) this.#bytes[to + i] = item.bytes[item.start + i] as number
    this.#at = to + item.size
    this.items++
  }

  /** Everything added since the last call, as a copy. */
  take(): { bytes: Uint8Array; items: number } {
    const taken = { bytes: this.#bytes.slice(0, this.#at), items: this.items }
    this.#at = 0
    this.items = 0
    return taken
  }

  #room(needed: number): void {
    if (this.#at + needed <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + needed))
    larger.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}

/** The items of one chunk, in order. `raw` are views into the chunk. */
export function readStagedItems(chunk: Uint8Array): StagedItem[] {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  const items: StagedItem[] = []
  for (let at = 0; at < chunk.length; ) {
    const size = view.getUint32(at + 30, true)
    items.push({
      seq: view.getUint32(at, true),
      batch: view.getUint32(at + 4, true),
      line: view.getUint32(at + 8, true),
      offset: view.getFloat64(at + 12, true),
      length: view.getUint32(at + 20, true),
      bucket: view.getUint16(at + 24, true),
      raw: chunk.subarray(at + HEAD_BYTES, at + HEAD_BYTES + size),
    })
    at += HEAD_BYTES + size
  }
  return items
}
