import { shardOf } from '../core/bucket.ts'
import { dayNumber } from '../core/calendar/day.ts'
import { leaseUntil } from '../core/work/lease.ts'
import { assignNext, barOfQueue, byUrgency, type Caller, highestRank } from '../core/work/next.ts'
import { rankOf, WORK_ROLES } from '../core/work/queue.ts'
import type { WhyThis } from '../core/work/why-this.ts'
import { lockShards } from '../store/bucket.ts'
import { casesByKeys } from '../store/case-facts.ts'
import { claimPlaces, currentPlaces, type HeldPlace } from '../store/claim-places.ts'
import type { Transaction } from '../store/database.ts'
import { insertEvents, type NewEvent } from '../store/event.ts'
import { callersOf } from '../store/queue-caller.ts'
import { BEHIND_COUNTED_MAX, countReady, type Head, headsOf } from '../store/queue-heads.ts'
import { inGatheredRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import type { HeldCase } from './read-desk.ts'
import { type PlacedQueue, queuesOf, shardsOf } from './work-queues.ts'

/** What somebody who asked for the next case got. */
export type Pulled =
  /** A case that is theirs until the lease ends. Its `work` is what a desk shows of it; a place whose case is gone has none. */
  | {
      readonly outcome: 'claimed'
      readonly place: HeldPlace
      readonly work: HeldCase | undefined
      readonly why: WhyThis
    }
  /** The one that they have already: one at a time. */
  | { readonly outcome: 'held'; readonly place: HeldPlace }
  /** There is none that they may take; `whyNothing` says why. */
  | { readonly outcome: 'nothing' }

/** Heads read beyond one for each caller: some of them may be barred for some callers. */
const SPARE_HEADS = 20

/**
 * Hands each of these people the most urgent case that they may take, all in one transaction: the queues' buckets are locked in
 * their order, what holds of the people is read in it, and each claim has its event. A case that somebody works on already is
 * given again and no other.
 */
export async function claimNext(engine: Engine, people: readonly number[]): Promise<ReadonlyMap<number, Pulled>> {
  return inGatheredRequest(engine.database, engine.institution.orgId, async tx => {
    const callers = await callersOf(tx, shardOf(engine.institution.orgId, 0), people, engine.now())
    const queues = queuesFor(engine, callers)
    if (queues.length === 0) return new Map(people.map(one => [one, { outcome: 'nothing' }]))
    await lockShards(tx, shardsOf(queues))
    return claimLocked(engine, tx, { callers, queues, now: engine.now() })
  })
}

/** The queues from which one of them at least may take something. */
function queuesFor(engine: Engine, callers: readonly Caller[]): readonly PlacedQueue[] {
  return [...queuesOf(engine).values()].filter(queue => callers.some(caller => barOfQueue(caller, queue) === undefined))
}

interface Round {
  readonly callers: readonly Caller[]
  readonly queues: readonly PlacedQueue[]
  readonly now: Temporal.Instant
}

async function claimLocked(engine: Engine, tx: Transaction, round: Round): Promise<ReadonlyMap<number, Pulled>> {
  const { callers, queues, now } = round
  const results = new Map<number, Pulled>(callers.map(caller => [caller.personId, { outcome: 'nothing' }]))
  const holders = callers.map(caller => caller.personId)
  for (const place of await currentPlaces(tx, shardsOf(queues), { holders, now }))
    results.set(place.holder, { outcome: 'held', place })
  const free = callers.filter(caller => results.get(caller.personId)?.outcome === 'nothing')
  if (free.length === 0) return results
  const given = await assign(engine, tx, { ...round, callers: free })
  const claims = [...given].map(([holder, head]) => ({ ...head, holder }))
  const places = claims.length === 0 ? [] : await claimPlaces(tx, claims, { now, until: leaseUntil(now) })
  await tellClaims(engine, tx, places, given, now)
  const ready = places.length === 0 ? new Map() : await countReady(tx, queues)
  const cases = await casesByKeys(tx, shardOf(engine.institution.orgId, 0), places)
  for (const { place: after, ...place } of places) {
    const head = given.get(place.holder)
    const caller = free.find(one => one.personId === place.holder)
    const of = cases.find(one => one.shard === place.caseShard && one.id === place.caseId)
    if (head === undefined || caller === undefined) continue
    const work = of === undefined ? undefined : { of, place: after }
    results.set(place.holder, { outcome: 'claimed', place, work, why: whyThis(head, caller, queues, ready) })
  }
  return results
}

/** Reads the heads and assigns them; whoever got nothing although a queue had more than was read is looked at alone, past what is barred for them. */
async function assign(engine: Engine, tx: Transaction, round: Round): Promise<ReadonlyMap<number, Head>> {
  const { callers, now } = round
  const limit = callers.length + SPARE_HEADS
  const given = new Map<number, Head>()
  const heads = await readHeads(engine, tx, round, limit)
  assignTo(given, heads, round)
  for (const caller of callers) {
    if (given.has(caller.personId) || heads.length < limit) continue
    const own = round.queues.filter(queue => barOfQueue(caller, queue) === undefined)
    const alone = { callers: [caller], queues: own, now }
    const more = own.length === 0 ? [] : await readHeads(engine, tx, alone, limit)
    const taken = new Set([...given.values()].map(keyOf))
    assignTo(
      given,
      more.filter(head => !taken.has(keyOf(head))),
      alone,
    )
  }
  return given
}

function assignTo(given: Map<number, Head>, heads: readonly Head[], { callers, queues, now }: Round): void {
  const byName = new Map(queues.map(queue => [queue.name, queue]))
  const assigned = assignNext(callers, heads, byName, now.epochMilliseconds)
  const of = new Map(heads.map(head => [keyOf(head), head]))
  for (const [person, candidate] of assigned) {
    const head = of.get(keyOf(candidate))
    if (head !== undefined) given.set(person, head)
  }
}

async function readHeads(engine: Engine, tx: Transaction, round: Round, limit: number): Promise<readonly Head[]> {
  const { callers, queues, now } = round
  const rank = Math.max(...callers.map(highestRank))
  const heads = await headsOf(tx, {
    queues,
    now,
    today: now.toZonedDateTimeISO(engine.institution.zone).toPlainDate().toString(),
    limit,
    roles: WORK_ROLES.filter(role => rankOf(role) <= rank),
    callers: callers.map(caller => caller.personId),
  })
  return [...heads].sort(byUrgency)
}

function keyOf(one: { readonly caseShard: number; readonly caseId: number }): string {
  return `${one.caseShard}/${one.caseId}`
}

/** An event for each claim; where it was taken over from a lease that ran out, or from somebody who let it wait, it says so. */
async function tellClaims(
  engine: Engine,
  tx: Transaction,
  places: readonly HeldPlace[],
  given: ReadonlyMap<number, Head>,
  now: Temporal.Instant,
): Promise<void> {
  if (places.length === 0) return
  const events = new Map<number, NewEvent[]>()
  for (const { shard, caseShard, caseId, holder, fence } of places) {
    const from = given.get(holder)?.holder
    const body = { caseShard, fence, ...(from === undefined ? {} : { from: `person ${from}` }) }
    const event: NewEvent = { kind: 'case_claimed', actor: `person ${holder}`, subject: caseId, body }
    const of = events.get(shard)
    if (of === undefined) events.set(shard, [event])
    else of.push(event)
  }
  const day = dayNumber(now.toZonedDateTimeISO(engine.institution.zone).toPlainDate())
  await insertEvents(tx, events, { day, at: now })
}

/** What is behind it: all that is ready in the queues of this person, as counted after these claims. */
function whyThis(
  head: Head,
  caller: Caller,
  queues: readonly PlacedQueue[],
  ready: ReadonlyMap<string, number>,
): WhyThis {
  const own = queues.filter(queue => barOfQueue(caller, queue) === undefined).map(queue => ready.get(queue.name) ?? 0)
  return {
    oursAt: head.oursAt === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(head.oursAt),
    behind: own.reduce((sum, count) => sum + count, 0),
    isMore: own.some(count => count === BEHIND_COUNTED_MAX),
    isGiven: head.offeredTo === caller.personId,
  }
}
