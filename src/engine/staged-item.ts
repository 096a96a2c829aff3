/**
 * Items between the two passes: the first pass packs them, part by part, into buffers; the second reads them back. A fixed
 * little-endian head, then the bytes that the pack's `parseItem` gets.
 */
const BUCKET_AT = 24
const SIZE_AT = 26
const HEAD_BYTES = 30

/** What the first pass knew of an item: its place in a chunk, from which each number is read when it is asked for. */
export class StagedItem {
  readonly #chunk: DataView
  readonly #at: number

  constructor(chunk: DataView, at: number) {
    this.#chunk = chunk
    this.#at = at
  }

  get seq(): number {
    return this.#chunk.getUint32(this.#at, true)
  }

  get batch(): number {
    return this.#chunk.getUint32(this.#at + 4, true)
  }

  get line(): number {
    return this.#chunk.getUint32(this.#at + 8, true)
  }

  get offset(): number {
    return this.#chunk.getFloat64(this.#at + 12, true)
  }

  get length(): number {
    return this.#chunk.getUint32(this.#at + 20, true)
  }

  get bucket(): number {
    return this.#chunk.getUint16(this.#at + BUCKET_AT, true)
  }

  /** A view into the chunk, made at each call. */
  get raw(): Uint8Array {
    const size = this.#chunk.getUint32(this.#at + SIZE_AT, true)
    return new Uint8Array(this.#chunk.buffer, this.#chunk.byteOffset + this.#at + HEAD_BYTES, size)
  }
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
    view.setUint16(at + BUCKET_AT, item.bucket, true)
    view.setUint32(at + SIZE_AT, item.size, true)
    const to = at + HEAD_BYTES
    this.#bytes.set(item.bytes.subarray(item.start, item.start + item.size), to)
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

/** Where the items of a chunk begin, in order. */
export function* stagedPlaces(chunk: DataView): Generator<number> {
  for (let at = 0; at < chunk.byteLength; at += HEAD_BYTES + chunk.getUint32(at + SIZE_AT, true)) yield at
}

/** The bucket of the item at a place, without making the item. */
export function bucketAt(chunk: DataView, place: number): number {
  return chunk.getUint16(place + BUCKET_AT, true)
}

/** The items of one chunk, in order. */
export function readStagedItems(bytes: Uint8Array): StagedItem[] {
  const chunk = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from(stagedPlaces(chunk), place => new StagedItem(chunk, place))
}
