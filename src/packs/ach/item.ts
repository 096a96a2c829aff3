import type { Direction } from '../../core/item.ts'
import type { BatchDetail, PackItem } from '../../core/pack.ts'
import { digitsAt, textAt } from '../../formats/nacha/layout.ts'
import { categoryOf } from '../../formats/nacha/read-entry.ts'
import type { EntryCategory } from '../../formats/nacha/sink.ts'
import { directionOf, type TransactionCode, transactionCode } from '../../formats/nacha/transaction-codes.ts'
import { accountProblem, accountText } from './account-number.ts'
import { answerAt } from './answer-at.ts'
import { type AchBatch, achBatch } from './batch.ts'
import { RECORD_LENGTH, type RecordMark, recordsOf } from './raw-entry.ts'

/**
 * One ACH entry as the checks see it. A million of them are made in a run, so only what every entry needs is read at once;
 * the rest is read from `raw` when a check asks. That is why it is a class: fields first, readings as getters.
 */
export class AchItem implements PackItem {
  readonly batch: AchBatch
  /** The entry record and its addenda, 94 bytes each, without line ends. */
  readonly raw: Uint8Array
  /** What was wrong with the bytes of the records, as the first pass saw them. */
  readonly mark: RecordMark | undefined
  readonly category: EntryCategory
  /** Where in `raw` the addenda 98 or 99 of an answer begins; 0 for a forward entry. */
  readonly answerAt: number
  /** 0 to 99, -1 when not two digits. */
  readonly code: number
  /** What the code says; undefined for one that is in no list. */
  readonly codeMeans: TransactionCode | undefined
  readonly direction: Direction
  /** As in the record; -1 when the columns are not all digits. */
  readonly amountRead: number
  readonly amountMinor: number
  readonly accountNumber: string
  /** Why a forward entry's account number is none of ours; undefined when it may be. */
  readonly accountProblem: string | undefined

  constructor(given: Uint8Array, batch: AchBatch) {
    // Most entries are one whole record as it came: nothing to cut off it.
    const { raw, mark } = given.length === RECORD_LENGTH ? { raw: given, mark: undefined } : recordsOf(given)
    const columns = COLUMNS[batch.layout]
    this.batch = batch
    this.raw = raw
    this.mark = mark
    this.answerAt = raw.length > RECORD_LENGTH ? answerAt(raw) : 0
    this.category = this.answerAt === 0 ? 'forward' : (categoryOf(raw, this.answerAt) ?? 'forward')
    this.code = digitsAt(raw, 1, 2)
    this.codeMeans = transactionCode(this.code)
    this.direction = this.code >= 0 ? directionOf(this.code) : batch.serviceClass === 220 ? 'credit' : 'debit'
    this.amountRead = digitsAt(raw, columns.amount, columns.amountWidth)
    this.amountMinor = this.amountRead < 0 ? 0 : this.amountRead
    const account = accountText(raw, columns.account, columns.accountWidth)
    this.accountProblem = this.category === 'forward' ? accountProblem(account) : undefined
    this.accountNumber = this.accountProblem === undefined ? account : ''
  }

  /** The trace number, fifteen characters as they stand. */
  get reference(): string {
    return textAt(this.raw, 79, 15)
  }

  /** The nine digits of the receiving bank, -1 when they are not. */
  get routing(): number {
    return digitsAt(this.raw, 3, 9)
  }

  /** The receiving bank's routing number as it stands. */
  get routingText(): string {
    return textAt(this.raw, 3, 9)
  }

  /** The account field as it stands, without blanks at the ends. */
  get accountRaw(): string {
    const columns = COLUMNS[this.batch.layout]
    return textAt(this.raw, columns.account, columns.accountWidth).trim()
  }

  get amountText(): string {
    const columns = COLUMNS[this.batch.layout]
    return textAt(this.raw, columns.amount, columns.amountWidth)
  }

  get addendaCount(): number {
    return this.raw.length / RECORD_LENGTH - 1
  }

  /** The return, change or refusal code of an answer; empty for a forward entry. */
  get reasonCode(): string {
    return this.category === 'forward' ? '' : textAt(this.raw, this.answerAt + 3, 3)
  }

  /** The trace of the entry that an answer is about; empty for a forward entry. */
  get originalTrace(): string {
    return this.category === 'forward' ? '' : textAt(this.raw, this.answerAt + 6, 15)
  }

  /**
   * True of what another bank answers to an entry that we sent: the account in it is that of whoever was to get our entry, there. A
   * dishonor and a refused notification answer what we answered to an entry for an account here, and repeat that.
   */
  get accountElsewhere(): boolean {
    return this.category === 'return' || this.category === 'contested' || this.category === 'noc'
  }

  /** True when posting it moves money: a live entry, or a return of one. */
  get movesMoney(): boolean {
    if (this.amountMinor === 0) return false
    if (this.category === 'forward') return this.codeMeans?.purpose === 'live' && this.batch.rule?.moneyless !== true
    return this.category !== 'noc' && this.category !== 'refused-noc'
  }
}

/** Reads one item's records. Total: any bytes give an item, and the checks say what is wrong with it. */
export function parseAchItem(raw: Uint8Array, detail: BatchDetail): AchItem {
  return new AchItem(raw, achBatch(detail))
}

/** 0-based columns by layout. */
export const COLUMNS = {
  standard: { account: 12, accountWidth: 17, amount: 29, amountWidth: 10 },
  iat: { account: 39, accountWidth: 35, amount: 29, amountWidth: 10 },
  adv: { account: 12, accountWidth: 15, amount: 27, amountWidth: 12 },
} as const
