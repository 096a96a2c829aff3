import type { Addenda } from '../../formats/nacha/addenda-layouts.ts'
import type { Arrival } from '../arrival.ts'
import type { Label } from '../truth.ts'

/** One entry to be written. Its trace and control totals are the writer's, unless `trace` says otherwise. */
export interface AchEntry {
  readonly code: number
  /** Nine digits. The ninth is written as it stands, right or wrong. */
  readonly routing: string
  readonly account: string
  /** What the entry adds to its batch's totals. A patch may put other characters in its columns. */
  readonly amountMinor: number
  readonly identification: string
  readonly name: string
  readonly discretionary?: string
  readonly addenda?: (trace: string) => readonly Addenda[]
  /** Written instead of what follows from the addenda. */
  readonly addendaIndicator?: 0 | 1
  /** Fifteen digits. Without it the writer gives the next of the batch. */
  readonly trace?: string
  readonly patches?: readonly Patch[]
}

/** Characters put over a finished record: how a sender's faults come about that no writer would write. */
export interface Patch {
  /** 0 the entry itself, 1 its first addendum. */
  readonly record: number
  /** 1-based. */
  readonly column: number
  readonly text: string
}

export interface LabelledEntry {
  readonly entry: AchEntry
  readonly label: Label
  /** The account it belongs to, where the entry spells it in another way. */
  readonly account?: string
}

/** 220 credits only, 225 debits only, 200 both. */
export type ServiceClass = 200 | 220 | 225

export interface AchBatchHeader {
  readonly serviceClass: ServiceClass
  readonly sec: string
  readonly companyName: string
  readonly companyId: string
  readonly description: string
  /** At most six characters: `SD1300` asks for same-day settlement. */
  readonly descriptiveDate: string
  /** YYMMDD, or what a faulty sender wrote. */
  readonly effectiveDate: string
  /** Eight digits: who originated it. */
  readonly odfi: string
}

/** A batch of a planned file: ordinary entries that are drawn while it is written, and planted ones that are known. */
export interface AchBatch {
  readonly header: AchBatchHeader
  /** How many ordinary entries are drawn. */
  ordinary: number
  /** Its share of the day's ordinary entries; 0 for planted batches, which get what `ordinary` says. */
  readonly weight: number
  /** What its draws are made from: the day, the file and its place in it. */
  readonly streamLabel: string
  readonly planted: LabelledEntry[]
  /** Set when the batch as a whole is planted or nearly so. */
  readonly label?: Label
  readonly fault?: BatchFault
}

/** What is wrong with a batch as a whole. Amounts and counts are added to the true ones. */
export type BatchFault =
  | {
      readonly in: 'control'
      readonly field: 'entryAddendaCount' | 'entryHash' | 'totalDebit' | 'totalCredit'
      readonly add: number
    }
  | { readonly in: 'header'; readonly column: number; readonly text: string }

export type LineEnd = '' | '\n' | '\r\n'

export interface AchFile {
  readonly path: string
  readonly arrival: Arrival
  readonly lineEnd: LineEnd
  /** The sender, as the file header names it: nine digits and a name. */
  readonly origin: { readonly routing: string; readonly name: string }
  readonly destination: string
  /** Tells files of one sender and day apart. */
  readonly modifier: string
  readonly batches: AchBatch[]
  /** Undefined for history: its items have no truth. */
  readonly label?: Label
  readonly fault?: FileFault
  readonly isHistory: boolean
}

/** What is wrong with the file's own control; the batches agree. */
export interface FileFault {
  readonly field: 'entryAddendaCount' | 'entryHash' | 'totalDebit' | 'totalCredit' | 'blockCount' | 'batchCount'
  readonly add: number
}
