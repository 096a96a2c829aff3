import { momentName } from '../hold.ts'
import { wokenBy } from './awaited.ts'
import { latestWake } from './latest-wake.ts'
import { leaseUntil } from './lease.ts'
import type { PlaceNote, QueuePlace, Wake } from './place.ts'
import { higherRole, type WorkRole } from './queue.ts'
import type { WorkRefusal } from './work-refusal.ts'

/** Who acts on a place, and when. */
export interface Acting {
  readonly personId: number
  readonly fence: number
  readonly now: Temporal.Instant
  /** The institution's day, YYYY-MM-DD. */
  readonly today: string
  /** The institution's, in which moments are told. */
  readonly zone: string
}

/** Reasons for which one may pass a case over: a closed list, because a supervisor reads them added up. */
export const SKIP_REASONS = {
  not_my_skill: 'I have not learned this',
  need_training: 'I need help with this',
  needs_specialist: 'A specialist has to look at it',
  conflict_of_interest: 'I know the people it is about',
  system_down: 'A system that I need does not answer',
  wrong_queue: 'It does not belong in this queue',
} as const
export type SkipReason = keyof typeof SKIP_REASONS

/** Every way in which work goes out of its turn, as a supervisor reads them added up: the reasons of a skip, and what asks for none. */
export const OUT_OF_TURN = { ...SKIP_REASONS, given_back: 'It was given back without a reason' } as const
export type OutOfTurn = keyof typeof OUT_OF_TURN

/** Skips of one person on one day, with what they gave back that was handed to them. */
export const SKIPS_A_DAY_MAX = 10
/** The skip of a case with which it goes to the next higher role. */
const SKIPS_TO_SPECIALIST = 3
/** Cases that one person may have parked: more is no memory of where one was but a second queue. */
const PARKED_MAX = 3

/**
 * Whether the place is this person's, by this very claim, and its lease still runs. Everything that changes a case asks this
 * first, so that whoever lost it changes nothing.
 */
export function holdsPlace(place: QueuePlace | undefined, by: Acting): WorkRefusal | undefined {
  if (place === undefined) return { refused: 'case_not_found', detail: 'There is no such case in that queue.' }
  const { at } = place
  const isTheirs = 'holder' in at && at.holder === by.personId && place.fence === by.fence
  if (isTheirs && at.state === 'leased' && Temporal.Instant.compare(by.now, at.until) < 0) return undefined
  if (isTheirs && at.state !== 'leased') return lost('You put it aside: take it up again first.', by.personId)
  if (isTheirs) return lost('Your lease ran out, and it went back to its queue. Ask for it again.', undefined)
  if (at.state === 'done') return lost('It is closed.', undefined)
  const holder = 'holder' in at ? at.holder : undefined
  return lost(holder === undefined ? 'It went back to its queue.' : 'Somebody else has it now.', holder)
}

function lost(detail: string, holder: number | undefined): WorkRefusal {
  return { refused: 'lease_lost', detail, ...(holder === undefined ? {} : { holder }) }
}

/** Back into its queue, and not to the same person again that day. */
export function released(place: QueuePlace, by: Acting): QueuePlace {
  return { ...letGo(place, by), at: { state: 'ready' } }
}

/**
 * Passed over: as released, and counted; the third time it goes to specialists. Whoever knows the people that it is about is kept from
 * it for good.
 */
export function skipped(place: QueuePlace, by: Acting, reason: SkipReason): QueuePlace {
  const skips = place.skips + 1
  const forRole = skips % SKIPS_TO_SPECIALIST === 0 ? higherRole(place.forRole, ABOVE[place.forRole]) : place.forRole
  const isKept = reason === 'conflict_of_interest' && !place.barred.includes(by.personId)
  const barred = isKept ? [...place.barred, by.personId] : place.barred
  return { ...released(place, by), skips, forRole, barred }
}

const ABOVE = { aop: 'ps', ps: 'sps', sps: 'sps' } as const satisfies Record<WorkRole, WorkRole>

/**
 * Waits, and stays theirs. The day wakes it whatever else it waits for, and that day is early enough for somebody to decide it before
 * its own clock ends, or today where it has ended: a later one is refused, with the latest that there is.
 */
export function pended(
  place: QueuePlace,
  by: Acting,
  until: { readonly wake: Wake; readonly at: Temporal.Instant; readonly waitingFor: string; readonly note?: PlaceNote },
): QueuePlace | WorkRefusal {
  if (Temporal.Instant.compare(until.at, by.now) <= 0)
    return { refused: 'wake_in_the_past', detail: 'The moment at which it wakes has passed: name a later one.' }
  const late = wakesTooLate(place, by, until.at)
  if (late !== undefined) return late
  const { wake, waitingFor } = until
  const note = until.note === undefined ? place.note : writtenBy(place, by, until.note)
  const at = { state: 'pended', holder: by.personId, wake, waitingFor } as const
  return { ...place, note, readyAt: until.at, wokenBy: undefined, at }
}

function wakesTooLate({ oursAt }: QueuePlace, { now, zone }: Acting, at: Temporal.Instant): WorkRefusal | undefined {
  const latest = latestWake(now, oursAt, zone)
  if (oursAt === undefined || latest === undefined || Temporal.Instant.compare(at, latest) <= 0) return undefined
  const [ends, wakes] = [momentName(oursAt, zone), momentName(latest, zone)]
  const hasPassed = Temporal.Instant.compare(oursAt, now) <= 0
  const leaves = hasPassed ? `It had to leave here by ${ends}` : `It has to leave here by ${ends}`
  const detail = `${leaves}, so it wakes by ${wakes} at the latest: name that moment or an earlier one.`
  return { refused: 'wake_too_late', detail }
}

/** Ready again, for whoever let it wait before all others, and with what came of what it waited for. */
export function woken(place: QueuePlace, now: Temporal.Instant, came: Wake | 'hand'): QueuePlace {
  const offeredTo = place.at.state === 'pended' ? place.at.holder : place.offeredTo
  return { ...place, readyAt: now, offeredTo, wokenBy: wokenBy(place.at, came), byName: false, at: { state: 'ready' } }
}

/** Put aside with the place where its holder was, on top of their stack. `stack`: the numbers of those that lie there. */
export function parked(
  place: QueuePlace,
  by: Acting,
  aside: { readonly stack: readonly number[]; readonly note: PlaceNote },
): QueuePlace | WorkRefusal {
  if (aside.stack.length >= PARKED_MAX)
    return {
      refused: 'desk_full',
      detail: `You have ${PARKED_MAX} cases put aside: finish or release one of them first.`,
    }
  return {
    ...place,
    note: writtenBy(place, by, aside.note),
    at: { state: 'parked', holder: by.personId, parkNo: Math.max(0, ...aside.stack) + 1 },
  }
}

/** It comes back with the case, to whoever has it then: what somebody goes on with is still of those who began it. */
function writtenBy({ note: before }: QueuePlace, { personId }: Acting, note: PlaceNote): PlaceNote {
  const others = (before?.by ?? []).filter(one => one !== personId)
  return { ...note, by: [...others, personId] }
}

/** Taken up again, by a claim of its own: the note says where. */
export function unparked(place: QueuePlace, by: Pick<Acting, 'personId' | 'now'>): QueuePlace | WorkRefusal {
  if (place.at.state !== 'parked' || place.at.holder !== by.personId)
    return { refused: 'not_parked', detail: 'You have not put this case aside.' }
  return { ...place, fence: place.fence + 1, at: { state: 'leased', holder: by.personId, until: leaseUntil(by.now) } }
}

/**
 * Given to somebody by name, who is handed it before all else; what waits goes on waiting, as theirs. The fence grows, so that
 * whoever had it changes nothing any more.
 */
export function givenTo(place: QueuePlace, to: number): QueuePlace {
  const { at } = place
  const given = { ...place, fence: place.fence + 1, byName: false }
  return at.state === 'pended'
    ? { ...given, at: { ...at, holder: to } }
    : { ...given, offeredTo: to, at: { state: 'ready' } }
}

/**
 * Back to everybody: of a lease that ran out, of somebody who is not there. Nobody is to blame, so it may come to the same person again.
 * What waited says what for.
 */
export function returned(place: QueuePlace, now: Temporal.Instant): QueuePlace {
  const waited = place.at.state === 'pended' ? { readyAt: now, wokenBy: wokenBy(place.at, 'taken') } : {}
  return { ...place, ...waited, fence: place.fence + 1, offeredTo: undefined, byName: false, at: { state: 'ready' } }
}

function letGo(place: QueuePlace, by: Acting): QueuePlace {
  const before = place.workedOn === by.today ? place.workedBy : []
  return {
    ...place,
    offeredTo: undefined,
    wokenBy: undefined,
    byName: false,
    workedBy: before.includes(by.personId) ? before : [...before, by.personId],
    workedOn: by.today,
  }
}
