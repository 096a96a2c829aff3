import { invariant } from '../core/invariant.ts'
import { decideUndo, type UndoEffect } from '../core/resolve/decide-undo.ts'
import { endedWhole } from '../core/resolve/unit-effect.ts'
import { NOTHING, subtractTally } from '../core/tally.ts'
import { REVERSAL_OF_RESOLUTION } from '../core/unit-entry.ts'
import type { Transaction } from '../store/database.ts'
import { lastUnitDecision, type TakenBackBy, undoDecided } from '../store/decision.ts'
import { insertEvents, type NewEvent } from '../store/event.ts'
import { exceptionById } from '../store/exception.ts'
import { standingLetters, takeBackLetters } from '../store/letter.ts'
import { inReadRequest } from '../store/read-request.ts'
import { reopenException } from '../store/resolve.ts'
import { sealExceptions } from '../store/seal.ts'
import { moveTallies } from '../store/tally.ts'
import { endItems, openPositionAgain, sumOfHeld } from '../store/unit.ts'
import { inWriteRequest } from '../store/write-request.ts'
import type { Decider } from './authorise-decision.ts'
import { authoriseUndo } from './authorise-undo.ts'
import { firstOpenDay } from './closed-days.ts'
import { endStale } from './end-stale.ts'
import type { Engine } from './engine.ts'
import type { Unit } from './find-unit.ts'
import { dayNumberOf, postLegs } from './post-legs.ts'
import { type PreparedUnit, placeOfUnit, unitKeys, whyNotAlone, workOf } from './preview-unit.ts'
import { proposedAbout, refuseWhileProposed } from './proposal-waits.ts'
import { proposeUndo } from './propose-undo.ts'
import type { Kept } from './proposed.ts'
import { refuseUnexpected } from './refuse-unexpected.ts'
import { bookingDay, letterFacts } from './resolution-facts.ts'
import { notAuthorised, refuseHolder } from './resolve-exception.ts'
import { lockUnit, prepareUnitDecision } from './resolve-unit.ts'
import { settleCase, shardOfQueue, takenBy } from './settle-case.ts'
import {
  byTwo,
  isEndedSince,
  lettersTold,
  refuseUnseen,
  takingOf,
  type Undone,
  type UndoOrder,
  type UndoSeen,
} from './undo-decision.ts'
import { type UndoOffered, undoOffered } from './undo-offered.ts'

export interface UnitUndoOrder {
  readonly exceptionId: number
  readonly by: Decider
  /** See `UndoOrder`. */
  readonly seen: UndoSeen
  readonly expected?: UndoOrder['expected']
}

/** Takes the last decision about a held batch or file back, in a transaction of its own. */
export async function undoUnit(engine: Engine, order: UnitUndoOrder): Promise<Undone> {
  const found = await prepareUnitDecision(engine, { ...order, asked: { resolution: 'reject' } })
  if (found.is === 'refused') return found
  return inWriteRequest(engine.database, engine.institution.orgId, tx => undoUnitWithin(engine, tx, found, order))
}

/**
 * What was rejected or forwarded is held again, with its value in suspense; on the day as if it had not been, later by entries of today. What this
 * person may not take back alone is put before a second one (law 4).
 */
export async function undoUnitWithin(
  engine: Engine,
  tx: Transaction,
  prepared: PreparedUnit,
  { by, seen, expected }: UnitUndoOrder,
): Promise<Undone> {
  const { unit } = prepared
  const locked = await lockUnit(engine, tx, [prepared])
  const decidable = workOf(unit)
  const proposed = await proposedAbout(engine, tx, decidable)
  const waits = await refuseWhileProposed(engine, tx, {
    ...{ decidable, keys: unitKeys(prepared), by, told: 'you', proposed },
  })
  if (waits !== undefined) return waits
  const held = await refuseHolder(engine, tx, locked.place, { by })
  if (held !== undefined) return held
  const { last, today, undone } = await unitUndoNow(engine, tx, unit)
  const stale = refuseUnseen(seen, last, undone)
  if (stale !== undefined) return stale
  if (undone.is === 'refused' || last === undefined) return undone
  const { kind } = unit.exception
  const asked = {
    by,
    decidable,
    last,
    undone,
    kind,
    on: today,
    ...takenBy(locked.place),
    hold: 'until the end',
  } as const
  const may = await authoriseUndo(engine, tx, asked)
  if ('needs' in may) return notAuthorised(may)
  const { right, second } = may
  const other = await refuseUnexpected(engine, tx, {
    expected,
    decidable,
    by,
    act: 'undo',
    second: second?.told,
  })
  if (other !== undefined) return other
  await endStale(engine, tx, { decidable, proposed, personId: by.personId })
  if (second !== undefined) return proposeUndo(engine, tx, { decidable, last, undone, by, right, second, on: today })
  await takeUnitBack(engine, tx, { unit, locked, last, undone, taking: takingOf(engine, asked, may) })
  return undone
}

/** What stands of the unit, and what taking that back would do on the first day that is open. */
export async function unitUndoNow(engine: Engine, tx: Transaction, { place }: Unit) {
  const last = await lastUnitDecision(tx, place)
  const today = (await firstOpenDay(engine, tx, bookingDay(engine, place.day))).toString()
  const exception = await exceptionById(tx, place.shard, place.exceptionId)
  const standing = last === undefined ? [] : await standingLetters(tx, { shard: place.shard, decisionId: last.id })
  const facts = {
    decision: last,
    isEndedSince: isEndedSince(last, exception),
    today,
    standing,
  } as const
  const undone = decideUndo({
    ...facts,
    letters: letterFacts(engine),
    now: engine.now(),
    answer: 'none',
    leftAs: '',
    notice: 'none',
    isChargedBack: false,
    accounts: [],
  })
  return { last, today, undone }
}

/** The way back from what was decided about a held batch or file, for one person; undefined where nothing stands. */
export async function readUnitUndo(
  engine: Engine,
  { exceptionId, by }: Pick<UnitUndoOrder, 'exceptionId' | 'by'>,
): Promise<UndoOffered | undefined | Extract<Undone, { is: 'refused' }>> {
  const found = await prepareUnitDecision(engine, { exceptionId, asked: { resolution: 'reject' } })
  if (found.is === 'refused') return found
  return inReadRequest(engine.database, engine.institution.orgId, tx => unitUndoOffered(engine, tx, found.unit, by))
}

/** See `readUnitUndo`. */
export async function unitUndoOffered(
  engine: Engine,
  tx: Transaction,
  unit: Unit,
  by: Decider,
): Promise<UndoOffered | undefined> {
  const { last, today, undone } = await unitUndoNow(engine, tx, unit)
  const decidable = workOf(unit)
  const proposed = await proposedAbout(engine, tx, decidable)
  const waits = await refuseWhileProposed(engine, tx, {
    ...{ decidable, keys: unitKeys({ unit, claim: undefined }), by, told: 'you', proposed },
  })
  const authority = async () => {
    if (last === undefined || undone.is === 'refused') return undefined
    const may = await authoriseUndo(engine, tx, {
      ...{ by, decidable, last, undone, kind: unit.exception.kind, on: today, hold: 'not' },
      ...takenBy(await placeOfUnit(engine, tx, unit)),
    })
    return 'needs' in may ? may : whyNotAlone(may)
  }
  return undoOffered(engine, tx, { shard: unit.place.shard, last, undone, waits: waits?.why }, authority)
}

interface TakenBack extends Pick<PreparedUnit, 'unit'> {
  readonly locked: Awaited<ReturnType<typeof lockUnit>>
  readonly last: NonNullable<Awaited<ReturnType<typeof lastUnitDecision>>>
  readonly undone: UndoEffect
  readonly taking: TakenBackBy
  /** Of what waited for a second person: who that is. */
  readonly approval?: Kept['approval']
}

/** Books the opposite of what the decision did, and marks it. */
export async function takeUnitBack(engine: Engine, tx: Transaction, of: TakenBack): Promise<void> {
  const { unit, locked, last, undone, taking, approval } = of
  const { shard, exceptionId: id } = unit.place
  const { at: now } = taking
  const actor = `person ${approval?.approverId ?? taking.personId}`
  await undoDecided(tx, { shard, id: last.id }, taking)
  await reopenException(tx, { shard, id, clock: undefined })
  await takeBackLetters(tx, { shard, decisionId: last.id }, undone.letters, now)
  if (last.effect.exception.state === 'closed') await holdAgain(tx, of)
  const books = locked.books.get(shard)
  invariant(books !== undefined, 'bucket 0 has no books')
  const reversal = { legs: undone.legs, books, actor, itemId: undefined, about: id }
  const { entryId } = last
  const posted =
    entryId === undefined
      ? []
      : [await postLegs(engine, tx, { ...reversal, id: entryId + REVERSAL_OF_RESOLUTION, reverses: entryId })]
  const body = {
    decision: last.id,
    resolution: last.resolution,
    by: undone.by,
    ...lettersTold(undone.letters),
    ...byTwo(taking, approval),
  }
  const told: NewEvent = { kind: 'decision_undone', actor, subject: id, body }
  const sealed = await sealExceptions(tx, [{ shard, id }])
  const events = new Map<number, readonly NewEvent[]>([[shard, [told, ...posted, ...sealed.values()]]])
  const { queue } = unit.exception
  const queueShard = shardOfQueue(engine, queue)
  const ofCase = await settleCase(engine, tx, { shard, id, queue }, actor)
  events.set(queueShard, [...(events.get(queueShard) ?? []), ...ofCase])
  await insertEvents(tx, events, { day: dayNumberOf(undone.legs[0]?.day ?? taking.on), at: now })
}

/** Its items are suspended with it again, and its position is open. */
async function holdAgain(tx: Transaction, { unit, locked, last: { effect } }: TakenBack): Promise<void> {
  const { shard, exceptionId: id, receiptId } = unit.place
  await openPositionAgain(tx, { shard, id })
  const state = endedWhole(effect)
  if (state === undefined) return
  const ended = locked.held.filter(one => one.state === state)
  const again = await endItems(tx, unit.place, { from: state, to: 'suspended' })
  invariant(again === sumOfHeld(ended, state).count, `${again} items of exception ${id} were held again`)
  await moveTallies(
    tx,
    ended.flatMap(({ shard: own, tally }) => [
      { shard: own, receiptId, state, tally: subtractTally(NOTHING, tally) },
      { shard: own, receiptId, state: 'suspended' as const, tally },
    ]),
  )
}
