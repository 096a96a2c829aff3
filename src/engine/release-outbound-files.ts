import { openDayOnOrAfter } from '../core/calendar/calendar.ts'
import { dateOfDayNumber, dayNumber } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import { receiptOfItem } from '../core/item.ts'
import type { Pack, PackName } from '../core/pack.ts'
import type { PackAnswers } from '../core/pack-answers.ts'
import { addTally, NOTHING, type Tally, tallyOf } from '../core/tally.ts'
import { entryRow, insertBooks } from '../store/books.ts'
import { type BucketBooks, lockBuckets } from '../store/bucket.ts'
import { CopyRows } from '../store/copy-rows.ts'
import { inBulk, type Transaction } from '../store/database.ts'
import { appendEvents, type NewEvent } from '../store/event.ts'
import { closeExceptions } from '../store/exception.ts'
import {
  areQueued,
  insertOutboundFile,
  numberedSoFar,
  type OutboundFile,
  type QueuedOutbound,
  queuedOutbound,
  returnSuspendedItems,
  sendOutbound,
} from '../store/outbound.ts'
import { sealExceptions, sealOutboundFile } from '../store/seal.ts'
import { moveTallies } from '../store/tally.ts'
import { answerHeader, answerItems } from './answer-items.ts'
import { isTallyAsBooked, notAsBooked, tallyOfFile } from './as-booked.ts'
import { firstOpenDay } from './closed-days.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { holdMissedReturns } from './hold-missed-returns.ts'
import { openDay } from './open-day.ts'
import { orgShardOf } from './org-shard.ts'
import { outOfSuspense } from './out-of-suspense.ts'
import { postChunk, tellEnded } from './post-chunk.ts'

export interface ReleasedFile {
  readonly id: number
  readonly name: string
  readonly pack: PackName
  readonly items: number
  readonly bytes: number
}

/** Everything that waits, whenever it is due. */
export const WHENEVER = Temporal.Instant.from('9999-12-31T00:00:00Z')
const NUMBERS = 9_999_999
const BLOB_BYTES_MAX = 2 ** 31

/**
 * Builds and releases the outbound files, of returns and of notices, with everything that is due by `dueBy` of its pack. Each file is read back by our
 * own reader before it counts; the file, the items' new state, the postings out of suspense and the audit events are one
 * transaction, so an item goes out once or stays. Gives the files that were released.
 * They leave at `asOf`, now when left out: of a simulated day that is its own moment, by which its files are dated and in time.
 * A return whose window closed before stays and goes to a person; an answer whose bytes do not say what is booked of its item stays; the others go, and then a defect names it.
 */
export async function releaseOutboundFiles(
  engine: Engine,
  dueBy: (pack: PackName) => Temporal.Instant = () => WHENEVER,
  asOf?: Temporal.Instant,
): Promise<readonly ReleasedFile[]> {
  const released: ReleasedFile[] = []
  const refused = new Map<number, string>()
  const leavesAt = () => asOf ?? engine.now()
  await openDay(engine, leavesAt().toZonedDateTimeISO(engine.institution.zone).toPlainDate())
  for (const pack of Object.values(engine.packs)) {
    const { answers } = pack
    if (answers === undefined) continue
    await holdMissedReturns(engine, pack.name, leavesAt())
    for (const kind of ANSWER_KINDS) {
      const release = () => releaseFile(engine, { pack, answers, kind, dueBy: dueBy(pack.name), refused, leavesAt })
      for (let file = await release(); file !== undefined; file = await release()) {
        released.push(file)
        // A file with room took everything: what was queued since goes with the next, or a busy hour would make a file a second.
        if (file.items < answers.itemsMax) break
      }
    }
  }
  invariant(refused.size === 0, `held back from going out: ${[...refused.values()].slice(0, 3).join('; ')}`)
  return released
}

/** Returns and notices never share a file: they flow in different directions of the network's rules. */
const ANSWER_KINDS = ['return', 'notice'] as const

interface FileWanted {
  readonly pack: Pack
  readonly answers: PackAnswers
  readonly kind: (typeof ANSWER_KINDS)[number]
  readonly dueBy: Temporal.Instant
  /** Gets a sentence for each answer that is held back, by its item. */
  readonly refused: Map<number, string>
  /** The moment at which a file leaves that is built now. */
  readonly leavesAt: () => Temporal.Instant
}

/** Built anew where answers were taken back meanwhile: a few times, and then the next release has them. */
async function releaseFile(engine: Engine, wanted: FileWanted): Promise<ReleasedFile | undefined> {
  for (let tries = 1; ; tries++) {
    try {
      return await buildFile(engine, wanted)
    } catch (error) {
      if (!(error instanceof TakenBackMeanwhile) || tries === BUILDS_MAX) throw error
    }
  }
}

const BUILDS_MAX = 5

class TakenBackMeanwhile extends Error {}

/** Waits for whoever decides or takes back one of the answers, before any row: they hold the lock of its bucket. */
async function lockAnswered(
  tx: Transaction,
  queued: readonly QueuedOutbound[],
): Promise<ReadonlyMap<number, BucketBooks>> {
  const shards = [...new Set(queued.map(one => one.shard))].sort((a, b) => a - b)
  const books = await lockBuckets(tx, shards)
  if (await areQueued(tx, queued)) return books
  throw new TakenBackMeanwhile('an answer was taken back, or decided otherwise, while its file was built')
}

async function buildFile(engine: Engine, wanted: FileWanted): Promise<ReleasedFile | undefined> {
  const { pack, answers, kind } = wanted
  const orgShard = orgShardOf(engine)
  const released = await inBulk(engine.database, async tx => {
    // Bucket 0 first: one return file is built at a time, so numbers are given once.
    await lockBuckets(tx, [orgShard])
    const queued = await bookedAnswers(engine, tx, wanted)
    const [first] = queued
    if (first === undefined) return undefined
    const at = wanted.leavesAt()
    const day = businessDay(engine, at)
    const before = await numberedSoFar(tx, orgShard, pack.name, day.toString())
    const traceFrom = before.lastTrace + queued.length > NUMBERS ? 1 : before.lastTrace + 1
    const header = answerHeader(engine, pack, { at, day, ordinal: before.filesToday })
    const items = await answerItems(engine, tx, { pack, queued, numberFrom: traceFrom, images: answers.images })
    const bytes = answers.write(header, items)
    const problems = answers.prove(bytes, header, items)
    invariant(
      problems.length === 0,
      `a file of ${pack.name} ${kind}s would not say what was meant: ${problems.slice(0, 3).join('; ')}`,
    )
    const value = bookedValue(engine, { pack, kind, queued, bytes })
    engine.step('return file built')
    const blob = await engine.blobs.put(single(bytes), BLOB_BYTES_MAX)
    engine.step('return file stored')
    const books = await lockAnswered(tx, queued)
    const file: Omit<OutboundFile, 'id'> = {
      pack: pack.name,
      businessDay: day.toString(),
      name: `${day}-${pack.name}-${kind}s-${traceFrom}.${answers.fileEnding}`,
      sha256: blob.sha256,
      sizeBytes: blob.sizeBytes,
      value,
      traceFrom,
      traceTo: traceFrom + queued.length - 1,
      dueAt: first.dueAt,
      releasedAt: at,
    }
    const id = await insertOutboundFile(tx, orgShard, file)
    await sendOutbound(
      tx,
      id,
      queued.map((one, n) => ({ ...one, trace: String(traceFrom + n) })),
    )
    const book = kind === 'return' ? returnItems : recordNotices
    await book(engine, tx, {
      shard: orgShard,
      id,
      pack,
      file,
      queued,
      books,
      day: await bookedOn(engine, tx, header.businessDay, queued),
    })
    engine.step('return file written')
    return { id, name: file.name, pack: pack.name, items: queued.length, bytes: blob.sizeBytes }
  })
  if (released !== undefined) engine.step('return file committed')
  return released
}

/** The value that is booked for the file, which is what the file itself moves when it is read back. */
function bookedValue(
  engine: Engine,
  file: Pick<FileWanted, 'pack' | 'kind'> & { readonly queued: readonly QueuedOutbound[]; readonly bytes: Uint8Array },
): Tally {
  const value = file.queued.reduce<Tally>(
    (sum, one) => addTally(sum, tallyOf(one.direction, one.keyedMinor ?? one.amountMinor)),
    NOTHING,
  )
  invariant(
    isTallyAsBooked(file.kind, tallyOfFile(file.pack, file.bytes, engine.institution.settings), value),
    `a file of ${file.pack.name} ${file.kind}s would not move what is booked: ${value.count} items, ${value.debitMinor} debit, ${value.creditMinor} credit`,
  )
  return value
}

/** As many as a file takes, the first to be due first. One that is held back leaves its place to those behind it, however many they are. */
async function bookedAnswers(engine: Engine, tx: Transaction, of: FileWanted): Promise<readonly QueuedOutbound[]> {
  const { pack, answers, kind, dueBy, refused } = of
  const wanted = { pack: pack.name, kind, dueBy, limit: answers.itemsMax }
  for (;;) {
    const orgShard = orgShardOf(engine)
    const waiting = await queuedOutbound(tx, orgShard, { ...wanted, except: [...refused.keys()] })
    const booked = await asBooked(engine, tx, { pack, waiting, refused })
    if (booked.length === waiting.length) return booked
  }
}

/** The answers whose bytes say what is booked of their items; a sentence goes to `refused` for each of the others. */
async function asBooked(
  engine: Engine,
  tx: Transaction,
  of: Pick<FileWanted, 'pack' | 'refused'> & { readonly waiting: readonly QueuedOutbound[] },
): Promise<readonly QueuedOutbound[]> {
  const answers = await answerItems(engine, tx, { pack: of.pack, queued: of.waiting, numberFrom: 1, images: () => [] })
  return of.waiting.filter((one, n) => {
    const answer = answers[n]
    invariant(answer !== undefined, `item ${one.itemId} has no answer`)
    const problem = notAsBooked(of.pack, one, answer, engine.institution.settings)
    if (problem !== undefined) of.refused.set(one.itemId, problem)
    return problem === undefined
  })
}

async function* single(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function businessDay(engine: Engine, at: Temporal.Instant): Temporal.PlainDate {
  const { calendars, zone } = engine.institution
  return openDayOnOrAfter(calendars.counters['ach-banking-day'], at.toZonedDateTimeISO(zone).toPlainDate())
}

interface Returned {
  /** Bucket 0, where the file's row and event are. */
  readonly shard: number
  readonly id: number
  readonly pack: Pack
  readonly file: Omit<OutboundFile, 'id'>
  readonly queued: readonly QueuedOutbound[]
  /** Of every bucket of an answer, locked. */
  readonly books: ReadonlyMap<number, BucketBooks>
  /** Day on which it is booked, days since 1970-01-01. */
  readonly day: number
}

/** The file's business day, or the last on which one of its items posts: nothing leaves suspense before it came there. Never a closed day. */
async function bookedOn(
  engine: Engine,
  tx: Transaction,
  businessDay: Temporal.PlainDate,
  queued: readonly QueuedOutbound[],
): Promise<number> {
  const posted = queued.map(one => dayNumber(Temporal.PlainDate.from(one.day)))
  const day = posted.reduce((last, day) => Math.max(last, day), dayNumber(businessDay))
  return dayNumber(await firstOpenDay(engine, tx, dateOfDayNumber(day)))
}

/** A notice changes nothing in the books: its item posted. It is recorded with the file and with the item. */
async function recordNotices(engine: Engine, tx: Transaction, sent: Returned): Promise<void> {
  const orgShard = orgShardOf(engine)
  const events = new Map<number, NewEvent[]>([[orgShard, [fileEvent(sent)]]])
  for (const [n, one] of sent.queued.entries()) {
    const body = { file: sent.id, code: one.code, trace: sent.file.traceFrom + n }
    const event: NewEvent = { kind: 'notice_sent', actor: ENGINE_ACTOR, subject: one.itemId, body }
    events.set(one.shard, [...(events.get(one.shard) ?? []), event])
  }
  await addSeals(tx, sent, events)
  await appendEvents(tx, events, { day: sent.day, at: engine.now() })
}

/** Moves the value of the returned items out of suspense, back to the network, and records it. */
async function returnItems(engine: Engine, tx: Transaction, returned: Returned): Promise<void> {
  const orgShard = orgShardOf(engine)
  const traces = new Map(returned.queued.map((one, n) => [one, returned.file.traceFrom + n]))
  const byShard = Map.groupBy(returned.queued, one => one.shard)
  const shards = [...byShard.keys()].sort((a, b) => a - b)
  const entries = new CopyRows()
  const postings = new CopyRows()
  const balances: { shard: number; id: number; amountMinor: number }[] = []
  const events = new Map<number, NewEvent[]>([[orgShard, [fileEvent(returned)]]])
  for (const shard of shards) {
    const own = returned.books.get(shard)
    invariant(own !== undefined, `the books of shard ${shard} are not locked`)
    const queued = byShard.get(shard) ?? []
    const left = outOfSuspense(postings, returned, queued, own)
    if (left.events.length > 0)
      entryRow(entries, { shard, day: returned.day, id: -returned.id, kind: 'returned', receiptId: undefined })
    balances.push(...left.balances)
    events.set(shard, [
      ...(events.get(shard) ?? []),
      ...queued.map(one => itemEvent(returned, one, traces.get(one) ?? 0)),
      ...left.events,
    ])
  }
  await returnSuspendedItems(tx, returned.queued)
  await insertBooks(tx, entries, postings)
  await postChunk(engine, tx, { key: `returned ${returned.id}`, day: returned.day, changes: balances })
  await closeExceptions(
    tx,
    returned.queued.map(one => ({ shard: one.shard, id: one.itemId })),
    { closedAs: 'returned', at: engine.now(), on: dateOfDayNumber(returned.day).toString() },
  )
  await tellEnded(
    engine,
    tx,
    returned.queued.map(one => ({ shard: one.shard, id: one.itemId })),
  )
  await moveTallies(tx, returned.queued.flatMap(tallyMoves))
  await addSeals(tx, returned, events)
  await appendEvents(tx, events, { day: returned.day, at: engine.now() })
}

/** Seals the file, and each of its answers with the exception and position that it changed. */
async function addSeals(tx: Transaction, sent: Returned, events: Map<number, NewEvent[]>): Promise<void> {
  const answered = sent.queued.map(one => ({ shard: one.shard, id: one.itemId }))
  for (const [shard, event] of await sealExceptions(tx, answered))
    events.set(shard, [...(events.get(shard) ?? []), event])
  const file = await sealOutboundFile(tx, { shard: sent.shard, id: sent.id })
  events.set(sent.shard, [...(events.get(sent.shard) ?? []), file])
}

function itemEvent(returned: Returned, one: QueuedOutbound, trace: number): NewEvent {
  const body = { file: returned.id, code: one.code, trace }
  return { kind: 'item_returned', actor: ENGINE_ACTOR, subject: one.itemId, body }
}

function fileEvent(returned: Returned): NewEvent {
  const { file } = returned
  const body = {
    name: file.name,
    sha256: Buffer.from(file.sha256).toString('hex'),
    value: file.value,
    traceFrom: file.traceFrom,
    traceTo: file.traceTo,
  }
  return { kind: 'return_file_released', actor: ENGINE_ACTOR, subject: returned.id, body }
}

function tallyMoves(one: QueuedOutbound) {
  const tally = tallyOf(one.direction, one.amountMinor)
  const at = { shard: one.shard, receiptId: receiptOfItem(one.itemId) }
  return [
    {
      ...at,
      state: one.state,
      tally: { count: -1, debitMinor: -tally.debitMinor, creditMinor: -tally.creditMinor },
    },
    { ...at, state: 'returned' as const, tally },
  ]
}
