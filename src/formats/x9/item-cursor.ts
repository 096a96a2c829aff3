import type { Fault } from '../../core/fault.ts'
import type { Frame } from './frames.ts'
import type { X9Framing } from './framing.ts'
import { type ImageFormat, type ImageSide, imageFormat } from './images.ts'
import { ItemBytes } from './item-bytes.ts'
import { parseItem, type X9Item, type X9ItemKind } from './parse-item.ts'
import { parseX9Record, type X9Addendum, type X9Detail } from './record-types.ts'

/** What happens to an item, a bundle, a cash letter or a file: it is processed, or kept apart with its value for a person. */
export type X9Fate = 'process' | 'quarantine'

/** One item as it passes by. The object and its bytes are reused: copy what must last. */
export interface X9ItemCursor {
  readonly kind: X9ItemKind
  /** 0-based ordinal in the file, -1 for a credit that stands outside bundles. */
  readonly bundle: number
  /** 0-based ordinal in the file. */
  readonly cashLetter: number
  /** 0-based ordinal of the item in the file, credits included. */
  readonly seq: number
  /** 1-based number of its first record. */
  readonly record: number
  /** Offset in the file of its first byte, which is a length in a file of frames. */
  readonly offset: number
  /** Bytes of all its records with their images and frames. */
  readonly length: number
  /** Cents; 0 when the amount is not readable, and the fate says so. */
  readonly amountMinor: number
  /** The item's own: its bundle, cash letter or file may still be kept apart. */
  readonly fate: X9Fate
  readonly faults: readonly Fault[]
  /** Its 25, 31, 61 or 62, parsed on first use. */
  readonly detail: X9Detail
  /** Addenda and user records, parsed on first use. */
  readonly addenda: readonly X9Addendum[]
  readonly images: readonly X9ImageCursor[]
  /** Bytes that `copyTo` writes. */
  readonly canonicalLength: number
  /** Writes the canonical form that `parseItem` reads; returns the index after it. */
  copyTo(target: Uint8Array, at: number): number
  /** The item with all its records, parsed; it may be kept. */
  parse(): X9Item
}

/** One image of the item that passes by. */
export interface X9ImageCursor {
  readonly side: ImageSide
  /** What the bytes are. */
  readonly format: ImageFormat
  /** Offset in the file. */
  readonly offset: number
  readonly length: number
  /** A view of the reader's own memory, valid during the call. */
  readonly bytes: Uint8Array
}

/** An item has at most so many bytes and records: what comes after is not its own. */
export const ITEM_BYTES_MAX = 64 * 1024 * 1024
export const ITEM_RECORDS_MAX = 1000

/** The reader's one item: filled record by record, then shown to the sink. */
export class ItemCursor implements X9ItemCursor {
  readonly raw = new ItemBytes()
  kind: X9ItemKind = 'check'
  bundle = -1
  cashLetter = -1
  seq = -1
  record = 0
  offset = 0
  length = 0
  amountMinor = 0
  fate: X9Fate = 'process'
  faults: Fault[] = []
  #bytes: Uint8Array = new Uint8Array(0)
  #base = 0
  #detail: X9Detail | undefined
  #item: X9Item | undefined
  readonly #images: ImageCursor[] = []

  open(kind: X9ItemKind, frame: Frame): void {
    this.kind = kind
    this.seq += 1
    this.record = frame.number
    this.offset = frame.offset
    this.length = 0
    this.amountMinor = 0
    this.fate = 'process'
    this.faults = []
    this.#detail = undefined
    this.#item = undefined
    this.raw.reset()
  }

  add(frame: Frame, framing: X9Framing): void {
    this.raw.add(frame, framing, this.offset)
    this.length = frame.nextOffset - this.offset
  }

  /** True when one more record would make the item too long. */
  isFull(frame: Frame): boolean {
    return this.raw.count >= ITEM_RECORDS_MAX || frame.nextOffset - this.offset > ITEM_BYTES_MAX
  }

  /** Says where the item's bytes are held: `bytes[0]` is at offset `base` of the file. */
  locate(bytes: Uint8Array, base: number): void {
    this.#bytes = bytes
    this.#base = base
  }

  get detail(): X9Detail {
    // An item is opened by a record of these types only.
    this.#detail ??= parseX9Record(this.raw.textOf(0)) as X9Detail
    return this.#detail
  }

  get addenda(): readonly X9Addendum[] {
    return this.parse().addenda
  }

  get images(): readonly X9ImageCursor[] {
    let count = 0
    let side: ImageSide = 'unknown'
    for (let index = 1; index < this.raw.count; index++) {
      const type = this.raw.types[index]
      if (type === 50) side = this.sideAt(index)
      if (type !== 52) continue
      const image = this.#images[count] ?? new ImageCursor()
      this.#images[count] = image
      const offset = this.offset + (this.raw.positions[index] ?? 0) + (this.raw.lengths[index] ?? 0)
      image.locate(side, this.#bytes, this.#base, offset, this.raw.imageLengths[index] ?? 0)
      count += 1
      side = 'unknown'
    }
    this.#images.length = count
    return this.#images
  }

  /** The side that a 50 says: 0 front, 1 back, in column 32. */
  sideAt(index: number): ImageSide {
    const side = this.raw.bytes[(this.raw.starts[index] ?? 0) + 31]
    return side === 0x30 ? 'front' : side === 0x31 ? 'back' : 'unknown'
  }

  get canonicalLength(): number {
    return this.raw.length
  }

  copyTo(target: Uint8Array, at: number): number {
    target.set(this.raw.bytes.subarray(0, this.raw.length), at)
    return at + this.raw.length
  }

  parse(): X9Item {
    // The raw bytes begin with a detail record, so there is an item.
    this.#item ??= parseItem(this.raw.bytes.subarray(0, this.raw.length)) as X9Item
    return this.#item
  }
}

class ImageCursor implements X9ImageCursor {
  side: ImageSide = 'unknown'
  offset = 0
  length = 0
  #bytes: Uint8Array = new Uint8Array(0)
  #base = 0

  locate(side: ImageSide, bytes: Uint8Array, base: number, offset: number, length: number): void {
    this.side = side
    this.offset = offset
    this.length = length
    this.#bytes = bytes
    this.#base = base
  }

  get bytes(): Uint8Array {
    const from = this.offset - this.#base
    return this.#bytes.subarray(from, from + this.length)
  }

  get format(): ImageFormat {
    const from = this.offset - this.#base
    return imageFormat(this.#bytes, from, from + this.length)
  }
}
