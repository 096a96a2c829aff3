import { receiptOfItem } from '../core/item.ts'
import { decideUndo, type UndoDecision, type UndoFacts } from '../core/resolve/decide-undo.ts'
import { REVERSAL_OF_RESOLUTION } from '../core/unit-entry.ts'
import type { BucketBooks } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { lastDecision, type StoredDecision, undoDecided } from '../store/decision.ts'
import { insertEvents, type NewEvent } from '../store/event.ts'
import { outboundOfItem } from '../store/item-story.ts'
import { openItemAgain, reopenException, withdrawOutbound } from '../store/resolve.ts'
import { sealExceptions } from '../store/seal.ts'
import { moveTallies } from '../store/tally.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { type Decider, limitKeys, refuseDecider } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { dayNumberOf, postLegs } from './post-legs.ts'
import type { Preview } from './preview-resolution.ts'
import { bookingDay, type Decidable, tallyMoves } from './resolution-facts.ts'
import { heldBy, lockForDecision, notAuthorised, prepareDecision } from './resolve-exception.ts'
import { holderNow, settleCase, shardOfQueue } from './settle-case.ts'

export type Undone = UndoDecision | Extract<Preview, { is: 'refused' }>

export interface UndoOrder {
  readonly itemId: number
  readonly by: Decider
}

/**
 * Takes the last decision about an item back: on its day as if it had not been, later by entries of today. The item is in
 * suspense again with its clock, an answer that waited does not go out, and both decisions stay in the history.
 */
export async function undoDecision(engine: Engine, order: UndoOrder): Promise<Undone> {
  const found = await prepareDecision(engine, order.itemId)
  if (found.is === 'refused') return found
  return inWriteRequest(engine.database, engine.institution.orgId, tx => undoWithin(engine, tx, found.decidable, order))
}

/** The same inside a transaction. */
export async function undoWithin(
  engine: Engine,
  tx: Transaction,
  decidable: Decidable,
  { by }: UndoOrder,
): Promise<Undone> {
  const { item, exceptionId } = decidable
  // As a decision locks them: its case is open again.
  const { books, place } = await lockForDecision(engine, tx, decidable)
  const holder = place === undefined ? undefined : holderNow(place, engine.now())
  if (holder !== undefined && holder !== by.personId) return heldBy(holder)
  const last = await lastDecision(tx, { shard: item.shard, exceptionId })
  const undone = decideUndo(await undoFacts(engine, tx, decidable, last))
  if (undone.is === 'refused' || last === undefined) return undone
  const keys = limitKeys(decidable, undefined)
  const of = { by, act: 'undo', decidable, keys, barred: [], hold: 'until the end' } as const
  const refused = await refuseDecider(engine, tx, of)
  if (refused !== undefined) return notAuthorised(refused)
  await takeBack(engine, tx, { personId: by.personId, decidable, books, last, undone })
  return undone
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
