import { dayNumber } from '../core/calendar/day.ts'
import { invariant } from '../core/invariant.ts'
import { leaseUntil } from '../core/work/lease.ts'
import {
  assignNext,
  barOfQueue,
  byUrgency,
  type Caller,
  type CallerAtDesk,
  type Handed,
  highestRank,
  isOneOf,
} from '../core/work/next.ts'
import type { QueuePlace } from '../core/work/place.ts'
import { rankOf, WORK_ROLES } from '../core/work/queue.ts'
import { type CasesCounted, cameFirst, countFor, momentOf, type WhyThis } from '../core/work/why-this.ts'
import { lockShards } from '../store/bucket.ts'
import { casesByKeys } from '../store/case-facts.ts'
import { claimPlaces, currentPlaces, type HeldPlace, type ToClaim } from '../store/claim-places.ts'
import type { Transaction } from '../store/database.ts'
import { type LastLinks, lastLinks, type NewEvent, writesOfEvents } from '../store/event.ts'
import { changedTogether, changedWith, inOneTrip, type Write } from '../store/one-trip.ts'
import { callersOf } from '../store/queue-caller.ts'
import { BEHIND_COUNTED_MAX, countBehind, type Head, type HeadsWanted, headsOf } from '../store/queue-heads.ts'
import { offeredPlaces } from '../store/queue-place.ts'
import type { Runner } from '../store/statement.ts'
import { inGatheredRequest } from '../store/write-request.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'
import type { HeldCase } from './read-desk.ts'
import { returnStuck } from './return-stuck.ts'
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
 * given again and no other; what was given by name to somebody who cannot have it any more goes to others from this pull on.
 */
export async function claimNext(engine: Engine, people: readonly number[]): Promise<ReadonlyMap<number, Pulled>> {
  const orgShard = orgShardOf(engine)
  return inGatheredRequest(engine.database, engine.institution.orgId, {
    first: run => callersOf(run, orgShard, people, engine.now()),
    work: async (tx, callers) => {
      const queues = queuesFor(engine, callers)
      if (queues.length === 0) return heldOnly(engine, tx, callers)
      return claimFrom(engine, tx, { callers, queues, now: engine.now() })
    },
  })
}

/** Of people to whom nothing new comes: what they work on already, as whoever wraps up does. */
async function heldOnly(
  engine: Engine,
  tx: Transaction,
  callers: readonly Caller[],
): Promise<ReadonlyMap<number, Pulled>> {
  const holders = callers.filter(({ isHere }) => isHere).map(({ personId }) => personId)
  const { leased } = await currentPlaces(tx, shardsOf(queuesOf(engine).values()), { holders, now: engine.now() })
  const held = new Map(leased.map(place => [place.holder, place]))
  return new Map(
    callers.map(({ personId }) => {
      const place = held.get(personId)
      return [personId, place === undefined ? { outcome: 'nothing' } : { outcome: 'held', place }]
    }),
  )
}

/** The queues from which one of them at least may take something. */
function queuesFor(engine: Engine, callers: readonly Caller[]): readonly PlacedQueue[] {
  return [...queuesOf(engine).values()].filter(queue => callers.some(caller => barOfQueue(caller, queue) === undefined))
}

interface Asking {
  readonly callers: readonly Caller[]
  readonly queues: readonly PlacedQueue[]
  readonly now: Temporal.Instant
}

interface Round extends Asking {
  readonly callers: readonly CallerAtDesk[]
}

/** Locks the queues' buckets, and hands out what stands in them then. */
async function claimFrom(engine: Engine, tx: Transaction, round: Asking): Promise<ReadonlyMap<number, Pulled>> {
  const { callers, queues, now } = round
  const results = new Map<number, Pulled>(callers.map(caller => [caller.personId, { outcome: 'nothing' }]))
  const holders = callers.map(caller => caller.personId)
  const shards = shardsOf(queuesOf(engine).values())
  const locked = shardsOf(queues)
  const standing = (run: Runner) =>
    Promise.all([readHeads(engine, run, round, headsFor(callers)), lastLinks(run, locked)])
  const [, { leased, parked }, offered, found] = await inOneTrip(tx, run =>
    Promise.all([
      lockShards(run, locked),
      currentPlaces(run, shards, { holders, now }),
      offeredPlaces(run, shards),
      standing(run),
    ]),
  )
  for (const place of leased) results.set(place.holder, { outcome: 'held', place })
  const unheld = callers.filter(caller => results.get(caller.personId)?.outcome === 'nothing')
  if (unheld.length === 0) return results
  const stuck = offered.filter(place => locked.includes(place.shard))
  const isAnother = (await returnStuck(engine, tx, stuck)) > 0
  // What went back is among the heads now, and in the chains.
  const [heads, ends] = isAnother ? await inOneTrip(tx, standing) : found
  const free = unheld.map(caller => {
    const given = offered.filter(place => place.offeredTo === caller.personId).length
    return { ...caller, holds: (parked.get(caller.personId) ?? 0) + given }
  })
  const given = await assign(engine, tx, { ...round, callers: free }, { heads, limit: headsFor(callers) })
  const claims = [...given].map(([holder, { got }]) => ({ ...got, holder }))
  if (claims.length === 0) return results
  const orgShard = orgShardOf(engine)
  // Under the locked buckets only a lease can be another than it was read: its holder's heartbeat renews it.
  const isSure = claims.every(({ state }) => state !== 'leased')
  const told = { given, now, ends }
  const [places, counted, cases] = await inOneTrip(tx, run =>
    Promise.all([
      claimPlaces(run, claims, { now, until: leaseUntil(now) }),
      countBehind(run, headsWanted(engine, round)),
      casesByKeys(run, orgShard, claims),
      changedWith(run, isSure ? toldOfClaims(engine, claims, told) : []),
    ]),
  )
  const got = new Set(places.map(keyOf))
  if (isSure) invariant(got.size === claims.length, 'a case that nobody else could change is not as it was read')
  else
    await changedTogether(
      tx,
      toldOfClaims(
        engine,
        claims.filter(one => got.has(keyOf(one))),
        told,
      ),
    )
  for (const { place: after, ...place } of places) {
    const handed = given.get(place.holder)
    const caller = free.find(one => one.personId === place.holder)
    const of = cases.find(one => one.shard === place.caseShard && one.id === place.caseId)
    if (handed === undefined || caller === undefined) continue
    const work = of === undefined ? undefined : { of, place: after }
    const why = whyThis({ handed, caller, wokenBy: after.wokenBy }, { queues, counted, offered })
    results.set(place.holder, { outcome: 'claimed', place, work, why })
  }
  return results
}

function headsFor(callers: readonly Caller[]): number {
  return callers.length + SPARE_HEADS
}

interface ReadHeads {
  readonly heads: readonly Head[]
  /** Of each queue and of each way, so many were read. */
  readonly limit: number
}

/** Assigns the heads; whoever got nothing although a queue had more than was read is looked at alone, past what is barred for them. */
async function assign(
  engine: Engine,
  tx: Transaction,
  round: Round,
  { heads, limit }: ReadHeads,
): Promise<ReadonlyMap<number, Handed<Head>>> {
  const { callers, now } = round
  const given = new Map<number, Handed<Head>>()
  assignTo(given, heads, round)
  for (const caller of callers) {
    if (given.has(caller.personId) || heads.length < limit) continue
    const own = round.queues.filter(queue => barOfQueue(caller, queue) === undefined)
    const alone = { callers: [caller], queues: own, now }
    const more = own.length === 0 ? [] : await readHeads(engine, tx, alone, limit)
    const taken = new Set([...given.values()].map(({ got }) => keyOf(got)))
    assignTo(
      given,
      more.filter(head => !taken.has(keyOf(head))),
      alone,
    )
  }
  return given
}

function assignTo(given: Map<number, Handed<Head>>, heads: readonly Head[], { callers, queues, now }: Round): void {
  const byName = new Map(queues.map(queue => [queue.name, queue]))
  for (const [person, handed] of assignNext(callers, heads, byName, now.epochMilliseconds)) given.set(person, handed)
}

async function readHeads(engine: Engine, run: Runner, round: Asking, limit: number): Promise<readonly Head[]> {
  const heads = await headsOf(run, { ...headsWanted(engine, round), limit })
  return [...heads].sort(byUrgency)
}

function headsWanted(engine: Engine, { callers, queues, now }: Asking): Omit<HeadsWanted, 'limit'> {
  const rank = Math.max(...callers.map(highestRank))
  return {
    queues,
    now,
    today: now.toZonedDateTimeISO(engine.institution.zone).toPlainDate().toString(),
    roles: WORK_ROLES.filter(role => rankOf(role) <= rank),
    callers,
  }
}

function keyOf(one: { readonly caseShard: number; readonly caseId: number }): string {
  return `${one.caseShard}/${one.caseId}`
}

interface ClaimsTold {
  readonly given: ReadonlyMap<number, Handed<Head>>
  readonly now: Temporal.Instant
  readonly ends: LastLinks
}

/** An event for each claim; where it was taken over from a lease that ran out, or from somebody who let it wait, it says so. */
function toldOfClaims(engine: Engine, claims: readonly ToClaim[], { given, now, ends }: ClaimsTold): readonly Write[] {
  const events = new Map<number, NewEvent[]>()
  for (const { shard, caseShard, caseId, holder, fence } of claims) {
    const from = given.get(holder)?.got.holder
    const body = { caseShard, fence: fence + 1, ...(from === undefined ? {} : { from: `person ${from}` }) }
    const event: NewEvent = { kind: 'case_claimed', actor: `person ${holder}`, subject: caseId, body }
    const of = events.get(shard)
    if (of === undefined) events.set(shard, [event])
    else of.push(event)
  }
  const day = dayNumber(now.toZonedDateTimeISO(engine.institution.zone).toPlainDate())
  return writesOfEvents(events, { day, at: now }, ends)
}

interface Got {
  readonly handed: Handed<Head>
  readonly caller: Caller
  readonly wokenBy: string | undefined
}

/** What there was beside it, as counted after these claims. */
interface Beside {
  readonly queues: readonly PlacedQueue[]
  readonly counted: readonly CasesCounted[]
  readonly offered: readonly QueuePlace[]
}

function whyThis({ handed, caller, wokenBy }: Got, { queues, counted, offered }: Beside): WhyThis {
  const { personId } = caller
  const rank = highestRank(caller)
  const own = new Set(queues.filter(queue => barOfQueue(caller, queue) === undefined).map(queue => queue.name))
  const isKept = (place: QueuePlace) =>
    place.offeredTo === personId &&
    keyOf(place) !== keyOf(handed.got) &&
    own.has(place.queue) &&
    rank >= rankOf(place.forRole) &&
    !isOneOf(caller, place.barred)
  const { behind, isMore } = countFor(counted, { personId, rank, queues: own }, BEHIND_COUNTED_MAX)
  return {
    oursAt: momentOf(handed.got.oursAt),
    first: cameFirst(handed, { personId, wokenBy }),
    behind: behind + offered.filter(isKept).length,
    isMore,
  }
}
