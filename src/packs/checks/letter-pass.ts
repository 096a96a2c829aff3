import type { Fault } from '../../core/fault.ts'
import type { BatchClosed, IntakeSink, ReceivedItem } from '../../core/pack.ts'
import { addTally, NOTHING, type Tally } from '../../core/tally.ts'
import type { X9Framing } from '../../formats/x9/framing.ts'
import type { X9ItemCursor } from '../../formats/x9/item-cursor.ts'
import { blankRecord } from '../../formats/x9/record-types.ts'
import {
  BUNDLE_HEADER,
  type BundleHeader,
  type CashLetterHeader,
  FILE_HEADER,
  type FileHeader,
} from '../../formats/x9/records.ts'
import type { BundleEnd, CashLetterEnd, FileEnd, X9Place, X9Sink } from '../../formats/x9/sink.ts'
import {
  bundleFate,
  type Decided,
  declaredTally,
  fileFate,
  itemsLeftOut,
  letterFate,
  lostOf,
  ticketAlone,
} from './balance.ts'
import { BundlePass } from './bundle-pass.ts'
import { keep, ReceivedItems } from './received-items.ts'
import { stored } from './stored.ts'
import { type Follower, Tickets } from './tickets.ts'

/**
 * The first pass over a cash letter: each bundle is a batch, each check, return and credit an item of it. Credits that stand
 * before a bundle are its deposit ticket (`Tickets`), and items of it.
 */
export class LetterPass implements X9Sink {
  readonly #sink: IntakeSink
  readonly #framing: () => X9Framing | undefined
  readonly #items = new ReceivedItems()
  /** Our ordinal of each bundle of the file: credits without a bundle are batches too. */
  readonly #ordinals: number[] = []
  #batches = 0
  #hasHeader = false
  #letter = { cashLetterId: '', returnsIndicator: '' }
  #tickets = new Tickets()
  /** Credits before the next bundle. */
  #held: ReceivedItem[] = []
  /** True once a credit stood before a bundle of this cash letter. */
  #isDeposit = false
  #bundle: BundlePass | undefined
  /** The last bundle, until what follows says whether the ticket before it is its own. */
  #waiting: { readonly pass: BundlePass; readonly end: BundleEnd } | undefined
  #computed: Tally = NOTHING
  #lost: Tally = NOTHING
  #decided: Decided = { fate: 'process' }

  constructor(sink: IntakeSink, framing: () => X9Framing | undefined) {
    this.#sink = sink
    this.#framing = framing
  }

  fileHeader(header: FileHeader): void {
    this.#hasHeader = true
    this.#sink.fileHeader({
      format: 'x9',
      variant: this.#framing() ?? '',
      sender: stored(`${header.originRouting} ${header.originName}`.trim()),
      receiver: stored(`${header.destinationRouting} ${header.destinationName}`.trim()),
      createdAt: createdAt(header.createdOn, header.createdAt),
    })
  }

  cashLetterHeader(header: CashLetterHeader): void {
    this.#letter = {
      cashLetterId: stored(header.cashLetterId),
      returnsIndicator: stored(header.returnsIndicator),
    }
    this.#tickets = new Tickets()
    this.#isDeposit = false
  }

  bundleHeader(header: BundleHeader, at: X9Place): void {
    this.#closeWaiting(this.#held.length > 0 ? 'bundle with ticket' : 'bundle without ticket')
    this.#ordinals[at.ordinal] = this.#batches
    const bundle = this.#openBundle(header, at.record)
    bundle.credits.before = this.#held.length
    this.#addHeld(bundle)
  }

  item(cursor: X9ItemCursor): void {
    const item = this.#items.receive(cursor)
    const bundle = this.#bundle
    if (bundle === undefined) this.#hold(item)
    else {
      if (item.direction === 'credit') bundle.credits.inside += 1
      if (itemsLeftOut(cursor)) bundle.isBroken = true
      this.#add(bundle, item)
    }
  }

  bundleEnd(end: BundleEnd): void {
    const pass = this.#bundle
    if (pass === undefined) return
    pass.open(this.#isDeposit ? 'deposit' : 'presentment')
    this.#waiting = { pass, end }
    this.#bundle = undefined
  }

  cashLetterEnd(end: CashLetterEnd): void {
    this.#closeWaiting('end')
    this.#closeCreditsAlone()
    this.#decide(letterFate(end, this.#tickets.end()))
  }

  fileEnd(end: FileEnd): void {
    if (!this.#hasHeader) this.fileHeader(blankRecord(FILE_HEADER))
    this.#decide(fileFate(end))
    const declared = declaredTally(end, this.#computed)
    const lost = lostOf(end, declared, addTally(this.#computed, this.#lost))
    if (lost.fault !== undefined) this.#sink.fault(lost.fault)
    this.#sink.fileClosed({ declared, computed: this.#computed, lost: lost.tally, ...this.#decided })
  }

  fault(fault: Fault): void {
    const batch = fault.batch === undefined ? undefined : this.#ordinals[fault.batch]
    this.#sink.fault(batch === undefined || batch === fault.batch ? fault : { ...fault, batch })
  }

  #openBundle(header: BundleHeader, line: number): BundlePass {
    const { institutionRouting, businessDate, bundleId, bundleSequence } = header
    this.#bundle = new BundlePass(this.#sink, this.#batches++, line, {
      framing: this.#framing() ?? '',
      institutionRouting: stored(institutionRouting),
      businessDate: stored(businessDate),
      bundleId: stored(bundleId),
      bundleSequence: stored(bundleSequence),
      ...this.#letter,
    })
    return this.#bundle
  }

  #add(bundle: BundlePass, item: ReceivedItem): void {
    bundle.open(this.#isDeposit || item.direction === 'credit' ? 'deposit' : 'presentment')
    bundle.add(item)
  }

  #hold(item: ReceivedItem): void {
    this.#isDeposit = true
    this.#held.push(keep(item))
    if (this.#held.length >= HELD_MAX) this.#closeCreditsAlone()
  }

  #addHeld(bundle: BundlePass): void {
    for (const item of this.#held) this.#add(bundle, item)
    this.#held = []
  }

  #closeWaiting(follower: Follower): void {
    if (this.#waiting === undefined) return
    const { pass, end } = this.#waiting
    this.#waiting = undefined
    const computed = pass.tally
    const ticketMinor = this.#tickets.close(
      { ...pass.credits, creditMinor: computed.creditMinor, checkMinor: computed.debitMinor },
      follower,
    )
    const declared = declaredTally(end, computed)
    const lost = lostOf(end, declared, computed)
    if (lost.fault !== undefined) this.#sink.fault({ ...lost.fault, batch: pass.ordinal })
    this.#close(pass, { declared, lost: lost.tally, ...bundleFate(end, ticketMinor, pass) })
  }

  /** Credits that no bundle follows have no checks that pay for them: a batch of their own, which waits. */
  #closeCreditsAlone(): void {
    const [first] = this.#held
    if (first === undefined) return
    this.#closeWaiting('bundle with ticket')
    const pass = this.#openBundle(blankRecord(BUNDLE_HEADER), first.line)
    this.#bundle = undefined
    this.#addHeld(pass)
    this.#close(pass, { declared: undefined, lost: NOTHING, ...ticketAlone(pass.tally) })
  }

  #close(pass: BundlePass, closing: Pick<BatchClosed, 'declared' | 'lost' | 'fate' | 'finding'>): void {
    this.#computed = addTally(this.#computed, pass.tally)
    this.#lost = addTally(this.#lost, closing.lost)
    const { ordinal, tally: computed } = pass
    const detail = { ...pass.closingDetail() }
    this.#sink.batchClosed({ ordinal, computed, fingerprint: pass.fingerprint(), detail, ...closing })
  }

  /** A file waits for the first reason; that it cannot be read comes before that it does not balance. */
  #decide(decided: Decided): void {
    const isWorse = decided.finding?.kind === 'malformed-letter' && this.#decided.finding?.kind !== 'malformed-letter'
    if (decided.fate === 'quarantine' && (this.#decided.fate === 'process' || isWorse)) this.#decided = decided
  }
}

/** Credits kept until their bundle comes: a deposit has one ticket, a few at most. */
const HELD_MAX = 1000

/** `2026-11-20T09:30` from `20261120` and `0930`; the date alone where there is no time, empty where there is no date. */
function createdAt(date: string, time: string): string {
  if (!/^\d{8}$/.test(date)) return ''
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`
  return /^\d{4}$/.test(time) ? `${day}T${time.slice(0, 2)}:${time.slice(2)}` : day
}
