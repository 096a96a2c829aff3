import { shardOf } from '../core/bucket.ts'
import { dateOfDayNumber, dayNumber, parseDay } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import type { Pack } from '../core/pack.ts'
import type { Batch } from '../store/batch.ts'
import { lockBuckets } from '../store/bucket.ts'
import { inBulk } from '../store/database.ts'
import { chunksOf, flipPart, type Part } from '../store/part.ts'
import type { Receipt } from '../store/receipt.ts'
import { clockDay, runningFrom } from './clock-day.ts'
import { bookedDayOf } from './closed-days.ts'
import { rememberDeadlines } from './deadlines.ts'
import { decideBuckets } from './decide-part.ts'
import type { Engine } from './engine.ts'
import { PartBuffers } from './part-buffers.ts'
import { loadPartFacts } from './part-facts.ts'
import { readPartItems } from './part-items.ts'
import { PartRows } from './part-rows.ts'
import { policyFees } from './policy-fees.ts'
import { readImages } from './read-images.ts'
import { rememberSettledDays } from './settled-day.ts'
import { StagedPart } from './staged-part.ts'
import { Wants } from './wants.ts'
import { writePart } from './write-part.ts'

export interface PartJob {
  readonly receipt: Receipt
  readonly pack: Pack
  readonly batches: readonly Batch[]
  /** The whole file is held: its items are recorded and nothing of them is decided. */
  readonly fileHeld: boolean
  readonly part: Part
  /** The part's staged chunks where this process kept them; they are read from the database when left out. */
  readonly staged?: readonly Uint8Array[] | undefined
}

/**
 * Processes one part in one transaction: locks its buckets, takes the part, loads the facts, decides, writes. Exactly once: a
 * part that is done already changes nothing and answers false.
 */
export async function processPart(engine: Engine, job: PartJob, buffers = new PartBuffers()): Promise<boolean> {
  const processed = await inBulk(engine.database, async tx => {
    const chunks = job.staged ?? (await chunksOf(tx, job.part)).map(chunk => chunk.bytes)
    const staged = new StagedPart(chunks)
    const { orgId, settings, calendars } = engine.institution
    const shards = staged.buckets.map(bucket => shardOf(orgId, bucket))
    const books = await lockBuckets(tx, shards)
    const at = engine.now()
    if (!(await flipPart(tx, job.part, at))) return false
    engine.step('part locked')
    invariant(
      staged.items === job.part.items,
      `part ${job.part.no} of receipt ${job.receipt.id} has ${staged.items} staged items of ${job.part.items}`,
    )
    const days = daysOf(engine, job.receipt)
    const bookedDay = await bookedDayOf(engine, tx, job.receipt)
    const of = { ...job, orgId, receiptId: job.receipt.id, settings }
    buffers.clear()
    const wants = new Wants(staged, of, buffers.identities)
    const facts = await loadPartFacts(tx, engine, wants, {
      pack: job.pack,
      receivedDay: days.received,
      // Stops and other facts are those of the day on which it is booked: it is decided now.
      postingOn: dateOfDayNumber(bookedDay).toString(),
      sinceDay: days.since,
    })
    const clocks = clockDay(engine, job.receipt)
    const deadlines = runningFrom(rememberDeadlines(calendars, days.posting), clocks, days.posting)
    const decide = decideBuckets(wants, facts, {
      pack: job.pack,
      settings,
      receivedDay: days.received,
      postingDay: days.posting,
      bankingDaysBetween: deadlines.bankingDaysBetween,
      dueDay: deadlines.dueDay,
    })
    const write = {
      engine,
      at,
      pack: job.pack,
      part: job.part,
      postingDay: days.posting,
      bookedDay,
      receivedDay: days.received,
      sinceDay: days.since,
      fileHeld: job.fileHeld,
      books,
      deadlines,
      settledDayOf: rememberSettledDays(job.pack, days.received),
      fees: policyFees(engine, job.pack, bookedDay),
    }
    const rows = new PartRows(write, buffers, facts.fresh)
    for (const bucket of staged.buckets) {
      const items = readPartItems(staged, bucket, wants, of)
      decide(items, await readImages(engine, job, items))
      await write.fees?.load(tx, items)
      rows.addBucket(shardOf(orgId, bucket), items)
    }
    engine.step('part decided')
    await writePart(tx, write, rows, buffers.tallies)
    engine.step('part written')
    return true
  })
  engine.step('part committed')
  return processed
}

function daysOf(engine: Engine, receipt: Receipt): { received: number; posting: number; since: number } {
  const posting = parseDay(receipt.postingOn)
  const received = parseDay(receipt.receivedOn)
  invariant(posting !== undefined && received !== undefined, `receipt ${receipt.id} has unreadable days`)
  const since = received.subtract({ months: engine.institution.settings.duplicateMonths })
  return { received: dayNumber(received), posting: dayNumber(posting), since: dayNumber(since) }
}
