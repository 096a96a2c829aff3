import { shardOf } from '../core/bucket.ts'
import { actOfRule } from '../core/deadline/rules.ts'
import { barOfQueue, type Caller } from '../core/work/next.ts'
import { holderOf, type QueuePlace } from '../core/work/place.ts'
import { activePeople } from '../store/active-people.ts'
import { type CaseFacts, casesByKeys } from '../store/case-facts.ts'
import type { Transaction } from '../store/database.ts'
import { namesOf } from '../store/person-name.ts'
import { callersOf } from '../store/queue-caller.ts'
import { figuresOf, type QueueFigures } from '../store/queue-figures.ts'
import { type PagedState, pageOfQueue, pagePended } from '../store/queue-page.ts'
import type { PlaceKey } from '../store/queue-place.ts'
import { inReadRequest } from '../store/read-request.ts'
import { awayAmong } from './away-among.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import { type PlacedQueue, queueNamed, queuesOf, shardsOf } from './work-queues.ts'

/** What has to leave within these hours is due soon. */
const SOON_HOURS = 4

/** A queue, how it stands, and who could take its cases. */
export interface QueueNow {
  readonly queue: PlacedQueue
  readonly figures: QueueFigures
  /** People whose role, skill and credential are enough. */
  readonly able: number
  /** Of these, those who are here and available. */
  readonly here: number
  /** What has to be done by the clocks of its kinds, each once. */
  readonly clocks: readonly string[]
}

/** All queues as they stand, in the order of their names. */
export async function readQueues(engine: Engine): Promise<readonly QueueNow[]> {
  const { orgId } = engine.institution
  const queues = queuesOf(engine)
  const now = engine.now()
  return inReadRequest(engine.database, orgId, async tx => {
    const orgShard = shardOf(orgId, 0)
    const figures = await figuresOf(tx, [...queues.values()], { now, soon: now.add({ hours: SOON_HOURS }) })
    const callers = await callersOf(tx, orgShard, await activePeople(tx, orgShard), now)
    return figures.map(one => {
      const queue = queueNamed(queues, one.queue)
      return { queue, figures: one, ...peopleFor(queue, callers), clocks: clocksOf(engine, queue) }
    })
  })
}

/** The clock comes with the kind, because the law gives it to what happened; a queue gathers kinds. */
function clocksOf({ packs }: Engine, { name }: PlacedQueue): readonly string[] {
  const kinds = Object.values(packs).flatMap(pack => Object.values(pack.kinds).filter(one => one.queue === name))
  return [...new Set(kinds.flatMap(({ clock, otherClocks = [] }) => [clock, ...otherClocks].map(actOfRule)))]
}

function peopleFor(queue: PlacedQueue, callers: readonly Caller[]): { readonly able: number; readonly here: number } {
  const able = callers.filter(one => barOfQueue({ ...one, isHere: true, presence: 'available' }, queue) === undefined)
  return { able: able.length, here: able.filter(one => barOfQueue(one, queue) === undefined).length }
}

/** A case in its queue, with the names of whoever has it and to whom it was given. */
export interface QueuedCase {
  readonly of: CaseFacts
  readonly place: QueuePlace
  /** Somebody who is here: what whoever is away has or lets wait is their queue's when it wakes. */
  readonly holder: { readonly id: number; readonly name: string } | undefined
  readonly offeredTo: { readonly id: number; readonly name: string } | undefined
}

/** A page of one queue's cases in one state; undefined where there is nothing to go on after. */
export async function readQueueCases(
  engine: Engine,
  of: {
    readonly queue: string
    readonly state: PagedState
    readonly after: Omit<PlaceKey, 'shard'> | undefined
    readonly limit: number
  },
): Promise<readonly QueuedCase[] | undefined> {
  const queue = queueNamed(queuesOf(engine), of.queue)
  return inReadRequest(engine.database, engine.institution.orgId, async tx =>
    withFacts(engine, tx, await pageOfQueue(tx, { ...of, shard: queue.shard })),
  )
}

/** A page of everything that waits, whoever let it, the first to wake first. */
export async function readPends(
  engine: Engine,
  of: { readonly after: PlaceKey | undefined; readonly limit: number },
): Promise<readonly QueuedCase[] | undefined> {
  const shards = shardsOf(queuesOf(engine).values())
  return inReadRequest(engine.database, engine.institution.orgId, async tx =>
    withFacts(engine, tx, await pagePended(tx, shards, of)),
  )
}

async function withFacts(
  engine: Engine,
  tx: Transaction,
  places: readonly QueuePlace[] | undefined,
): Promise<readonly QueuedCase[] | undefined> {
  if (places === undefined) return undefined
  const orgShard = orgShardOf(engine)
  const cases = new Map((await casesByKeys(tx, orgShard, places)).map(one => [`${one.shard}/${one.id}`, one]))
  const ids = places.flatMap(place => [holderOf(place) ?? [], place.offeredTo ?? []].flat())
  const names = ids.length === 0 ? new Map<number, string>() : await namesOf(tx, orgShard, ids)
  const away = await awayAmong(engine, tx, ids)
  const who = (id: number | undefined) =>
    id === undefined || away.has(id) ? undefined : { id, name: names.get(id) ?? '' }
  return places.flatMap(place => {
    const of = cases.get(`${place.caseShard}/${place.caseId}`)
    return of === undefined ? [] : [{ of, place, holder: who(holderOf(place)), offeredTo: who(place.offeredTo) }]
  })
}
