import type { QueuePlace } from '../core/work/place.ts'
import { released } from '../core/work/place-acts.ts'
import type { WorkRefusal } from '../core/work/work-refusal.ts'
import { type CaseClaim, changeOwnPlace } from './change-place.ts'
import { countSkip } from './count-skip.ts'
import type { Engine } from './engine.ts'

/**
 * Lets a case go back into its queue. It is not handed to the same person again that day. What was handed out, and not taken by its
 * number, counts as passed over, or the next would be chosen by giving back what is hard.
 */
export async function releaseCase(engine: Engine, of: CaseClaim): Promise<QueuePlace | WorkRefusal> {
  return changeOwnPlace(engine, of, async (place, by, tx) => {
    const usedUp = place.byName ? undefined : await countSkip(engine, tx, { place, by, as: 'given_back' })
    return usedUp ?? { kind: 'case_released', place: released(place, by) }
  })
}
