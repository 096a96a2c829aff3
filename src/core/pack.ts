import type { Account } from './account.ts'
import type { PackAdjustments } from './adjustment.ts'
import type { ShippedSecondKey } from './approval/second-key.ts'
import type { Calendars } from './calendar/calendars.ts'
import type { PackCorrections } from './correction.ts'
import type { PackClaims } from './customer-claim.ts'
import type { RuleId } from './deadline/rules.ts'
import type { ExceptionKind, Finding, Resolution } from './exception.ts'
import type { Fault } from './fault.ts'
import type { FieldTitles } from './field-title.ts'
import type { Direction } from './item.ts'
import type { HeaderRecord, ItemField } from './item-field.ts'
import type { PackOverShort } from './over-short.ts'
import type { PackAnswers } from './pack-answers.ts'
import type { SecondLook } from './second-look.ts'
import type { Tally } from './tally.ts'
import type { Queue } from './work/queue.ts'

/** A deposit that never left the house. */
export interface DepositedHere {
  /** By when its credit has to be revoked, where this institution is the one that pays it too; undefined where another one is. */
  readonly by: RuleId | undefined
}

/**
 * A work type, as the engine sees it. Bytes are read twice: `createReader` streams a whole file once, checks every frame and
 * total and routes each item to its bucket; later, bucket by bucket, `parseItem` reads one item's own bytes again and the
 * checks decide it with the facts of its account. So memory stays flat and an account's items meet in one transaction.
 */
export interface Pack<Item extends PackItem = PackItem> {
  readonly name: PackName
  /** `ACH`, for people. */
  readonly title: string
  /** Typical bytes of a file for each item: how many parts a file is split into. Need not be exact. */
  readonly bytesPerItem: number
  /** True when the first bytes (up to 256 of the file) can only be this pack's format. */
  recognises(head: Uint8Array): boolean
  createReader(sink: IntakeSink, settings: PackSettings): Feed
  /** Reads one item's bytes as the reader gave them to `IntakeSink.item`. Never throws on any bytes. */
  parseItem(raw: Uint8Array, batch: BatchDetail, settings: PackSettings): Item
  /** Names what must be loaded before the item can be decided. Called once for each item of a chunk. */
  want(item: Item, wanted: Wanted): void
  /** Names of a batch's detail by which `ItemFacts.posted` counts earlier items; needed by packs that ask for such. */
  readonly tellsPostedBy?: readonly string[]
  /** The first finding in the order of precedence, and the kinds of the others; undefined for an item that is clear. */
  decide(item: Item, facts: ItemFacts, context: DecideContext): Decision | undefined
  /** How an item that is clear posts. */
  posting(item: Item): PostingRole
  /** For work types whose items can explain, by their images, why a batch does not balance. */
  readonly secondLook?: SecondLook<Item>
  /**
   * Where the item's front image is in the stored file, for packs with images: the engine reads its codeline before the decision.
   * Undefined for an item that has no image by nature; length 0 for one whose image is missing.
   */
  frontImage?(item: Item): { readonly offset: number; readonly length: number } | undefined
  /** The day on which the batch's items settled, where the network tells it and it fits the day they were received, both since 1970-01-01: legal clocks start there. */
  settledOn?(batch: BatchDetail, receivedDay: number): number | undefined
  /** What a customer's claim against a posted item raises, for work types that take such claims. */
  readonly claims?: PackClaims
  /** What the sender is told to change although the item posts, where the network has such notices; undefined for most items. */
  notice?(item: Item, facts: ItemFacts): Notice | undefined
  /** What of its items a person may correct, and how; without it nothing. */
  readonly corrections?: PackCorrections<Item>
  /** Which adjustment case the network has for its items; without it none. */
  readonly adjustments?: PackAdjustments<Item>
  /** What is settled otherwise than its items make, of what is released out of balance; without it nothing. */
  readonly overShort?: PackOverShort
  /**
   * Of what was deposited here and comes back unpaid, the key of the facts that tell whose deposits it came in, by all that is wrong
   * with it; undefined where nothing of it can be charged back.
   */
  depositKey?(item: Item, kinds: readonly string[]): string | undefined
  /** Of what was deposited here and never left the house, so that the credits of its batch tell whose it is; undefined for anything else. */
  depositedHere?(item: Item, batch: BatchDetail): DepositedHere | undefined
  /**
   * What the sender asks for, the same when it asks again: by it nobody pays a fee twice for one item. Undefined where the item does
   * not tell.
   */
  presentedAs?(item: Item): readonly string[] | undefined
  /** For work types whose items may come with an amount that cannot be read, and go back with one that a person keyed. */
  readonly unread?: PackUnread<Item>
  /** How the work type sends items back; without it nothing of the pack goes out by policy. */
  readonly answers?: PackAnswers
  /** Why an item may not go back with the code at that moment, as a sentence; undefined when it may: what it is, our part in it, its account and the code's window decide. */
  refuseCode(code: string, item: Item, asked: CodeAsked): string | undefined
  /** Which of a kind's ways out there are for the item, where they are not the same for all items of a kind. */
  resolutions?(item: Item, ofKind: readonly Resolution[]): readonly Resolution[]
  /** The queues in which people find the work of its kinds. */
  readonly queues: Readonly<Record<string, Queue>>
  /** What needs a second person where the institution says nothing else. */
  readonly secondKeys: readonly ShippedSecondKey[]
  /** Every kind of exception this pack can raise. */
  readonly kinds: Readonly<Record<string, ExceptionKind>>
  /** One line for people about an item: `PPD debit by ACME PAYROLL, trace 091000010000001`. No account number, no name of a person. */
  describe(item: Item, batch: BatchDetail): string
  /** The item's fields for people, in order, sensitive ones marked: the caller masks. */
  fields(item: Item, batch: BatchDetail): readonly ItemField[]
  /** The header record of the item's batch, for formats in which that is a line of text; undefined where it is missing. */
  batchHeader?(batch: BatchDetail): HeaderRecord | undefined
  /** What people of the field call the fields that faults and findings name. */
  readonly fieldTitles: FieldTitles
}

/** Items whose amount cannot be read: they came with a worth of nothing. */
export interface PackUnread<Item extends PackItem = PackItem> {
  isUnread(item: Item): boolean
  /** The most that the field of an amount holds, in minor units. */
  readonly mostMinor: number
  /** The type of the adjustments that say what other items of the batch are rightly worth. */
  readonly adjustedBy: string
}

export type PackName = 'ach' | 'checks'

/** A streaming reader: any chunk boundaries, `end` once. */
export interface Feed {
  write(chunk: Uint8Array): void
  end(): void
}

/** What the readers and checks must know of the institution; part of the configuration, same for all items of a run. */
export interface PackSettings {
  /** The institution's own routing numbers, nine digits each. */
  readonly routingNumbers: readonly string[]
  /** Amounts in minor units at and over which a person reviews an item, by pack and direction. */
  readonly reviewOverMinor: { readonly debit: number; readonly credit: number; readonly check: number }
  /** Months over which duplicates are looked for. */
  readonly duplicateMonths: number
  /** Calendar months after its date from which a check is stale: six by UCC 4-404, more where the bank pays older ones in good faith. */
  readonly staleMonths: number
}

/** Where a reader puts what it finds. The engine's sink copies what it keeps: byte views are only valid during the call. */
export interface IntakeSink {
  fileHeader(detail: FileDetail): void
  batchOpened(batch: BatchOpened): void
  item(item: ReceivedItem): void
  batchClosed(batch: BatchClosed): void
  fault(fault: Fault): void
  fileClosed(file: FileClosed): void
}

export interface FileDetail {
  /** `ach` or `x9` and its variant, for example `length-ebcdic`. */
  readonly format: string
  readonly variant: string
  readonly sender: string
  readonly receiver: string
  /** When the sender says it made the file, as text in ISO form where readable. */
  readonly createdAt: string
}

/** What `parseItem` and the checks need to know of the batch (bundle) an item came in. Stored as jsonb with the batch: plain JSON values. */
export type BatchDetail = Readonly<Record<string, string | number | boolean | null>>

export interface BatchOpened {
  /** 0-based in the file. */
  readonly ordinal: number
  readonly line: number
  /** For people: `ACME CORP PPD PAYROLL 0000001`. */
  readonly label: string
  readonly detail: BatchDetail
}

/** One item as the first pass sees it. The reader reuses one object for all items. */
export interface ReceivedItem {
  /** 0-based ordinal of the batch in the file. */
  batch: number
  /** 0-based in the file, over all batches, without gaps. */
  seq: number
  /** 1-based line or record of the item's first record. */
  line: number
  /** Where the item's bytes are in the stored file, images included. */
  offset: number
  length: number
  /** Bucket of the item's account: `bucketOf` its normalised account number, or its raw text when unreadable. */
  bucket: number
  direction: Direction
  /** 0 when unreadable (the item then carries a fault and is excepted with what could be read). */
  amountMinor: number
  /** Bytes that `parseItem` will get, in `bytes` from `start` for `size`. */
  bytes: Uint8Array
  start: number
  size: number
}

export interface BatchClosed {
  readonly ordinal: number
  /** What the batch's own control says; undefined when there is none that can be read. */
  readonly declared: Tally | undefined
  readonly computed: Tally
  /** 64 bits over everything that makes the batch the same batch in another file (header identity and all items in order), as 16 hex digits. */
  readonly fingerprint: string
  /** `quarantine`: nothing of it may be processed before a person releases it. */
  readonly fate: 'process' | 'quarantine'
  /** Why it is quarantined; or, of one that is processed, why it lost what it did. */
  readonly finding?: Finding
  /** What only its end tells of it: stands beside the detail with which it was opened. */
  readonly detail?: BatchDetail
  /**
   * Value of the batch that could not be read as items and so stands in no item: declared minus computed where a control
   * could be read, else what the lost records carry. Zero for a whole batch. Quarantined with the batch.
   */
  readonly lost: Tally
}

export interface FileClosed {
  readonly declared: Tally | undefined
  readonly computed: Tally
  readonly fate: 'process' | 'quarantine'
  /** Why it is quarantined; or, in a file that is processed, what a person must be told of it as a whole. */
  readonly finding?: Finding
  readonly lost: Tally
}

/** What every pack's parsed item has. Packs add their own fields. */
export interface PackItem {
  /** As the account table spells it; empty when it cannot be read. */
  readonly accountNumber: string
  /** True where that account is with another bank: one with this institution of the same number is somebody else's. */
  readonly accountElsewhere?: boolean
  readonly direction: Direction
  readonly amountMinor: number
  /** Trace number, or check serial: what people search by. */
  readonly reference: string
}

/** Collects what a chunk needs. Keys are looked up in the item's own bucket. */
export interface Wanted {
  /** A fact of a kind (`stop`, `issued`, `authorization`, `originated`, …) by its key (often the account number). */
  fact(kind: string, key: string): void
  /**
   * Claims an identity for the item: if another item, now or in history, has claimed the same (space, day, hi, lo) already, `ItemFacts.claimedBefore(space)`
   * tells it. `day` is days since 1970-01-01 and narrows the look-up; 0 when there is none. hi and lo are unsigned 32-bit halves of a 64-bit fingerprint.
   */
  claim(space: ClaimSpace, day: number, hi: number, lo: number): void
  /** An earlier posted item of the same account with this amount and direction, since the day (days since 1970-01-01): for reversals. */
  posted(direction: Direction, amountMinor: number, sinceDay: number): void
}

/**
 * What identities are claimed in. `entry`: the same ACH entry again. `check`: the same check, however presented (as image or as ACH conversion).
 * `returned`: what we sent, by whatever return it comes back. Never renumber.
 */
export const CLAIM_SPACES = { entry: 1, check: 2, returned: 3 } as const
export type ClaimSpace = keyof typeof CLAIM_SPACES

export interface Fact {
  readonly kind: string
  readonly key: string
  /** Days since 1970-01-01 on which the fact holds, both inclusive. */
  readonly fromDay: number
  readonly toDay: number
  readonly detail: Readonly<Record<string, string | number | boolean | null>>
}

/** Who claimed an identity before, the last time where it was presented again. */
export interface ClaimOwner {
  readonly itemId: number
  readonly pack: PackName
  /** Days since 1970-01-01 on which that item was received. */
  readonly day: number
  /** True when it came in the same file. */
  readonly sameFile: boolean
  /** Set when that item went back to its sender, so that nothing of it is in the books: then it may be a second presentment. */
  readonly returned?: Returned
}

/** How an earlier item with the same identity went back. */
export interface Returned {
  /** The return code that it went with. */
  readonly code: string
  /** How often the identity was presented so far, `PRESENTMENTS_TOLD` at most. */
  readonly presentments: number
}

/**
 * Presentments of one identity that are told apart: as many as the rules allow, and whoever comes after has come too often.
 * Only an identity without a day is presented again; one with a day is an entry, and the same entry is sent once.
 */
export const PRESENTMENTS_TOLD = 3

/** What is known about one item when it is decided. */
export interface ItemFacts {
  readonly account: Account | undefined
  facts(kind: string, key: string): readonly Fact[]
  claimedBefore(space: ClaimSpace): ClaimOwner | undefined
  /** Earlier posted items that `Wanted.posted` asked for; of the same file, those of its part decided before. */
  readonly posted: readonly PostedBefore[]
}

/** Equal items that posted on one day: so many that hostile files may hold that only their count is told. */
export interface PostedBefore {
  /** Days since 1970-01-01. */
  readonly day: number
  readonly amountMinor: number
  readonly direction: Direction
  /** How many: 1 at least. */
  readonly count: number
  /** Of the batches that they came in, what `Pack.tellsPostedBy` names: a reversal looks for an original of the same company. */
  readonly batch: BatchDetail
}

export interface DecideContext {
  readonly settings: PackSettings
  readonly batch: BatchDetail
  /** Days since 1970-01-01. */
  readonly receivedDay: number
  readonly postingDay: number
  /** Business date helpers come as functions so that packs need no calendar of their own: banking days from one day to another, signed. */
  readonly bankingDaysBetween: (fromDay: number, toDay: number) => number
  /** The day on which a clock that starts on the day is due; both are days since 1970-01-01. */
  readonly dueDay: (rule: RuleId, startDay: number) => number
  /** What the image says, where the engine has read one (checks). */
  readonly image: ImageReading | undefined
}

/** What was read from an item's front image. */
export interface ImageReading {
  readonly status: 'read' | 'missing' | 'unusable'
  /** Why it is unusable, in a few words. */
  readonly why?: string
  /** The codeline in the formats' alphabet (`*` unreadable), empty when nothing was found. */
  readonly micr: string
  /** As printed, `*` for a symbol that could not be told. */
  readonly fields: {
    readonly routing?: string
    readonly account?: string
    readonly serial?: string
    /** Only when all ten digits were told. */
    readonly amountMinor?: number
    /** The ten digits where some were not told: no number, but others than those told are another amount. */
    readonly amountDigits?: string
  }
  /** Lowest confidence of a character, 0 to 1. */
  readonly confidence: number
}

export interface Decision {
  readonly finding: Finding
  /** Kinds that also apply, in order of precedence. */
  readonly also: readonly string[]
}

/** When and about what it is asked whether a return code may be used. */
export interface CodeAsked {
  readonly at: Temporal.Instant
  readonly batch: BatchDetail
  readonly account: Account | undefined
  /** The day from which the item's windows are counted. */
  readonly settledOn: Temporal.PlainDate
  readonly calendars: Calendars
  readonly settings: PackSettings
  /** What the check found: evidence such as the date of a check. */
  readonly facts: NonNullable<Finding['facts']>
}

/** A notice of change: the item posts, and its sender is told what to write next time. */
export interface Notice {
  readonly code: string
  /** The corrected data as the code packs it. */
  readonly correction: string
  /** The named policy under which it goes out without a person. */
  readonly policy: string
  /** Deadline rule that runs from the settlement, or from the posting day where that is not known. */
  readonly clock: RuleId
}

/**
 * Where the other side of an item's posting is. `settlement`: the network's settlement account of the shard.
 * `none`: nothing moves (a prenotification, a notification of change). `originations`: a return of what we originated.
 */
export type PostingRole = 'settlement' | 'none' | 'originations'
