import type { QueuePlace } from '../core/work/place.ts'
import { type Acting, type OutOfTurn, SKIPS_A_DAY_MAX } from '../core/work/place-acts.ts'
import type { WorkRefusal } from '../core/work/work-refusal.ts'
import { countSkips, insertSkip } from '../store/case-skip.ts'
import type { Transaction } from '../store/database.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'

/**
 * Counts that somebody does not work on what was handed to them, whichever way they let it go: so many a day of a natural person, and
 * refused from then on. Supervisors read it.
 */
export async function countSkip(
  engine: Engine,
  tx: Transaction,
  { place, by, as }: { readonly place: QueuePlace; readonly by: Acting; readonly as: OutOfTurn },
): Promise<WorkRefusal | undefined> {
  const { personId, today, now } = by
  const orgShard = orgShardOf(engine)
  if ((await countSkips(tx, orgShard, { personId, on: today })) >= SKIPS_A_DAY_MAX) return USED_UP
  await insertSkip(tx, { place, personId, reason: as, on: today, at: now })
  return undefined
}

const USED_UP: WorkRefusal = {
  refused: 'skips_used_up',
  detail: `You have passed over or given back ${SKIPS_A_DAY_MAX} cases today, which is as many as there are. Work on it, let it wait, or ask a supervisor to give it to somebody.`,
}
