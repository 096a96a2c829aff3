import type { z } from 'zod'
import type { ROUTES } from '../contract/routes.ts'
import type { DeskCase, TakeAsked } from '../contract/work.ts'
import type { QueuePlace } from '../core/work/place.ts'
import { OUT_OF_TURN } from '../core/work/place-acts.ts'
import { isWorkRefusal, type WorkRefusal } from '../core/work/work-refusal.ts'
import type { CaseClaim, ClaimedCase } from '../engine/change-place.ts'
import { changePresence } from '../engine/change-presence.ts'
import type { Engine } from '../engine/engine.ts'
import { findCases } from '../engine/find-cases.ts'
import { today } from '../engine/open-day.ts'
import { parkCase, unparkCase } from '../engine/park-case.ts'
import { pendCase } from '../engine/pend-case.ts'
import { openPulls } from '../engine/pulls.ts'
import { readCase, readDesk, readSkips } from '../engine/read-desk.ts'
import { readPresence } from '../engine/read-presence.ts'
import { readReturnedUndos } from '../engine/read-returned-undos.ts'
import { releaseCase } from '../engine/release-case.ts'
import { renewLeases } from '../engine/renew-leases.ts'
import type { SignedIn } from '../engine/sign-in-session.ts'
import { skipCase } from '../engine/skip-case.ts'
import { type PutAside, takeCase } from '../engine/take-case.ts'
import { actOnce } from './answer-once.ts'
import type { Handler } from './bind-route.ts'
import { instantOf } from './cursor.ts'
import { handOverHandlers } from './hand-over-handlers.ts'
import { nextJson } from './next-json.ts'
import { type Refusal, refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'
import { caseIdOf, caseKeyOf, casePlaceJson, deskCaseJson, returnedUndoJson, workCaseJson } from './work-json.ts'
import { noCase, workRefusal } from './work-refusal.ts'

type Routes = typeof ROUTES
type DeskRoutes = 'workNext' | 'workFind' | 'workHeartbeat' | 'workMine' | 'workPresence' | 'workSkips'
type CaseRoutes = 'workRelease' | 'workSkip' | 'workPend' | 'workPark' | 'workUnpark' | 'workTake'

/** The work that is handed out. Whose it is, is always the session's person. */
export function workHandlers(parts: ServerParts) {
  return { ...deskHandlers(parts), ...caseHandlers(parts), ...handOverHandlers(parts) }
}

function deskHandlers({ engine }: ServerParts) {
  const pulls = openPulls(engine)
  return {
    workNext: async ({ as }) => nextJson(engine, as.person.id, await pulls.next(as.person.id)),
    workHeartbeat: async ({ as }) => {
      const renewed = await renewLeases(engine, as.person.id)
      const data = renewed.map(one => ({
        case: caseIdOf(one),
        fence: one.fence,
        lease_until: one.leaseUntil.toString(),
      }))
      return { data }
    },
    workFind: async ({ query }) => ({
      data: (await findCases(engine, query.number)).flatMap(({ of, place, holder }) =>
        place === undefined || place.at.state === 'done'
          ? []
          : [{ case: workCaseJson(engine, of), state: place.at.state, holder: holder ?? null }],
      ),
    }),
    workMine: async ({ as }) => ({
      presence: await readPresence(engine, as.person.id),
      data: (await readDesk(engine, as.person.id)).map(held => deskCaseJson(engine, held)),
      returned: (await readReturnedUndos(engine, as.person.id)).map(returnedUndoJson),
    }),
    workPresence: async ({ as, body: { presence } }) => {
      await changePresence(engine, as.person.id, presence)
      return { presence }
    },
    workSkips: async ({ query }) => {
      const day = query.day ?? today(engine).toString()
      const data = (await readSkips(engine, day)).map(({ personId, name, ...skip }) => ({
        person: { id: personId, name },
        sentence: OUT_OF_TURN[skip.reason],
        ...skip,
      }))
      return { day, data }
    },
  } satisfies { readonly [Name in DeskRoutes]: Handler<Routes[Name]> }
}

function caseHandlers(parts: ServerParts) {
  return {
    workRelease: asked =>
      actOnce(parts, 'workRelease', asked, engine => actOnOwn(engine, byOf(asked), of => releaseCase(engine, of))),
    workSkip: asked =>
      actOnce(parts, 'workSkip', asked, engine =>
        actOnOwn(engine, byOf(asked), of => skipCase(engine, of, asked.body.reason)),
      ),
    workPend: async asked => {
      const { until, waiting_for: waitingFor, wake = { on: 'date' } as const, note } = asked.body
      const at = instantOf(until)
      if (at === 'none' || at === undefined)
        return refuse('request_invalid', 'until: an instant of the years 1 to 9999, as 2026-07-02T21:04:05Z.')
      const wanted = { wake, at, waitingFor, ...(note === undefined ? {} : { note }) }
      return actOnce(parts, 'workPend', asked, engine =>
        actOnOwn(engine, byOf(asked), of => pendCase(engine, of, wanted)),
      )
    },
    workPark: asked =>
      actOnce(parts, 'workPark', asked, engine =>
        actOn(engine, byOf(asked), of => parkCase(engine, of, asked.body.note)),
      ),
    workUnpark: asked =>
      actOnce(parts, 'workUnpark', asked, async engine => {
        const { params, as } = asked
        const personId = as.person.id
        // The claim is a new one: who put it aside is looked for, not by which claim.
        const done = await actOn(engine, { id: params.case, personId, fence: 0 }, of => unparkCase(engine, of))
        return 'refused' in done ? done : inHand(engine, personId, params.case)
      }),
    workTake: asked =>
      actOnce(parts, 'workTake', asked, async engine => {
        const { params, as, body } = asked
        const personId = as.person.id
        const aside = await asideOf(engine, personId, body.aside)
        if (aside !== undefined && 'refused' in aside) return aside
        const done = await actOn(engine, { id: params.case, personId, fence: 0 }, of => takeCase(engine, of, aside))
        return 'refused' in done ? done : inHand(engine, personId, params.case)
      }),
  } satisfies { readonly [Name in CaseRoutes]: Handler<Routes[Name]> }
}

/** Whose act on which case it is, and by which claim. */
function byOf(asked: {
  readonly params: { readonly case: string }
  readonly body: { readonly fence: number }
  readonly as: SignedIn
}) {
  return { id: asked.params.case, personId: asked.as.person.id, fence: asked.body.fence }
}

async function inHand(engine: Engine, personId: number, id: string): Promise<DeskCase | Refusal> {
  const work = (await readDesk(engine, personId)).find(({ place }) => caseIdOf(place) === id)
  return work === undefined ? NOT_YOURS : deskCaseJson(engine, work)
}

async function asideOf(
  engine: Engine,
  personId: number,
  aside: z.infer<typeof TakeAsked>['aside'],
): Promise<PutAside | Refusal | undefined> {
  if (aside === undefined) return undefined
  const key = caseKeyOf(aside.case)
  const found = await readCase(engine, key)
  if (found === undefined) return noCase(aside.case)
  return { of: { ...key, queue: found.queue, personId, fence: aside.fence }, note: aside.note }
}

const NOT_YOURS = refuse('lease_lost', 'The case was given to somebody else in that moment.')

interface ByClaim {
  readonly id: string
  readonly personId: number
  readonly fence: number
}

/** Does something to a case that this institution has, and answers with its place or with the engine's own no. */
async function actOn(
  engine: Engine,
  by: ByClaim,
  act: (of: ClaimedCase) => Promise<QueuePlace | WorkRefusal>,
): Promise<CasePlaceJson | Refusal> {
  const found = await readCase(engine, caseKeyOf(by.id))
  return found === undefined ? noCase(by.id) : actOnOwn(engine, by, of => act({ ...of, queue: found.queue }))
}

/** The same for acts that find the queue of the case themselves. */
async function actOnOwn(
  engine: Engine,
  { id, personId, fence }: ByClaim,
  act: (of: CaseClaim) => Promise<QueuePlace | WorkRefusal>,
): Promise<CasePlaceJson | Refusal> {
  const done = await act({ ...caseKeyOf(id), personId, fence })
  if (!isWorkRefusal(done)) return casePlaceJson(done)
  return done.refused === 'case_not_found' ? noCase(id) : workRefusal(engine, done)
}

type CasePlaceJson = ReturnType<typeof casePlaceJson>
