import type { QueuePlace } from '../core/work/place.ts'
import { type SkipReason, skipped } from '../core/work/place-acts.ts'
import type { WorkRefusal } from '../core/work/work-refusal.ts'
import { type CaseClaim, changeOwnPlace } from './change-place.ts'
import { countSkip } from './count-skip.ts'
import type { Engine } from './engine.ts'

/**
 * Passes a case over, with the reason. Supervisors see it; so many a day and no more; and what was passed over for the third time
 * goes to the next higher role. Whoever knows the people that it is about is kept from it for good, by whichever account.
 */
export async function skipCase(engine: Engine, of: CaseClaim, reason: SkipReason): Promise<QueuePlace | WorkRefusal> {
  return changeOwnPlace(engine, of, async (place, by, tx) => {
    const usedUp = await countSkip(engine, tx, { place, by, as: reason })
    if (usedUp !== undefined) return usedUp
    const after = skipped(place, by, reason)
    const raised = after.forRole === place.forRole ? {} : { forRole: after.forRole }
    return { kind: 'case_skipped', place: after, body: { reason, skips: after.skips, ...raised } }
  })
}
