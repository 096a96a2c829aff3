import { decideUnit } from '../core/resolve/resolve-unit.ts'
import type { UnitEffect } from '../core/resolve/unit-effect.ts'
import type { QueuePlace } from '../core/work/place.ts'
import { asBulk } from '../store/as-bulk.ts'
import { type BucketBooks, lockBuckets } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { lockReceipt } from '../store/receipt.ts'
import { heldItems } from '../store/unit.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { commitUnit } from './commit-unit.ts'
import type { Engine } from './engine.ts'
import { matchClaimsOfReleased } from './match-waiting-claims.ts'
import { openDay } from './open-day.ts'
import {
  authoriseUnit,
  hashOfUnit,
  type PreparedUnit,
  prepareUnit,
  shardsOfItems,
  type UnitPreview,
  type UnitWanted,
  unitFacts,
} from './preview-unit.ts'
import { bookingDay } from './resolution-facts.ts'
import { type ByClaim, notAuthorised, refuseHolder } from './resolve-exception.ts'
import { placeOfException, shardOfQueue } from './settle-case.ts'

/** A resolution of a held batch or file that somebody takes, knowing what it does. */
export interface UnitOrder extends UnitWanted {
  /** Hex: the hash of the preview that the person saw. */
  readonly previewSha256: string
}

export type UnitResolved =
  | { readonly is: 'done'; readonly decisionId: number; readonly effect: UnitEffect }
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
 * the decision, its events and seals in the one transaction (law 5). A release is done before it is compared, and undone where it
 * differs: what a million items would become is not held in memory twice. Refused, nothing is written.
 */
export async function resolveUnitWithin(
  engine: Engine,
  tx: Transaction,
  prepared: PreparedUnit,
  order: UnitOrder & ByClaim,
): Promise<UnitResolved> {
  const { unit } = prepared
  const { books, held, place } = await lockUnit(engine, tx, prepared)
  const lost = await refuseHolder(engine, tx, place, order)
  if (lost !== undefined) return lost
  const may = await authoriseUnit(engine, tx, { prepared, by: order.by, asked: order.asked, hold: 'until the end' })
  if ('needs' in may) return notAuthorised(may)
  await tx.query('savepoint unit')
  const find = () => unitFacts(engine, tx, { ...prepared, held, books, how: 'write' })
  const { facts, released } = prepared.read === undefined ? await find() : await asBulk(tx, engine.database, find)
  const decided = decideUnit(order.asked, facts)
  if (decided.is === 'refused') {
    await tx.query('rollback to savepoint unit')
    return decided
  }
  const { effect } = decided
  const { hex: sha256 } = hashOfUnit(effect)
  if (sha256 !== order.previewSha256) {
    await tx.query('rollback to savepoint unit')
    return { is: 'changed', effect, sha256 }
  }
  engine.step('unit decided')
  const commit = { order, ...may, unit, claim: prepared.claim, facts, effect, released, books, held }
  const decisionId = await commitUnit(engine, tx, commit)
  engine.step('unit written')
  return { is: 'done', decisionId, effect }
}

/** The receipt, then the buckets of the unit, its queue and its items, in order and before any row of them; then the place of its case. */
export async function lockUnit(
  engine: Engine,
  tx: Transaction,
  { unit, read, claim }: PreparedUnit,
): Promise<LockedUnit> {
  const { place, exception } = unit
  const own = { shard: place.shard, id: exception.id, queue: exception.queue }
  if (read !== undefined)
    await asBulk(tx, engine.database, () => lockReceipt(tx, { shard: place.shard, id: place.receiptId }))
  const items = read === undefined ? [] : shardsOfItems(await heldItems(tx, place))
  const debit = claim?.named?.debit === undefined ? [] : [claim.named.debit.item.shard]
  const shards = [...new Set([place.shard, shardOfQueue(engine, exception.queue), ...items, ...debit])].sort(
    (a, b) => a - b,
  )
  const books = await lockBuckets(tx, shards)
  return { books, place: await placeOfException(engine, tx, own), held: await heldItems(tx, place) }
}

interface LockedUnit {
  readonly books: ReadonlyMap<number, BucketBooks>
  /** Of its case. */
  readonly place: QueuePlace | undefined
  readonly held: Awaited<ReturnType<typeof heldItems>>
}
