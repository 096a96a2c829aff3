import { invariant } from '../core/invariant.ts'
import { receiptOfItem } from '../core/item.ts'
import { decideUndo, type UndoDecision, type UndoFacts } from '../core/resolve/decide-undo.ts'
import { REVERSAL_OF_RESOLUTION } from '../core/unit-entry.ts'
import { type BucketBooks, lockBuckets } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { lastDecision, type StoredDecision, undoDecided } from '../store/decision.ts'
import { insertEvents, type NewEvent } from '../store/event.ts'
import { outboundOfItem } from '../store/item-story.ts'
import { openItemAgain, reopenException, withdrawOutbound } from '../store/resolve.ts'
import { sealExceptions } from '../store/seal.ts'
import { moveTallies } from '../store/tally.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { openDay } from './open-day.ts'
import { dayNumberOf, postLegs } from './post-legs.ts'
import { findDecidable, type Preview } from './preview-resolution.ts'
import { bookingDay, type Decidable, tallyMoves } from './resolution-facts.ts'
import { settleCase, shardOfQueue } from './settle-case.ts'

export type Undone = UndoDecision | Extract<Preview, { is: 'refused' }>

/**
 * Takes the last decision about an item back: on its day as if it had not been, later by entries of today. The item is in
 * suspense again with its clock, an answer that waited does not go out, and both decisions stay in the history.
 */
export async function undoDecision(
  engine: Engine,
  order: { readonly itemId: number; readonly personId: number },
): Promise<Undone> {
  const found = await findDecidable(engine, order.itemId)
  if (found.is === 'refused') return found
  const { item, exceptionId, queue } = found.decidable
  // As a decision locks them: its case is open again.
  const shards = [...new Set([item.shard, shardOfQueue(engine, queue)])].sort((a, b) => a - b)
  await openDay(engine, bookingDay(engine, item.day))
  return inWriteRequest(engine.database, engine.institution.orgId, async tx => {
    const books = (await lockBuckets(tx, shards)).get(item.shard)
    invariant(books !== undefined, `the books of shard ${item.shard} are not locked`)
    const last = await lastDecision(tx, { shard: item.shard, exceptionId })
    const undone = decideUndo(await undoFacts(engine, tx, found.decidable, last))
    if (undone.is === 'undone' && last !== undefined)
      await takeBack(engine, tx, { ...order, decidable: found.decidable, books, last, undone })
    return undone
  })
}

async function undoFacts(
  engine: Engine,
  tx: Transaction,
  { item }: Decidable,
  last: StoredDecision | undefined,
): Promise<UndoFacts> {
  const at = {
    shard: item.shard,
    id: item.id,
    orgShard: engine.institution.orgId * 1024,
    receiptId: receiptOfItem(item.id),
    heldBy: undefined,
  }
  const answer = (await outboundOfItem(tx, at)).find(one => one.kind === 'return')
  return {
    decision: last,
    answer: last?.effect.outbound === undefined ? 'none' : (answer?.state ?? 'none'),
    today: bookingDay(engine, item.day).toString(),
  }
}

interface TakenBack {
  readonly personId: number
  readonly decidable: Decidable
  readonly books: BucketBooks
  readonly last: StoredDecision
  readonly undone: Extract<UndoDecision, { is: 'undone' }>
}

async function takeBack(engine: Engine, tx: Transaction, of: TakenBack): Promise<void> {
  const { personId, decidable, books, last, undone } = of
  const { item, exceptionId } = decidable
  const { shard } = item
  const now = engine.now()
  const actor = `person ${personId}`
  await undoDecided(tx, { shard, id: last.id, personId, at: now })
  await reopenException(tx, { shard, id: exceptionId, clock: last.effect.exception.clock?.stops })
  if (undone.withdraws === 'answer') await withdrawOutbound(tx, { shard, itemId: item.id })
  const ended = last.effect.item?.state
  if (ended !== undefined) {
    await openItemAgain(tx, { ...item, exceptionId }, decidable.openState)
    await moveTallies(tx, tallyMoves(decidable, [ended, decidable.openState]))
  }
  const { entryId } = last
  const reversal = { legs: undone.legs, books, actor, itemId: item.id }
  const posted =
    entryId === undefined
      ? []
      : [await postLegs(engine, tx, { ...reversal, id: entryId + REVERSAL_OF_RESOLUTION, reverses: entryId })]
  const body = { decision: last.id, resolution: last.resolution, by: undone.by }
  const told: NewEvent = { kind: 'decision_undone', actor, subject: exceptionId, body }
  const sealed = await sealExceptions(tx, [{ shard, id: exceptionId }])
  const day = dayNumberOf(undone.legs[0]?.day ?? bookingDay(engine, item.day).toString())
  const events = new Map([[shard, [told, ...posted, ...sealed.values()]]])
  const ofCase = await settleCase(engine, tx, { shard, id: exceptionId, queue: decidable.queue }, actor)
  const queueShard = shardOfQueue(engine, decidable.queue)
  events.set(queueShard, [...(events.get(queueShard) ?? []), ...ofCase])
  await insertEvents(tx, events, { day, at: now })
}
