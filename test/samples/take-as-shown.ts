import type { ResolutionAsked } from '../../src/core/resolve/resolution.ts'
import type { Decider } from '../../src/engine/authorise-decision.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { previewResolution } from '../../src/engine/preview-resolution.ts'
import { previewUnit } from '../../src/engine/preview-unit.ts'
import { type Resolved, resolveException } from '../../src/engine/resolve-exception.ts'
import { resolveUnit, type UnitResolved } from '../../src/engine/resolve-unit.ts'

/** Looks at what a resolution would do and takes it so, as somebody at a desk does; the refusal of either. */
export async function takeAsShown(
  engine: Engine,
  of: { readonly itemId: number; readonly asked: ResolutionAsked; readonly by: Decider },
): Promise<Resolved> {
  const preview = await previewResolution(engine, of)
  return preview.is === 'refused' ? preview : resolveException(engine, { ...of, previewSha256: preview.sha256 })
}

/** The same of what is held as a whole. */
export async function takeUnitAsShown(
  engine: Engine,
  of: { readonly exceptionId: number; readonly asked: ResolutionAsked; readonly by: Decider },
): Promise<UnitResolved> {
  const preview = await previewUnit(engine, of)
  return preview.is === 'refused' ? preview : resolveUnit(engine, { ...of, previewSha256: preview.sha256 })
}
