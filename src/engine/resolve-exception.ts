import { invariant } from '../core/invariant.ts'
import { decideResolution } from '../core/resolve/decide-resolution.ts'
import { type Clock, type Effect, effectText } from '../core/resolve/effect.ts'
import type { ResolutionFacts } from '../core/resolve/resolution.ts'
import type { QueuePlace } from '../core/work/place.ts'
import { type BucketBooks, lockBuckets } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import { insertDecision, lettersOf } from '../store/decision.ts'
import { insertEvents, type NewEvent } from '../store/event.ts'
import {
  decideException,
  endItem,
  insertOutbound,
  nextResolutionEntry,
  postingsOfEntry,
  type ReadBack,
  readBack,
} from '../store/resolve.ts'
import { sealExceptions } from '../store/seal.ts'
import { moveTallies } from '../store/tally.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { type LimitKeys, limitKeys, type NotAuthorised, refuseDecider } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { openDay } from './open-day.ts'
import { accountOf, dayNumberOf, postLegs } from './post-legs.ts'
import { findDecidable, hashOf, type Preview, type ResolutionWanted } from './preview-resolution.ts'
import { bookingDay, type Decidable, resolutionFacts, tallyMoves } from './resolution-facts.ts'
import { holderNow, placeOfException, settleCase, shardOfQueue } from './settle-case.ts'

/** A resolution that somebody takes, knowing what it does. */
export interface ResolutionOrder extends ResolutionWanted {
  /** Hex: the hash of the preview that the person saw. */
  readonly previewSha256: string
}

export type Resolved =
  | { readonly is: 'done'; readonly decisionId: number; readonly effect: Effect }
  /** What it would do now is not what was shown: nothing was changed. */
  | { readonly is: 'changed'; readonly effect: Effect; readonly sha256: string }
  | Extract<Preview, { is: 'refused' }>

/** Takes a resolution in a transaction of its own, see `resolveWithin`. */
export async function resolveException(engine: Engine, order: ResolutionOrder): Promise<Resolved> {
  const found = await prepareDecision(engine, order.itemId)
  if (found.is === 'refused') return found
  return inWriteRequest(engine.database, engine.institution.orgId, tx =>
    resolveWithin(engine, tx, found.decidable, order),
  )
}

/** What has to be read and made before the transaction of a decision about the item begins. */
export async function prepareDecision(engine: Engine, itemId: number): ReturnType<typeof findDecidable> {
  const found = await findDecidable(engine, itemId)
  if (found.is === 'found') await openDay(engine, bookingDay(engine, found.decidable.item.day))
  return found
}

/**
 * Takes a resolution: asks whether the person may, decides it again on what stands under the bucket's lock, and when that is to
 * the byte what was previewed, writes its rows, reads them back, and keeps them with the decision, its events and seals in the
 * one transaction (law 5). Refused, nothing is written.
 */
export async function resolveWithin(
  engine: Engine,
  tx: Transaction,
  decidable: Decidable,
  order: ResolutionOrder,
): Promise<Resolved> {
  const { place, books } = await lockForDecision(engine, tx, decidable)
  const holder = place === undefined ? undefined : holderNow(place, engine.now())
  if (holder !== undefined && holder !== order.by.personId) return heldBy(holder)
  const facts = await resolutionFacts(engine, tx, decidable)
  const decided = decideResolution(order.asked, facts)
  if (decided.is === 'refused') return decided
  const keys = limitKeys(decidable, facts.account?.id)
  const of = { by: order.by, act: order.asked.resolution, decidable, keys, barred: place?.barred ?? [] } as const
  const refused = await refuseDecider(engine, tx, { ...of, hold: 'until the end' })
  if (refused !== undefined) return notAuthorised(refused)
  const { effect } = decided
  const { hex: sha256 } = hashOf(effect)
  if (sha256 !== order.previewSha256) return { is: 'changed', effect, sha256 }
  const decisionId = await commit(engine, tx, { order, decidable, facts, effect, books, keys })
  return { is: 'done', decisionId, effect }
}

/** The buckets of the item and of its queue, in order and before any row, as a pull locks them; then the place of its case. */
export async function lockForDecision(
  engine: Engine,
  tx: Transaction,
  { item, exceptionId: id, queue }: Decidable,
): Promise<{ readonly books: BucketBooks; readonly place: QueuePlace | undefined }> {
  const { shard } = item
  const shards = [...new Set([shard, shardOfQueue(engine, queue)])].sort((a, b) => a - b)
  const books = (await lockBuckets(tx, shards)).get(shard)
  invariant(books !== undefined, `the books of shard ${shard} are not locked`)
  return { books, place: await placeOfException(engine, tx, { shard, id, queue }) }
}

type RefusedDecision = Extract<Preview, { is: 'refused' }>

export function heldBy(holder: number): RefusedDecision {
  const why = `Person ${holder} works on its case now; a supervisor can give it to somebody else.`
  return { is: 'refused', refused: 'case_held', why }
}

/** In words: what is over a limit needs a second person, everything else somebody else. */
export function notAuthorised({ needs, reasons }: NotAuthorised): RefusedDecision {
  const refused = needs === 'approval' ? 'second_person_needed' : 'not_authorised'
  return { is: 'refused', refused, why: reasons.map(one => one.sentence).join(' ') }
}

interface Commit {
  readonly order: ResolutionOrder
  readonly decidable: Decidable
  readonly facts: ResolutionFacts
  readonly effect: Effect
  readonly books: BucketBooks
  readonly keys: LimitKeys
}

async function commit(engine: Engine, tx: Transaction, of: Commit): Promise<number> {
  const { order, decidable, facts, effect, books } = of
  const { exception, item, outbound } = effect
  const { shard } = exception
  const now = engine.now()
  const isFirst = await decideException(tx, exception, now)
  invariant(isFirst, `exception ${exception.id} was decided under the lock of its bucket`)
  if (item !== undefined) await endItem(tx, item, exception.id)
  const itemId = decidable.item.id
  const actor = `person ${order.by.personId}`
  const entryId = effect.legs.length === 0 ? undefined : await nextResolutionEntry(tx, shard)
  const posted =
    entryId === undefined ? [] : [await postLegs(engine, tx, { legs: effect.legs, books, actor, itemId, id: entryId })]
  if (outbound !== undefined) {
    const { raw } = decidable.original
    const of = { pack: facts.pack, batch: decidable.batch.ordinal, raw, day: decidable.item.day }
    await insertOutbound(tx, outbound, of)
  }
  const { words, sha256, hex } = hashOf(effect)
  const decision = {
    ...{
      shard,
      exceptionId: exception.id,
      resolution: exception.resolution,
      code: exception.code,
      makerId: order.by.personId,
    },
    ...of.keys,
    ...{ bookedOn: facts.bookedOn, entryId, effect: words, effectSha256: sha256, decidedAt: now },
  }
  const decisionId = await insertDecision(tx, decision, effect.letters)
  await proveWritten(tx, { ...of, books, decisionId, entryId })
  if (item !== undefined) await moveTallies(tx, tallyMoves(decidable, [decidable.openState, item.state]))
  const body = { decision: decisionId, resolution: exception.resolution, code: exception.code, effectSha256: hex }
  const made: NewEvent = { kind: 'decision_made', actor, subject: exception.id, body }
  const sealed = await sealExceptions(tx, [exception])
  const events = new Map([[shard, [made, ...posted, ...sealed.values()]]])
  const ofCase = await settleCase(engine, tx, { ...exception, queue: decidable.queue }, actor)
  const queueShard = shardOfQueue(engine, decidable.queue)
  events.set(queueShard, [...(events.get(queueShard) ?? []), ...ofCase])
  await insertEvents(tx, events, { day: dayNumberOf(facts.bookedOn), at: now })
  return decisionId
}

/** Reads every row of the decision back and holds it against the effect: what differs is a defect, and nothing is kept. */
async function proveWritten(
  tx: Transaction,
  of: Commit & { readonly decisionId: number; readonly entryId: number | undefined },
): Promise<void> {
  const { effect, decidable, books } = of
  const { item } = decidable
  const { shard, id } = effect.exception
  const rows = await readBack(tx, { shard, exceptionId: id, day: item.day, itemId: item.id })
  invariant(rows !== undefined, `exception ${id} was decided and is gone`)
  const [leg] = effect.legs
  const posted =
    leg === undefined || of.entryId === undefined
      ? []
      : await postingsOfEntry(tx, { shard, day: leg.day, id: of.entryId })
  const written: Effect = {
    exception: {
      ...effect.exception,
      ...{ state: rows.state, code: rows.code, closedAs: rows.closed_as },
      clock: effect.exception.clock && { stops: effect.exception.clock.stops, runs: clockWritten(rows) },
    },
    item:
      rows.closed_on === null || effect.item === undefined
        ? undefined
        : { shard, id: item.id, day: item.day, state: rows.item_state, positionClosedOn: rows.closed_on },
    legs: posted.map(row => ({
      ...{ shard, day: leg?.day ?? '' },
      from: accountOf(row.contra_id, books),
      to: accountOf(row.account_id, books),
      amountMinor: row.amount_minor,
    })),
    outbound:
      rows.outbound_code === null || rows.outbound_due_at === null
        ? undefined
        : {
            ...{ shard, itemId: item.id, kind: 'return', code: rows.outbound_code },
            dueAt: Temporal.Instant.fromEpochMilliseconds(rows.outbound_due_at.getTime()).toString(),
          },
    letters: await lettersOf(tx, { shard, decisionId: of.decisionId }),
  }
  const [meant, stands] = [effectText(effect), effectText(written)]
  invariant(meant === stands, `a decision would write something else than it was: ${stands}, not ${meant}`)
}

function clockWritten({ clock, due_at: dueAt, ours_at: oursAt }: ReadBack): Clock {
  const text = (at: Date | null) => (at === null ? '' : Temporal.Instant.fromEpochMilliseconds(at.getTime()).toString())
  return { rule: clock, dueAt: text(dueAt), oursAt: text(oursAt) }
}
