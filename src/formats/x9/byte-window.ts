/**
 * The part of a stream that is still needed, as one array: what was not consumed of the last chunk and what came since.
 * A chunk is read in place while nothing is left over from before, so whole records are never copied.
 */
export class ByteWindow {
  /** Valid from `start` to `end`. */
  bytes: Uint8Array = new Uint8Array(0)
  start = 0
  end = 0
  /** True when nothing will be added. */
  ended = false
  /** Offset in the stream of `bytes[0]`. */
  #base = 0
  #own: Uint8Array = new Uint8Array(64 * 1024)

  /** Adds a chunk that must stay unchanged until `release`. */
  add(chunk: Uint8Array): void {
    if (this.start === this.end) {
      this.#base += this.start
      this.bytes = chunk
      this.start = 0
      this.end = chunk.length
      return
    }
    this.#makeRoom(chunk.length)
    this.bytes.set(chunk, this.end)
    this.end += chunk.length
  }

  /** Forgets all before index `from` and lets go of the caller's chunk. Indexes taken before are void after this. */
  release(from: number): void {
    this.start = from
    if (this.bytes === this.#own || this.start === this.end) return
    const kept = this.bytes.subarray(this.start, this.end)
    if (kept.length > this.#own.length) this.#own = new Uint8Array(2 * kept.length)
    this.#own.set(kept)
    this.#moved(kept.length)
  }

  /** The stream's offset of an index. */
  offsetOf(index: number): number {
    return this.#base + index
  }

  /** The index of a stream's offset that is still held. */
  indexOf(offset: number): number {
    return offset - this.#base
  }

  #makeRoom(more: number): void {
    if (this.end + more <= this.bytes.length) return
    const kept = this.bytes.subarray(this.start, this.end)
    if (kept.length + more > this.#own.length) {
      const grown = new Uint8Array(2 * (kept.length + more))
      grown.set(kept)
      this.#own = grown
    } else this.#own.copyWithin(0, this.start, this.end)
    this.#moved(kept.length)
  }

  #moved(length: number): void {
    this.#base += this.start
    this.bytes = this.#own
    this.start = 0
    this.end = length
  }
}
