import { createHash } from 'node:crypto'

/** Collects bytes of rows that never change, to be hashed at once: what a part's event says about the rows it stands for. */
export class RowDigest {
  #bytes: Buffer
  #at = 0

  constructor(bytesExpected: number) {
    this.#bytes = Buffer.allocUnsafe(Math.max(bytesExpected, 256))
  }

  /** Adds the bytes of a row that stands somewhere in `bytes`. */
  add(bytes: Buffer, from = 0, to = bytes.length): void {
    if (this.#at + to - from > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + to - from))
      this.#bytes.copy(larger, 0, 0, this.#at)
      this.#bytes = larger
    }
    // A row is a hundred bytes: this takes half as long as the view that `set` needs, and a loop twice as long.
    this.#at += bytes.copy(this.#bytes, this.#at, from, to)
  }

  /** Forgets what was added. */
  clear(): void {
    this.#at = 0
  }

  /** SHA-256 of everything added since the last call, as hex. */
  take(): string {
    const hash = createHash('sha256').update(this.#bytes.subarray(0, this.#at)).digest('hex')
    this.#at = 0
    return hash
  }
}
