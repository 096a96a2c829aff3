import type { CaseStory } from '../contract/case-story.ts'
import type { DESK_ROUTES } from '../contract/desk-routes.ts'
import type { Decider } from '../engine/authorise-decision.ts'
import { readCaseStory } from '../engine/read-case.ts'
import { readActsOf } from '../engine/read-unit-acts.ts'
import type { SignedIn } from '../engine/sign-in-session.ts'
import { actsJson } from './acts-json.ts'
import type { Handler } from './bind-route.ts'
import { exceptionJson } from './exception-json.ts'
import { queueHandlers } from './queue-handlers.ts'
import { refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'
import { caseKeyOf, workCaseJson } from './work-json.ts'
import { noCase } from './work-refusal.ts'

type Routes = typeof DESK_ROUTES

/** What the pages of a desk read: acts and cases. */
export function deskPageHandlers(parts: ServerParts) {
  const { engine } = parts
  const actsOf = async (item: number, as: SignedIn) => {
    const found = await readActsOf(engine, item, deciderOf(as))
    return found === undefined ? undefined : actsJson(item, found, as.person.id)
  }
  return {
    ...queueHandlers(parts),
    itemActs: async ({ params, as }) => {
      const acts = await actsOf(Number(params.item), as)
      return (
        acts ??
        refuse(
          'item_not_found',
          `There is no item ${params.item}. The list of exceptions shows the numbers that there are.`,
        )
      )
    },
    workCase: async ({ params, as }): Promise<CaseStory | ReturnType<typeof refuse>> => {
      const story = await readCaseStory(engine, caseKeyOf(params.case))
      if (story === undefined) return noCase(params.case)
      const { of, place, holder, exceptions } = story
      const first = exceptions.find(one => one.state === 'open')
      return {
        case: workCaseJson(engine, of),
        state: place?.at.state ?? 'done',
        holder: holder ?? null,
        ready_at: (place?.readyAt ?? of.openedAt).toString(),
        skips: place?.skips ?? 0,
        exceptions: exceptions.map(one => exceptionJson(engine, one, one.source)),
        acts: first === undefined ? null : ((await actsOf(first.id, as)) ?? null),
      }
    },
  } satisfies { readonly [Name in keyof Routes]: Handler<Routes[Name]> }
}

function deciderOf(as: SignedIn): Decider {
  return { personId: as.person.id, session: as.steppedUpUntil === undefined ? 'signed-in' : 'stepped-up' }
}
