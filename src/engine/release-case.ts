import type { QueuePlace } from '../core/work/place.ts'
import { released } from '../core/work/place-acts.ts'
import type { WorkRefusal } from '../core/work/work-refusal.ts'
import { type CaseClaim, changeOwnPlace } from './change-place.ts'
import type { Engine } from './engine.ts'

/** Lets a case go back into its queue. It is not handed to the same person again that day. */
export async function releaseCase(engine: Engine, of: CaseClaim): Promise<QueuePlace | WorkRefusal> {
  return changeOwnPlace(engine, of, (place, by) => ({ kind: 'case_released', place: released(place, by) }))
}
