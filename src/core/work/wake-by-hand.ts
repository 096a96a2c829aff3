import { wokenBy } from './awaited.ts'
import { leaseUntil } from './lease.ts'
import { holderOf, type QueuePlace } from './place.ts'
import { woken } from './place-acts.ts'
import type { WorkRefusal } from './work-refusal.ts'

/** Who wants it, and what gives them the right: it waits for themselves, or they lead. */
export interface WakingHand {
  readonly personId: number
  readonly as: 'holder' | 'lead'
  readonly now: Temporal.Instant
}

/** What waits for the world may be woken by hand; what waits for somebody's word is not theirs to end. */
const BY_HAND: ReadonlySet<string> = new Set(['date', 'mail', 'file', 'ledger', 'party'])

/** Ready at once, for whoever let it wait before all others. */
export function wokenByHand(place: QueuePlace, by: WakingHand): QueuePlace | WorkRefusal {
  return whyNotWoken(place, by) ?? woken(place, by.now, 'hand')
}

/** Taken up by whoever let it wait, without waiting any longer: by a claim of its own. */
export function takenBack(place: QueuePlace, by: Omit<WakingHand, 'as'>): QueuePlace | WorkRefusal {
  const refused = whyNotWoken(place, { ...by, as: 'holder' })
  if (refused !== undefined) return refused
  return {
    ...{ ...place, readyAt: by.now, fence: place.fence + 1, offeredTo: undefined, wokenBy: wokenBy(place.at, 'hand') },
    at: { state: 'leased', holder: by.personId, until: leaseUntil(by.now) },
  }
}

function whyNotWoken(place: QueuePlace, by: WakingHand): WorkRefusal | undefined {
  const { at } = place
  if (at.state !== 'pended')
    return { refused: 'not_pended', detail: 'It does not wait: it is handed out, or somebody has it.' }
  const holder = holderOf(place)
  if (by.as === 'holder' && holder !== by.personId)
    return {
      refused: 'not_pended',
      detail: 'It waits for somebody else: a supervisor can wake it or give it to you.',
      ...(holder === undefined ? {} : { holder }),
    }
  if (!BY_HAND.has(at.wake.on))
    return { refused: 'not_pended', detail: `It waits for ${at.waitingFor}: it comes back with that.` }
  return undefined
}
