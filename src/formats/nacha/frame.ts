import { RECORD_LENGTH } from './layout.ts'
import { beginsRecord, GRID_BYTES, recordOrGap } from './record-grid.ts'
import { hasRecordShape } from './record-shape.ts'

/** How records end: what a writer must do alike for the bytes to come out as they came in. */
export type LineEnd = '\r\n' | '\n' | '\r' | ''

/** One record as it was cut from the bytes. One object is reused: read it during the call, keep nothing of it. */
export interface Frame {
  /** Holds the record; valid until the call returns. */
  bytes: Uint8Array
  start: number
  /** Bytes of content, line end not counted: 94 when all is well, 0 for a blank line, at most 94. */
  length: number
  /** Bytes of content beyond the 94th that were seen when the record was cut (0 when all is well). */
  excess: number
  /** True when one of the excess bytes is not blank. */
  excessText: boolean
  /** Number of UTF-8 continuation bytes in the whole line: when it equals `excess`, they are what shifted the columns. */
  continuations: number
  /** 1-based. Files without line ends count records. */
  line: number
  /** Of the record's first byte in the file. */
  offset: number
  lineEnd: LineEnd
  /** True when every byte is printable ASCII: decided while cutting, so that nobody scans again. */
  clean: boolean
}

/** Bytes in which no record could be found, up to the next that could, or to the end of the file. */
export interface Gap {
  /** 1-based, of where the next record should have stood. */
  readonly line: number
  readonly offset: number
  readonly length: number
  readonly toEnd: boolean
}

/** Who is told what was cut. */
export interface FrameSink {
  frame(frame: Frame): void
  /** A byte-order mark was skipped. */
  mark(): void
  gap(gap: Gap): void
}

export interface Framer {
  write(chunk: Uint8Array): void
  end(): void
}

const LF = 0x0a
const CR = 0x0d
const BLANK = 0x20
const LINE_MAX = 2 * RECORD_LENGTH + 1 // enough to tell a long line from records without line ends
const LOOK_AHEAD = GRID_BYTES + 1

/**
 * Cuts a stream of bytes into records at any chunk boundary. A line end ends a record; where none comes within two records'
 * length, every 94 bytes are one, as long as what stands behind them is one too. Where that ends, bytes were lost or added: the
 * next place at which records follow each other is looked for, and the bytes up to there are a gap. Memory is four records, and
 * each byte is looked at a bounded number of times.
 */
export function createFramer(sink: FrameSink): Framer {
  const cutter = new Cutter(sink)
  return {
    write: chunk => cutter.write(chunk),
    end: () => cutter.end(),
  }
}

/** True for the bytes that begin a record: 1, 5, 6, 7, 8, 9. */
export function isRecordType(byte: number | undefined): boolean {
  return byte !== undefined && (byte === 0x31 || (byte >= 0x35 && byte <= 0x39))
}

class Cutter {
  readonly #sink: FrameSink
  readonly #frame: Frame = blankFrame()
  readonly #carry = new Uint8Array(LOOK_AHEAD + 1)
  #carried = 0
  /** File offset of the next byte to be cut. */
  #offset = 0
  #line = 1
  /** The rest of an over-long line ended with a CR: an LF that follows belongs to it. */
  #afterCr = false
  /** Inside the rest of an over-long line, of which the record before tells, of one that was blank so far, or in a gap: from where. */
  #skipping: { readonly what: 'line' | 'blanks' | 'gap'; readonly offset: number } | undefined
  /** The last byte that was dropped: of an earlier chunk when none lies before the cut in this one. */
  #dropped: number | undefined
  /** The record before had no line end. */
  #unlined = false
  /** No more bytes will come: what is left is cut as it stands. */
  #ended = false

  constructor(sink: FrameSink) {
    this.#sink = sink
  }

  write(chunk: Uint8Array): void {
    let at = this.#carried > 0 ? this.#fillCarry(chunk) : 0
    if (this.#carried > 0) return
    at = this.#cutAll(chunk, at, chunk.length)
    const left = chunk.length - at
    this.#carry.set(chunk.subarray(at), 0)
    this.#carried = left
  }

  end(): void {
    this.#ended = true
    const done = this.#cutAll(this.#carry, 0, this.#carried)
    this.#carried -= done
    if (this.#skipping?.what === 'gap') this.#closeGap('to the end')
  }

  /**
   * Joins what is left of the last chunk with the beginning of this one and cuts until the cut lies in this chunk alone.
   * Returns where in the chunk to go on; when all of it fits the carry and nothing can be cut yet, `#carried` stays above 0.
   */
  #fillCarry(chunk: Uint8Array): number {
    while (this.#carried > 0) {
      const old = this.#carried
      const joined = Math.min(this.#carry.length, old + chunk.length)
      this.#carry.set(chunk.subarray(0, joined - old), old)
      const cut = this.#cutOne(this.#carry, 0, joined)
      if (cut === 0) {
        this.#carried = joined
        return chunk.length
      }
      // What was cut beyond the old bytes came from the chunk; what was not cut of them moves to the front.
      if (cut >= old) {
        this.#carried = 0
        return cut - old
      }
      this.#carry.copyWithin(0, cut, old)
      this.#carried = old - cut
    }
    return 0
  }

  #cutAll(bytes: Uint8Array, from: number, to: number): number {
    let at = from
    while (at < to) {
      const cut = this.#cutOne(bytes, at, to)
      if (cut === 0) break
      at += cut
    }
    return at
  }

  /** Cuts one record at `at` and hands it on. Returns how many bytes it took, 0 when more are needed to decide. */
  #cutOne(bytes: Uint8Array, at: number, to: number): number {
    if (this.#afterCr) {
      this.#afterCr = false
      if (bytes[at] === LF) return this.#advance(1)
    }
    if (this.#skipping !== undefined) return this.#skip(bytes, at, to)
    if (this.#offset === 0 && bytes[at] === 0xef) {
      const mark = this.#byteOrderMark(bytes, at, to)
      if (mark !== undefined) return mark
    }
    const after = at + RECORD_LENGTH
    if (after < to && isPrintable(bytes, at)) {
      const lineEnd = isLineEnd(bytes[after]) ? this.#lineEndAt(bytes, after, to) : undefined
      if (lineEnd !== undefined) return this.#emitPrintable(bytes, at, lineEnd)
      if (this.#unlined && after + RECORD_LENGTH <= to && hasRecordShape(bytes, after))
        return this.#emitPrintable(bytes, at, '')
    }
    return this.#cutSlowly(bytes, at, to)
  }

  #cutSlowly(bytes: Uint8Array, at: number, to: number): number {
    const end = lineEndWithin(bytes, at, Math.min(to, at + LINE_MAX))
    if (end === -1) return this.#cutWithoutLineEnd(bytes, at, to)
    const length = end - at
    if (length === 2 * RECORD_LENGTH && isRecordType(bytes[at + RECORD_LENGTH]))
      return this.#emit(bytes, at, RECORD_LENGTH, '')
    const lineEnd = this.#lineEndAt(bytes, end, to)
    if (lineEnd === undefined) return 0
    const isJoined = length > RECORD_LENGTH && hasRecordShape(bytes, end - RECORD_LENGTH)
    return isJoined ? this.#leaveOut(length - RECORD_LENGTH) : this.#emit(bytes, at, length, lineEnd)
  }

  #cutWithoutLineEnd(bytes: Uint8Array, at: number, to: number): number {
    const available = to - at
    if (available < LOOK_AHEAD && !this.#ended) return 0
    if (available <= RECORD_LENGTH) return this.#emit(bytes, at, available, '')
    if (available > LINE_MAX && areBlank(bytes, at + RECORD_LENGTH, at + LINE_MAX)) return this.#emitOverlong(bytes, at)
    const found = recordOrGap({ bytes, to, ended: this.#ended }, at)
    if (found === 'record') return this.#emit(bytes, at, RECORD_LENGTH, '')
    if (found !== undefined) return this.#leaveOut(found)
    if (this.#unlined) return this.#beginGap(bytes, at)
    return available <= LINE_MAX ? this.#emit(bytes, at, available, '') : this.#emitOverlong(bytes, at)
  }

  /** The line end that begins at `end`. Behind a CR the next byte must be there: only it tells CR from CR LF. */
  #lineEndAt(bytes: Uint8Array, end: number, to: number): LineEnd | undefined {
    if (bytes[end] === LF) return '\n'
    if (end + 1 < to) return bytes[end + 1] === LF ? '\r\n' : '\r'
    return this.#ended ? '\r' : undefined
  }

  /** Hands on a record of 94 printable bytes. */
  #emitPrintable(bytes: Uint8Array, at: number, lineEnd: LineEnd): number {
    const frame = this.#frame
    frame.length = RECORD_LENGTH
    frame.excess = 0
    frame.excessText = false
    frame.continuations = 0
    frame.clean = true
    return this.#handOn(bytes, at, RECORD_LENGTH, lineEnd)
  }

  /** Hands on a record of any length and any bytes. */
  #emit(bytes: Uint8Array, at: number, length: number, lineEnd: LineEnd): number {
    describe(this.#frame, bytes.subarray(at, at + length))
    return this.#handOn(bytes, at, length, lineEnd)
  }

  /** Hands on the beginning of a line that is longer than can be told from here. Its rest may hold records. */
  #emitOverlong(bytes: Uint8Array, at: number): number {
    describe(this.#frame, bytes.subarray(at, at + LINE_MAX))
    const taken = this.#handOn(bytes, at, RECORD_LENGTH, '')
    this.#dropped = bytes[at + taken - 1]
    this.#skipping = { what: this.#frame.excessText ? 'line' : 'blanks', offset: this.#offset }
    return taken
  }

  #handOn(bytes: Uint8Array, at: number, length: number, lineEnd: LineEnd): number {
    const frame = this.#frame
    frame.bytes = bytes
    frame.start = at
    frame.line = this.#line++
    frame.offset = this.#offset
    frame.lineEnd = lineEnd
    this.#offset += length + lineEnd.length
    this.#unlined = lineEnd === ''
    this.#sink.frame(frame)
    return length + lineEnd.length
  }

  /** Drops the rest of an over-long line, whose record was handed on already, or a gap: up to the next record or line end. */
  #skip(bytes: Uint8Array, at: number, to: number): number {
    const stretch = { bytes, to, ended: this.#ended }
    for (let x = at; x < to; x++) {
      if (isLineEnd(bytes[x])) return this.#endSkipped(bytes, at, x)
      if (!this.#ended && to - x < LOOK_AHEAD) return this.#drop(bytes, at, x)
      if (bytes[x] === BLANK) continue
      if (!isRecordType(bytes[x]) || !beginsRecord(stretch, x, x > at ? bytes[x - 1] : this.#dropped)) {
        this.#noteText()
        continue
      }
      this.#advance(x - at)
      this.#closeGap('to a record')
      return x === at ? this.#cutOne(bytes, at, to) : x - at
    }
    return this.#advance(to - at)
  }

  #drop(bytes: Uint8Array, from: number, to: number): number {
    if (to > from) this.#dropped = bytes[to - 1]
    return this.#advance(to - from)
  }

  /** What seemed to be blanks behind a record is more than that. */
  #noteText(): void {
    if (this.#skipping?.what === 'blanks') this.#skipping = { ...this.#skipping, what: 'gap' }
  }

  #endSkipped(bytes: Uint8Array, at: number, end: number): number {
    this.#advance(end - at)
    if (this.#skipping?.what === 'gap') this.#closeGap('to a record')
    this.#skipping = undefined
    this.#unlined = false
    if (bytes[end] === CR) this.#afterCr = true
    return end - at + this.#advance(1)
  }

  #beginGap(bytes: Uint8Array, at: number): number {
    this.#skipping = { what: 'gap', offset: this.#offset }
    return this.#drop(bytes, at, at + 1)
  }

  /** Leaves out so many bytes before a record that is known to follow them. */
  #leaveOut(length: number): number {
    this.#skipping = { what: 'gap', offset: this.#offset }
    this.#advance(length)
    this.#closeGap('to a record')
    return length
  }

  #closeGap(until: 'to a record' | 'to the end'): void {
    if (this.#skipping === undefined) return
    const { offset } = this.#skipping
    const length = this.#offset - offset
    this.#skipping = undefined
    this.#sink.gap({ line: this.#line, offset, length, toEnd: until === 'to the end' })
    this.#line += recordsIn(length)
  }

  #byteOrderMark(bytes: Uint8Array, at: number, to: number): number | undefined {
    if (to - at < 3) return this.#ended ? undefined : 0
    if (bytes[at + 1] !== 0xbb || bytes[at + 2] !== 0xbf) return undefined
    this.#sink.mark()
    return this.#advance(3)
  }

  #advance(count: number): number {
    this.#offset += count
    return count
  }
}

/** About as many records as may have stood in so many bytes, one at least. */
export function recordsIn(length: number): number {
  return Math.max(1, Math.round(length / RECORD_LENGTH))
}

function blankFrame(): Frame {
  return {
    bytes: new Uint8Array(0),
    start: 0,
    length: 0,
    excess: 0,
    excessText: false,
    continuations: 0,
    line: 0,
    offset: 0,
    lineEnd: '',
    clean: false,
  }
}

/** True when 94 bytes from `at` are all printable ASCII. Without a branch a byte: the sign bit collects what is outside. */
function isPrintable(bytes: Uint8Array, at: number): boolean {
  let outside = 0
  for (let i = at; i < at + RECORD_LENGTH; i++) {
    const byte = bytes[i] as number // the caller has checked that the record lies within the bytes
    outside |= (byte - 0x20) | (0x7e - byte)
  }
  return outside >= 0
}

/** Looks at a record that is not 94 printable bytes: what is in it and behind it. */
function describe(frame: Frame, content: Uint8Array): void {
  let outside = 0
  frame.length = Math.min(content.length, RECORD_LENGTH)
  frame.excess = content.length - frame.length
  frame.excessText = false
  frame.continuations = 0
  for (const [index, byte] of content.entries()) {
    outside |= (byte - 0x20) | (0x7e - byte)
    if ((byte & 0xc0) === 0x80) frame.continuations++
    if (index >= RECORD_LENGTH && byte !== 0x20) frame.excessText = true
  }
  frame.clean = outside >= 0
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === LF || byte === CR
}

function areBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== BLANK) return false
  return true
}

function lineEndWithin(bytes: Uint8Array, from: number, to: number): number {
  for (let i = from; i < to; i++) if (isLineEnd(bytes[i])) return i
  return -1
}
