import type { Deadline } from '../core/deadline/compute-deadline.ts'
import { inReadRequest } from '../store/read-request.ts'
import type { Engine } from './engine.ts'
import { findUnit, type Unit } from './find-unit.ts'
import { deadlineOf } from './read-item.ts'

/** What is held as a whole, with its clock. */
export interface HeldStory {
  readonly unit: Unit
  readonly deadline: Deadline | undefined
}

/** Undefined where nothing is held under that number. */
export async function readHeld(engine: Engine, exceptionId: number): Promise<HeldStory | undefined> {
  const { orgId } = engine.institution
  const unit = await inReadRequest(engine.database, orgId, tx => findUnit(engine, tx, exceptionId))
  return unit === undefined ? undefined : { unit, deadline: deadlineOf(engine, unit.exception) }
}
