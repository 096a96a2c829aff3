import { RECORD_LENGTH } from './layout.ts'

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

export interface Framer {
  write(chunk: Uint8Array): void
  end(): void
}

const LF = 0x0a
const CR = 0x0d
const LOOK_AHEAD = 2 * RECORD_LENGTH + 1 // enough to tell a long line from records without line ends

/**
 * Cuts a stream of bytes into records at any chunk boundary. A line end ends a record; where none comes within two records'
 * length and the 95th byte begins a record, the file has no line ends and every 94 bytes are one. Memory is two records.
 */
export function createFramer(onFrame: (frame: Frame) => void, onMark: () => void): Framer {
  const cutter = new Cutter(onFrame, onMark)
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
  readonly #onFrame: (frame: Frame) => void
  readonly #onMark: () => void
  readonly #frame: Frame = blankFrame()
  readonly #carry = new Uint8Array(LOOK_AHEAD + 1)
  #carried = 0
  /** File offset of the next byte to be cut. */
  #offset = 0
  #line = 1
  /** The rest of an over-long line ended with a CR: an LF that follows belongs to it. */
  #afterCr = false
  /** Inside the rest of an over-long line. */
  #skipping = false
  #unlined = false

  constructor(onFrame: (frame: Frame) => void, onMark: () => void) {
    this.#onFrame = onFrame
    this.#onMark = onMark
  }

  write(chunk: Uint8Array): void {
    let at = this.#carried > 0 ? this.#fillCarry(chunk) : 0
    if (this.#carried > 0) return
    at = this.#cutAll(chunk, at, chunk.length, false)
    const left = chunk.length - at
    this.#carry.set(chunk.subarray(at), 0)
    this.#carried = left
  }

  end(): void {
    const done = this.#cutAll(this.#carry, 0, this.#carried, true)
    this.#carried -= done
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
      const cut = this.#cutOne(this.#carry, 0, joined, false)
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

  #cutAll(bytes: Uint8Array, from: number, to: number, final: boolean): number {
    let at = from
    while (at < to) {
      const cut = this.#cutOne(bytes, at, to, final)
      if (cut === 0) break
      at += cut
    }
    return at
  }

  /** Cuts one record at `at` and hands it on. Returns how many bytes it took, 0 when more are needed to decide. */
  #cutOne(bytes: Uint8Array, at: number, to: number, final: boolean): number {
    if (this.#afterCr) {
      this.#afterCr = false
      if (bytes[at] === LF) return this.#advance(1)
    }
    if (this.#skipping) return this.#skip(bytes, at, to)
    if (this.#offset === 0 && bytes[at] === 0xef) {
      const mark = this.#byteOrderMark(bytes, at, to, final)
      if (mark !== undefined) return mark
    }
    const after = at + RECORD_LENGTH
    if (after < to && isPrintable(bytes, at)) {
      const next = bytes[after]
      if (next === LF) return this.#emit(bytes, at, RECORD_LENGTH, 1, '\n', true)
      if (next === CR) return this.#emitAtCr(bytes, at, RECORD_LENGTH, to, final, true)
      if (this.#unlined && isRecordType(next)) return this.#emit(bytes, at, RECORD_LENGTH, 0, '', true)
    }
    return this.#cutSlowly(bytes, at, to, final)
  }

  #cutSlowly(bytes: Uint8Array, at: number, to: number, final: boolean): number {
    const end = lineEndWithin(bytes, at, Math.min(to, at + LOOK_AHEAD))
    if (end === -1) return this.#cutWithoutLineEnd(bytes, at, to, final)
    const length = end - at
    if (length === 2 * RECORD_LENGTH && isRecordType(bytes[at + RECORD_LENGTH])) return this.#emitUnlined(bytes, at)
    if (bytes[end] === LF) return this.#emit(bytes, at, length, 1, '\n', false)
    return this.#emitAtCr(bytes, at, length, to, final, false)
  }

  #cutWithoutLineEnd(bytes: Uint8Array, at: number, to: number, final: boolean): number {
    const available = to - at
    if (available < LOOK_AHEAD && !final) return 0
    if (available > RECORD_LENGTH && isRecordType(bytes[at + RECORD_LENGTH])) return this.#emitUnlined(bytes, at)
    if (available <= LOOK_AHEAD && final) return this.#emit(bytes, at, available, 0, '', false)
    this.#skipping = true
    return this.#emit(bytes, at, LOOK_AHEAD, 0, '', false)
  }

  #emitUnlined(bytes: Uint8Array, at: number): number {
    this.#unlined = true
    return this.#emit(bytes, at, RECORD_LENGTH, 0, '', false)
  }

  /** Behind a CR at the end of the chunk the next byte is waited for: only it tells CR from CR LF. */
  #emitAtCr(bytes: Uint8Array, at: number, length: number, to: number, final: boolean, clean: boolean): number {
    const next = at + length + 1
    if (next < to && bytes[next] === LF) return this.#emit(bytes, at, length, 2, '\r\n', clean)
    if (next >= to && !final) return 0
    return this.#emit(bytes, at, length, 1, '\r', clean)
  }

  #emit(
    bytes: Uint8Array,
    at: number,
    length: number,
    lineEndLength: number,
    lineEnd: LineEnd,
    clean: boolean,
  ): number {
    const frame = this.#frame
    frame.bytes = bytes
    frame.start = at
    frame.length = length > RECORD_LENGTH ? RECORD_LENGTH : length
    frame.excess = length - frame.length
    frame.line = this.#line
    frame.offset = this.#offset
    frame.lineEnd = lineEnd
    frame.clean = clean
    frame.excessText = false
    if (!clean) describe(frame, length)
    this.#line++
    this.#offset += length + lineEndLength
    this.#onFrame(frame)
    return length + lineEndLength
  }

  /** Drops the rest of an over-long line, whose record was handed on already. */
  #skip(bytes: Uint8Array, at: number, to: number): number {
    const end = lineEndWithin(bytes, at, to)
    if (end === -1) return this.#advance(to - at)
    this.#skipping = false
    if (bytes[end] === CR) this.#afterCr = true
    return this.#advance(end - at + 1)
  }

  #byteOrderMark(bytes: Uint8Array, at: number, to: number, final: boolean): number | undefined {
    if (to - at < 3) return final ? undefined : 0
    if (bytes[at + 1] !== 0xbb || bytes[at + 2] !== 0xbf) return undefined
    this.#onMark()
    return this.#advance(3)
  }

  #advance(count: number): number {
    this.#offset += count
    return count
  }
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

/** Looks at a record that is not 94 clean bytes: what is in it and behind it. */
function describe(frame: Frame, length: number): void {
  let outside = 0
  let continuations = 0
  let excessText = false
  for (let i = 0; i < length; i++) {
    const byte = frame.bytes[frame.start + i] ?? 0
    outside |= (byte - 0x20) | (0x7e - byte)
    if ((byte & 0xc0) === 0x80) continuations++
    if (i >= RECORD_LENGTH && byte !== 0x20) excessText = true
  }
  frame.clean = outside >= 0
  frame.continuations = continuations
  frame.excessText = excessText
}

function lineEndWithin(bytes: Uint8Array, from: number, to: number): number {
  for (let i = from; i < to; i++) if (bytes[i] === LF || bytes[i] === CR) return i
  return -1
}
