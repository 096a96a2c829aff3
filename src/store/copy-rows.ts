import { finished } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Statement } from './statement.ts'

const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const DAYS_1970_TO_2000 = 10_957
const MICROSECONDS_1970_TO_2000 = 946_684_800_000_000n

/**
 * Rows in PostgreSQL's binary COPY form, built in one growing buffer: no string per field, no parsing in the server. The
 * bytes of a row are also what the audit chain hashes, see store/event.ts.
 */
export class CopyRows {
  #bytes: Buffer
  #at = HEADER.length
  rows = 0

  constructor(bytesExpected = 1 << 16) {
    this.#bytes = Buffer.allocUnsafe(bytesExpected)
    HEADER.copy(this.#bytes)
  }

  /** Where the next byte goes: remembers a range for `slice`. */
  get at(): number {
    return this.#at
  }

  slice(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(from, to)
  }

  row(fields: number): this {
    this.#room(2)
    this.#at = this.#bytes.writeInt16BE(fields, this.#at)
    this.rows++
    return this
  }

  int8(value: number): this {
    this.#room(12)
    this.#at = this.#bytes.writeInt32BE(8, this.#at)
    const high = Math.floor(value / 4_294_967_296)
    this.#at = this.#bytes.writeInt32BE(high, this.#at)
    this.#at = this.#bytes.writeUInt32BE(value - high * 4_294_967_296, this.#at)
    return this
  }

  /** A 64-bit value given as two unsigned halves, as fingerprints are. */
  halves(high: number, low: number): this {
    this.#room(12)
    this.#at = this.#bytes.writeInt32BE(8, this.#at)
    this.#at = this.#bytes.writeUInt32BE(high >>> 0, this.#at)
    this.#at = this.#bytes.writeUInt32BE(low >>> 0, this.#at)
    return this
  }

  int4(value: number): this {
    this.#room(8)
    this.#at = this.#bytes.writeInt32BE(4, this.#at)
    this.#at = this.#bytes.writeInt32BE(value, this.#at)
    return this
  }

  int2(value: number): this {
    this.#room(6)
    this.#at = this.#bytes.writeInt32BE(2, this.#at)
    this.#at = this.#bytes.writeInt16BE(value, this.#at)
    return this
  }

  /** Days since 1970-01-01. */
  date(day: number): this {
    return this.int4(day - DAYS_1970_TO_2000)
  }

  instant(at: Temporal.Instant): this {
    // Microseconds leave the safe integers in the year 2255.
    const microseconds = at.epochNanoseconds / 1000n - MICROSECONDS_1970_TO_2000
    return this.halves(Number(microseconds >> 32n), Number(microseconds & 0xffff_ffffn))
  }

  null(): this {
    this.#room(4)
    this.#at = this.#bytes.writeInt32BE(-1, this.#at)
    return this
  }

  text(value: string): this {
    this.#room(4 + value.length * 3)
    const size = this.#bytes.write(value, this.#at + 4, 'utf8')
    this.#bytes.writeInt32BE(size, this.#at)
    this.#at += 4 + size
    return this
  }

  /** A text that is null when undefined. */
  textOrNull(value: string | undefined): this {
    return value === undefined ? this.null() : this.text(value)
  }

  bytea(value: Uint8Array): this {
    this.#room(4 + value.length)
    this.#at = this.#bytes.writeInt32BE(value.length, this.#at)
    this.#bytes.set(value, this.#at)
    this.#at += value.length
    return this
  }

  jsonb(value: unknown): this {
    const text = JSON.stringify(value)
    this.#room(5 + text.length * 3)
    const size = this.#bytes.write(text, this.#at + 5, 'utf8')
    this.#bytes.writeInt32BE(size + 1, this.#at)
    this.#bytes.writeUInt8(1, this.#at + 4) // jsonb's own version
    this.#at += 5 + size
    return this
  }

  textArray(values: readonly string[]): this {
    const encoded = values.map(value => Buffer.from(value, 'utf8'))
    const size = 12 + (values.length === 0 ? 0 : 8) + encoded.reduce((sum, bytes) => sum + 4 + bytes.length, 0)
    this.#room(4 + size)
    this.#at = this.#bytes.writeInt32BE(size, this.#at)
    this.#at = this.#bytes.writeInt32BE(values.length === 0 ? 0 : 1, this.#at) // dimensions
    this.#at = this.#bytes.writeInt32BE(0, this.#at) // no nulls
    this.#at = this.#bytes.writeInt32BE(25, this.#at) // the oid of text
    if (values.length > 0) {
      this.#at = this.#bytes.writeInt32BE(values.length, this.#at)
      this.#at = this.#bytes.writeInt32BE(1, this.#at)
    }
    for (const bytes of encoded) {
      this.#at = this.#bytes.writeInt32BE(bytes.length, this.#at)
      this.#at += bytes.copy(this.#bytes, this.#at)
    }
    return this
  }

  boolean(value: boolean): this {
    this.#room(5)
    this.#at = this.#bytes.writeInt32BE(1, this.#at)
    this.#at = this.#bytes.writeUInt8(value ? 1 : 0, this.#at)
    return this
  }

  /** The rows with the stream's header but without its end: the first piece of a stream that is written in pieces. */
  open(): Buffer {
    return this.#bytes.subarray(0, this.#at)
  }

  /** The rows alone: a later piece. */
  body(): Buffer {
    return this.#bytes.subarray(HEADER.length, this.#at)
  }

  /** The whole COPY stream. The buffer must not be changed before it was sent. */
  finish(): Buffer {
    this.#room(2)
    this.#at = this.#bytes.writeInt16BE(-1, this.#at)
    return this.#bytes.subarray(0, this.#at)
  }

  #room(needed: number): void {
    if (this.#at + needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + needed))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
  }
}

/** Sends the rows with COPY. The statement is `copy t (…) from stdin (format binary)`; asserts that the server took every row. */
export async function copyInto(tx: pg.ClientBase, what: Statement, rows: CopyRows): Promise<void> {
  if (rows.rows === 0) return
  const stream = tx.query(copyFrom(what.text))
  stream.end(rows.finish())
  await finished(stream)
  if (stream.rowCount !== rows.rows) throw new Error(`${what.name} stored ${stream.rowCount} of ${rows.rows} rows`)
}
