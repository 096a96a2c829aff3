import type { ResolutionAsked } from '../core/resolve/resolution.ts'
import { decideUnit, type UnitDecision, type UnitFacts } from '../core/resolve/resolve-unit.ts'
import type { UnitEffect } from '../core/resolve/unit-effect.ts'
import type { QueuePlace } from '../core/work/place.ts'
import { asBulk } from '../store/as-bulk.ts'
import { type BucketBooks, lockBuckets } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import type { Second } from '../store/decision.ts'
import { lockReceipt } from '../store/receipt.ts'
import { heldItems } from '../store/unit.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { commitUnit, unitDecisionRow } from './commit-unit.ts'
import { endStale } from './end-stale.ts'
import type { Engine } from './engine.ts'
import { matchClaimsOfReleased } from './match-waiting-claims.ts'
import { openDay } from './open-day.ts'
import { hashOf } from './preview-resolution.ts'
import {
  authoriseUnit,
  type PreparedUnit,
  prepareUnit,
  type ReleasedItems,
  shardsOfItems,
  type UnitPreview,
  type UnitWanted,
  unitFacts,
  unitKeys,
  workOf,
} from './preview-unit.ts'
import { proposedAbout, refuseWhileProposed } from './proposal-waits.ts'
import { proposeEffect } from './propose-effect.ts'
import { refuseUnexpected } from './refuse-unexpected.ts'
import { bookingDay } from './resolution-facts.ts'
import { type ByClaim, notAuthorised, refuseHolder } from './resolve-exception.ts'
import { placeOfException, shardOfQueue, takenBy } from './settle-case.ts'

/** A resolution of a held batch or file that somebody takes, knowing what it does. */
export interface UnitOrder extends UnitWanted {
  /** Hex: the hash of the preview that the person saw. */
  readonly previewSha256: string
  /** See `ResolutionOrder`. */
  readonly expected?: 'done' | 'proposed'
}

export type UnitResolved =
  | { readonly is: 'done'; readonly decisionId: number; readonly effect: UnitEffect }
  /** It waits for a second person, and nothing of it is done: why it does, and how they find out what to say. */
  | ({ readonly is: 'proposed'; readonly decisionId: number; readonly effect: UnitEffect } & Second)
  /** What it would do now is not what was shown: nothing was changed. */
  | { readonly is: 'changed'; readonly effect: UnitEffect; readonly sha256: string }
  | Extract<UnitPreview, { is: 'refused' }>

/** Takes a resolution of a held batch or file in a transaction of its own, see `resolveUnitWithin`; at a terminal nobody comes by a claim. */
export async function resolveUnit(engine: Engine, order: UnitOrder): Promise<UnitResolved> {
  const found = await prepareUnitDecision(engine, order)
  if (found.is === 'refused') return found
  const resolved = await inWriteRequest(engine.database, engine.institution.orgId, tx =>
    resolveUnitWithin(engine, tx, found, { ...order, fence: undefined }),
  )
  await afterUnit(engine, resolved)
  return resolved
}

/** What has to be read and made before the transaction of a decision about the unit begins. */
export async function prepareUnitDecision(
  engine: Engine,
  { exceptionId, asked }: Pick<UnitWanted, 'exceptionId' | 'asked'>,
): ReturnType<typeof prepareUnit> {
  const found = await prepareUnit(engine, exceptionId, asked)
  if (found.is === 'found') await openDay(engine, bookingDay(engine, found.unit.place.day))
  return found
}

/** What is done once a decision is kept, and may be done again: a customer's claim may have waited for a debit that posted. */
export async function afterUnit(engine: Engine, resolved: UnitResolved): Promise<void> {
  if (resolved.is !== 'done') return
  engine.step('unit committed')
  if (resolved.effect.exception.resolution === 'release')
    await matchClaimsOfReleased(engine, resolved.effect.exception.id)
}

/**
 * Takes a resolution of a unit: asks whether the person may, does it, and keeps it when it is to the byte what was previewed, with
 * the decision, its events and seals in the one transaction (law 5). What this person may not decide alone becomes a proposal, of
 * which nothing is done (law 4). Refused, nothing is written.
 */
export async function resolveUnitWithin(
  engine: Engine,
  tx: Transaction,
  prepared: PreparedUnit,
  order: UnitOrder & ByClaim,
): Promise<UnitResolved> {
  const { unit } = prepared
  const { by, asked } = order
  const locked = await lockUnit(engine, tx, [prepared])
  const decidable = workOf(unit)
  const proposed = await proposedAbout(engine, tx, decidable)
  const waits = await refuseWhileProposed(engine, tx, {
    ...{ decidable, keys: unitKeys(prepared), by, told: 'you', proposed },
  })
  if (waits !== undefined) return waits
  const lost = await refuseHolder(engine, tx, locked.place, order)
  if (lost !== undefined) return lost
  const deciding = { prepared, by, asked, ...takenBy(locked.place), hold: 'until the end' } as const
  const may = await authoriseUnit(engine, tx, deciding)
  if ('needs' in may) return notAuthorised(may)
  const { right, review, second } = may
  const other = await refuseUnexpected(engine, tx, {
    expected: order.expected,
    decidable,
    by,
    act: asked.resolution,
    second: second?.told,
  })
  if (other !== undefined) return other
  const begun = await beginUnit(engine, tx, {
    prepared,
    locked,
    asked,
    how: second === undefined ? 'write' : 'only decide',
  })
  const { decided, sha256, facts, released } = begun
  if (decided.is === 'refused') {
    await begun.takeBack()
    return decided
  }
  const { effect } = decided
  if (sha256 !== order.previewSha256) {
    await begun.takeBack()
    return { is: 'changed', effect, sha256 }
  }
  await endStale(engine, tx, { decidable, proposed, personId: by.personId })
  const { books, held } = locked
  const commit = { order, right, review, unit, claim: prepared.claim, facts, effect, released, books, held }
  if (second !== undefined) {
    const made = unitDecisionRow(commit, { entryId: undefined, at: engine.now() })
    const decisionId = await proposeEffect(engine, tx, { decidable, made, second: second.named })
    return { is: 'proposed', decisionId, effect, ...second.told }
  }
  engine.step('unit decided')
  const decisionId = await commitUnit(engine, tx, commit)
  engine.step('unit written')
  return { is: 'done', decisionId, effect }
}

/** A resolution of a unit as it was decided under its locks. */
export interface BegunUnit {
  readonly facts: UnitFacts
  readonly released: ReleasedItems | undefined
  readonly decided: UnitDecision
  /** Hex: of the effect; empty where it is refused. */
  readonly sha256: string
  /** As if it had not begun. */
  takeBack(): Promise<void>
}

/**
 * Decides it. A release is done before anything can be compared with it, where `how` says so, and taken back where it differs: what a
 * million items would become is not held in memory twice.
 */
export async function beginUnit(
  engine: Engine,
  tx: Transaction,
  of: {
    readonly prepared: PreparedUnit
    readonly locked: LockedUnit
    readonly asked: ResolutionAsked
    readonly how: 'write' | 'only decide'
  },
): Promise<BegunUnit> {
  const { prepared, locked, asked, how } = of
  const { books, held } = locked
  await tx.query('savepoint unit')
  const find = () => unitFacts(engine, tx, { ...prepared, held, books, how })
  const writes = how === 'write' && prepared.read !== undefined
  const { facts, released } = writes ? await asBulk(tx, engine.database, find) : await find()
  const decided = decideUnit(asked, facts)
  const sha256 = decided.is === 'decided' ? hashOf(decided.effect).hex : ''
  const takeBack = async () => {
    await tx.query('rollback to savepoint unit')
  }
  return { facts, released, decided, sha256, takeBack }
}

/** The receipt, then the buckets of the unit, its queue and its items, in order and before any row of them; then the place of its case. `all`: for whatever of these is decided. */
export async function lockUnit(
  engine: Engine,
  tx: Transaction,
  all: readonly [PreparedUnit, ...PreparedUnit[]],
): Promise<LockedUnit> {
  const { place, exception } = all[0].unit
  const own = { shard: place.shard, id: exception.id, queue: exception.queue }
  const isRead = all.some(({ read }) => read !== undefined)
  if (isRead) await asBulk(tx, engine.database, () => lockReceipt(tx, { shard: place.shard, id: place.receiptId }))
  const items = isRead ? shardsOfItems(await heldItems(tx, place)) : []
  const debits = all.flatMap(({ claim }) => (claim?.named?.debit === undefined ? [] : [claim.named.debit.item.shard]))
  const shards = [...new Set([place.shard, shardOfQueue(engine, exception.queue), ...items, ...debits])].sort(
    (a, b) => a - b,
  )
  const books = await lockBuckets(tx, shards)
  return { books, place: await placeOfException(engine, tx, own), held: await heldItems(tx, place) }
}

export interface LockedUnit {
  readonly books: ReadonlyMap<number, BucketBooks>
  /** Of its case. */
  readonly place: QueuePlace | undefined
  readonly held: Awaited<ReturnType<typeof heldItems>>
}
