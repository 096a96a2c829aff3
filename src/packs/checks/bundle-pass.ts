import { createFingerprint, type Fingerprint, hexOf } from '../../core/fingerprint.ts'
import { latin1Bytes } from '../../core/latin1.ts'
import type { IntakeSink, ReceivedItem } from '../../core/pack.ts'
import { addTally, NOTHING, type Tally, tallyOf } from '../../core/tally.ts'
import { getNumber } from '../../formats/x9/item-bytes.ts'
import type { BundleDetail, BundleNames } from './item.ts'
import { RAW_HEAD } from './raw-item.ts'

/**
 * One bundle while its items pass by: opened to the sink with its first item, because only that says whether it is a
 * deposit, and counted and fingerprinted as the items go on.
 */
export class BundlePass {
  readonly ordinal: number
  readonly line: number
  tally: Tally = NOTHING
  /** Credits in the bundle itself, and those before it in its cash letter. */
  readonly credits = { inside: 0, before: 0 }
  /** True when an item of it could not be read to its end. */
  isBroken = false
  readonly #detail: BundleNames
  readonly #sink: IntakeSink
  readonly #fingerprint: Fingerprint
  /** Of the checks alone, as their codelines say: the same in whatever letter, and on whatever day, they come. */
  readonly #checks: Fingerprint
  #kind: 'deposit' | 'presentment' | undefined

  constructor(sink: IntakeSink, ordinal: number, line: number, detail: BundleNames) {
    this.#sink = sink
    this.ordinal = ordinal
    this.line = line
    this.#detail = detail
    this.#fingerprint = createFingerprint()
    this.#checks = createFingerprint()
    this.#addText(detail.institutionRouting)
    this.#addText(detail.businessDate)
  }

  /** Tells the sink of the bundle, once. */
  open(kind: 'deposit' | 'presentment'): void {
    if (this.#kind !== undefined) return
    this.#kind = kind
    const deposit = kind === 'deposit'
    const { bundleId, bundleSequence, cashLetterId, institutionRouting } = this.#detail
    const name = [bundleId, bundleSequence].filter(part => part !== '').join(' ')
    const label = `${deposit ? 'Deposit bundle' : 'Bundle'} ${name || this.ordinal + 1} of cash letter ${cashLetterId || '?'} from ${institutionRouting || '?'}`
    const detail: BundleDetail = { ...this.#detail, deposit }
    this.#sink.batchOpened({ ordinal: this.ordinal, line: this.line, label, detail: { ...detail } })
  }

  /** Shows one item to the sink, with its bytes for the second pass. */
  add(item: ReceivedItem): void {
    item.batch = this.ordinal
    this.tally = addTally(this.tally, tallyOf(item.direction, item.amountMinor))
    // The detail record alone: addenda and images may be made anew for another letter, the check is the same.
    const start = item.start + RAW_HEAD
    const text = start + CANONICAL_TEXT
    this.#fingerprint.bytes(item.bytes, text, text + getNumber(item.bytes, start))
    if (item.direction === 'debit') this.#checks.bytes(item.bytes, text + CODELINE_FROM, text + CODELINE_TO)
    this.#sink.item(item)
  }

  /** Which checks a deposit holds, for its credits; nothing of other bundles. */
  closingDetail(): Pick<BundleDetail, 'checks'> {
    return this.#kind === 'deposit' && this.tally.debitMinor > 0 ? { checks: hexOf(this.#checks) } : {}
  }

  /**
   * What makes the bundle the same in another letter: who sent it, of which business day, and its items in order. A bundle
   * without items is told by its names, or all empty ones would be the same.
   */
  fingerprint(): string {
    if (this.tally.count === 0) {
      const { cashLetterId, bundleId, bundleSequence } = this.#detail
      for (const text of [cashLetterId, bundleId, bundleSequence]) this.#addText(text)
    }
    return hexOf(this.#fingerprint)
  }

  #addText(text: string): void {
    const bytes = latin1Bytes(text)
    this.#fingerprint.bytes(bytes, 0, bytes.length)
  }
}

/** In the canonical form the text of a record begins after a head of twelve bytes. */
const CANONICAL_TEXT = 12
/** In the text of a record 25: check number, routing number, on-us field and amount, and not the sender's number of the item. */
const CODELINE_FROM = 2
const CODELINE_TO = 57
