import type { ROUTES } from '../contract/routes.ts'
import type { Act } from '../core/authority/act.ts'
import { whyNotAllowed } from '../core/authority/decide-act.ts'
import type { People } from '../core/authority/people.ts'
import { isWorkRefusal } from '../core/work/work-refusal.ts'
import { peopleNow } from '../engine/people-now.ts'
import { readCase } from '../engine/read-desk.ts'
import { handOverDesk, reassignCase } from '../engine/reassign-case.ts'
import type { SignedIn } from '../engine/sign-in-session.ts'
import { actOnce } from './answer-once.ts'
import type { Handler } from './bind-route.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'
import { caseKeyOf, casePlaceJson } from './work-json.ts'
import { noCase, workRefusal } from './work-refusal.ts'

type Routes = typeof ROUTES

/** Work that goes from one person to another by name. */
export function handOverHandlers(parts: ServerParts) {
  const { engine } = parts
  return {
    workReassign: async asked => {
      const { as, body } = asked
      const people = await peopleNow(engine)
      const refused = refusalOf('reassign', as, people, engine.now())
      if (refused !== undefined) return refused
      const to = idOf(people, body.to)
      if (to === undefined) return NO_PERSON
      const key = caseKeyOf(body.case)
      const found = await readCase(engine, key)
      if (found === undefined) return noCase(body.case)
      const act = { by: as.person.id, to, reason: body.reason }
      return actOnce(parts, 'workReassign', asked, async inside => {
        const done = await reassignCase(inside, { ...key, queue: found.queue }, act)
        return isWorkRefusal(done) ? workRefusal(inside, done) : casePlaceJson(done)
      })
    },
    workHandOver: async asked => {
      const { as, body } = asked
      const people = await peopleNow(engine)
      const from = body.from === undefined ? as.person.id : idOf(people, body.from)
      const what = from === as.person.id ? 'hand_over' : 'hand_over_others'
      const refused = refusalOf(what, as, people, engine.now())
      if (refused !== undefined) return refused
      if (from === undefined) return NO_PERSON
      const to = idOf(people, body.to)
      if (to === undefined) return NO_PERSON
      const act = { by: as.person.id, to, reason: body.reason }
      return actOnce(parts, 'workHandOver', asked, async inside => {
        const done = await handOverDesk(inside, from, act)
        return isWorkRefusal(done) ? workRefusal(inside, done) : done
      })
    },
  } satisfies { readonly [Name in 'workReassign' | 'workHandOver']: Handler<Routes[Name]> }
}

/** The route's roles were asked before; this asks everything else that the act depends on, with the reasons as sentences. */
function refusalOf(act: Act, as: SignedIn, people: People, at: Temporal.Instant): Refusal | undefined {
  const session = as.steppedUpUntil === undefined ? 'signed-in' : 'stepped-up'
  const why = whyNotAllowed({ by: as.person.id, act, at, session }, people)
  return why === undefined ? undefined : refuse('act_not_allowed', why)
}

function idOf(people: People, login: string): number | undefined {
  return people.facts.persons.find(one => one.login === login)?.id
}

const NO_PERSON = refuse('person_not_found', 'Nobody here has that login. The list of people shows who is here.')
