import { dateOfDayNumber } from '../core/calendar/day.ts'
import type { FeeAfter } from '../core/fee.ts'
import { isInForce } from '../core/institution.ts'
import { invariant } from '../core/invariant.ts'
import { type ItemState, itemId } from '../core/item.ts'
import type { PackItem } from '../core/pack.ts'
import { type Tally, tallyOf } from '../core/tally.ts'
import { entryRow, postingRow } from '../store/books.ts'
import type { BucketBooks } from '../store/bucket.ts'
import type { CopyRows } from '../store/copy-rows.ts'
import type { NewEvent } from '../store/event.ts'
import { batchExceptionId, exceptionRow, fileExceptionId, type NewException, positionRow } from '../store/exception.ts'
import { itemRow } from '../store/item.ts'
import { type NewOutbound, outboundRow } from '../store/outbound.ts'
import type { PolicyFee } from '../store/policy-fee.ts'
import type { RowDigest } from '../store/row-digest.ts'
import { addClaimRows, type ClaimsTold } from './claim-rows.ts'
import { ENGINE_ACTOR } from './engine.ts'
import { exitDay, newException } from './new-exception.ts'
import type { PartBuffers } from './part-buffers.ts'
import type { PartContext, Released } from './part-context.ts'
import type { PartItem } from './part-items.ts'

/** What becomes of an item that was held. */
export interface ItemChange {
  readonly shard: number
  readonly id: number
  readonly state: ItemState
  readonly exceptionId: number | undefined
}

const POSTED = { state: 'posted', exceptionId: undefined } as const

/** A posting that is still to be written. */
interface Move {
  readonly accountId: number
  readonly contraId: number
  readonly amountMinor: number
  readonly itemId: number
}

/** Builds the rows of a part bucket by bucket, in the order of the buckets. */
export class PartRows {
  readonly items: CopyRows
  readonly postings: CopyRows
  readonly entries: CopyRows
  readonly exceptions: CopyRows
  readonly positions: CopyRows
  readonly outbound: CopyRows
  readonly claims: CopyRows
  readonly claimBlocks: CopyRows
  readonly tallies = new Map<ItemState, { -readonly [K in keyof Tally]: Tally[K] }>()
  readonly events = new Map<number, NewEvent[]>()
  /** Of items that were held: their rows are there already. */
  readonly itemChanges: ItemChange[] = []
  readonly policyFees: PolicyFee[] = []
  readonly #write: PartContext
  readonly #bookedDay: number
  readonly #changes: { shard: number; id: number; amountMinor: number }[] = []
  readonly #changesInBucket = new Map<number, number>()
  readonly #entryId: number
  readonly #exitDay: number
  readonly #claimsTold: ReadonlyMap<number, ClaimsTold>
  #shard = -1
  #line = 0
  #moves: Move[] = []
  readonly #itemsHashed: RowDigest
  readonly #postingsHashed: RowDigest
  #itemsInBucket = 0
  #raised: NewEvent[] = []

  /**
   * @param buffers Empty but for the identities that the items claim.
   * @param fresh The places of the identities to store.
   */
  constructor(write: PartContext, buffers: PartBuffers, fresh: readonly number[]) {
    this.#write = write
    this.items = buffers.items
    this.postings = buffers.postings
    this.entries = buffers.entries
    this.exceptions = buffers.exceptions
    this.positions = buffers.positions
    this.outbound = buffers.outbound
    this.claims = buffers.claims
    this.claimBlocks = buffers.claimBlocks
    this.#itemsHashed = buffers.hashedItems
    this.#postingsHashed = buffers.hashedPostings
    this.#claimsTold = addClaimRows(buffers, fresh, {
      receivedDay: write.receivedDay,
      sinceDay: write.sinceDay,
      pack: write.pack.name,
      release: write.released?.release,
    })
    this.#entryId = write.released?.entryId ?? itemId(write.part.receiptId, write.part.no)
    this.#bookedDay = write.bookedDay
    this.#exitDay = exitDay(write.engine.institution, this.#bookedDay)
  }

  /** Adds the decided items of the next bucket that has any. */
  addBucket(shard: number, items: readonly PartItem[]): void {
    this.#shard = shard
    this.#line = 0
    this.#itemsInBucket = 0
    this.#raised = []
    for (const one of items) this.#add(one)
    this.#closeBucket()
  }

  #add(one: PartItem): void {
    const outcome = this.#outcomeOf(one)
    if (outcome.state === 'posted') {
      this.#post(one)
      this.#notify(one)
    } else if (!one.held) this.#except(one)
    this.#item(one, outcome)
    this.#count(outcome.state, one.item)
  }

  #count(state: ItemState, item: PackItem): void {
    let tally = this.tallies.get(state)
    if (tally === undefined) {
      tally = { count: 0, debitMinor: 0, creditMinor: 0 }
      this.tallies.set(state, tally)
    }
    tally.count++
    tally[item.direction === 'debit' ? 'debitMinor' : 'creditMinor'] += item.amountMinor
  }

  /** Ends the rows of a bucket: its entry and the event that stands for them, with their hash. */
  #closeBucket(): void {
    const { part, released, postingDay } = this.#write
    this.#writePostings()
    for (const [id, amountMinor] of this.#changesInBucket)
      if (amountMinor !== 0) this.#changes.push({ shard: this.#shard, id, amountMinor })
    this.#changesInBucket.clear()
    if (this.#line > 0) {
      entryRow(this.entries, {
        shard: this.#shard,
        day: this.#bookedDay,
        id: this.#entryId,
        kind: 'received',
        receiptId: part.receiptId,
      })
    }
    const told = {
      postings: this.#line,
      postingsSha256: this.#postingsHashed.take(),
      ...this.#claimsTold.get(this.#shard),
    }
    const of = { actor: ENGINE_ACTOR, subject: part.receiptId }
    const items = { items: this.#itemsInBucket, itemsSha256: this.#itemsHashed.take() }
    // The items stay those of their posting day, whenever they are booked.
    const itemsOn = postingDay === this.#bookedDay ? {} : { itemsOn: postingDay }
    const event: NewEvent =
      released === undefined
        ? {
            kind: 'part_processed',
            ...of,
            body: { receipt: part.receiptId, part: part.no, ...items, ...itemsOn, ...told },
          }
        : { kind: 'batch_released', ...of, body: { ...releasedWords(part.receiptId, released), ...told } }
    this.events.set(this.#shard, [event, ...this.#raised])
  }

  balanceChanges(): readonly { readonly shard: number; readonly id: number; readonly amountMinor: number }[] {
    return this.#changes
  }

  #outcomeOf(one: PartItem): { state: ItemState; exceptionId: number | undefined } {
    const { part, fileHeld, released } = this.#write
    if (fileHeld) return { state: 'suspended', exceptionId: fileExceptionId(part.receiptId) }
    if (one.held) return { state: 'suspended', exceptionId: batchExceptionId(part.receiptId, one.batch.ordinal) }
    if (one.decision !== undefined) return { state: 'suspended', exceptionId: one.id }
    return released === undefined ? POSTED : { state: 'posted', exceptionId: released.unitId }
  }

  #item(one: PartItem, outcome: { state: ItemState; exceptionId: number | undefined }): void {
    const { staged, item } = one
    if (this.#write.released !== undefined) {
      this.itemChanges.push({ shard: one.shard, id: one.id, ...outcome })
      return
    }
    const row = {
      shard: one.shard,
      day: this.#write.postingDay,
      id: one.id,
      batch: staged.batch,
      line: staged.line,
      byteOffset: staged.offset,
      byteLength: staged.length,
      accountId: this.#accountOf(one),
      direction: item.direction,
      amountMinor: item.amountMinor,
      reference: item.reference,
      state: outcome.state,
      exceptionId: outcome.exceptionId,
    }
    itemRow(this.items, row, this.#itemsHashed)
    this.#itemsInBucket++
  }

  /** The account the item is about: its own, or ours for returns of what we originated. */
  #accountOf(one: PartItem): number | undefined {
    const isOurs = !one.held && this.#write.pack.posting(one.item) === 'originations'
    return isOurs ? this.#booksOf(one.shard).originations : one.holder.account?.id
  }

  #post(one: PartItem): void {
    const role = this.#write.pack.posting(one.item)
    if (role === 'none' || one.item.amountMinor === 0) return
    const books = this.#booksOf(one.shard)
    const settlement = books[`settlement.${this.#write.pack.name}`]
    if (role === 'originations') {
      this.#move(one, books.originations, settlement)
      return
    }
    invariant(one.holder.account !== undefined, `item ${one.id} is clear and has no account to post to`)
    this.#move(one, one.holder.account.id, settlement)
  }

  #except(one: PartItem): void {
    const { engine, at, pack, part, postingDay, deadlines, settledDayOf } = this.#write
    const books = this.#booksOf(one.shard)
    const value = tallyOf(one.item.direction, one.item.amountMinor)
    const decision = one.decision
    invariant(decision !== undefined, `item ${one.id} is excepted without a finding`)
    const raised = newException(engine.institution, pack, deadlines, {
      shard: one.shard,
      id: one.id,
      scope: 'item',
      receiptId: part.receiptId,
      batch: one.batch.ordinal,
      day: postingDay,
      settledDay: settledDayOf(one.batch.detail),
      value,
      finding: decision.finding,
      also: decision.also,
      raisedAt: at,
      refusal: code => this.#refusalOf(one, { code, correction: '' }),
    })
    exceptionRow(this.exceptions, raised)
    positionRow(this.positions, {
      shard: one.shard,
      exceptionId: one.id,
      accountId: books.suspense,
      value,
      owner: raised.queue,
      openedDay: this.#bookedDay,
      exitDay: this.#exitDay,
    })
    if (one.item.amountMinor > 0) this.#move(one, books.suspense, books[`settlement.${pack.name}`])
    const fee = this.#chargePolicy(one, raised)
    if (raised.decidedBy.by === 'policy') {
      invariant(raised.dueAt !== undefined, `${raised.kind} goes out by policy and has no deadline`)
      this.#queue(one, {
        kind: 'return',
        code: raised.decidedBy.code,
        correction: '',
        dueAt: raised.oursAt ?? raised.dueAt,
      })
    }
    this.#raised.push({
      kind: 'exception_raised',
      actor: ENGINE_ACTOR,
      subject: one.id,
      body: { kind: raised.kind, decidedBy: raised.decidedBy, due: raised.dueAt?.toString() ?? null, ...feeWords(fee) },
    })
  }

  /** What the schedule charges with what a policy sends back: none of the item's value, so a posting of its own in the same entry. */
  #chargePolicy(one: PartItem, { kind, decidedBy }: NewException): FeeAfter | undefined {
    if (decidedBy.by !== 'policy') return undefined
    const fee = this.#write.fees?.of(one, { kind, code: decidedBy.code })
    if (fee === undefined) return undefined
    const { shard, id: exceptionId } = one
    const bookedOn = dateOfDayNumber(this.#bookedDay).toString()
    this.policyFees.push({ shard, exceptionId, fee, bookedOn, entryId: this.#entryId })
    const { step, account, feeMinor } = fee
    if (step === 'charged' && account !== undefined)
      this.#moves.push({
        accountId: this.#booksOf(shard).fees,
        contraId: account.id,
        amountMinor: feeMinor,
        itemId: exceptionId,
      })
    return fee
  }

  /** Queues what the sender is told of an item that posts, while the policy that says so is in force. */
  #notify(one: PartItem): void {
    const { engine, deadlines, postingDay, settledDayOf } = this.#write
    const { notice } = one
    if (notice === undefined) return
    if (!isInForce(engine.institution, notice.policy, dateOfDayNumber(postingDay).toString())) return
    if (this.#refusalOf(one, notice) !== undefined) return
    const deadline = deadlines.of(notice.clock, { postingDay, settledDay: settledDayOf(one.batch.detail) })
    invariant(deadline !== undefined, `${notice.code} goes out by policy and has no deadline`)
    this.#queue(one, {
      kind: 'notice',
      code: notice.code,
      correction: notice.correction,
      dueAt: deadline.ours?.at ?? deadline.due.at,
    })
  }

  /** Why the item cannot go out with the code, also when the pack sends nothing by itself. */
  #refusalOf(one: PartItem, answer: { readonly code: string; readonly correction: string }): string | undefined {
    const { engine, pack, postingDay, settledDayOf } = this.#write
    if (pack.answers === undefined) return 'the work type sends nothing by itself'
    const batch = one.batch.detail
    const settledOn = dateOfDayNumber(settledDayOf(batch) ?? postingDay)
    return pack.answers.refuse({ raw: one.staged.raw, batch, ...answer, settledOn }, engine.institution.settings)
  }

  #queue(one: PartItem, answer: Pick<NewOutbound, 'kind' | 'code' | 'correction' | 'dueAt'>): void {
    const { pack, postingDay } = this.#write
    const { shard, id, batch, staged } = one
    outboundRow(this.outbound, {
      ...answer,
      shard,
      itemId: id,
      pack: pack.name,
      day: postingDay,
      batch: batch.ordinal,
      raw: staged.raw,
    })
  }

  /**
   * The bucket's postings, by account and then in the order of the file: that is the order of the table's key, so the index
   * grows at one place instead of a thousand (measured a quarter less time a row).
   */
  #writePostings(): void {
    const moves = this.#moves.sort((a, b) => a.accountId - b.accountId)
    // What an account's neighbouring postings change of it is one change.
    const own = { id: 0, amountMinor: 0 }
    const contra = { id: 0, amountMinor: 0 }
    for (const { accountId, contraId, amountMinor, itemId } of moves) {
      this.#sum(own, accountId, amountMinor)
      this.#sum(contra, contraId, -amountMinor)
      const row = {
        shard: this.#shard,
        day: this.#bookedDay,
        accountId,
        entryId: this.#entryId,
        line: this.#line,
        contraId,
        amountMinor,
        itemId,
      }
      postingRow(this.postings, row, this.#postingsHashed)
      this.#line++
    }
    this.#change(own)
    this.#change(contra)
    this.#moves = []
  }

  /** One posting in the item's direction, and its part of two balances. */
  #move(one: PartItem, accountId: number, contraId: number): void {
    this.#moves.push({ accountId, contraId, amountMinor: signed(one.item), itemId: one.id })
  }

  /** Adds to a sum of one account; the sum of the one before it is noted as its change. */
  #sum(sum: { id: number; amountMinor: number }, id: number, amountMinor: number): void {
    if (sum.id !== id) {
      this.#change(sum)
      sum.id = id
      sum.amountMinor = 0
    }
    sum.amountMinor += amountMinor
  }

  #change({ id, amountMinor }: { readonly id: number; readonly amountMinor: number }): void {
    if (amountMinor === 0) return
    const before = this.#changesInBucket.get(id) ?? 0
    this.#changesInBucket.set(id, before + amountMinor)
  }

  #booksOf(shard: number): BucketBooks {
    const books = this.#write.books.get(shard)
    invariant(books !== undefined, `the books of shard ${shard} are not locked`)
    return books
  }
}

/** What an event says of a fee. */
function feeWords(fee: FeeAfter | undefined) {
  return fee === undefined ? {} : { fee: { name: fee.name, step: fee.step, minor: fee.feeMinor } }
}

/** What an event of a release says: its entry is named, because it is not that of a part. */
function releasedWords(receipt: number, { unitId, release, entryId }: Released) {
  return { receipt, exception: unitId, release, entry: entryId }
}

function signed(item: PackItem): number {
  return item.direction === 'credit' ? item.amountMinor : -item.amountMinor
}
