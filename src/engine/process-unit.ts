import { createHash, type Hash } from 'node:crypto'
import { shardOf } from '../core/bucket.ts'
import { dayNumber, parseDay } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import type { MovedRole, MovedSum, UnitFate } from '../core/resolve/unit-effect.ts'
import { addTally, NOTHING, type Tally, tallyOf } from '../core/tally.ts'
import { releaseEntryId } from '../core/unit-entry.ts'
import type { Batch } from '../store/batch.ts'
import { bookCopies } from '../store/books.ts'
import type { BucketBooks } from '../store/bucket.ts'
import { copyInto } from '../store/copy-into.ts'
import type { Transaction } from '../store/database.ts'
import type { NewEvent } from '../store/event.ts'
import { exceptionCopies } from '../store/exception.ts'
import { releasedClaimCopy } from '../store/item-claim.ts'
import { releasedBlockCopy } from '../store/item-claim-block.ts'
import { outboundCopy } from '../store/outbound.ts'
import { insertPolicyFees } from '../store/policy-fee.ts'
import { sealExceptions } from '../store/seal.ts'
import { changeItems, type UnitPlace } from '../store/unit.ts'
import { rememberDeadlines } from './deadlines.ts'
import { decideBuckets } from './decide-part.ts'
import type { Engine } from './engine.ts'
import type { Unit } from './find-unit.ts'
import { PartBuffers } from './part-buffers.ts'
import { loadPartFacts } from './part-facts.ts'
import { type PartItem, readPartItems } from './part-items.ts'
import { PartRows } from './part-rows.ts'
import { policyFees } from './policy-fees.ts'
import { postChunk } from './post-chunk.ts'
import { readImages } from './read-images.ts'
import type { ReadUnit } from './read-unit.ts'
import { rememberSettledDays } from './settled-day.ts'
import { Wants } from './wants.ts'

/** What processing the items of a unit needs to know. */
export interface UnitJob {
  readonly unit: Unit
  readonly read: ReadUnit
  /** As the release judges them: of those that are held by themselves no item is decided. */
  readonly batches: readonly Batch[]
  /** Why those are held that stay so, by their place in the file. */
  readonly kinds: ReadonlyMap<number, string>
  /** Which release of its receipt it would be. */
  readonly release: number
  /** Days since 1970-01-01. */
  readonly bookedDay: number
  readonly books: ReadonlyMap<number, BucketBooks>
  readonly at: Temporal.Instant
}

/** What became, or would become, of the items of a unit, added up. */
export interface ProcessedItems {
  readonly fates: readonly UnitFate[]
  readonly moved: readonly MovedSum[]
  readonly outcomesSha256: string
  /** Those that post, by bucket. */
  readonly posted: readonly { readonly shard: number; readonly tally: Tally }[]
  /** By shard: what the chain of the bucket is told. */
  readonly events: ReadonlyMap<number, readonly NewEvent[]>
}

/**
 * Decides the items of a held batch or file as any others, as of now, and writes them where `how` says so: their states, postings,
 * exceptions with positions, answers and claims. The caller holds the locks of their buckets, and adds the events to their chains.
 */
export async function processUnit(
  engine: Engine,
  tx: Transaction,
  job: UnitJob,
  how: 'write' | 'only decide',
): Promise<ProcessedItems> {
  const sums = new Sums(job)
  const buffers = new PartBuffers()
  for (const { part, staged } of job.read.parts) {
    const rows = await decidePart(engine, tx, { ...job, part, staged }, buffers, items => sums.add(items))
    sums.addRows(rows)
    if (how === 'write') await writeRows(tx, { engine, job, rows, key: `${job.release}/${part.no}` })
  }
  return sums.result()
}

type PartJob = UnitJob & ReadUnit['parts'][number]

async function decidePart(
  engine: Engine,
  tx: Transaction,
  { unit, part, staged, ...job }: PartJob,
  buffers: PartBuffers,
  told: (items: readonly PartItem[]) => void,
): Promise<PartRows> {
  const { receipt, pack, place } = unit
  const { orgId, settings, calendars } = engine.institution
  const days = daysOf(engine, unit)
  const of = { pack, batches: job.batches, fileHeld: false, orgId, receiptId: receipt.id, settings }
  buffers.clear()
  const wants = new Wants(staged, of, buffers.identities)
  // Stops and other facts are those of the day on which it is booked: it is decided now.
  const bookedOn = Temporal.PlainDate.from('1970-01-01').add({ days: job.bookedDay }).toString()
  const facts = await loadPartFacts(tx, engine, wants, {
    ...{ pack, receivedDay: days.received, postingOn: bookedOn, sinceDay: days.since },
  })
  const deadlines = rememberDeadlines(calendars, days.posting)
  const { bankingDaysBetween, dueDay } = deadlines
  const around = { pack, settings, receivedDay: days.received, postingDay: days.posting, bankingDaysBetween, dueDay }
  const decide = decideBuckets(wants, facts, around)
  const released = {
    unitId: place.exceptionId,
    release: job.release,
    entryId: releaseEntryId(receipt.id, job.release),
  }
  const write = {
    ...{ engine, at: job.at, pack, part, postingDay: days.posting, receivedDay: days.received, sinceDay: days.since },
    ...{ bookedDay: job.bookedDay, fileHeld: false, books: job.books, deadlines, released },
    settledDayOf: rememberSettledDays(pack, days.received),
    fees: policyFees(engine, pack, job.bookedDay),
  }
  const rows = new PartRows(write, buffers, facts.fresh)
  const image = { receipt, pack, batches: job.batches, fileHeld: false, part }
  for (const bucket of staged.buckets) {
    const items = readPartItems(staged, bucket, wants, of)
    decide(items, await readImages(engine, image, items))
    await write.fees?.load(tx, items)
    told(items)
    rows.addBucket(shardOf(orgId, bucket), items)
  }
  return rows
}

function daysOf(engine: Engine, { receipt }: Unit): { received: number; posting: number; since: number } {
  const posting = parseDay(receipt.postingOn)
  const received = parseDay(receipt.receivedOn)
  invariant(posting !== undefined && received !== undefined, `receipt ${receipt.id} has unreadable days`)
  const since = received.subtract({ months: engine.institution.settings.duplicateMonths })
  return { received: dayNumber(received), posting: dayNumber(posting), since: dayNumber(since) }
}

interface Writing {
  readonly engine: Engine
  readonly job: UnitJob
  readonly rows: PartRows
  readonly key: string
}

async function writeRows(tx: Transaction, { engine, job, rows, key }: Writing): Promise<void> {
  const place: UnitPlace = job.unit.place
  await changeItems(tx, place, rows.itemChanges)
  await copyInto(
    tx,
    ...bookCopies(rows.entries, rows.postings),
    ...exceptionCopies(rows.exceptions, rows.positions),
    outboundCopy(rows.outbound),
    releasedClaimCopy(rows.claims),
    releasedBlockCopy(rows.claimBlocks),
  )
  await insertPolicyFees(tx, rows.policyFees)
  const changes = rows.balanceChanges()
  if (changes.length > 0)
    await postChunk(engine, tx, { key: `release ${place.receiptId}/${key}`, day: job.bookedDay, changes })
  const raised = rows.itemChanges.filter(one => one.exceptionId === one.id)
  // Those that are posted may have an answer: a notice of change.
  const answered = rows.outbound.rows === 0 ? raised : rows.itemChanges
  if (answered.length === 0) return
  for (const [shard, seal] of await sealExceptions(tx, answered)) rows.events.get(shard)?.push(seal)
}

/** Adds up what is decided, and hashes what is too long to list. */
class Sums {
  readonly #job: UnitJob
  readonly #fates = new Map<string, UnitFate>()
  readonly #moved = new Map<string, MovedSum>()
  readonly #hash: Hash = createHash('sha256')
  readonly #posted = new Map<number, Tally>()
  readonly #events = new Map<number, readonly NewEvent[]>()

  constructor(job: UnitJob) {
    this.#job = job
  }

  add(items: readonly PartItem[]): void {
    for (const one of items) {
      const { item, held, decision, batch } = one
      const tally = tallyOf(item.direction, item.amountMinor)
      const kind = held ? (this.#job.kinds.get(batch.ordinal) ?? '') : (decision?.finding.kind ?? '')
      const state = !held && decision === undefined ? 'posted' : 'suspended'
      const before: Tally = this.#fates.get(`${state} ${kind}`) ?? NOTHING
      this.#fates.set(`${state} ${kind}`, { state, kind, ...addTally(before, tally) })
      if (state === 'posted') this.#posted.set(one.shard, addTally(this.#posted.get(one.shard) ?? NOTHING, tally))
      if (!held) this.#move(one)
    }
  }

  addRows(rows: PartRows): void {
    for (const { fee } of rows.policyFees) if (fee.step === 'charged') this.#add('accounts', 'fees', fee.feeMinor)
    for (const { shard, id, state, exceptionId } of rows.itemChanges)
      this.#hash.update(`${shard}/${id} ${state} ${exceptionId ?? ''}\n`)
    for (const { shard, id, amountMinor } of rows.balanceChanges()) this.#hash.update(`${shard}/${id} ${amountMinor}\n`)
    for (const [shard, events] of rows.events) {
      for (const { kind, subject, body } of events)
        if (kind === 'exception_raised') this.#hash.update(`${subject} ${JSON.stringify(body)}\n`)
      this.#events.set(shard, events)
    }
  }

  result(): ProcessedItems {
    const inOrder = <T>(sums: ReadonlyMap<string, T>) =>
      [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
    return {
      fates: inOrder(this.#fates),
      moved: inOrder(this.#moved),
      outcomesSha256: this.#hash.digest('hex'),
      posted: [...this.#posted].map(([shard, tally]) => ({ shard, tally })),
      events: this.#events,
    }
  }

  #move({ item, decision }: PartItem): void {
    const { pack } = this.#job.unit
    const role = pack.posting(item)
    if (item.amountMinor === 0 || (decision === undefined && role === 'none')) return
    const posted: MovedRole = role === 'originations' ? 'originations' : 'accounts'
    const own: MovedRole = decision === undefined ? posted : 'suspense'
    const network: MovedRole = `settlement.${pack.name}`
    const [from, to] = item.direction === 'credit' ? [network, own] : [own, network]
    this.#add(from, to, item.amountMinor)
  }

  #add(from: MovedRole, to: MovedRole, minor: number): void {
    const before = this.#moved.get(`${from} ${to}`)
    const amountMinor = (before?.amountMinor ?? 0) + minor
    this.#moved.set(`${from} ${to}`, { from, to, postings: (before?.postings ?? 0) + 1, amountMinor })
  }
}
