import { decideUndo } from '../../src/core/resolve/decide-undo.ts'
import type { Decider } from '../../src/engine/authorise-decision.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { findDecidable, hashOf } from '../../src/engine/preview-resolution.ts'
import { type Undone, undoDecision, undoFacts } from '../../src/engine/undo-decision.ts'
import { readUnitUndo, undoUnit } from '../../src/engine/undo-unit.ts'
import { lastDecision } from '../../src/store/decision.ts'
import { inReadRequest } from '../../src/store/read-request.ts'

/** Looks at what taking the last decision about an item back would do and does it so, as somebody at a desk does; the refusal of either. */
export async function takeBack(
  engine: Engine,
  { itemId, by }: { readonly itemId: number; readonly by: Decider },
): Promise<Undone> {
  const found = await findDecidable(engine, itemId)
  if (found.is === 'refused') return found
  const { decidable } = found
  const sha256 = await inReadRequest(engine.database, engine.institution.orgId, async tx => {
    const last = await lastDecision(tx, { shard: decidable.item.shard, exceptionId: decidable.exceptionId })
    const undone = decideUndo(await undoFacts(engine, tx, decidable, last))
    return undone.is === 'undone' ? hashOf(undone).hex : ''
  })
  return undoDecision(engine, { itemId, by, seen: { sha256 } })
}

/** The same of a batch or file that is held as a whole. */
export async function takeUnitBack(
  engine: Engine,
  of: { readonly exceptionId: number; readonly by: Decider },
): Promise<Undone> {
  const offered = await readUnitUndo(engine, of)
  if (offered !== undefined && 'refused' in offered) return offered
  return undoUnit(engine, { ...of, seen: { sha256: offered?.sha256 ?? '' } })
}
