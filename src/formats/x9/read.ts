import { invariant } from '../../core/invariant.ts'
import { latin1Text } from '../../core/latin1.ts'
import { checkItem, readAmount } from './check-item.ts'
import { Envelope, type Spot } from './envelope.ts'
import { type FaultDetail, X9_FAULTS, type X9FaultCode } from './faults.ts'
import { type Frame, type FrameFault, FrameReader, type FrameSink } from './frames.ts'
import type { X9Framing } from './framing.ts'
import { canonicalText } from './item-bytes.ts'
import { ITEM_BYTES_MAX, ITEM_RECORDS_MAX, ItemCursor } from './item-cursor.ts'
import { type Layout, parseRecord, type RecordOf } from './layout.ts'
import { parseX9Record } from './record-types.ts'
import * as r from './records.ts'
import type { X9Sink } from './sink.ts'
import { expectedFrom, itemStanding } from './standing.ts'
import type { Tally } from './tally.ts'
import type { TotalsProfile } from './totals-profile.ts'

/** Takes a file in chunks of any size, which stay the caller's; `end` once at the end. More after it is a defect and throws. */
export interface X9Feed {
  write(chunk: Uint8Array): void
  end(): void
}

export interface X9ReaderOptions {
  /** How the sender counts its totals. Without it every known way is tried, and the end of the file says which explain it. */
  readonly profile?: TotalsProfile
}

/**
 * Reads an image cash letter as a stream: memory is that of one item, whatever the file's size. Never throws on any bytes; what
 * is wrong is told to the sink as faults, and what the faults leave out as fates. README.md says what leaves what out.
 */
export function createX9Reader(sink: X9Sink, options: X9ReaderOptions = {}): X9Feed {
  const reader = new X9Reader(sink, options.profile)
  let isEnded = false
  return {
    write: chunk => {
      invariant(!isEnded, 'bytes after the end of the file')
      reader.frames.write(chunk)
    },
    end: () => {
      invariant(!isEnded, 'the file ends twice')
      isEnded = true
      reader.end()
    },
  }
}

class X9Reader implements FrameSink {
  readonly frames = new FrameReader(this)
  readonly #sink: X9Sink
  readonly #envelope: Envelope
  readonly #item = new ItemCursor()
  #isItemOpen = false
  /** The open item has its bytes for itself, because too much that is none of it stands behind it. */
  #isItemApart = false
  #framing: X9Framing | undefined
  #scratch = new Uint8Array(4096)
  /** A fault of the frame that comes next. */
  #pending: Extract<FrameFault, { readonly expected: number }> | undefined
  /** Records follow the file control. */
  #isBeyond = false
  #stray: { readonly code: X9FaultCode; readonly record: number } | undefined

  constructor(sink: X9Sink, profile: TotalsProfile | undefined) {
    this.#sink = sink
    this.#envelope = new Envelope(sink, profile)
  }

  framing(framing: X9Framing): void {
    this.#framing = framing
  }

  frameFault(fault: FrameFault, record: number): void {
    if ('expected' in fault) this.#pending = fault
    else if (fault.code === 'file-empty' || fault.code === 'framing-unknown') {
      const found = fault.code === 'file-empty' ? '0 bytes' : fault.found
      this.#envelope.report(fault.code, { record, column: 1, field: 'file', found, expected: 'a file header (01)' })
    } else this.#lose(fault, record)
  }

  letGo(): void {
    const { offset, length } = this.#item
    const from = offset - this.frames.base
    this.#item.locate(this.frames.bytes.slice(from, from + length), offset)
    this.#isItemApart = true
  }

  record(frame: Frame): void {
    const envelope = this.#envelope
    if (envelope.control !== undefined) this.#beyondControl(frame)
    else {
      envelope.openFile(frame, frame.type === 1 ? this.#parse(frame, r.FILE_HEADER) : undefined, typeText(frame))
      this.#dispatch(frame)
    }
    this.#reportPending(frame)
  }

  end(): void {
    this.frames.end()
    this.#closeItem()
    const { records, received, lineEnd, lastLine } = this.frames
    const spot: Spot = { number: Math.max(1, records), offset: received, nextOffset: received, type: -1 }
    this.#envelope.end(spot, { framing: this.#framing, lineEnd, lastLine, items: this.#item.seq + 1, records })
  }

  #dispatch(frame: Frame): void {
    const role = ROLES[frame.type]
    if (role === undefined) this.#strayRecord('record-unknown', frame)
    else if (role === 'addendum' || (role === 'user' && this.#isItemOpen)) this.#addToItem(frame)
    else {
      this.#closeItem()
      if (role === 'detail') this.#openItem(frame)
      else if (role === 'envelope') this.#toEnvelope(frame)
      else this.#other(frame)
    }
  }

  /**
   * Records behind the file control: the file is held whole, and what they hold is counted all the same, because it came. A second
   * file's own header and control only end what is open.
   */
  #beyondControl(frame: Frame): void {
    if (!this.#isBeyond) this.#strayRecord('after-file-control', frame)
    this.#isBeyond = true
    const role = ROLES[frame.type]
    if (role === undefined) return
    if (frame.type !== 1 && frame.type !== 99) {
      this.#dispatch(frame)
      return
    }
    this.#closeItem()
    this.#envelope.closeLetter(frame, undefined)
  }

  #toEnvelope(frame: Frame): void {
    const envelope = this.#envelope
    if (frame.type === 10) envelope.openLetter(frame, this.#parse(frame, r.CASH_LETTER_HEADER))
    else if (frame.type === 20) envelope.openBundle(frame, this.#parse(frame, r.BUNDLE_HEADER))
    else if (frame.type === 70) envelope.closeBundle(frame, this.#parse(frame, r.BUNDLE_CONTROL))
    else if (frame.type === 90) envelope.closeLetter(frame, this.#parse(frame, r.CASH_LETTER_CONTROL))
    else if (frame.type === 99) envelope.closeFile(frame, this.#parse(frame, r.FILE_CONTROL))
  }

  #openItem(frame: Frame): void {
    const envelope = this.#envelope
    const kind = frame.type === 25 ? 'check' : frame.type === 31 ? 'return' : 'credit'
    if (envelope.letter === undefined) envelope.openLetter(frame, undefined)
    if (kind !== 'credit' && envelope.bundle === undefined) envelope.openBundle(frame, undefined)
    const item = this.#item
    item.open(kind, frame)
    item.bundle = envelope.bundle?.ordinal ?? -1
    item.cashLetter = envelope.letter?.ordinal ?? 0
    item.add(frame, this.#framing ?? 'length-ascii')
    this.#isItemOpen = true
    this.frames.keepFrom = frame.offset
  }

  #addToItem(frame: Frame): void {
    const item = this.#item
    if (this.#isItemApart) this.#closeItem()
    if (this.#isItemOpen && !item.isFull(frame)) {
      if (!belongs(frame.type, item.kind)) {
        this.#itemFault('record-misplaced', {
          record: frame.number,
          column: 1,
          field: 'recordType',
          found: typeText(frame),
          expected: `a record of a ${item.kind}`,
        })
      }
      item.add(frame, this.#framing ?? 'length-ascii')
      return
    }
    if (this.#isItemOpen) {
      const found = `${item.raw.count + 1} records, ${frame.nextOffset - item.offset} bytes`
      const expected = `at most ${ITEM_RECORDS_MAX} records, ${ITEM_BYTES_MAX} bytes`
      this.#itemFault('item-too-long', { record: frame.number, column: 1, field: 'recordType', found, expected })
    }
    this.#strayRecord('record-stray', frame)
  }

  /** Checks, counts and shows the item that is open. */
  #closeItem(): void {
    if (!this.#isItemOpen) return
    const item = this.#item
    this.#isItemOpen = false
    if (!this.#isItemApart) item.locate(this.frames.bytes, this.frames.base)
    this.#isItemApart = false
    item.amountMinor = Math.max(0, readAmount(item))
    checkItem(item, (code, detail) => this.#itemFault(code, detail))
    count(item, this.#envelope.tally)
    if (itemStanding(item) === 'in doubt') this.#envelope.tally.sums = 'in doubt'
    this.#sink.item(item)
    this.frames.keepFrom = undefined
  }

  #itemFault(code: X9FaultCode, detail: FaultDetail): void {
    const fault = this.#envelope.report(code, { item: this.#item.seq, ...detail })
    this.#item.faults.push(fault)
    if (fault.rest === 'item left out') this.#item.fate = 'quarantine'
  }

  /** Bytes were lost: they may have been part of the item that is open, and of what it stands in. */
  #lose(
    fault: Exclude<
      FrameFault,
      { readonly expected: number } | { readonly found: string } | { readonly code: 'file-empty' }
    >,
    record: number,
  ): void {
    const where = 'to' in fault ? `Bytes ${fault.from} to ${fault.to - 1}` : `From byte ${fault.from} on`
    const isAlone =
      fault.code !== 'trailing-bytes' && this.#envelope.letter === undefined && this.#envelope.letters === 0
    const told = this.#envelope.report(fault.code, {
      record,
      column: 1,
      field: 'bytes',
      ...LOST[fault.code],
      where,
      ...(isAlone ? { rest: 'file left out' } : {}),
    })
    if (fault.code === 'trailing-bytes' || !this.#isItemOpen) return
    this.#item.faults.push(told)
    this.#item.fate = 'quarantine'
    this.#closeItem()
  }

  /** A record that has no place. A run of them is told once. */
  #strayRecord(code: keyof typeof STRAY, frame: Frame): void {
    const isRun = this.#stray?.code === code && this.#stray.record === frame.number - 1
    this.#stray = { code, record: frame.number }
    if (isRun) return
    this.#closeItem()
    const place = { record: frame.number, column: 1, field: 'recordType', found: typeText(frame) }
    this.#envelope.report(code, { ...place, expected: STRAY[code] })
  }

  #other(frame: Frame): void {
    const record = parseX9Record(this.#text(frame))
    if (record === undefined) return
    this.#sink.other?.(record, { ordinal: 0, record: frame.number, offset: frame.offset, implied: false })
  }

  #reportPending(frame: Frame): void {
    const pending = this.#pending
    if (pending === undefined) return
    this.#pending = undefined
    // The length of a user record or a key is a number that the record says itself; that of an image is at home in a 52.
    const isOwn = frame.type !== 52 && pending.expected >= 10_000
    const detail = expectedFrom(isOwn ? 'in doubt' : 'aligned', {
      record: frame.number,
      column: 1,
      field: 'length',
      found: String(pending.found),
      expected: pending.expected < 0 ? 'lengths that are numbers' : String(pending.expected),
    })
    if (this.#isItemOpen) this.#itemFault(pending.code, detail)
    else
      this.#envelope.report(
        pending.code,
        X9_FAULTS[pending.code].scope === 'item' ? { ...detail, scope: 'batch' } : detail,
      )
  }

  #parse<L extends Layout>(frame: Frame, layout: L): RecordOf<L> {
    return parseRecord(layout, this.#text(frame))
  }

  #text(frame: Frame): string {
    const length = frame.imageAt - frame.start
    if (length > this.#scratch.length) this.#scratch = new Uint8Array(2 * length)
    canonicalText(frame, this.#framing ?? 'length-ascii', this.#scratch, 0)
    return latin1Text(this.#scratch, 0, length)
  }
}

type Role = 'envelope' | 'detail' | 'addendum' | 'user' | 'other'

const LOST = {
  'frame-lost': { found: 'bytes that are no record', expected: 'a record' },
  'frame-refused': { found: 'bytes that are no record', expected: 'a record' },
  truncated: { found: 'the end of the file', expected: 'the rest of the record' },
  'trailing-bytes': { found: 'bytes that are no record', expected: 'the end of the file' },
} as const

const STRAY = {
  'record-unknown': 'a record type of the format',
  'record-stray': 'an item (25, 31, 61 or 62) before it',
  'after-file-control': 'the end of the file',
} as const

/** What each record type is to the structure of a file. */
const ROLES: Readonly<Record<number, Role>> = {
  1: 'envelope', 10: 'envelope', 20: 'envelope', 70: 'envelope', 90: 'envelope', 99: 'envelope',
  25: 'detail', 31: 'detail', 61: 'detail', 62: 'detail',
  26: 'addendum', 27: 'addendum', 28: 'addendum', 32: 'addendum', 33: 'addendum', 34: 'addendum', 35: 'addendum',
  50: 'addendum', 52: 'addendum', 54: 'addendum',
  68: 'user', 40: 'other', 41: 'other', 75: 'other', 85: 'other',
} // biome-ignore format: a table

/** Checks have 26 to 28, returns 32 to 35; some banks let credits carry a 26. Views and user records belong to all. */
function belongs(type: number, kind: ItemCursor['kind']): boolean {
  if (type >= 50) return true
  return kind === 'return' ? type >= 32 : type <= 28
}

function count(item: ItemCursor, tally: Tally): void {
  const { raw, amountMinor, kind } = item
  let views = 0
  let images = 0
  for (let index = 1; index < raw.count; index++) {
    if (raw.types[index] === 50) views += 1
    if (raw.types[index] === 52) images += 1
  }
  if (kind === 'credit') {
    tally.credits += 1
    tally.creditRecords += raw.count
    tally.creditViews += views
    tally.creditImages += images
    tally.creditMinor += BigInt(amountMinor)
    return
  }
  tally.detailRecords += raw.count
  tally.views += views
  tally.images += images
  if (images > 0) tally.imagedItems += 1
  if (kind === 'return') {
    tally.returns += 1
    tally.returnMinor += BigInt(amountMinor)
  } else {
    tally.checks += 1
    tally.checkMinor += BigInt(amountMinor)
    // Column 75, 1: the codeline was read well.
    if ((raw.lengths[0] ?? 0) >= 75 && raw.bytes[(raw.starts[0] ?? 0) + 74] === 0x31)
      tally.micrValidMinor += BigInt(amountMinor)
  }
}

function typeText(frame: Frame): string {
  return frame.type < 0 ? 'no digits' : String(frame.type).padStart(2, '0')
}
