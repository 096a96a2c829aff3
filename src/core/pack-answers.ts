import type { BatchDetail, PackSettings } from './pack.ts'
import type { PackContests } from './pack-contests.ts'

/** How a work type answers items: writes a file of returns, and proves it by reading it back before it is sent. */
export interface PackAnswers {
  /** `ach`, `x937`: the ending of the file's name. */
  readonly fileEnding: string
  /** Items one file may hold. */
  readonly itemsMax: number
  /** Why the item may not be returned with the code, in a few words; undefined when it may. Then a person decides instead of a policy. */
  refuse(
    order: Pick<AnswerItem, 'raw' | 'batch' | 'code' | 'correction' | 'settledOn' | 'keyedMinor'>,
    settings: PackSettings,
  ): string | undefined
  /** Where the images that an answer carries stand in the item's stored file; none for packs without images. */
  images(raw: Uint8Array): readonly { readonly offset: number; readonly length: number }[]
  write(header: AnswerHeader, orders: readonly AnswerItem[]): Uint8Array
  /** For work types in which an answer of ours may be disputed: how it is contested. */
  readonly contests?: PackContests
  /** One sentence for everything the file does not say as it was meant; empty when it may go out. */
  prove(file: Uint8Array, header: AnswerHeader, orders: readonly AnswerItem[]): readonly string[]
}

/** Who an outgoing file is from, and what tells it from others of the day. */
export interface AnswerHeader {
  readonly institution: string
  /** Nine digits. */
  readonly routingNumber: string
  /** The operator or correspondent that the file goes to. */
  readonly destination: { readonly routing: string; readonly name: string }
  /** Local date and time at which it is made. */
  readonly createdAt: Temporal.PlainDateTime
  /** The business day it belongs to. */
  readonly businessDay: Temporal.PlainDate
  /** 0-based place among the institution's files of the day. */
  readonly ordinal: number
  readonly settings: PackSettings
}

/** One answer on its way out. */
export interface AnswerItem {
  /** The item's bytes as `parseItem` gets them. */
  readonly raw: Uint8Array
  readonly batch: BatchDetail
  readonly code: string
  /** Corrected data for a notice of change; empty for a return. */
  readonly correction: string
  /** The day on which it settled, or on which it posts where the network does not tell: what answers a return says it. */
  readonly settledOn: Temporal.PlainDate
  /** What a person keyed as its amount where none could be read of it; left out where one could. Minor units. */
  readonly keyedMinor?: number | undefined
  /** The number given to the answer, unique for the day: 1 to 9,999,999. */
  readonly number: number
  /** Bytes of what `images` named, in that order. */
  readonly images: readonly Uint8Array[]
}
