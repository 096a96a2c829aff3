import type { BulkEffect, BulkStops } from '../core/bulk/bulk-act.ts'
import type { UndoEffect } from '../core/resolve/decide-undo.ts'
import { hashOf } from './preview-resolution.ts'

/** What taking one decision back adds up to in a dry run of many, with its hash in hex. */
export function sumsOfUndo(
  undone: UndoEffect,
  at: { readonly shard: number; readonly itemId: number },
): { readonly effect: BulkEffect; readonly stops: BulkStops; readonly sha256: string } {
  const { legs, letters, withdraws, withdrawsNotice, givesBack } = undone
  const outbound = givesBack && { ...at, kind: 'return' as const, ...givesBack }
  return {
    effect: { legs, outbound, notice: undefined, letters: letters.corrects },
    stops: {
      answers: withdraws === 'answer' ? 1 : 0,
      notices: withdrawsNotice ? 1 : 0,
      letters: letters.cancels.length,
    },
    sha256: hashOf(undone).hex,
  }
}
