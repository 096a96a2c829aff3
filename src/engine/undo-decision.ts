import { feeUndoneBy, isAboutFee } from '../core/fee.ts'
import { invariant } from '../core/invariant.ts'
import { receiptOfItem } from '../core/item.ts'
import { decideResolution } from '../core/resolve/decide-resolution.ts'
import {
  decideUndo,
  type UndoDecision,
  type UndoEffect,
  type UndoFacts,
  undoneUntil,
} from '../core/resolve/decide-undo.ts'
import type { Effect, Leg, TakenOver } from '../core/resolve/effect.ts'
import type { LettersUndone } from '../core/resolve/letter.ts'
import type { ResolutionAsked, ResolutionDecision } from '../core/resolve/resolution.ts'
import { REVERSAL_OF_RESOLUTION } from '../core/unit-entry.ts'
import type { BucketBooks } from '../store/bucket.ts'
import { crossEntriesOf } from '../store/cross-entry.ts'
import type { Transaction } from '../store/database.ts'
import { lastDecision, type StoredDecision, type TakenBackBy, undoDecided } from '../store/decision.ts'
import type { NewEvent } from '../store/event.ts'
import { exceptionById } from '../store/exception.ts'
import { outboundOfItem } from '../store/item-story.ts'
import { standingLetters, takeBackLetters } from '../store/letter.ts'
import {
  closeAgain,
  endItem,
  giveToPolicy,
  insertOutbound,
  openItemAgain,
  reopenException,
  withdrawOutbound,
} from '../store/resolve.ts'
import type { Runner } from '../store/statement.ts'
import { setExit } from '../store/suspense-exit.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { type Decider, limitKeys } from './authorise-decision.ts'
import { authoriseUndo, type UndoAuthorised } from './authorise-undo.ts'
import { firstOpenDay } from './closed-days.ts'
import { sealedWith } from './commit-effect.ts'
import { isChargedBack } from './depositors.ts'
import { endStale } from './end-stale.ts'
import type { Engine } from './engine.ts'
import { endedOverShortOfKeyed, shardsKeyed } from './keyed-amounts.ts'
import { orgShardOf } from './org-shard.ts'
import { type PostedEntry, postEntries, shardsOfLegs } from './post-entries.ts'
import { dayNumberOf } from './post-legs.ts'
import { hashOf, type Preview } from './preview-resolution.ts'
import type { DecisionRight } from './preview-unit.ts'
import { proposedAbout, refuseWhileProposed } from './proposal-waits.ts'
import { proposeUndo, type UndoProposed } from './propose-undo.ts'
import type { Kept } from './proposed.ts'
import { refuseUnexpected } from './refuse-unexpected.ts'
import { bookingDay, type Decidable, letterFacts, resolutionFacts, tallyMoves } from './resolution-facts.ts'
import {
  lockForDecision,
  notAuthorised,
  prepareDecision,
  type Remedied,
  refuseHolder,
  resolveWithin,
} from './resolve-exception.ts'
import { takenBy } from './settle-case.ts'
import { tellChains } from './tell-chains.ts'

export type Undone = UndoDecision | UndoProposed | Extract<Preview, { is: 'refused' }>

export interface UndoOrder {
  readonly itemId: number
  readonly by: Decider
  /** What was seen: only while it stands, and would be taken back so. */
  readonly seen: UndoSeen
  /** The act on many that it is a part of. */
  readonly bulkId?: number
  /** What it was said to become: nothing happens where it would be the other. Left out, either is good. */
  readonly expected?: 'done' | 'proposed'
}

/** What somebody saw who takes a decision back. */
export interface UndoSeen {
  /** The newest decision, as they saw it; left out where the hash alone was shown, in which it is. */
  readonly decisionId?: number
  /** Hex: the hash of what taking it back was said to do, see `hashOfUndo`. */
  readonly sha256: string
}

/**
 * Takes the last decision about an item back: on its day as if it had not been, later by entries of today. The item is in
 * suspense again with its clock, an answer that waited does not go out, and both decisions stay in the history. What this person may
 * not take back alone is put before a second one (law 4).
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
  { by, seen, bulkId, expected }: UndoOrder,
): Promise<Undone> {
  const locked = await lockForUndo(engine, tx, decidable)
  const told = bulkId === undefined ? 'you' : 'name'
  const proposed = await proposedAbout(engine, tx, decidable)
  const keys = limitKeys(decidable, undefined)
  const waits = await refuseWhileProposed(engine, tx, { decidable, keys, by, told, proposed })
  if (waits !== undefined) return waits
  const held = await refuseHolder(engine, tx, locked.place, { by })
  if (held !== undefined) return held
  const { last, facts, undone } = await undoNow(engine, tx, decidable, locked)
  const stale = refuseUnseen(seen, last, undone)
  if (stale !== undefined) return stale
  if (undone.is === 'refused' || last === undefined) return undone
  const aboutFee = feeUndoneBy(by.personId, { decision: last, as: undone.by })
  const { kind, item } = decidable
  const { direction } = item
  const about = { kind, direction, aboutFee, on: facts.today, ...takenBy(locked.place) }
  const asked = { by, decidable, last, undone, ...about, hold: 'until the end' } as const
  const may = await authoriseUndo(engine, tx, asked)
  if ('needs' in may) return notAuthorised(may)
  const { right, second } = may
  if (undone.opens !== undefined)
    return askBack(engine, tx, {
      by,
      decidable,
      undone,
      opens: undone.opens,
      remedies: { second, hands: last.hands },
      expected,
    })
  const other = await refuseUnexpected(engine, tx, { expected, decidable, by, act: 'undo', second: second?.told })
  if (other !== undefined) return other
  await endStale(engine, tx, { decidable, proposed, personId: by.personId })
  if (second !== undefined)
    return proposeUndo(engine, tx, { decidable, last, undone, by, right, second, bulkId, on: facts.today })
  const taking = takingOf(engine, asked, may)
  await takeBack(engine, tx, { taking, bulkId, decidable, books: locked.books, last, undone })
  return undone
}

/** Who takes it back alone. */
export function takingOf(
  engine: Engine,
  { by, on }: Pick<UndoAuthorised, 'by' | 'on'>,
  { right: { authority }, review }: DecisionRight,
): TakenBackBy {
  const forId = authority.by === 'delegation' ? authority.from : undefined
  return { personId: by.personId, forId, at: engine.now(), on, review }
}

/** What stands before anything is locked says which buckets that needs: as a decision locks them, its case is open again. */
export async function lockForUndo(engine: Engine, tx: Transaction, decidable: Decidable) {
  const before = await lastDecision(tx, { shard: decidable.item.shard, exceptionId: decidable.exceptionId })
  const shards = [...shardsKeyed(engine, decidable, before), ...shardsOfLegs(before?.effect.legs ?? [])]
  return { before, ...(await lockForDecision(engine, tx, decidable, shards)) }
}

/** What stands under the locks, and what taking it back would do. */
export async function undoNow(
  engine: Engine,
  tx: Transaction,
  decidable: Decidable,
  { before }: Pick<Awaited<ReturnType<typeof lockForUndo>>, 'before'>,
): Promise<{ readonly last: StoredDecision | undefined; readonly facts: UndoFacts; readonly undone: UndoDecision }> {
  const at = { shard: decidable.item.shard, exceptionId: decidable.exceptionId }
  // In a step its locks were held before it was read.
  const last = engine.gathered === undefined ? await lastDecision(tx, at) : before
  const facts = await undoFacts(engine, tx, decidable, last)
  return { last, facts, undone: last?.id === before?.id ? decideUndo(facts) : DECIDED_MEANWHILE }
}

/** Asks the other institution to put right what left: a decision of its own, which asks for the right to adjust as well. */
async function askBack(
  engine: Engine,
  tx: Transaction,
  of: {
    readonly by: Decider
    readonly decidable: Decidable
    readonly undone: UndoEffect
    readonly opens: Effect
    readonly remedies: Remedied
    readonly expected: UndoOrder['expected']
  },
): Promise<Undone> {
  const { by, decidable, undone, opens, remedies, expected } = of
  const wanted = { itemId: decidable.item.id, asked: REMEDY, by, previewSha256: hashOf(opens).hex, fence: undefined }
  const order = { ...wanted, remedies, ...(expected === undefined ? {} : { expected }) }
  const asked = await resolveWithin(engine, tx, decidable, order)
  if (asked.is === 'proposed') {
    const { decisionId, needs, keying } = asked
    return { is: 'proposed', decisionId, by: undone.by, needs, keying }
  }
  if (asked.is === 'refused') return asked
  return asked.is === 'done' ? undone : UNDONE_OTHERWISE
}

/** Why nothing is taken back where something else stands now than was seen, or it would be taken back otherwise. */
export function refuseUnseen(
  { decisionId, sha256 }: UndoSeen,
  last: { readonly id: number } | undefined,
  undone: UndoDecision,
): Undone | undefined {
  if (decisionId !== undefined && last?.id !== decisionId) return NOT_THE_NEWEST
  return undone.is === 'undone' && hashOf(undone).hex !== sha256 ? UNDONE_OTHERWISE : undefined
}

export const NOT_THE_NEWEST: Extract<Undone, { is: 'refused' }> = {
  is: 'refused',
  refused: 'preview_stale',
  why: 'What was to be taken back is not what stands now: it was taken back or decided otherwise since. Look at it again.',
}
const UNDONE_OTHERWISE: Undone = {
  is: 'refused',
  refused: 'preview_stale',
  why: 'What stands now, or what taking it back would do, is not what you saw: look at it again.',
}

/** Other buckets than those of that decision are locked: whoever asks again sees the new one. */
const DECIDED_MEANWHILE: UndoDecision = {
  is: 'refused',
  refused: 'nothing_to_undo',
  why: 'It was decided or taken back at this moment: look at it again.',
}

/** What decides whether the newest decision can be taken back. */
export async function undoFacts(
  engine: Engine,
  tx: Runner,
  of: Decidable,
  last: StoredDecision | undefined,
  known = engine.gathered?.known(of.exceptionId),
): Promise<UndoFacts> {
  const { item, exceptionId } = of
  const at = {
    shard: item.shard,
    id: item.id,
    orgShard: orgShardOf(engine),
    receiptId: receiptOfItem(item.id),
    heldBy: undefined,
  }
  const answers = await outboundOfItem(tx, at)
  const stateOf = (kind: 'return' | 'notice') => answers.find(one => one.kind === kind)?.state ?? 'none'
  const exception = known?.exception ?? (await exceptionById(tx, item.shard, exceptionId))
  const bookedOn = known?.bookedOn ?? (await firstOpenDay(engine, tx, bookingDay(engine, item.day)))
  const answer = last?.effect.outbound === undefined ? 'none' : stateOf('return')
  return {
    decision: last,
    isEndedSince: isEndedSince(last, exception),
    answer,
    leftAs: answers.find(one => one.kind === 'return' && one.state === 'sent')?.code ?? '',
    remedy: answer === 'sent' ? await remedyOf(engine, tx, of) : undefined,
    late: isLate(last, bookedOn) ? await remedyOf(engine, tx, of) : undefined,
    notice: last?.effect.notice === undefined ? 'none' : stateOf('notice'),
    isChargedBack: await isChargedBack(engine, tx, of, last),
    overShort: await endedOverShortOfKeyed(engine, tx, of, last?.effect),
    accounts: await statusesOf(engine, tx, last?.effect.legs ?? []),
    today: bookedOn.toString(),
    now: engine.now(),
    standing: last === undefined ? [] : await standingLetters(tx, { shard: item.shard, decisionId: last.id }),
    letters: letterFacts(engine),
  }
}

/** How the other institution is asked to put right what left: the first step of such an adjustment. */
const REMEDY: ResolutionAsked = { resolution: 'adjust' }

/** Whether it posted too long ago to be taken back, or what was done about a fee since was. */
function isLate(last: StoredDecision | undefined, today: Temporal.PlainDate): boolean {
  if (last === undefined || undoneUntil(last.bookedOn) >= today.toString()) return false
  return last.effect.exception.closedAs === 'posted' || isAboutFee(last.resolution)
}

/** What asking for it would do now. */
async function remedyOf(engine: Engine, tx: Runner, of: Decidable): Promise<ResolutionDecision> {
  return decideResolution(REMEDY, await resolutionFacts(engine, tx, of, REMEDY))
}

/** How the customers' accounts of these legs stand. */
async function statusesOf(engine: Engine, tx: Runner, legs: readonly Leg[]): Promise<UndoFacts['accounts']> {
  const accounts = legs.flatMap(({ shard, from, to }) =>
    [from, to].flatMap(one => ('id' in one ? [{ shard, id: one.id }] : [])),
  )
  if (accounts.length === 0) return []
  return (await engine.coreSystem.accountsById(tx, accounts)).map(one => one.status)
}

/** Whether the exception came to its end otherwise than by the newest decision about it. What is about a fee alone leaves it to others. */
export function isEndedSince(
  last:
    | (Pick<StoredDecision, 'resolution'> & { readonly effect: { readonly exception: { readonly state: string } } })
    | undefined,
  exception: { readonly state: string } | undefined,
): boolean {
  if (last !== undefined && isAboutFee(last.resolution)) return false
  return exception?.state === 'closed' && last?.effect.exception.state !== 'closed'
}

interface TakenBack {
  readonly taking: TakenBackBy
  readonly decidable: Decidable
  readonly books: ReadonlyMap<number, BucketBooks>
  readonly last: StoredDecision
  readonly undone: UndoEffect
  /** The act on many with which it is taken back at once. */
  readonly bulkId?: number | undefined
  /** Of what waited for a second person: who that is. */
  readonly approval?: Kept['approval']
}

/** Books the opposite of what the decision did, and marks it. */
export async function takeBack(engine: Engine, tx: Transaction, of: TakenBack): Promise<void> {
  const { taking, decidable, last, undone, approval, bulkId } = of
  const { item, exceptionId } = decidable
  const { shard } = item
  const { at: now } = taking
  const actor = `person ${approval?.approverId ?? taking.personId}`
  await undoDecided(tx, { shard, id: last.id }, taking)
  const { endsAs, givesBack } = undone
  const { stops: clock, exit } = last.effect.exception.clock ?? {}
  if (givesBack !== undefined) await giveBack(tx, decidable, givesBack)
  else if (endsAs !== undefined) await closeAgain(tx, { shard, id: exceptionId, ...endsAs, clock, at: now })
  else if (!isAboutFee(last.resolution)) await reopenException(tx, { shard, id: exceptionId, clock })
  if (exit !== undefined) await setExit(tx, { shard, exceptionId, exitOn: exit.stops })
  if (undone.withdraws === 'answer') await withdrawOutbound(tx, { shard, itemId: item.id, kind: 'return' })
  if (undone.withdrawsNotice) await withdrawOutbound(tx, { shard, itemId: item.id, kind: 'notice' })
  await takeBackLetters(tx, { shard, decisionId: last.id }, undone.letters, now)
  const ended = last.effect.item?.state
  if (endsAs !== undefined)
    await endItem(tx, { ...item, state: endsAs.state, positionClosedOn: undone.legs[0]?.day ?? taking.on }, exceptionId)
  else if (ended !== undefined) await openItemAgain(tx, { ...item, exceptionId }, decidable.openState)
  const entries = await reverseEntries(engine, tx, of, actor)
  const body = {
    decision: last.id,
    resolution: last.resolution,
    by: undone.by,
    ...lettersTold(undone.letters),
    ...byTwo(taking, approval),
    ...(bulkId === undefined ? {} : { bulk: bulkId }),
  }
  const told: NewEvent = { kind: 'decision_undone', actor, subject: exceptionId, body }
  const day = dayNumberOf(undone.legs[0]?.day ?? taking.on)
  const events = new Map<number, NewEvent[]>([[shard, [told]]])
  const tell = (at: number, more: readonly NewEvent[]) => events.set(at, [...(events.get(at) ?? []), ...more])
  for (const entry of entries) tell(entry.shard, [entry.told])
  await tellChains(engine, tx, {
    ...{ events, sealed: sealedWith(last.effect), actor, day },
    exception: { shard, id: exceptionId, queue: decidable.queue },
    tallies: ended === undefined ? [] : tallyMoves(decidable, [ended, endsAs?.state ?? decidable.openState]),
  })
}

/** What somebody took over is its policy's again, and its answer waits for the file. */
async function giveBack(
  tx: Transaction,
  { item, exceptionId, original, batch }: Decidable,
  { policy, code, dueAt }: TakenOver,
): Promise<void> {
  const { shard, id: itemId, day } = item
  await giveToPolicy(tx, { shard, id: exceptionId, policy, code })
  const of = { pack: original.pack.name, batch: batch.ordinal, raw: original.raw, day }
  await insertOutbound(tx, { shard, itemId, kind: 'return', code, dueAt }, of)
}

/** Who asked for it and who approved it, where that took two people. */
export function byTwo(
  { personId }: Pick<TakenBackBy, 'personId'>,
  approval: Kept['approval'] | undefined,
): Readonly<Record<string, unknown>> {
  if (approval === undefined) return {}
  const { decisionId: undo, approverId } = approval
  return { undo, maker: `person ${personId}`, approver: `person ${approverId}` }
}

/** The numbers of what nobody has to write any more, and of what has to be corrected. */
export function lettersTold({ cancels, corrects }: LettersUndone): Readonly<Record<string, readonly number[]>> {
  return {
    ...(cancels.length === 0 ? {} : { lettersCancelled: cancels }),
    ...(corrects.length === 0 ? {} : { lettersCorrected: corrects.map(one => one.corrects) }),
  }
}

/** Takes back each entry of the decision, in its own bucket. */
async function reverseEntries(
  engine: Engine,
  tx: Transaction,
  { decidable, books, last, undone }: TakenBack,
  actor: string,
): Promise<readonly PostedEntry[]> {
  const { shard, id } = decidable.item
  const others = shardsOfLegs(undone.legs).filter(one => one !== shard)
  const named = await crossEntriesOf(tx, others, { itemId: id, decisionShard: shard, decisionId: last.id })
  const numberIn = async (at: number) => {
    const reverses = at === shard ? last.entryId : named.find(one => one.shard === at)?.entryId
    invariant(reverses !== undefined, `decision ${last.id} has no entry in shard ${at}`)
    return { id: reverses + REVERSAL_OF_RESOLUTION, reverses }
  }
  return postEntries(engine, tx, { legs: undone.legs, books, item: { shard, id }, actor, numberIn })
}
