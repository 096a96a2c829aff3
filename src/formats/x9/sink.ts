import type { Fault } from '../../core/fault.ts'
import type { X9Framing } from './framing.ts'
import type { X9Fate, X9ItemCursor } from './item-cursor.ts'
import type { X9Record } from './record-types.ts'
import type {
  BundleControl,
  BundleHeader,
  CashLetterControl,
  CashLetterHeader,
  FileControl,
  FileHeader,
} from './records.ts'
import type { Tally } from './tally.ts'
import type { Totals } from './totals-profile.ts'

/** What the reader calls, in the order of the file. Each header is followed by its end, also in a broken file. */
export interface X9Sink {
  fileHeader(header: FileHeader, at: X9Place): void
  cashLetterHeader(header: CashLetterHeader, at: X9Place): void
  bundleHeader(header: BundleHeader, at: X9Place): void
  item(item: X9ItemCursor): void
  bundleEnd(end: BundleEnd): void
  cashLetterEnd(end: CashLetterEnd): void
  /** Called exactly once, whatever the bytes were. */
  fileEnd(end: FileEnd): void
  /** Every fault, those of items, bundles, letters and the file included. */
  fault(fault: Fault): void
  /** Records that are part of nothing above: account totals (40, 41), box and routing summaries (75, 85), user records (68). */
  other?(record: X9Record, at: X9Place): void
}

export interface X9Place {
  /** 0-based ordinal in the file of the cash letter or bundle; 0 for the file. */
  readonly ordinal: number
  /** 1-based. */
  readonly record: number
  /** Offset in the file. */
  readonly offset: number
  /** True when the header is missing from the file and stands here with blank fields. */
  readonly implied: boolean
}

interface PartEnd<Control> {
  /** The control record; undefined when it is missing. */
  readonly control: Control | undefined
  /** What the control says; undefined when it is missing or a number in it is not readable. */
  readonly declared: Totals | undefined
  /** What came, counted in the way that fits the file best. */
  readonly computed: Totals
  /** What came, uncounted: checks, returns, credits and records apart. */
  readonly tally: Readonly<Tally>
  /** By how much the controls of its parts say more than came in them, summed: of a difference of its own this is none. */
  readonly partsGapMinor: bigint
  /** Faults of this part itself (the first hundred that are alike), not of the items or parts in it. */
  readonly faults: readonly Fault[]
  /** Of this part by itself: a part inside a quarantined one is kept apart too. */
  readonly fate: X9Fate
  /** 1-based number of the first record, offset in the file of the first byte, and bytes to the end. */
  readonly record: number
  readonly offset: number
  readonly length: number
}

export interface BundleEnd extends PartEnd<BundleControl> {
  /** 0-based ordinals in the file. */
  readonly bundle: number
  readonly cashLetter: number
}

export interface CashLetterEnd extends PartEnd<CashLetterControl> {
  /** 0-based ordinal in the file. */
  readonly cashLetter: number
  /** Bundles that came. */
  readonly bundles: number
}

export interface FileEnd extends PartEnd<FileControl> {
  readonly framing: X9Framing | undefined
  /** How lines end, in a file of lines. */
  readonly lineEnd: '\n' | '\r\n'
  readonly lastLine: 'ended' | 'open'
  readonly cashLetters: number
  readonly bundles: number
  readonly items: number
  readonly records: number
  /** Names of the ways of counting that explain all controls, the most usual first; empty when a control is wrong or none came. */
  readonly profiles: readonly string[]
}
