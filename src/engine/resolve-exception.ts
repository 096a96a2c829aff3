import type { SecondKeyPolicy } from '../core/approval/second-key.ts'
import type { Decided } from '../core/authority/asked.ts'
import { decideAct } from '../core/authority/decide-act.ts'
import { joinHands } from '../core/authority/hands.ts'
import { isReviewed } from '../core/authority/judge-act.ts'
import { invariant } from '../core/invariant.ts'
import { decideResolution } from '../core/resolve/decide-resolution.ts'
import type { Effect } from '../core/resolve/effect.ts'
import type { QueuePlace } from '../core/work/place.ts'
import { holdsPlace } from '../core/work/place-acts.ts'
import { type BucketBooks, lockBuckets } from '../store/bucket.ts'
import type { Transaction } from '../store/database.ts'
import type { Second, StoredDecision } from '../store/decision.ts'
import { namesOf } from '../store/person-name.ts'
import type { Runner } from '../store/statement.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { authoriseDecider, type Decider, limitKeys, type NotAuthorised } from './authorise-decision.ts'
import { refuseWaiver } from './authorise-waiver.ts'
import { actingAt } from './change-place.ts'
import { commitEffect, decisionRow } from './commit-effect.ts'
import { shardsAsked } from './corrected-item.ts'
import { keysOf } from './decision-keys.ts'
import { endStale } from './end-stale.ts'
import type { Engine } from './engine.ts'
import { openDay } from './open-day.ts'
import { orgShardOf } from './org-shard.ts'
import { findDecidable, hashOf, type Preview, type ResolutionWanted } from './preview-resolution.ts'
import type { DecisionRight } from './preview-unit.ts'
import { proposedAbout, refuseWhileProposed } from './proposal-waits.ts'
import { proposeEffect } from './propose-effect.ts'
import { refuseUnexpected } from './refuse-unexpected.ts'
import { bookingDay, type Decidable, resolutionFacts } from './resolution-facts.ts'
import { secondKeyFor, secondKeySentence } from './second-key-for.ts'
import { holderNow, placeOfException, shardOfQueue, takenBy } from './settle-case.ts'
import { sumsOf } from './tell-limit-refused.ts'
import { wordsAboutOne } from './words-about.ts'

/** A resolution that somebody takes, knowing what it does. */
export interface ResolutionOrder extends ResolutionWanted {
  /** Hex: the hash of the preview that the person saw. */
  readonly previewSha256: string
  /** The act on many that it is a part of. */
  readonly bulkId?: number
  /** What it was said to become: nothing is written where it would be the other. Left out, either is good. */
  readonly expected?: 'done' | 'proposed'
  readonly remedies?: Remedied
}

/** What left, of what asks it back. */
export interface Remedied {
  /** Why taking it back needs a second person, as its maker reads it and as others do. */
  readonly second: DecisionRight['second']
  /** Whoever decided or approved what left: none of them approves that it is asked back. */
  readonly hands: StoredDecision['hands']
}

/** Whoever decides inside a transaction says by which claim, so that no way in from outside forgets it. */
export interface ByClaim {
  /** By which claim the person has the case: refused where they have it so no more. Undefined, it is asked only that nobody else has it. */
  readonly fence: number | undefined
}

export type Resolved =
  | { readonly is: 'done'; readonly decisionId: number; readonly effect: Effect }
  /** It waits for a second person, and nothing of it is written: why it does, and how they find out what to say. */
  | ({ readonly is: 'proposed'; readonly decisionId: number; readonly effect: Effect } & Second)
  /** What it would do now is not what was shown: nothing was changed. */
  | { readonly is: 'changed'; readonly effect: Effect; readonly sha256: string }
  | Extract<Preview, { is: 'refused' }>

/** Takes a resolution in a transaction of its own, see `resolveWithin`; at a terminal nobody comes by a claim. */
export async function resolveException(
  engine: Engine,
  { fence, ...order }: ResolutionOrder & Partial<ByClaim>,
): Promise<Resolved> {
  const found = await prepareDecision(engine, order.itemId)
  if (found.is === 'refused') return found
  return inWriteRequest(engine.database, engine.institution.orgId, tx =>
    resolveWithin(engine, tx, found.decidable, { ...order, fence }),
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
 * one transaction (law 5). What this person may not decide alone becomes a proposal (law 4). Refused, nothing is written.
 */
export async function resolveWithin(
  engine: Engine,
  tx: Transaction,
  decidable: Decidable,
  order: ResolutionOrder & ByClaim,
): Promise<Resolved> {
  const { place, books } = await lockForDecision(engine, tx, decidable, shardsAsked(engine, decidable, order.asked))
  const proposed = await proposedAbout(engine, tx, decidable)
  const waits = await refuseWhileProposed(engine, tx, {
    ...{ decidable, keys: limitKeys(decidable, undefined), by: order.by, proposed },
    told: order.bulkId === undefined ? 'you' : 'name',
  })
  if (waits !== undefined) return waits
  const lost = await refuseHolder(engine, tx, place, order)
  if (lost !== undefined) return lost
  const facts = await resolutionFacts(engine, tx, decidable, order.asked)
  const decided = decideResolution(order.asked, facts)
  if (decided.is === 'refused') return decided
  const keys = keysOf(decidable, facts, decided.effect)
  const policy = secondKeyFor(engine, order.asked, facts, { ...keys, kind: decidable.kind })
  if (policy?.keying === 'blind' && order.bulkId !== undefined) return KEYED_BLIND
  const { shard } = decidable.item
  const words = await wordsAboutOne(engine, tx, { ...decidable, shard, keying: policy?.keying })
  const of = { by: order.by, act: order.asked.resolution, decidable, keys, words, ...takenBy(place) } as const
  const { decided: may, asked: question, people } = await authoriseDecider(engine, tx, { ...of, hold: 'until the end' })
  if (!may.allowed && may.proposal === undefined) return notAuthorised(may)
  const waiver = await refuseWaiver(engine, tx, { ...of, hold: 'until the end' }, decided.effect)
  if (waiver !== undefined && waiver.proposal === undefined) return notAuthorised(waiver)
  const own = may.allowed ? may : may.proposal
  invariant(own !== undefined, 'what is done or proposed is so by somebody’s right')
  const { remedies } = order
  const right = remedies === undefined ? own : { ...own, hands: joinHands(own.hands, remedies.hands) }
  const { effect } = decided
  const { hex: sha256 } = hashOf(effect)
  if (sha256 !== order.previewSha256) return { is: 'changed', effect, sha256 }
  const commit = { order, decidable, facts, effect, books, keys, right }
  const second = joinSecond(remedies?.second?.told, secondNeeded(engine, [may, waiver], policy))
  const other = await refuseUnexpected(engine, tx, { ...order, decidable, act: order.asked.resolution, second })
  if (other !== undefined) return other
  await endStale(engine, tx, { decidable, proposed, personId: order.by.personId })
  if (second === undefined) {
    const review = isReviewed(question, people) ? 'due' : undefined
    return { is: 'done', decisionId: await commitEffect(engine, tx, { ...commit, review }), effect }
  }
  // Whoever approves it reads of its maker by name.
  const waived = await refuseWaiver(engine, tx, { ...of, hold: 'until the end', told: 'name' }, effect)
  const byName = secondNeeded(engine, [decideAct({ ...question, told: 'name' }, people), waived], policy)
  const named = joinSecond(remedies?.second?.named, byName) ?? second
  const made = decisionRow(commit, { entryId: undefined, at: engine.now() })
  const decisionId = await proposeEffect(engine, tx, { decidable, made, second: named })
  return { is: 'proposed', decisionId, effect, ...second }
}

/** What is keyed blind is none of an act on many: also where the policy that asks for it came after the dry run. */
export const KEYED_BLIND = {
  is: 'refused',
  refused: 'keyed_blind',
  why: 'A policy asks for a second person who keys it without seeing it: such are decided one by one.',
} as const

/** Why a second person has to approve what this one decides; undefined where they may decide alone. */
export function secondNeeded(
  engine: Engine,
  both: readonly (Decided | undefined)[],
  policy: SecondKeyPolicy | undefined,
): Second | undefined {
  const reasons = both.flatMap(may => (may === undefined || may.allowed ? [] : may.reasons.map(one => one.sentence)))
  const needs = policy === undefined ? reasons : [...reasons, secondKeySentence(engine, policy)]
  if (needs.length === 0) return undefined
  const sums = both.flatMap(may => (may === undefined || may.allowed ? [] : sumsOf(may)))
  return { needs, keying: policy?.keying ?? 'seen', ...(sums.length === 0 ? {} : { sums }) }
}

/** Both reasons, each once; it is keyed as the decision itself asks. */
function joinSecond(also: Second | undefined, own: Second | undefined): Second | undefined {
  if (also === undefined || own === undefined) return own ?? also
  return { ...own, needs: [...new Set([...also.needs, ...own.needs])] }
}

/** Where what is decided lies: an item, or a batch or file that is held as a whole. */
export interface DecisionPlace extends Pick<Decidable, 'exceptionId' | 'queue'> {
  readonly item: Pick<Decidable['item'], 'shard' | 'day'>
}

/** The buckets of the item, of its queue and of the other accounts, in order and before any row, as a pull locks them; then the place of its case. */
export async function lockForDecision(
  engine: Engine,
  tx: Transaction,
  { item, exceptionId: id, queue }: DecisionPlace,
  others: readonly number[],
): Promise<{ readonly books: ReadonlyMap<number, BucketBooks>; readonly place: QueuePlace | undefined }> {
  const { shard } = item
  const shards = [...new Set([shard, shardOfQueue(engine, queue), ...others])].sort((a, b) => a - b)
  const { gathered } = engine
  if (gathered !== undefined && shards.every(one => gathered.books.has(one)))
    return { books: gathered.books, place: await gathered.place(id) }
  return { books: await lockBuckets(tx, shards), place: await placeOfException(engine, tx, { shard, id, queue }) }
}

type RefusedDecision = Extract<Preview, { is: 'refused' }>

/**
 * Why this person does not decide about the case now: somebody else has it, or they came by a claim that they have lost since, also
 * where nobody has it at the moment (a stale owner commits nothing). The place is locked.
 */
export async function refuseHolder(
  engine: Engine,
  tx: Runner,
  place: QueuePlace | undefined,
  { by, fence }: { readonly by: Decider; readonly fence?: number | undefined },
): Promise<RefusedDecision | undefined> {
  if (fence !== undefined) {
    const lost = holdsPlace(place, actingAt(engine, { personId: by.personId, fence }))
    if (lost === undefined) return undefined
    const isAnothers = lost.holder !== undefined && lost.holder !== by.personId
    const who = isAnothers ? ` ${(await heldByPerson(engine, tx, lost.holder)).why}` : ''
    return { is: 'refused', refused: 'lease_lost', why: `${lost.detail}${who}` }
  }
  const holder = place === undefined ? undefined : holderNow(place, engine.now())
  return holder === undefined || holder === by.personId ? undefined : heldByPerson(engine, tx, holder)
}

async function heldByPerson({ institution }: Engine, tx: Runner, id: number): Promise<RefusedDecision> {
  const names = await namesOf(tx, orgShardOf({ institution }), [id])
  return heldBy({ id, name: names.get(id) })
}

/** Somebody who is there no more is named by their number. */
export function heldBy({
  id,
  name = `Person ${id}`,
}: {
  readonly id: number
  readonly name?: string | undefined
}): RefusedDecision {
  const why = `${name} has its case now; a supervisor can give it to somebody else.`
  return { is: 'refused', refused: 'case_held', why }
}

/** In words: what is over a limit needs a second person, what is large a proof of who it is, everything else somebody else. */
export function notAuthorised({ needs, reasons }: NotAuthorised): RefusedDecision {
  return { is: 'refused', refused: REFUSED_AS[needs], why: reasons.map(one => one.sentence).join(' ') }
}

const REFUSED_AS = {
  approval: 'second_person_needed',
  step_up: 'step_up_needed',
  nothing: 'not_authorised',
} as const satisfies Record<NotAuthorised['needs'], RefusedDecision['refused']>
