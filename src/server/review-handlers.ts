import type { RefusalName } from '../contract/problem.ts'
import type { REVIEW_ROUTES, Review } from '../contract/review-routes.ts'
import type { Engine } from '../engine/engine.ts'
import { pageReviews, prepareReview, type Reviewed, type ReviewShown, reviewWithin } from '../engine/review-decision.ts'
import type { ReviewKey } from '../store/decision-review.ts'
import { answerOnce } from './answer-once.ts'
import type { Handler } from './bind-route.ts'
import { correctedJson } from './corrected-json.ts'
import { answerMayPage, cursorOf, instantOf, partsOf, wholeOf } from './cursor.ts'
import { deciderOf, decisionIdOf, decisionKeyOf } from './decision-json.ts'
import { titleOf } from './exception-json.ts'
import { decisionEffectJson } from './held-handlers.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'

type Routes = typeof REVIEW_ROUTES

/** What is looked at afterwards. */
export function reviewHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    listReviews: ({ as, query }) =>
      answerMayPage(
        query,
        { text: keyText, from: keyFrom },
        asked => pageReviews(engine, deciderOf(as), asked),
        one => reviewJson(engine, one),
      ),
    reviewDecision: async asked => {
      const decision = decisionKeyOf(asked.params.decision)
      const found = await prepareReview(engine, decision)
      if (found.is === 'refused') return refusalOf(found)
      const order = { decision, by: deciderOf(asked.as) }
      return answerOnce(parts, 'decisionReview', asked, async tx => {
        const reviewed = await reviewWithin(engine, tx, found.decidable, order)
        if (reviewed.is === 'reviewed') return { decision: asked.params.decision }
        return refusalOf(reviewed)
      })
    },
  } satisfies { readonly [Name in keyof Routes]: Handler<Routes[Name]> }
}

function keyText({ doneAt, shard, id }: ReviewKey): string {
  return cursorOf(doneAt.toString(), shard, id)
}

function keyFrom(key: string): ReviewKey | undefined {
  const [at, ...numbers] = partsOf(key, 3) ?? []
  const [shard, id] = numbers.map(wholeOf)
  const doneAt = instantOf(at)
  if (doneAt === 'none' || doneAt === undefined || shard === undefined || id === undefined) return undefined
  return { doneAt, shard, id }
}

type Refused = Extract<Reviewed, { is: 'refused' }>

const NAMES = {
  decision_unknown: 'decision_not_found',
  not_authorised: 'not_authorised',
  item_unknown: 'item_not_found',
  nothing_to_decide: 'nothing_to_decide',
} as const satisfies Record<Refused['refused'], RefusalName>

function refusalOf({ refused, why }: Refused): Refusal {
  return refuse(NAMES[refused], why)
}

function reviewJson(engine: Engine, { review, whyNot, received }: ReviewShown): Review {
  return {
    decision: decisionIdOf(review),
    of: review.of,
    item: review.exceptionId,
    pack: review.pack,
    kind: review.kind,
    title: titleOf(engine, review),
    amount_minor: review.amountMinor,
    done_at: review.doneAt.toString(),
    by: { id: review.personId, name: review.personName },
    effect: decisionEffectJson(review.effect, review.shard),
    received: received.map(correctedJson),
    why_not: [...whyNot],
  }
}
