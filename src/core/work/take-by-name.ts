import { leaseUntil } from './lease.ts'
import { holderOf, type QueuePlace } from './place.ts'
import { unparked } from './place-acts.ts'
import { takenBack } from './wake-by-hand.ts'
import type { WorkRefusal } from './work-refusal.ts'

/** Who takes a case that is named, and when. */
interface TakingByName {
  readonly personId: number
  readonly now: Temporal.Instant
}

/**
 * Taken because somebody asks about it, out of its turn: by a claim of its own. What lies or waits with somebody else, or was given
 * to them by name, is not taken from them: the refusal says who has it. Pure; whether the person may have it is asked elsewhere.
 */
export function takenByName(place: QueuePlace, by: TakingByName): QueuePlace | WorkRefusal {
  const { at } = place
  if (at.state === 'done') return notTaken('It is closed: nothing of it is open any more.')
  const isOver = at.state === 'leased' && Temporal.Instant.compare(at.until, by.now) <= 0
  const holder = isOver ? undefined : (holderOf(place) ?? place.offeredTo)
  if (holder !== undefined && holder !== by.personId)
    return notTaken(`${WITH_OTHERS[at.state]}: ask them, or a supervisor to give it to you.`, holder)
  if (at.state === 'parked') return unparked(place, by)
  if (at.state === 'pended') return takenBack(place, by)
  if (at.state === 'leased' && !isOver) return notTaken('You work on it already.')
  const leased = { state: 'leased', holder: by.personId, until: leaseUntil(by.now) } as const
  // What was given to them would have been handed to them anyway.
  return { ...place, fence: place.fence + 1, offeredTo: undefined, byName: place.offeredTo === undefined, at: leased }
}

const WITH_OTHERS = {
  ready: 'It was given to somebody else by name',
  leased: 'Somebody else works on it now',
  parked: 'Somebody else has put it aside',
  pended: 'It waits with somebody else',
} as const satisfies Record<Exclude<QueuePlace['at']['state'], 'done'>, string>

function notTaken(detail: string, holder?: number): WorkRefusal {
  return { refused: 'may_not_take', detail, ...(holder === undefined ? {} : { holder }) }
}
