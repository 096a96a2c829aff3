import type { Frame } from './frame.ts'
import { RECORD_LENGTH } from './layout.ts'
import type { EntryCategory, EntryCursor } from './sink.ts'

/** The rules let no entry have more addenda; the reader holds no more, so that its memory is bounded. */
const ADDENDA_MAX = 9999

/**
 * An entry record and its addenda while they are read: one object for the whole file. Records stay where they arrived until
 * that memory goes away; then, or when one of them is not exactly 94 bytes, they are copied together ("held").
 */
export class EntryGroup implements EntryCursor {
  batch = 0
  seq = 0
  line = 0
  offset = 0
  length = 0
  bytes: Uint8Array = new Uint8Array(0)
  start = 0
  transactionCode = -1
  rdfi8 = -1
  checkDigit = -1
  amountMinor = -1
  direction: 'credit' | 'debit' = 'credit'
  trace = -1
  addenda = 0
  category: EntryCategory = 'forward'
  faulty = false
  /** True while records are being added. */
  pending = false
  /** True when the checks that build no strings were not satisfied: the thorough ones must look. */
  suspect = false
  /** True when the entry record was longer than 94 bytes: its columns may be shifted, so no field of it is judged. */
  shifted = false
  /** True when one of its records is not 94 bytes long: whatever stands in a column may then be a part of the account. */
  ragged = false
  /** Addenda beyond the limit, which were dropped. */
  dropped = 0
  #held = false
  #starts = new Int32Array(16)
  #lines = new Int32Array(16)
  #store = new Uint8Array(16 * RECORD_LENGTH)

  /** Begins a new entry with its '6' record. `chunk` is the memory that stays valid while the reader is fed. */
  begin(frame: Frame, chunk: Uint8Array): void {
    this.line = frame.line
    this.offset = frame.offset
    this.length = frame.length
    this.addenda = 0
    this.dropped = 0
    this.category = 'forward'
    this.faulty = false
    this.suspect = false
    this.shifted = frame.excessText
    this.ragged = frame.length + frame.excess !== RECORD_LENGTH
    this.pending = true
    this.#lines[0] = frame.line
    if (frame.bytes === chunk && frame.length === RECORD_LENGTH) {
      this.#held = false
      this.bytes = frame.bytes
      this.start = frame.start
      this.#starts[0] = frame.start
    } else {
      this.#held = true
      this.bytes = this.#store
      this.start = 0
      this.#keep(frame, 0)
    }
  }

  /** Adds an addenda record. Returns where in `bytes` it lies. */
  add(frame: Frame, chunk: Uint8Array): number {
    this.length = frame.offset + frame.length - this.offset
    if (frame.length + frame.excess !== RECORD_LENGTH) this.ragged = true
    if (this.addenda === ADDENDA_MAX) {
      this.dropped++
      this.suspect = true
      return this.#starts[this.addenda] ?? 0
    }
    const index = ++this.addenda
    if (index >= this.#starts.length) this.#grow()
    this.#lines[index] = frame.line
    const inPlace = !this.#held && frame.bytes === chunk && frame.length === RECORD_LENGTH
    if (inPlace) {
      this.#starts[index] = frame.start
      return frame.start
    }
    this.addenda--
    this.hold()
    this.addenda++
    this.#keep(frame, index)
    return index * RECORD_LENGTH
  }

  /** Copies the records together, so that the memory they arrived in may go away. */
  hold(): void {
    if (this.#held) return
    for (let i = 0; i <= this.addenda; i++) {
      const from = this.#starts[i] ?? 0
      this.#store.set(this.bytes.subarray(from, from + RECORD_LENGTH), i * RECORD_LENGTH)
      this.#starts[i] = i * RECORD_LENGTH
    }
    this.#held = true
    this.bytes = this.#store
    this.start = 0
  }

  /** Where record `index` begins in `bytes`: 0 is the entry, 1 its first addenda. */
  startOf(index: number): number {
    return this.#starts[index] ?? 0
  }

  lineOf(index: number): number {
    return this.#lines[index] ?? this.line
  }

  copyTo(target: Uint8Array, at: number): number {
    for (let i = 0; i <= this.addenda; i++) {
      const from = this.#starts[i] ?? 0
      const to = at + i * RECORD_LENGTH
      for (let k = 0; k < RECORD_LENGTH; k++) target[to + k] = this.bytes[from + k] ?? 0x20
    }
    return (this.addenda + 1) * RECORD_LENGTH
  }

  /** Keeps a copy of a record, filled up with blanks to 94 bytes. */
  #keep(frame: Frame, index: number): void {
    const at = index * RECORD_LENGTH
    this.#starts[index] = at
    this.#store.fill(0x20, at, at + RECORD_LENGTH)
    this.#store.set(frame.bytes.subarray(frame.start, frame.start + frame.length), at)
  }

  #grow(): void {
    const size = this.#starts.length * 4
    this.#starts = widen(this.#starts, new Int32Array(size))
    this.#lines = widen(this.#lines, new Int32Array(size))
    const store = new Uint8Array(size * RECORD_LENGTH)
    store.set(this.#store)
    this.#store = store
    if (this.#held) this.bytes = store
  }
}

function widen(old: Int32Array, wide: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  wide.set(old)
  return wide
}
