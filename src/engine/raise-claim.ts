import { dateOfDayNumber, dayNumber, lastDayOf, parseDay } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import { receiptOfItem } from '../core/item.ts'
import type { Pack } from '../core/pack.ts'
import { tallyOf } from '../core/tally.ts'
import { batchesOf } from '../store/batch.ts'
import { entryRow, insertBooks, postingRow } from '../store/books.ts'
import type { BucketBooks } from '../store/bucket.ts'
import { CopyRows } from '../store/copy-rows.ts'
import type { Transaction } from '../store/database.ts'
import { appendEvents, type NewEvent } from '../store/event.ts'
import { exceptionRow, insertExceptions, type NewException, positionRow } from '../store/exception.ts'
import type { StoredItem } from '../store/item.ts'
import { receiptById } from '../store/receipt.ts'
import { RowDigest } from '../store/row-digest.ts'
import { sealExceptions } from '../store/seal.ts'
import { arrivalDays } from './arrival-days.ts'
import { firstOpenDay } from './closed-days.ts'
import { rememberDeadlines } from './deadlines.ts'
import { ENGINE_ACTOR, type Engine } from './engine.ts'
import { newException } from './new-exception.ts'
import { orgShardOf } from './org-shard.ts'
import { postChunk } from './post-chunk.ts'
import type { ClaimLine } from './receive-claim.ts'

interface ClaimOnItem {
  readonly line: ClaimLine
  readonly item: StoredItem
  /** Who took it down; the engine where it came in a file. */
  readonly actor?: string
  /** Of the item's bucket and bucket 0, locked. */
  readonly books: ReadonlyMap<number, BucketBooks>
}

/**
 * Raises the exception of a claim on its posted item and opens its suspense position: what the other bank may have to give back
 * stands in suspense as a debit, and what the customer may have to get back in the claims account (decisions/0011). Gives the kind.
 */
export async function raiseClaim(engine: Engine, tx: Transaction, claim: ClaimOnItem): Promise<string> {
  const { item } = claim
  const own = claim.books.get(item.shard)
  invariant(own !== undefined, `the books of shard ${item.shard} are not locked`)
  const { raised, openedOn: day, exitOn } = await claimToRaise(engine, tx, claim)
  const exceptions = new CopyRows()
  const positions = new CopyRows()
  exceptionRow(exceptions, raised)
  positionRow(positions, {
    shard: item.shard,
    exceptionId: item.id,
    accountId: own.suspense,
    value: raised.value,
    owner: raised.queue,
    openedDay: day,
    exitDay: exitOn,
  })
  await insertExceptions(tx, exceptions, positions)
  const posted = await openPosition(engine, tx, own, { item, day })
  const sealed = (await sealExceptions(tx, [item])).values()
  const events = [received(raised, claim), ...posted, ...sealed]
  await appendEvents(tx, new Map([[item.shard, events]]), { day, at: engine.now() })
  return raised.kind
}

/** The exception of a claim on its debit, and the days on which its position opens and has to be gone; days since 1970-01-01. */
export async function claimToRaise(
  engine: Engine,
  tx: Transaction,
  claim: Omit<ClaimOnItem, 'books'>,
): Promise<{ readonly raised: NewException; readonly openedOn: number; readonly exitOn: number }> {
  const raised = await exceptionOf(engine, tx, claim)
  const openedOn = dayNumber(await firstOpenDay(engine, tx, dateOfDayNumber(bookedOn(engine, claim))))
  return { raised, openedOn, exitOn: Math.max(openedOn, lastDay(raised, engine.institution.zone)) }
}

/** The day of the notice, or that of the debit where the customer told of it before it posted: nothing of it is open before. */
function bookedOn({ institution }: Engine, { line, item }: Omit<ClaimOnItem, 'books'>): number {
  const noticed = arrivalDays(institution, line.receivedAt, 'ach').postsOn
  const posted = parseDay(item.day)
  invariant(posted !== undefined, `item ${item.id} posted on no day`)
  return Math.max(dayNumber(noticed), dayNumber(posted))
}

async function exceptionOf(
  engine: Engine,
  tx: Transaction,
  { line, item }: Omit<ClaimOnItem, 'books'>,
): Promise<NewException> {
  const { institution } = engine
  const receiptId = receiptOfItem(item.id)
  const orgShard = orgShardOf({ institution })
  const receivedOn = parseDay((await receiptById(tx, orgShard, receiptId))?.receivedOn ?? '')
  const batch = (await batchesOf(tx, { shard: orgShard, receiptId }))[item.batch]
  const wanted = [{ shard: item.shard, number: line.accountNumber }]
  const [account] = await engine.coreSystem.accounts(tx, wanted)
  const [opening] = await engine.coreSystem.openings(tx, wanted)
  const postedOn = parseDay(item.day)
  const pack: Pack = engine.packs.ach
  invariant(
    batch !== undefined &&
      account !== undefined &&
      postedOn !== undefined &&
      receivedOn !== undefined &&
      pack.claims !== undefined,
    `item ${item.id} is posted and its batch, account or days are missing`,
  )
  const day = dayNumber(postedOn)
  const settledDay = pack.settledOn?.(batch.detail, dayNumber(receivedOn))
  const settledOn = dateOfDayNumber(settledDay ?? day)
  const { holderType } = account
  const openedOn = opening === undefined ? undefined : parseDay(opening.on)
  const claimed = { batch: batch.detail, amountMinor: item.amountMinor, settledOn, holderType, openedOn }
  const found = pack.claims.decide(line, claimed, institution.calendars)
  return newException(institution, pack, rememberDeadlines(institution.calendars, day), {
    shard: item.shard,
    id: item.id,
    scope: 'item',
    receiptId,
    batch: item.batch,
    day,
    settledDay,
    value: tallyOf(item.direction, item.amountMinor),
    finding: { ...found, facts: { ...found.facts, claimRow: line.row } },
    also: [],
    raisedAt: engine.now(),
  })
}

/** The day on which the claim is due at the latest: a position may not outlive its clock. */
function lastDay({ dueAt }: NewException, zone: string): number {
  invariant(dueAt !== undefined, 'a claim has a clock')
  return dayNumber(lastDayOf(dueAt, zone))
}

/** Books the position; its entry is told in an event of its own, with the hash of its posting. */
async function openPosition(
  engine: Engine,
  tx: Transaction,
  { suspense, claims }: BucketBooks,
  { item, day }: { readonly item: StoredItem; readonly day: number },
): Promise<readonly NewEvent[]> {
  if (item.amountMinor === 0) return []
  const { shard, id: itemId } = item
  const entryId = -itemId // an item is claimed once, and the entries of outbound files count far below
  const entries = new CopyRows()
  const postings = new CopyRows()
  const hashed = new RowDigest(1 << 8)
  entryRow(entries, { shard, day, id: entryId, kind: 'claimed', receiptId: undefined })
  const amountMinor = item.direction === 'debit' ? -item.amountMinor : item.amountMinor
  const at = { shard, day, accountId: suspense, entryId, line: 0, contraId: claims, itemId }
  postingRow(postings, { ...at, amountMinor }, hashed)
  await insertBooks(tx, entries, postings)
  const changes = [
    { shard, id: suspense, amountMinor },
    { shard, id: claims, amountMinor: -amountMinor },
  ]
  await postChunk(engine, tx, { key: `claim ${itemId}`, day, changes })
  const body = { entry: entryId, postings: 1, postingsSha256: hashed.take() }
  return [{ kind: 'entry_posted', actor: ENGINE_ACTOR, subject: itemId, body }]
}

function received(raised: NewException, { line, actor = ENGINE_ACTOR }: ClaimOnItem): NewEvent {
  const { kind, dueAt } = raised
  const body = { kind, code: line.code, receivedAt: line.receivedAt.toString(), due: dueAt?.toString() ?? null }
  return { kind: 'claim_received', actor, subject: raised.id, body }
}
