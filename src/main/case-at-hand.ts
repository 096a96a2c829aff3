import type { ClaimedCase } from '../engine/change-place.ts'
import type { Engine } from '../engine/engine.ts'
import { type HeldCase, readDesk } from '../engine/read-desk.ts'
import { renewLeases } from '../engine/renew-leases.ts'
import { CannotDo } from './command.ts'

/**
 * The case that somebody works on, with its lease renewed: a terminal sends no heartbeat, so each command about the case is one.
 * Throws `CannotDo` where there is none.
 */
export async function caseAtHand(engine: Engine, personId: number): Promise<HeldCase> {
  await renewLeases(engine, personId)
  const held = (await readDesk(engine, personId)).find(({ place }) => place.at.state === 'leased')
  if (held === undefined)
    throw new CannotDo('you work on no case now, or its lease ran out: clearday next --as LOGIN gets one')
  return held
}

/** By which claim it is theirs. */
export function claimOf({ place }: HeldCase, personId: number): ClaimedCase {
  const { queue, caseShard, caseId, fence } = place
  return { queue, caseShard, caseId, personId, fence }
}
