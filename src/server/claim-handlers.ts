import type { CLAIM_ROUTES } from '../contract/claim-routes.ts'
import { type ClaimOrder, type ClaimTaken, prepareClaim, takeClaimWithin } from '../engine/take-claim.ts'
import { answerOnce } from './answer-once.ts'
import type { Handler } from './bind-route.ts'
import { deciderOf } from './decision-json.ts'
import { refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'

type Routes = typeof CLAIM_ROUTES

/** Customers' claims as people take them down. */
export function claimHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    takeClaim: async asked => {
      const { told_on: toldOn, ...body } = asked.body
      const order: ClaimOrder = {
        ...{ code: body.code, statement: body.statement, words: body.words },
        itemId: Number(asked.params.item),
        toldOn: toldOn === undefined ? undefined : Temporal.PlainDate.from(toldOn),
        by: deciderOf(asked.as),
      }
      const prepared = await prepareClaim(engine, order)
      if (prepared.is === 'refused') return refuse(prepared.refused, prepared.why)
      return answerOnce(parts, 'itemClaims', asked, async tx => {
        const taken = await takeClaimWithin(engine, tx, prepared, order)
        return taken.is === 'refused' ? refuse(taken.refused, taken.why) : takenJson(order.itemId, taken)
      })
    },
  } satisfies { readonly [Name in keyof Routes]: Handler<Routes[Name]> }
}

/** What came of a claim that was taken down. */
export function takenJson(item: number, { kind, letter }: Extract<ClaimTaken, { is: 'taken' }>) {
  return { item, kind, letter: letter.is, why_not_asked: 'why' in letter ? letter.why : null }
}
