import type { PackItem } from '../../core/pack.ts'
import type { X9Item } from '../../formats/x9/parse-item.ts'

/** What a record stands for: 25 a check, 31 a check that comes back to us, 61 and 62 the credit of a deposit. */
export type CheckForm = 'check' | 'return' | 'credit'

/**
 * What the item is to this institution. `on-us`: we are the paying bank. `transit`: deposited with us, drawn on another
 * bank, so it goes on for collection and moves no account of ours. `returned`: another bank did not pay what we sent it.
 * `deposit`: the credit that pays the depositor. A check that is neither ours nor in a deposit is `on-us` to be excepted.
 */
export type CheckRole = 'on-us' | 'transit' | 'returned' | 'deposit'

/** Parts of the codeline that can be read and compared; `code` is the transaction code, which is only read. */
export type MicrField = ComparedField | 'code'
export type ComparedField = 'routing' | 'account' | 'serial'

/** One item of a cash letter: its record 25, 31, 61 or 62, as the checks see it. */
export interface CheckItem extends PackItem {
  readonly form: CheckForm
  readonly role: CheckRole
  /** Nine characters with the check digit, `*` where the reader of the sending bank could not read one; as the record has it. */
  readonly routing: string
  /** True when the routing number is one of this institution's. */
  readonly routingOurs: boolean
  /** As the record has it: digits, `/`, `-`, `*` and blanks. */
  readonly onUs: string
  readonly auxOnUs: string
  /** Check number without leading zeros; empty when there is none or it cannot be read. */
  readonly serial: string
  /** Fields of the codeline that hold `*` or nothing that could be one. */
  readonly unreadable: readonly MicrField[]
  /** False when the amount field holds no number; `amountMinor` is 0 then. */
  readonly amountReadable: boolean
  /** The sending bank's number of the item, unique in its business day. */
  readonly itemSequence: string
  /** Record 25 column 73: whether an image is in the file, and whether paper follows. */
  readonly documentationType: string
  /** Record 31 column 42; empty for the others. */
  readonly returnReason: string
  /** Of a deposit's credit: which checks it pays for, the same whenever they come; empty for all others. */
  readonly depositOf: string
  /** Image views (52) in the item's bytes. */
  readonly imageViews: number
  /** Where its front image lies in the stored file; length 0 when it has none. Undefined for a deposit's ticket, which is no check. */
  readonly front: { readonly offset: number; readonly length: number } | undefined
  /** All its records: what a person looks at and what a return is written from. */
  readonly source: X9Item
}

/** True when the check is drawn on an account here: only then do stop orders, issues, status and balance mean anything. */
export function isDrawnOnUs(item: CheckItem): boolean {
  return item.role === 'on-us' && item.routingOurs && item.accountNumber !== ''
}

/** The most that the field of an amount holds. Minor units. */
export const AMOUNT_MOST_MINOR = 9_999_999_999

/** How a bundle is named, and how its file is written. */
export interface BundleNames {
  /** `length-ebcdic`, `length-ascii` or `newline-ascii`. */
  readonly framing: string
  readonly institutionRouting: string
  readonly businessDate: string
  readonly bundleId: string
  readonly bundleSequence: string
  readonly cashLetterId: string
  /** Record 10 column 78: `R` and `E` say which list the reasons of its returns are from. */
  readonly returnsIndicator: string
}

/**
 * What the reader keeps of a bundle for the second pass, as `BatchDetail`. `deposit`: it holds a customer's deposit, because
 * a credit (61, 62) stands before its checks; `checks` then tells which checks those are, as 16 hex digits.
 */
export interface BundleDetail extends BundleNames {
  readonly deposit: boolean
  readonly checks?: string
}
