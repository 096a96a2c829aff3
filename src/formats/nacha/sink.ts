import type { Fault } from '../../core/fault.ts'
import type { NachaFault } from './fault-codes.ts'
import type { LineEnd } from './frame.ts'
import type {
  AdvBatchControlFields,
  AdvFileControlFields,
  BatchControlFields,
  FileControlFields,
  FileHeaderFields,
  IatBatchHeaderFields,
} from './layouts.ts'

/**
 * What the reader hands on, in the order of the file. Faults come before the thing they are about: an entry's before `entry`,
 * a batch's before `batchEnd`, the file's before `fileEnd`.
 */
export interface NachaSink {
  fileHeader(header: FileHeader): void
  batchHeader(batch: BatchHeader): void
  /** One reused cursor: take what you need during the call. */
  entry(entry: EntryCursor): void
  /** Only now is it known whether the batch's entries may be processed. */
  batchEnd(end: BatchEnd): void
  fileEnd(end: FileEnd): void
  fault(fault: NachaFault): void
}

/** A file header as read. Texts are without trailing blanks. */
export interface FileHeader extends FileHeaderFields {
  readonly line: number
  /** The file creation date, when it is a day of the calendar. */
  readonly createdOn: Temporal.PlainDate | undefined
  readonly raw: string
}

/** A batch header as read, in one shape for all entry classes; international batches have their own fields in `iat`. */
export interface BatchHeader {
  /** 0-based in the file. */
  readonly ordinal: number
  readonly line: number
  /** True for a batch that the reader opened itself because entries stood outside one; its fields are then blank or 0. */
  readonly missing: boolean
  readonly serviceClass: number
  readonly secCode: string
  /** Blank for international batches, which name no company. */
  readonly companyName: string
  readonly companyDiscretionaryData: string
  /** For international batches the originator's identification. */
  readonly companyId: string
  readonly entryDescription: string
  readonly descriptiveDate: string
  /** YYMMDD as it stands. */
  readonly effectiveDate: string
  /** The effective entry date, when it is a day of the calendar. */
  readonly effectiveOn: Temporal.PlainDate | undefined
  readonly settlementDate: string
  readonly originatorStatus: string
  /** The first eight digits of the originating bank's routing number, -1 when they are none. */
  readonly odfi8: number
  readonly batchNumber: number
  readonly iat: IatBatchHeaderFields | undefined
  /** The record's 94 characters. */
  readonly raw: string
}

/** What an entry is: a forward one, or an answer to one, by its addenda 98 and 99. */
export type EntryCategory = 'forward' | 'return' | 'dishonored' | 'contested' | 'noc' | 'refused-noc'

/** The entry just read, with its addenda. One object is reused for all entries. */
export interface EntryCursor {
  /** Ordinal of its batch, 0-based. */
  readonly batch: number
  /** 0-based in the file. */
  readonly seq: number
  /** 1-based line of its first record. */
  readonly line: number
  /** Byte offset of its first record in the file. */
  readonly offset: number
  /** Bytes in the file from its first record to the last of its addenda, with the line ends between them. */
  readonly length: number
  /** Holds the entry record at `start`; addenda only through `copyTo`. */
  readonly bytes: Uint8Array
  readonly start: number
  /** -1 when not two digits. */
  readonly transactionCode: number
  /** The receiving bank's eight digits as a number, -1 when they are not. */
  readonly rdfi8: number
  /** -1 when not a digit. */
  readonly checkDigit: number
  /** In cents, -1 when not numeric. */
  readonly amountMinor: number
  /** The direction the amount was counted in. */
  readonly direction: 'credit' | 'debit'
  /** The fifteen digits as a number (they are always a safe integer), -1 when they are not. */
  readonly trace: number
  /** Number of addenda records. */
  readonly addenda: number
  readonly category: EntryCategory
  /** True when one of its faults leaves it out. */
  readonly faulty: boolean
  /** Writes the 94-byte records of the entry and its addenda back to back, without line ends. Returns the bytes written. */
  copyTo(target: Uint8Array, at: number): number
}

export interface BatchTotals {
  readonly entryAddendaCount: number
  /** The low ten digits of the sum of the receiving banks' eight digits. */
  readonly entryHash: number
  readonly debitMinor: number
  readonly creditMinor: number
}

export interface FileTotals extends BatchTotals {
  readonly batchCount: number
  readonly blockCount: number
}

/** `process`: the entries without faults may be posted. `quarantine`: all of it waits, with its value, for a person. */
export type Fate = 'process' | 'quarantine'

export type BatchControl =
  | ({ readonly kind: 'standard' } & BatchControlFields)
  | ({ readonly kind: 'adv' } & AdvBatchControlFields)
export type FileControl =
  | ({ readonly kind: 'standard' } & FileControlFields)
  | ({ readonly kind: 'adv' } & AdvFileControlFields)

export interface BatchEnd {
  readonly ordinal: number
  /** Of the control record, or of the line at which the batch was found to have none. */
  readonly line: number
  /** Undefined when there is no control record. A total that is no number is -1. */
  readonly declared: BatchTotals | undefined
  readonly computed: BatchTotals
  readonly entries: number
  /** Of the entries, those that are left out by a fault of their own. */
  readonly faultyEntries: number
  /** The batch's own faults, those of its entries not among them. */
  readonly faults: readonly Fault[]
  readonly fate: Fate
  readonly control: BatchControl | undefined
}

export interface FileEnd {
  readonly declared: FileTotals | undefined
  readonly computed: FileTotals
  readonly entries: number
  readonly batches: number
  readonly quarantinedBatches: number
  /** The file's own faults (the first hundred of each code), those of batches and entries not among them. */
  readonly faults: readonly Fault[]
  readonly fate: Fate
  readonly control: FileControl | undefined
  readonly style: FileStyle
  readonly bytes: number
}

/** What of a file is neither in its records nor in their order: with it a well-formed file is written as it was read. */
export interface FileStyle {
  readonly lineEnd: LineEnd
  /** How the last record ends: as all others, or not at all. */
  readonly lastLineEnd: LineEnd
  /** Empty lines behind the last record. */
  readonly blankLines: number
  /** Number of 9-filled records behind the file control. */
  readonly fillRecords: number
}
