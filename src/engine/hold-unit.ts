import { dayNumber, parseDay } from '../core/calendar/day.ts'
import type { ExceptionScope, Finding } from '../core/exception.ts'
import { invariant } from '../core/invariant.ts'
import type { Pack } from '../core/pack.ts'
import type { Tally } from '../core/tally.ts'
import { unitEntryId } from '../core/unit-entry.ts'
import { entryRow, insertBooks, postingRow } from '../store/books.ts'
import { type BucketBooks, lockBuckets } from '../store/bucket.ts'
import { CopyRows } from '../store/copy-rows.ts'
import type { Transaction } from '../store/database.ts'
import type { NewEvent } from '../store/event.ts'
import { batchExceptionId, exceptionRow, fileExceptionId, insertExceptions, positionRow } from '../store/exception.ts'
import { failedFileExceptionId } from '../store/failed-file.ts'
import type { Receipt } from '../store/receipt.ts'
import { RowDigest } from '../store/row-digest.ts'
import { sealExceptions } from '../store/seal.ts'
import { clockDay, runningFrom } from './clock-day.ts'
import { type Deadlines, rememberDeadlines } from './deadlines.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { exitDay, newException } from './new-exception.ts'
import { orgShardOf } from './org-shard.ts'
import { postChunk } from './post-chunk.ts'

/** A batch or file of which nothing may be processed before a person decides, with its value. */
export interface HeldUnit {
  readonly scope: Exclude<ExceptionScope, 'item'>
  readonly batch: number | undefined
  readonly finding: Finding
  readonly value: Tally
  /** The day on which the first of it settled, days since 1970-01-01; undefined where the network tells none. */
  readonly settledDay: number | undefined
}

/** When they are held: as the file is read, because it could not be processed, by a retry, or as their file is released. Each has an entry of its own. */
type HeldAt = { readonly at: 'reading' } | { readonly at: 'failure' | 'retry' | 'release'; readonly time: number }

/** What the units of one file are held with. */
interface Holding {
  readonly at: HeldAt
  readonly engine: Engine
  readonly receipt: Receipt
  readonly pack: Pack
  readonly shard: number
  /** Posting day of the file, from which its clocks run, and the day on which what is held is booked. */
  readonly day: number
  readonly bookedDay: number
  readonly books: BucketBooks
  readonly deadlines: Deadlines
}

/**
 * Raises an exception for each held unit and puts its value into the suspense of bucket 0, as a position of its own. The
 * caller holds bucket 0's lock and adds the returned events to its chain.
 */
export async function holdUnits(
  engine: Engine,
  tx: Transaction,
  held: {
    readonly receipt: Receipt
    readonly pack: Pack
    readonly units: readonly HeldUnit[]
    readonly at?: HeldAt
    /** Days since 1970-01-01: that of the events to which the caller adds those given. */
    readonly bookedDay: number
  },
): Promise<readonly NewEvent[]> {
  if (held.units.length === 0) return []
  const shard = orgShardOf(engine)
  const day = dayOf(held.receipt)
  const books = (await lockBuckets(tx, [shard])).get(shard)
  invariant(books !== undefined, 'bucket 0 has no books')
  const remembered = rememberDeadlines(engine.institution.calendars, day)
  const deadlines = runningFrom(remembered, clockDay(engine, held.receipt), day)
  const at: HeldAt = held.at ?? { at: 'reading' }
  const rows = new HeldRows({ engine, ...held, at, shard, day, books, deadlines })
  for (const unit of held.units) rows.add(unit)
  const events = rows.close()
  await insertExceptions(tx, rows.exceptions, rows.positions)
  await insertBooks(tx, rows.entries, rows.postings)
  const key = heldChunkKey(held.receipt.id, at)
  await postChunk(engine, tx, { key, day: held.bookedDay, changes: rows.balanceChanges() })
  return [...events, ...(await sealExceptions(tx, rows.raised)).values()]
}

/** The rows and events of the units of one file. */
class HeldRows {
  readonly exceptions = new CopyRows()
  readonly positions = new CopyRows()
  readonly entries = new CopyRows()
  readonly postings = new CopyRows()
  readonly #holding: Holding
  readonly #entryId: number
  readonly #hashed = new RowDigest(1 << 10)
  readonly #events: NewEvent[] = []
  readonly raised: { readonly shard: number; readonly id: number }[] = []
  #line = 0
  #net = 0

  constructor(holding: Holding) {
    this.#holding = holding
    this.#entryId = unitEntryId(holding.receipt.id, holding.at)
  }

  add(unit: HeldUnit): void {
    const { engine, receipt, pack, shard, day, bookedDay, books, deadlines } = this.#holding
    const id = exceptionIdOf(receipt, unit, this.#holding.at)
    this.raised.push({ shard, id })
    const raisedAt = engine.now()
    const about = { ...unit, shard, id, receiptId: receipt.id, day, also: [], raisedAt }
    const raised = newException(engine.institution, pack, deadlines, about)
    exceptionRow(this.exceptions, raised)
    positionRow(this.positions, {
      shard,
      exceptionId: id,
      accountId: books.suspense,
      value: unit.value,
      owner: raised.queue,
      openedDay: bookedDay,
      exitDay: exitDay(engine.institution, bookedDay),
    })
    this.#move(unit.value.creditMinor)
    this.#move(-unit.value.debitMinor)
    const body = {
      receipt: receipt.id,
      batch: unit.batch ?? null,
      kind: raised.kind,
      value: unit.value,
      line: this.#line,
      due: raised.dueAt?.toString() ?? null,
    }
    const kind = unit.scope === 'file' ? 'file_quarantined' : 'batch_quarantined'
    this.#events.push({ kind, actor: ENGINE_ACTOR, subject: id, body })
  }

  /** Ends the entry; its postings are told in an event of their own, with their hash. */
  close(): readonly NewEvent[] {
    if (this.#line === 0) return this.#events
    const { receipt, shard, bookedDay: day } = this.#holding
    entryRow(this.entries, { shard, day, id: this.#entryId, kind: 'received', receiptId: receipt.id })
    const body = { entry: this.#entryId, postings: this.#line, postingsSha256: this.#hashed.take() }
    return [...this.#events, { kind: 'entry_posted', actor: ENGINE_ACTOR, subject: receipt.id, body }]
  }

  balanceChanges(): { shard: number; id: number; amountMinor: number }[] {
    const { shard, books } = this.#holding
    if (this.#net === 0) return []
    return [
      { shard, id: books.suspense, amountMinor: this.#net },
      { shard, id: this.#settlement(), amountMinor: -this.#net },
    ]
  }

  #move(amountMinor: number): void {
    if (amountMinor === 0) return
    const { shard, bookedDay: day, books } = this.#holding
    const leg = { accountId: books.suspense, contraId: this.#settlement(), amountMinor, itemId: undefined }
    postingRow(this.postings, { shard, day, entryId: this.#entryId, line: this.#line, ...leg }, this.#hashed)
    this.#line++
    this.#net += amountMinor
  }

  #settlement(): number {
    return this.#holding.books[`settlement.${this.#holding.pack.name}`]
  }
}

function exceptionIdOf(receipt: Receipt, unit: HeldUnit, held: HeldAt): number {
  if (unit.batch !== undefined) return batchExceptionId(receipt.id, unit.batch)
  return held.at === 'failure' ? failedFileExceptionId(receipt.id, held.time) : fileExceptionId(receipt.id)
}

/** The key under which the core system knows what was held: `held 12`, `failed 12`, and after a retry `failed 12/2`. Unique for ever. */
export function heldChunkKey(receiptId: number, held: HeldAt): string {
  if (held.at === 'reading') return `held ${receiptId}`
  if (held.at === 'release') return `released ${receiptId}/${held.time}`
  if (held.at === 'retry') return `held ${receiptId}/${held.time}`
  return held.time === 1 ? `failed ${receiptId}` : `failed ${receiptId}/${held.time}`
}

function dayOf(receipt: Receipt): number {
  const date = parseDay(receipt.postingOn)
  invariant(date !== undefined, `receipt ${receipt.id} posts on no day: ${receipt.postingOn}`)
  return dayNumber(date)
}
