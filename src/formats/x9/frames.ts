import { ByteWindow } from './byte-window.ts'
import { type Cut, type CutResult, newCut, typeAt } from './cut.ts'
import { detectFraming, FRAMING_BYTES, type X9Framing, zeroOf } from './framing.ts'
import { cutLengthFrame, findLengthFrame, isFrameAt } from './length-frames.ts'
import { cutLine, findLine } from './newline-frames.ts'
import { isKnownType } from './record-types.ts'

/** One record of the stream. The object is reused, and its bytes are valid during the call only. */
export interface Frame {
  readonly bytes: Uint8Array
  readonly type: number
  readonly start: number
  readonly end: number
  /** First byte of the image in a 52, else `end`. */
  readonly imageAt: number
  /** 1-based. */
  readonly number: number
  /** Offset in the file of the frame: of its length, or of the line. */
  readonly offset: number
  /** Offset in the file of `bytes[0]`. */
  readonly base: number
  /** Offset in the file of the byte after the frame. */
  readonly nextOffset: number
}

export type FrameFault =
  | { readonly code: 'framing-unknown'; readonly found: string }
  | { readonly code: 'file-empty' }
  | {
      readonly code: 'frame-length' | 'record-length' | 'image-length'
      readonly found: number
      readonly expected: number
    }
  | { readonly code: 'frame-lost'; readonly from: number; readonly to: number }
  | { readonly code: 'frame-refused' | 'truncated' | 'trailing-bytes'; readonly from: number }

export interface FrameSink {
  framing(framing: X9Framing): void
  record(frame: Frame): void
  /** What is wrong with the frame that follows, or with the bytes before it. `record` is its 1-based number. */
  frameFault(fault: FrameFault, record: number): void
  /** Much was skipped behind the last record, and none of it is a record's: only until this returns `keepFrom` holds. */
  letGo?(): void
}

/** Larger chunks are read in pieces, so that what must be kept of them stays small. */
const PIECE = 1024 * 1024

/** Cuts a stream into records. Holds at most one item and one piece, whatever the file's size. */
export class FrameReader {
  /** Bytes from this offset on are kept, undefined: from the next record on. */
  keepFrom: number | undefined
  /** How lines end, in a file of lines. */
  lineEnd: '\n' | '\r\n' = '\n'
  /** Whether the last record's line is ended. */
  lastLine: 'ended' | 'open' = 'ended'
  records = 0
  readonly #sink: FrameSink
  readonly #window = new ByteWindow()
  readonly #cut: Cut = newCut()
  readonly #frame: { -readonly [K in keyof Frame]: Frame[K] }
  #state: 'detect' | 'records' | 'seek' | 'after' | 'done' = 'detect'
  #framing: X9Framing = 'length-ebcdic'
  /** Index in the window while it is scanned; offset in the stream between scans. */
  #at = 0
  #next = 0
  /** Where the last record ends, in the stream. */
  #lastEnd = 0
  /** Where a search for a line end goes on, and where bytes were lost; offsets in the stream. */
  #searched = 0
  #lostAt = 0

  constructor(sink: FrameSink) {
    this.#sink = sink
    this.#frame = {
      bytes: this.#window.bytes,
      type: 0,
      start: 0,
      end: 0,
      imageAt: 0,
      number: 0,
      offset: 0,
      base: 0,
      nextOffset: 0,
    }
  }

  /** Offset of the byte after the last one received. */
  get received(): number {
    return this.#window.offsetOf(this.#window.end)
  }

  /** What is held, and the offset in the file of its first byte. */
  get bytes(): Uint8Array {
    return this.#window.bytes
  }

  get base(): number {
    return this.#window.offsetOf(0)
  }

  write(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length; from += PIECE) {
      this.#window.add(chunk.subarray(from, from + PIECE))
      this.#scan()
    }
  }

  end(): void {
    this.#window.ended = true
    this.#scan()
    if (this.#state === 'detect') this.#refuseFraming()
    if (this.#state === 'seek') this.#refuse('frame-refused', this.#lostAt)
  }

  #scan(): void {
    const window = this.#window
    this.#at = window.indexOf(this.#next)
    while (this.#step()) {
      // Each step consumes a record, skips bytes or changes the state.
    }
    this.#next = this.#state === 'done' ? window.offsetOf(window.end) : window.offsetOf(this.#at)
    if (this.keepFrom !== undefined && this.#next - this.#lastEnd > PIECE) {
      this.#sink.letGo?.()
      this.keepFrom = undefined
    }
    const keep = this.keepFrom === undefined ? this.#next : Math.min(this.#next, this.keepFrom)
    window.release(window.indexOf(keep))
  }

  #step(): boolean {
    switch (this.#state) {
      case 'detect':
        return this.#detect()
      case 'records':
        return this.#read()
      case 'seek':
        return this.#seek()
      case 'after':
        return this.#skipPadding()
      case 'done':
        return false
    }
  }

  #detect(): boolean {
    const { bytes, start, end } = this.#window
    if (end - start < FRAMING_BYTES) return false
    const framing = detectFraming(bytes.subarray(start, start + FRAMING_BYTES))
    if (framing === undefined) {
      this.#refuseFraming()
      return false
    }
    this.#framing = framing
    this.#state = 'records'
    this.#sink.framing(framing)
    return true
  }

  #read(): boolean {
    const window = this.#window
    if (this.#at >= window.end) return false
    const result = this.#cutRecord()
    if (result === 'cut') return this.#emit()
    if (result === 'blank') {
      this.#at = this.#cut.next
      return true
    }
    if (result === 'more') {
      this.#searched = window.offsetOf(this.#cut.searched)
      return false
    }
    if (result === 'truncated') return this.#refuse('truncated', window.offsetOf(this.#at))
    this.#lostAt = window.offsetOf(this.#at)
    this.#state = 'seek'
    this.#at += 1
    return true
  }

  #cutRecord(): CutResult {
    if (this.#framing !== 'newline-ascii')
      return cutLengthFrame(this.#window, this.#at, zeroOf(this.#framing), this.#cut)
    return cutLine(this.#window, this.#at, this.#window.indexOf(this.#searched), this.#cut)
  }

  #emit(): boolean {
    const window = this.#window
    const cut = this.#cut
    const frame = this.#frame
    this.records += 1
    if (cut.fault !== undefined) {
      this.#sink.frameFault({ code: cut.fault, found: cut.found, expected: cut.expected }, this.records)
    }
    frame.bytes = window.bytes
    frame.type = cut.type
    frame.start = cut.start
    frame.end = cut.end
    frame.imageAt = cut.imageAt
    frame.number = this.records
    frame.offset = window.offsetOf(this.#at)
    frame.base = window.offsetOf(0)
    frame.nextOffset = window.offsetOf(cut.next)
    if (cut.next - cut.end === 2) this.lineEnd = '\r\n'
    this.lastLine = cut.next === cut.end ? 'open' : 'ended'
    this.#at = cut.next
    this.#lastEnd = frame.nextOffset
    this.#sink.record(frame)
    if (cut.type === 99) this.#state = 'after'
    return true
  }

  #seek(): boolean {
    const window = this.#window
    const found =
      this.#framing === 'newline-ascii'
        ? findLine(window, this.#at)
        : findLengthFrame(window, this.#at, zeroOf(this.#framing))
    if (found < 0) {
      this.#at = Math.min(window.end, -1 - found)
      return false
    }
    this.#at = found
    this.#state = 'records'
    this.#sink.frameFault({ code: 'frame-lost', from: this.#lostAt, to: window.offsetOf(found) }, this.records + 1)
    return true
  }

  /** After the file control only fill may come; what looks like a record goes on to be judged as one. */
  #skipPadding(): boolean {
    const window = this.#window
    if (this.#at >= window.end) return false
    if (window.end - this.#at < 8 && !window.ended) return false
    if (this.#looksLikeRecord()) {
      this.#state = 'records'
      return true
    }
    if (isFill(window.bytes[this.#at] ?? 0)) {
      this.#at += 1
      return true
    }
    return this.#refuse('trailing-bytes', window.offsetOf(this.#at))
  }

  #looksLikeRecord(): boolean {
    if (this.#framing === 'newline-ascii') return isKnownType(typeAt(this.#window, this.#at, 0x30))
    return this.#window.end - this.#at >= 6 && isFrameAt(this.#window, this.#at, zeroOf(this.#framing)) === 'yes'
  }

  #refuse(code: 'frame-refused' | 'truncated' | 'trailing-bytes', from: number): boolean {
    this.#state = 'done'
    this.#sink.frameFault({ code, from }, this.records + 1)
    return false
  }

  #refuseFraming(): void {
    const { bytes, start, end } = this.#window
    this.#state = 'done'
    if (start === end) this.#sink.frameFault({ code: 'file-empty' }, 1)
    else
      this.#sink.frameFault(
        { code: 'framing-unknown', found: hex(bytes.subarray(start, Math.min(end, start + FRAMING_BYTES))) },
        1,
      )
  }
}

function isFill(byte: number): boolean {
  return byte === 0 || byte === 0x20 || byte === 0x40 || byte === 0x0a || byte === 0x0d || byte === 0x1a
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join(' ')
}
