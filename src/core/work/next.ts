import { hasRoom, type Presence, takesWork } from './presence.ts'
import { type Queue, rankOf, type WorkRole } from './queue.ts'

/** Somebody who asks for the next case, with what holds at that moment. */
export interface Caller {
  readonly personId: number
  /** Every account of the natural person behind this one, itself among them: what one of them let go or is kept from, all are. */
  readonly accounts: readonly number[]
  /** An active person or agent, who is not absent. */
  readonly isHere: boolean
  readonly presence: Presence
  readonly roles: readonly string[]
  readonly skills: ReadonlySet<string>
  /** Valid now: what expired is not among them. */
  readonly credentials: ReadonlySet<string>
}

/** The same with how much they have already. */
export interface CallerAtDesk extends Caller {
  /** Cases in work, put aside or given to them by name. */
  readonly holds: number
}

/** A case as it stands in its queue and may be handed out. Moments in milliseconds since 1970. */
export interface Candidate {
  readonly shard: number
  readonly caseShard: number
  readonly caseId: number
  readonly queue: string
  /** When the answer has to leave; undefined without a clock. */
  readonly oursAt: number | undefined
  readonly harmMinor: number
  readonly openedAt: number
  readonly readyAt: number
  readonly forRole: WorkRole
  /** The accounts of whoever worked on it today and let it go. */
  readonly workedBy: readonly number[]
  readonly offeredTo: number | undefined
  /** Who let it wait, where its moment came: theirs before all else when they ask, and anybody's who asks before them. */
  readonly letWaitBy: number | undefined
  /** The accounts of whoever is kept from it for good. */
  readonly barred: readonly number[]
}

/** Why somebody is not handed a case, the first of these that holds. */
export const BARS = {
  not_here: 'not an active person, or absent',
  not_available: 'not available',
  desk_full: 'you have as many cases as you may',
  skill_missing: 'the skill of the queue is missing',
  credential_missing: 'the credential of the queue is missing or expired',
  role_too_low: 'for a higher role',
  not_ready: 'put off until later',
  for_another: 'given to somebody else',
  worked_today: 'worked on and let go today',
  barred: 'kept for good from whoever made it or knows the people it is about',
} as const
export type Bar = keyof typeof BARS

/** Who may not take anything of the queue now, whatever the case; undefined when it depends on the case alone. */
export function barOfQueue(caller: Caller, queue: Queue): Bar | undefined {
  if (!caller.isHere) return 'not_here'
  if (!takesWork(caller.presence)) return 'not_available'
  return unableFor(caller, queue)
}

/** What does not change by itself: whoever comes back or has room again may still not take it. */
function unableFor(caller: Caller, queue: Queue): Bar | undefined {
  if (!caller.skills.has(queue.skill)) return 'skill_missing'
  if (queue.credential !== undefined && !caller.credentials.has(queue.credential)) return 'credential_missing'
  if (highestRank(caller) < rankOf(queue.leastRole)) return 'role_too_low'
  return undefined
}

/**
 * Why somebody cannot have a case of the queue at all, whatever the hour and however much they have; undefined where they can. What was
 * given to them or put aside by them goes back to everybody then, because it would wait for nothing.
 */
export function barForGood(caller: Caller, of: Pick<Candidate, 'forRole' | 'barred'>, queue: Queue): Bar | undefined {
  if (!caller.isHere) return 'not_here'
  const unable = unableFor(caller, queue)
  if (unable !== undefined) return unable
  if (highestRank(caller) < rankOf(of.forRole)) return 'role_too_low'
  return isOneOf(caller, of.barred) ? 'barred' : undefined
}

/** The same for one case of the queue, now. */
export function barOf(caller: CallerAtDesk, candidate: Candidate, queue: Queue, now: number): Bar | undefined {
  const ofQueue = barOfQueue(caller, queue)
  if (ofQueue !== undefined) return ofQueue
  if (highestRank(caller) < rankOf(candidate.forRole)) return 'role_too_low'
  if (candidate.readyAt > now) return 'not_ready'
  if (isOneOf(caller, candidate.barred)) return 'barred'
  // It counts among what they have already.
  if (candidate.offeredTo === caller.personId) return undefined
  if (!hasRoom(caller)) return 'desk_full'
  if (candidate.offeredTo !== undefined) return 'for_another'
  if (isOneOf(caller, candidate.workedBy)) return 'worked_today'
  return undefined
}

/** Whether the natural person who asks is among these, by whichever account: a second account is no second person. */
export function isOneOf({ accounts }: Pick<Caller, 'accounts'>, ids: readonly number[]): boolean {
  return ids.some(id => accounts.includes(id))
}

export function highestRank(caller: Caller): number {
  return caller.roles.reduce((highest, role) => Math.max(highest, rankOf(role)), 0)
}

/** The order of `assignNext`, as people are told it. */
export const ORDER_SENTENCE =
  'What was given to you by name comes first, then what you let wait and is ready again; of all others what has to leave first by law, then what is most at stake, then what is here longest. It is one order over all queues that somebody takes from.'

/** The order of all queues: the legal deadline, then harm, then age, then the case itself, so that it is one order everywhere. */
export function byUrgency(a: Candidate, b: Candidate): number {
  return (
    (a.oursAt ?? Number.POSITIVE_INFINITY) - (b.oursAt ?? Number.POSITIVE_INFINITY) ||
    b.harmMinor - a.harmMinor ||
    a.openedAt - b.openedAt ||
    a.caseShard - b.caseShard ||
    a.caseId - b.caseId
  )
}

/** Of one that somebody gets before what is more urgent: given to them by name, or let wait by them. */
export function isKeptFor(personId: number, { offeredTo, letWaitBy }: Candidate): boolean {
  return offeredTo === personId || letWaitBy === personId
}

/** What somebody was handed. */
export interface Handed<One extends Candidate = Candidate> {
  readonly got: One
  /** The most urgent of what they would have been handed in its place; undefined where there was nothing. */
  readonly otherwise: One | undefined
}

/**
 * Hands out candidates: each caller, in the order of asking, gets the most urgent one that he may take and that no caller before
 * him got; what was given to him by name comes first. A caller who asks twice is served once.
 *
 * @param candidates In the order of `byUrgency`.
 * @param queues By name; a candidate of a queue that is not there is handed to nobody.
 * @param now Milliseconds since 1970.
 */
export function assignNext<One extends Candidate>(
  callers: readonly CallerAtDesk[],
  candidates: readonly One[],
  queues: ReadonlyMap<string, Queue>,
  now: number,
): ReadonlyMap<number, Handed<One>> {
  const given = new Map<number, Handed<One>>()
  const taken = new Set<One>()
  const offers = candidates.filter(one => one.offeredTo !== undefined)
  const waited = candidates.filter(one => one.letWaitBy !== undefined)
  for (const caller of callers) {
    if (given.has(caller.personId)) continue
    const may = (candidate: One) => !taken.has(candidate) && isFree(caller, candidate, queues, now)
    const got =
      offers.find(one => one.offeredTo === caller.personId && may(one)) ??
      waited.find(one => one.letWaitBy === caller.personId && may(one)) ??
      candidates.find(may)
    if (got === undefined) continue
    taken.add(got)
    given.set(caller.personId, { got, otherwise: candidates.find(may) })
  }
  return given
}

function isFree(caller: CallerAtDesk, candidate: Candidate, queues: ReadonlyMap<string, Queue>, now: number): boolean {
  const queue = queues.get(candidate.queue)
  return queue !== undefined && barOf(caller, candidate, queue, now) === undefined
}
