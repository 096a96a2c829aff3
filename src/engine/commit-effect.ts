import type { Proposable } from '../core/authority/asked.ts'
import { isAboutFee } from '../core/fee.ts'
import { invariant } from '../core/invariant.ts'
import { type Effect, opensAgain } from '../core/resolve/effect.ts'
import type { ResolutionFacts } from '../core/resolve/resolution.ts'
import type { DecisionAsked } from '../core/resolve/unit-effect.ts'
import { insertAdjustment } from '../store/adjustment.ts'
import type { BucketBooks } from '../store/bucket.ts'
import { insertCorrectedClaims } from '../store/corrected-claim.ts'
import { insertCorrections } from '../store/correction.ts'
import { insertCrossEntry, nextResolutionEntry } from '../store/cross-entry.ts'
import type { Transaction } from '../store/database.ts'
import { insertDecision, type NewDecision } from '../store/decision.ts'
import type { NewEvent } from '../store/event.ts'
import { insertFee } from '../store/fee.ts'
import { insertForwarding } from '../store/forwarding.ts'
import { insertHold } from '../store/hold.ts'
import { type Approval, approveProposal } from '../store/proposal.ts'
import { decideException, endItem, insertOutbound, openEnded, openItemAgain, takeFromPolicy } from '../store/resolve.ts'
import { setExit } from '../store/suspense-exit.ts'
import type { Decider, LimitKeys } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { tellEnded } from './post-chunk.ts'
import { type PostedEntry, postEntries, shardsOfLegs } from './post-entries.ts'
import { dayNumberOf } from './post-legs.ts'
import { hashOf } from './preview-resolution.ts'
import { proveWritten } from './prove-written.ts'
import { type Decidable, tallyMoves } from './resolution-facts.ts'
import type { ResolutionOrder } from './resolve-exception.ts'
import { tellChains } from './tell-chains.ts'

/** A decision that may be taken, with everything that was read for it under the locks of its transaction. */
export interface Commit {
  readonly order: ResolutionOrder
  readonly decidable: Decidable
  readonly facts: ResolutionFacts
  readonly effect: Effect
  /** Of every bucket in which it books, locked. */
  readonly books: ReadonlyMap<number, BucketBooks>
  readonly keys: LimitKeys
  /** By whose right it is decided, and whose hands are in it. */
  readonly right: Proposable
  /** `due`: a second person looks at it afterwards. */
  readonly review?: 'due' | undefined
  /** Of what waited for a second person: who that is. `order` is theirs. */
  readonly approval?: Approval & { readonly makerId: number }
}

/** Writes every row of the decision, reads them back, and keeps them with its events and seals. Gives the id of the decision. */
export async function commitEffect(engine: Engine, tx: Transaction, of: Commit): Promise<number> {
  const { order, decidable, facts, effect } = of
  const { exception, item } = effect
  const { shard } = exception
  const now = engine.now()
  const isAgain = opensAgain(effect)
  const before = isAgain ? (facts.answered === undefined ? 'posted' : 'returned') : decidable.openState
  if (isAgain) await openEnded(tx, exception)
  if (effect.takenOver !== undefined)
    await takeFromPolicy(tx, { shard, id: exception.id, ...effect.takenOver }, decidable.item.id)
  else {
    const isFirst = isAboutFee(exception.resolution) || (await decideException(tx, exception, now))
    invariant(isFirst, `exception ${exception.id} was decided under the lock of its bucket`)
  }
  if (isAgain) await openItemAgain(tx, { ...decidable.item, exceptionId: exception.id }, decidable.openState)
  else if (item !== undefined) {
    await endItem(tx, item, exception.id)
    await tellEnded(engine, tx, [item])
  }
  const exitOn = exception.clock?.exit?.runs
  if (exitOn !== undefined) await setExit(tx, { shard, exceptionId: exception.id, exitOn })
  const actor = `person ${order.by.personId}`
  const numberIn = async (at: number) => ({ id: await nextResolutionEntry(tx, at) })
  const booked = { legs: effect.legs, books: of.books, item: { shard, id: decidable.item.id }, actor, numberIn }
  const entries = await postEntries(engine, tx, booked)
  await queueAnswers(tx, of)
  const claimant = { itemId: decidable.item.id, pack: facts.pack, receivedOn: decidable.receipt.receivedOn }
  await insertCorrectedClaims(tx, effect.identities ?? [], claimant)
  const { id: decisionId, hex } = await keepDecision(tx, of, entries, now)
  await proveWritten(engine, tx, { ...of, decisionId, entries })
  const by = of.approval === undefined ? {} : { maker: `person ${of.approval.makerId}`, approver: actor }
  const { resolution, code } = exception
  const { bulkId } = order
  const bulk = bulkId === undefined ? {} : { bulk: bulkId }
  const body = { decision: decisionId, resolution, code, effectSha256: hex, ...by, ...bulk }
  const told = new Map<number, NewEvent[]>([[shard, [{ kind: 'decision_made', actor, subject: exception.id, body }]]])
  const tell = (at: number, events: readonly NewEvent[]) => told.set(at, [...(told.get(at) ?? []), ...events])
  for (const entry of entries) tell(entry.shard, [entry.told])
  await tellChains(engine, tx, {
    ...{ events: told, sealed: sealedWith(effect), actor, day: dayNumberOf(facts.bookedOn) },
    exception: { shard, id: exception.id, queue: decidable.queue },
    tallies: item === undefined ? [] : tallyMoves(decidable, [before, item.state]),
  })
  return decisionId
}

/** The decision as it is stored, with the hash of its effect. */
export function decisionRow(
  of: Commit,
  { entryId, at }: { readonly entryId: number | undefined; readonly at: Temporal.Instant },
): { readonly row: NewDecision; readonly hex: string } {
  const { effect, facts, keys } = of
  const { shard, id: exceptionId, resolution, code } = effect.exception
  const { words, sha256, hex } = hashOf(effect)
  const made = { shard, exceptionId, resolution, code, ...madeBy(of), review: of.review, bulkId: of.order.bulkId }
  const row = {
    ...made,
    ...keys,
    bookedOn: facts.bookedOn,
    entryId,
    effect: words,
    effectSha256: sha256,
    decidedAt: at,
  }
  return { row, hex }
}

/** Who decided it, by whose right, with whose hands, and what they asked for. */
export function madeBy({ order, right }: MadeBy): Pick<NewDecision, 'makerId' | 'forId' | 'hands' | 'asked'> {
  const { authority, hands } = right
  const forId = authority.by === 'delegation' ? authority.from : undefined
  return { makerId: order.by.personId, forId, hands, asked: JSON.stringify(order.asked) }
}

interface MadeBy {
  readonly order: { readonly by: Decider; readonly asked: DecisionAsked }
  readonly right: Proposable
}

/** The exception, and in every other bucket the rows that say whose its entry is. */
export function sealedWith({
  exception,
  legs,
  identities = [],
}: Effect): readonly { readonly shard: number; readonly id: number }[] {
  const { id } = exception
  return [...new Set([exception.shard, ...shardsOfLegs(legs), ...identities.map(one => one.shard)])].map(shard => ({
    shard,
    id,
  }))
}

async function queueAnswers(tx: Transaction, { decidable, facts, effect }: Commit): Promise<void> {
  const { raw } = decidable.original
  const of = { pack: facts.pack, batch: decidable.batch.ordinal, raw, day: decidable.item.day }
  for (const answer of [effect.outbound, effect.notice]) if (answer !== undefined) await insertOutbound(tx, answer, of)
}

/** Keeps the decision, or that a proposed one was approved, with what it corrected and whose its entries in other buckets are. */
async function keepDecision(
  tx: Transaction,
  of: Commit,
  entries: readonly PostedEntry[],
  at: Temporal.Instant,
): Promise<{ readonly id: number; readonly hex: string }> {
  const { effect, approval } = of
  const { shard, id: itemId } = effect.exception
  const { row, hex } = decisionRow(of, { entryId: entries.find(one => one.shard === shard)?.id, at })
  if (approval !== undefined) await approveProposal(tx, { ...row, ...approval }, effect.letters)
  const id = approval?.decisionId ?? (await insertDecision(tx, row, effect.letters))
  await insertCorrections(tx, { shard, decisionId: id }, effect.corrected ?? [])
  await insertAdjustment(tx, { shard, decisionId: id }, effect.adjustment)
  await insertForwarding(tx, { shard, decisionId: id }, effect.forwarding)
  await insertFee(tx, { shard, decisionId: id }, effect.fee)
  await insertHold(tx, { shard, decisionId: id }, effect.hold)
  const cross = { itemId, decisionShard: shard, decisionId: id, bookedOn: row.bookedOn }
  for (const one of entries)
    if (one.shard !== shard) await insertCrossEntry(tx, { shard: one.shard, entryId: one.id }, cross)
  return { id, hex }
}
