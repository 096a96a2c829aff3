import type { z } from 'zod'
import type { PreviewJson, UndoOfferedJson } from './decision.ts'

/** The order's words for a preview that was seen. */
export function asSeen({ sha256, needs }: Pick<z.infer<typeof PreviewJson>, 'sha256' | 'needs'>) {
  return { preview_sha256: sha256, expected: needs === 'approval' ? 'proposed' : 'done' } as const
}

/** The order's words for a way back that was seen. */
export function undoAsSeen({ decision, sha256, standing }: WayBack & { readonly sha256: string }) {
  const expected = standing === 'approval' ? 'proposed' : 'done'
  return { decision, preview_sha256: sha256, expected } as const
}
type WayBack = Pick<z.infer<typeof UndoOfferedJson>, 'decision' | 'standing'>
