import type { PlaceNote, QueuePlace, Wake } from '../core/work/place.ts'
import { pended } from '../core/work/place-acts.ts'
import { isWorkRefusal, type WorkRefusal } from '../core/work/work-refusal.ts'
import { type CaseClaim, changeOwnPlace } from './change-place.ts'
import type { Engine } from './engine.ts'

/** Until when, for what and for whom a case waits. */
export interface PendUntil {
  readonly wake: Wake
  /** When it wakes at the latest. */
  readonly at: Temporal.Instant
  /** For people: `the originator's letter`. At most 200 characters. */
  readonly waitingFor: string
  readonly note?: PlaceNote
}

/** Lets a case wait, as its holder's: it counts as in work. It wakes on its day by itself, and earlier by what it waits for. */
export async function pendCase(engine: Engine, of: CaseClaim, until: PendUntil): Promise<QueuePlace | WorkRefusal> {
  return changeOwnPlace(engine, of, (place, by) => {
    const after = pended(place, by, until)
    if (isWorkRefusal(after)) return after
    const { wake, at, waitingFor } = until
    return { kind: 'case_pended', place: after, body: { wake, until: at.toString(), waitingFor } }
  })
}
