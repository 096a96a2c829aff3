import { createHash } from 'node:crypto'

/** Collects bytes of rows that never change, to be hashed at once: what a part's event says about the rows it stands for. */
export class RowDigest {
  #bytes: Buffer
  #at = 0

  constructor(bytesExpected: number) {
    this.#bytes = Buffer.allocUnsafe(Math.max(bytesExpected, 256))
  }

  add(bytes: Uint8Array): void {
    if (this.#at + bytes.length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + bytes.length))
      this.#bytes.copy(larger, 0, 0, this.#at)
      this.#bytes = larger
    }
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
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
