import { shardOf } from '../core/bucket.ts'
import type { QueuePlace } from '../core/work/place.ts'
import { SKIPS_A_DAY_MAX, type SkipReason, skipped } from '../core/work/place-acts.ts'
import type { WorkRefusal } from '../core/work/work-refusal.ts'
import { countSkips, insertSkip } from '../store/case-skip.ts'
import { type CaseClaim, changeOwnPlace } from './change-place.ts'
import type { Engine } from './engine.ts'

/**
 * Passes a case over, with the reason. Supervisors see it; so many a day and no more; and what was passed over for the third time
 * goes to the next higher role. Whoever knows the people that it is about is kept from it for good, by whichever account.
 */
export async function skipCase(engine: Engine, of: CaseClaim, reason: SkipReason): Promise<QueuePlace | WorkRefusal> {
  return changeOwnPlace(engine, of, async (place, by, tx) => {
    const { personId, today, now } = by
    const orgShard = shardOf(engine.institution.orgId, 0)
    if ((await countSkips(tx, orgShard, { personId, on: today })) >= SKIPS_A_DAY_MAX) return USED_UP
    await insertSkip(tx, { place, personId, reason, on: today, at: now })
    const after = skipped(place, by, reason)
    const raised = after.forRole === place.forRole ? {} : { forRole: after.forRole }
    return { kind: 'case_skipped', place: after, body: { reason, skips: after.skips, ...raised } }
  })
}

const USED_UP: WorkRefusal = {
  refused: 'skips_used_up',
  detail: `You have passed over ${SKIPS_A_DAY_MAX} cases today, which is as many as there are. Work on it, let it wait, or ask a supervisor to give it to somebody.`,
}
