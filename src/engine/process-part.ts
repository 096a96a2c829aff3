import { shardOf } from '../core/bucket.ts'
import { dayNumber, parseDay } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import type { Pack } from '../core/pack.ts'
import type { Batch } from '../store/batch.ts'
import { lockBuckets } from '../store/bucket.ts'
import { inBulk } from '../store/database.ts'
import { chunksOf, flipPart, type Part } from '../store/part.ts'
import type { Receipt } from '../store/receipt.ts'
import { rememberDeadlines } from './deadlines.ts'
import { decidePart } from './decide-part.ts'
import type { Engine } from './engine.ts'
import { loadPartFacts } from './part-facts.ts'
import { readPartItems } from './part-items.ts'
import { readImages } from './read-images.ts'
import { rememberSettledDays } from './settled-day.ts'
import { readStagedItems } from './staged-item.ts'
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
export async function processPart(engine: Engine, job: PartJob): Promise<boolean> {
  const processed = await inBulk(engine.database, async tx => {
    const chunks = job.staged ?? (await chunksOf(tx, job.part)).map(chunk => chunk.bytes)
    const staged = chunks.flatMap(readStagedItems)
    const { orgId, settings, calendars } = engine.institution
    const shards = [...new Set(staged.map(item => item.bucket))]
      .sort((a, b) => a - b)
      .map(bucket => shardOf(orgId, bucket))
    const books = await lockBuckets(tx, shards)
    if (!(await flipPart(tx, job.part, engine.now()))) return false
    engine.step('part locked')
    invariant(
      staged.length === job.part.items,
      `part ${job.part.no} of receipt ${job.receipt.id} has ${staged.length} staged items of ${job.part.items}`,
    )
    const days = daysOf(engine, job.receipt)
    const deadlines = rememberDeadlines(calendars, days.posting)
    const { items, wants } = readPartItems(staged, { ...job, orgId, receiptId: job.receipt.id, settings })
    const facts = await loadPartFacts(tx, engine.coreSystem, wants, {
      pack: job.pack.name,
      receivedDay: days.received,
      postingOn: job.receipt.postingOn,
      sinceDay: days.since,
    })
    const images = await readImages(engine, job, items)
    decidePart(items, wants, facts, {
      pack: job.pack,
      settings,
      receivedDay: days.received,
      postingDay: days.posting,
      bankingDaysBetween: deadlines.bankingDaysBetween,
      dueDay: deadlines.dueDay,
      imageOf: item => images.get(item),
    })
    engine.step('part decided')
    await writePart(
      tx,
      {
        engine,
        pack: job.pack,
        part: job.part,
        postingDay: days.posting,
        receivedDay: days.received,
        fileHeld: job.fileHeld,
        books,
        deadlines,
        settledDayOf: rememberSettledDays(job.pack, days.received),
      },
      items,
      facts,
    )
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
