import { binaryTexts } from './binary-array.ts'
import type { RowDigest } from './row-digest.ts'
import { storableJson, storableText } from './storable-text.ts'

const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const DAYS_1970_TO_2000 = 10_957
const MICROSECONDS_1970_TO_2000 = 946_684_800_000_000n

/**
 * Rows in PostgreSQL's binary COPY form, built in one growing buffer: no string per field, no parsing in the server. The
 * bytes of a row are also what the audit chain hashes, see store/event.ts.
 */
export class CopyRows {
  #bytes: Buffer
  // A view writes big-endian numbers without the checks of Buffer's methods: measured a third of the time.
  #view: DataView
  #at = HEADER.length
  // Rows of one transaction mostly carry one instant, and its arithmetic is that of bigints.
  #lastInstant: Temporal.Instant | undefined
  #instantHigh = 0
  #instantLow = 0
  rows = 0

  constructor(bytesExpected = 1 << 16) {
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(bytesExpected, HEADER.length + 2))
    this.#view = viewOf(this.#bytes)
    HEADER.copy(this.#bytes)
  }

  /** Empties the buffer for other rows, which may be given to it once these were stored. */
  clear(): this {
    this.#at = HEADER.length
    this.rows = 0
    return this
  }

  /** Where the next byte goes: remembers a range for `hash`. */
  get at(): number {
    return this.#at
  }

  /** Adds the bytes of the range to what is hashed. */
  hash(into: RowDigest, from: number, to: number): void {
    into.add(this.#bytes, from, to)
  }

  row(fields: number): this {
    this.#room(2)
    this.#view.setInt16(this.#at, fields)
    this.#at += 2
    this.rows++
    return this
  }

  int8(value: number): this {
    if (!Number.isSafeInteger(value)) refuse(value)
    this.#room(12)
    const at = this.#at
    this.#view.setInt32(at, 8)
    this.#view.setInt32(at + 4, Math.floor(value / 4_294_967_296))
    this.#view.setInt32(at + 8, value | 0) // the low 32 bits of any safe integer
    this.#at = at + 12
    return this
  }

  /** A 64-bit value given as two unsigned halves, as fingerprints are. */
  halves(high: number, low: number): this {
    this.#room(12)
    const at = this.#at
    this.#view.setInt32(at, 8)
    this.#view.setInt32(at + 4, high | 0)
    this.#view.setInt32(at + 8, low | 0)
    this.#at = at + 12
    return this
  }

  int4(value: number): this {
    if ((value | 0) !== value) refuse(value)
    this.#room(8)
    this.#view.setInt32(this.#at, 4)
    this.#view.setInt32(this.#at + 4, value)
    this.#at += 8
    return this
  }

  int2(value: number): this {
    if ((value << 16) >> 16 !== value) refuse(value)
    this.#room(6)
    this.#view.setInt32(this.#at, 2)
    this.#view.setInt16(this.#at + 4, value)
    this.#at += 6
    return this
  }

  /** Days since 1970-01-01. */
  date(day: number): this {
    return this.int4(day - DAYS_1970_TO_2000)
  }

  instant(at: Temporal.Instant): this {
    if (at === this.#lastInstant) return this.halves(this.#instantHigh, this.#instantLow)
    // Microseconds leave the safe integers in the year 2255.
    const microseconds = at.epochNanoseconds / 1000n - MICROSECONDS_1970_TO_2000
    this.#lastInstant = at
    this.#instantHigh = Number(microseconds >> 32n)
    this.#instantLow = Number(microseconds & 0xffff_ffffn)
    return this.halves(this.#instantHigh, this.#instantLow)
  }

  null(): this {
    this.#room(4)
    this.#view.setInt32(this.#at, -1)
    this.#at += 4
    return this
  }

  text(value: string): this {
    this.#room(4 + value.length * 3)
    const size = this.#utf8(value, this.#at + 4)
    this.#view.setInt32(this.#at, size)
    this.#at += 4 + size
    return this
  }

  /** A text that is null when undefined. */
  textOrNull(value: string | undefined): this {
    return value === undefined ? this.null() : this.text(value)
  }

  bytea(value: Uint8Array): this {
    this.#room(4 + value.length)
    this.#view.setInt32(this.#at, value.length)
    this.#bytes.set(value, this.#at + 4)
    this.#at += 4 + value.length
    return this
  }

  jsonb(value: unknown): this {
    const text = storableJson(value)
    this.#room(5 + text.length * 3)
    const size = this.#bytes.write(text, this.#at + 5, 'utf8')
    this.#view.setInt32(this.#at, size + 1)
    this.#view.setUint8(this.#at + 4, 1) // jsonb's own version
    this.#at += 5 + size
    return this
  }

  textArray(values: readonly string[]): this {
    return this.bytea(binaryTexts(values))
  }

  boolean(value: boolean): this {
    this.#room(5)
    this.#view.setInt32(this.#at, 1)
    this.#view.setUint8(this.#at + 4, value ? 1 : 0)
    this.#at += 5
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
    this.#view.setInt16(this.#at, -1)
    this.#at += 2
    return this.#bytes.subarray(0, this.#at)
  }

  /** Writes a text and gives its bytes. Most are short words of ASCII, for which a loop is faster than a call into the runtime. */
  #utf8(value: string, at: number): number {
    const bytes = this.#bytes
    if (value.length > SHORT) return bytes.write(storableText(value), at, 'utf8')
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (code > 0x7f || code === 0) return bytes.write(storableText(value), at, 'utf8')
      bytes[at + i] = code
    }
    return value.length
  }

  #room(needed: number): void {
    if (this.#at + needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#at + needed))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
    this.#view = viewOf(larger)
  }
}

const SHORT = 32

/** A view would cut a number silently. */
function refuse(value: number): never {
  throw new RangeError(`${value} does not fit its column`)
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
