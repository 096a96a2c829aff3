import type { ResolutionAsked } from '../../src/core/resolve/resolution.ts'
import type { Decider } from '../../src/engine/authorise-decision.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { previewResolution } from '../../src/engine/preview-resolution.ts'
import { type Resolved, resolveException } from '../../src/engine/resolve-exception.ts'

/** Looks at what a resolution would do and takes it so, as somebody at a desk does; the refusal of either. */
export async function takeAsShown(
  engine: Engine,
  of: { readonly itemId: number; readonly asked: ResolutionAsked; readonly by: Decider },
): Promise<Resolved> {
  const preview = await previewResolution(engine, of)
  return preview.is === 'refused' ? preview : resolveException(engine, { ...of, previewSha256: preview.sha256 })
}
