import type { Deadline } from '../core/deadline/compute-deadline.ts'
import type { ForwardingAfter } from '../core/forwarding.ts'
import { newestForwarding } from '../store/forwarding.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import { findUnit, type Unit } from './find-unit.ts'
import { deadlineOf } from './read-item.ts'

/** What is held as a whole, with its clock. */
export interface HeldStory {
  readonly unit: Unit
  readonly deadline: Deadline | undefined
  /** The forwarding to another department or institution, as it stands. */
  readonly forwarding: ForwardingAfter | undefined
}

/** Undefined where nothing is held under that number. */
export async function readHeld(engine: Engine, exceptionId: number): Promise<HeldStory | undefined> {
  const { orgId } = engine.institution
  return inReadRequest(engine.database, orgId, async tx => {
    const unit = await findUnit(engine, tx, exceptionId)
    if (unit === undefined) return undefined
    const forwarding = await newestForwarding(tx, unit.place)
    return { unit, deadline: deadlineOf(engine, unit.exception), forwarding }
  })
}
