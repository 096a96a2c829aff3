import { decideAct } from '../core/authority/decide-act.ts'
import { shardOf } from '../core/bucket.ts'
import type { CorrectedField } from '../core/correction.ts'
import { isUndoEffect, isUnitEffect } from '../core/resolve/unit-effect.ts'
import type { Transaction } from '../store/database.ts'
import { type DueReview, dueReview, dueReviews, markReviewed, type ReviewKey } from '../store/decision-review.ts'
import { inReadRequest } from '../store/read-request.ts'
import { inWriteRequest } from '../store/write-request.ts'
import { askedWork, type Decider } from './authorise-decision.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { everyPage, type MayPage, type MayPageAsked, pageMayFirst } from './page-may-first.ts'
import { type PeopleNow, peopleWithin } from './people-now.ts'
import { readItem } from './read-item.ts'
import { receivedIn } from './received-in.ts'
import { decidableOf } from './resolution-facts.ts'
import { type DecisionPlace, lockForDecision, prepareDecision } from './resolve-exception.ts'
import { prepareUnitDecision } from './resolve-unit.ts'
import { tellOfDecision } from './tell-decision.ts'
import type { DecisionKey } from './waiting-proposal.ts'

/** What somebody decided, approved or took back whose work is looked at afterwards, as one who may look at it sees it. */
export interface ReviewSeen {
  readonly review: DueReview
  /** Why they may not, a sentence each; empty where they may. */
  readonly whyNot: readonly string[]
}

/** The same with what came in the place of what the decision corrects, as far as it could be read; nothing of what was keyed blind. */
export interface ReviewShown extends ReviewSeen {
  readonly received: readonly CorrectedField[]
}

export interface ReviewOrder {
  readonly decision: DecisionKey
  readonly by: Decider
}

export type Reviewed =
  | { readonly is: 'reviewed' }
  | {
      readonly is: 'refused'
      readonly refused: 'decision_unknown' | 'not_authorised' | 'item_unknown' | 'nothing_to_decide'
      readonly why: string
    }

/** A page of what is still to be looked at: what this person may look at first, the oldest first. */
export async function pageReviews(
  engine: Engine,
  by: Decider,
  asked: MayPageAsked<ReviewKey>,
): Promise<MayPage<ReviewShown, ReviewKey>> {
  const { rows, next } = await pageDue(engine, by, asked)
  const shown: ReviewShown[] = []
  for (const one of rows) shown.push({ ...one, received: await receivedOf(engine, one.review) })
  return { rows: shown, next }
}

async function pageDue(
  engine: Engine,
  by: Decider,
  { from, limit }: MayPageAsked<ReviewKey>,
): Promise<MayPage<ReviewSeen, ReviewKey>> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, async tx => {
    const people = await peopleWithin(engine, tx)
    const read = async (after: ReviewKey | undefined, rows: number) => {
      const due = await dueReviews(tx, shardOf(orgId, 0), { after, limit: rows })
      return due.map(review => ({ review, whyNot: whyNot(engine, { people, by, review }) }))
    }
    return pageMayFirst({ read, keyOf: one => one.review, may: one => one.whyNot.length === 0 }, from, limit)
  })
}

/** The original is read for what corrects something alone. */
async function receivedOf(
  engine: Engine,
  { exceptionId, effect, keying }: DueReview,
): Promise<ReviewShown['received']> {
  if (isUnitEffect(effect) || isUndoEffect(effect) || effect.corrected === undefined || keying === 'blind') return []
  const story = await readItem(engine, exceptionId)
  const decidable = story && decidableOf(story)
  return decidable === undefined ? [] : receivedIn(decidable, effect)
}

/** All that is still to be looked at, what this person may look at first, the oldest first. */
export async function readReviews(engine: Engine, by: Decider): Promise<readonly ReviewSeen[]> {
  return everyPage<ReviewSeen, ReviewKey>(asked => pageDue(engine, by, asked))
}

/** What has to be read before the transaction of a review begins. */
export async function prepareReview(
  engine: Engine,
  at: DecisionKey,
): Promise<{ readonly is: 'found'; readonly decidable: DecisionPlace } | Extract<Reviewed, { is: 'refused' }>> {
  const { orgId } = engine.institution
  const review = await inReadRequest(engine.database, orgId, tx =>
    dueReview(tx, { orgShard: shardOf(orgId, 0), ...at }),
  )
  if (review === undefined) return NOT_DUE
  if (review.exceptionId < 0) return heldPlace(engine, review)
  const found = await prepareDecision(engine, review.exceptionId)
  if (found.is === 'found') return found
  const refused = found.refused === 'item_unknown' ? found.refused : 'nothing_to_decide'
  return { is: 'refused', refused, why: found.why }
}

/** Where a batch or file lies that was decided as a whole. */
async function heldPlace(engine: Engine, { exceptionId, queue }: DueReview): ReturnType<typeof prepareReview> {
  const found = await prepareUnitDecision(engine, { exceptionId, asked: { resolution: 'reject' } })
  if (found.is === 'refused') return NOT_DUE
  const { shard, day } = found.unit.place
  return { is: 'found', decidable: { item: { shard, day }, exceptionId, queue } }
}

/** Marks a decision as looked at, in a transaction of its own. */
export async function reviewDecision(engine: Engine, order: ReviewOrder): Promise<Reviewed> {
  const found = await prepareReview(engine, order.decision)
  if (found.is === 'refused') return found
  return inWriteRequest(engine.database, engine.institution.orgId, tx =>
    reviewWithin(engine, tx, found.decidable, order),
  )
}

/** A second person looked at it, who had no hand in it. What is wrong they undo, or have undone, as any other decision. */
export async function reviewWithin(
  engine: Engine,
  tx: Transaction,
  decidable: DecisionPlace,
  { decision, by }: ReviewOrder,
): Promise<Reviewed> {
  await lockForDecision(engine, tx, decidable, [])
  const orgShard = orgShardOf(engine)
  const review = await dueReview(tx, { orgShard, ...decision })
  if (review === undefined) return NOT_DUE
  const people = await peopleWithin(engine, tx)
  const why = whyNot(engine, { people, by, review })
  if (why.length > 0) return { is: 'refused', refused: 'not_authorised', why: why.join(' ') }
  const { of, personId } = review
  await markReviewed(tx, { ...decision, of, by: by.personId, at: engine.now() })
  const event = {
    kind: 'decision_reviewed',
    actor: `person ${by.personId}`,
    subject: decidable.exceptionId,
    body: { decision: decision.id, of, by: `person ${personId}` },
  } as const
  await tellOfDecision(engine, tx, { decidable, event })
  return { is: 'reviewed' }
}

function whyNot(
  engine: Engine,
  { people, by, review }: { readonly people: PeopleNow; readonly by: Decider; readonly review: DueReview },
): readonly string[] {
  const decided = decideAct(
    {
      ...{ by: by.personId, act: 'review', at: engine.now(), session: by.session, told: 'you', used: () => 0n },
      work: askedWork(engine, people, { ...review, itemId: review.exceptionId }),
      hands: review.hands,
    },
    people,
  )
  return decided.allowed ? [] : decided.reasons.map(one => one.sentence)
}

const NOT_DUE = {
  is: 'refused',
  refused: 'decision_unknown',
  why: 'There is no such decision that is still to be looked at: the list of reviews shows them.',
} as const
