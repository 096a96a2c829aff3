import type { DESK_ROUTES } from '../contract/desk-routes.ts'
import type { QueuedCase as QueuedCaseJson } from '../contract/queues.ts'
import { whyNotAllowed } from '../core/authority/decide-act.ts'
import { ORDER_SENTENCE } from '../core/work/next.ts'
import { isWorkRefusal } from '../core/work/work-refusal.ts'
import type { Engine } from '../engine/engine.ts'
import { peopleNow } from '../engine/people-now.ts'
import { readCase, readDesk } from '../engine/read-desk.ts'
import { type QueuedCase, type QueueNow, readPends, readQueueCases, readQueues } from '../engine/read-queues.ts'
import type { SignedIn } from '../engine/sign-in-session.ts'
import { takeBackCase, wakeCase } from '../engine/wake-case.ts'
import { queuesOf } from '../engine/work-queues.ts'
import type { Handler } from './bind-route.ts'
import { BAD_CURSOR, cursorOf, limitOf, pageFrom, partsOf, wholeOf } from './cursor.ts'
import { refuse } from './refusal.ts'
import type { ServerParts } from './server-parts.ts'
import { caseIdOf, caseKeyOf, casePlaceJson, deskCaseJson, workCaseJson } from './work-json.ts'
import { noCase, workRefusal } from './work-refusal.ts'

type Routes = typeof DESK_ROUTES
type QueueRoutes = 'workWake' | 'workTakeBack' | 'workPends' | 'listQueues' | 'listQueueCases'

/** Queues as they stand, what waits, and the end of waiting. */
export function queueHandlers({ engine }: ServerParts) {
  return {
    listQueues: async () => ({ order: ORDER_SENTENCE, data: (await readQueues(engine)).map(queueJson) }),
    listQueueCases: async ({ params, query }) => {
      if (!queuesOf(engine).has(params.queue))
        return refuse(
          'queue_not_found',
          `There is no queue ${params.queue}. The list of queues shows those that there are.`,
        )
      const after = keyAfter(query.cursor, 2)
      if (after === 'none') return BAD_CURSOR
      const limit = limitOf(query.limit)
      const wanted = { queue: params.queue, state: query.state ?? 'ready', after, limit: limit + 1 } as const
      const found = await readQueueCases(engine, wanted)
      if (found === undefined) return BAD_CURSOR
      return pageFrom(found, limit, queuedJson(engine), ({ place }) => cursorOf(place.caseShard, place.caseId))
    },
    workPends: async ({ query }) => {
      const after = keyAfter(query.cursor, 3)
      if (after === 'none') return BAD_CURSOR
      const limit = limitOf(query.limit)
      const found = await readPends(engine, { after, limit: limit + 1 })
      if (found === undefined) return BAD_CURSOR
      return pageFrom(found, limit, queuedJson(engine), ({ place }) =>
        cursorOf(place.shard, place.caseShard, place.caseId),
      )
    },
    workWake: async ({ params, as }) => {
      const key = caseKeyOf(params.case)
      const found = await readCase(engine, key)
      if (found === undefined) return noCase(params.case)
      const of = { ...key, queue: found.queue, personId: as.person.id }
      const done = await wakeCase(engine, of, (await leads(engine, as)) ? 'lead' : 'holder')
      return isWorkRefusal(done) ? workRefusal(engine, done) : casePlaceJson(done)
    },
    workTakeBack: async ({ params, as }) => {
      const key = caseKeyOf(params.case)
      const found = await readCase(engine, key)
      if (found === undefined) return noCase(params.case)
      const done = await takeBackCase(engine, { ...key, queue: found.queue, personId: as.person.id })
      if (isWorkRefusal(done)) return workRefusal(engine, done)
      const work = (await readDesk(engine, as.person.id)).find(({ place }) => caseIdOf(place) === params.case)
      return work === undefined
        ? refuse('lease_lost', 'The case was given to somebody else in that moment.')
        : deskCaseJson(engine, work)
    },
  } satisfies { readonly [Name in QueueRoutes]: Handler<Routes[Name]> }
}

/** Whoever may give work to others may also end its waiting. */
async function leads(engine: Engine, as: SignedIn): Promise<boolean> {
  const asked = { by: as.person.id, act: 'reassign', at: engine.now(), session: 'signed-in' } as const
  return whyNotAllowed(asked, await peopleNow(engine)) === undefined
}

interface Key {
  readonly shard: number
  readonly caseShard: number
  readonly caseId: number
}

/** Of two parts, the last two of the key; the first is then that of the list itself. */
function keyAfter(cursor: string | undefined, parts: 2 | 3): Key | undefined | 'none' {
  if (cursor === undefined) return undefined
  const numbers = partsOf(cursor, parts)?.map(wholeOf)
  const [caseId, caseShard, shard = 0] = numbers?.toReversed() ?? []
  return caseId === undefined || caseShard === undefined ? 'none' : { shard, caseShard, caseId }
}

function queueJson({ queue, figures, able, here, clocks }: QueueNow) {
  const { ready, leased, parked, pended } = figures
  return {
    ...{ queue: queue.name, title: queue.title, skill: queue.skill, credential: queue.credential ?? null },
    ...{ least_role: queue.leastRole, ready, leased, parked, pended },
    due_soon: figures.dueSoon,
    value_minor: figures.valueMinor,
    oldest_at: figures.oldestAt?.toString() ?? null,
    first_due_at: figures.firstAt?.toString() ?? null,
    ...{ people_able: able, people_here: here, clocks: [...clocks] },
  }
}

function queuedJson(engine: Engine): (one: QueuedCase) => QueuedCaseJson {
  return ({ of, place, holder, offeredTo }) => {
    const { at } = place
    return {
      case: workCaseJson(engine, of),
      ...{ state: at.state, holder: holder ?? null, offered_to: offeredTo ?? null, skips: place.skips },
      ready_at: place.readyAt.toString(),
      lease_until: at.state === 'leased' ? at.until.toString() : null,
      wakes_on: at.state === 'pended' ? at.wake.on : null,
      waiting_for: at.state === 'pended' ? at.waitingFor : null,
      woken_by: place.wokenBy ?? null,
      for_role: place.forRole,
    }
  }
}
