import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { AskFailed } from './ask.ts'
import type { Decided, UndoOffered } from './desk.ts'

/** What is taken back, as it was seen; without the hash it is looked up what taking it back would do, of this decision alone. */
export type SeenToUndo = Pick<UndoOffered, 'decision'> & Partial<Pick<UndoOffered, 'sha256'>>

/** A decision on its way back. */
export interface Undoing {
  readonly isBusy: boolean
  readonly why: Error | undefined
  take(seen: SeenToUndo): void
}

export function useUndo(
  { wayBack, undo, changes }: Pick<Decided<unknown, unknown>, 'wayBack' | 'undo' | 'changes'>,
  done: () => void = () => {},
): Undoing {
  const client = useQueryClient()
  // A retry of one undoing carries the same key and the same words; another one is another thing.
  const order = useRef<{ readonly seen: { decision: string; preview_sha256: string }; readonly key: string }>(undefined)
  const readAgain = () => {
    for (const queryKey of [...changes, ['desk'], ['letters']]) void client.invalidateQueries({ queryKey })
  }
  const asked = useMutation({
    mutationFn: async ({ decision, sha256 }: SeenToUndo) => {
      const isSame = order.current?.seen.decision === decision
      const preview_sha256 = sha256 ?? (isSame ? order.current?.seen.preview_sha256 : undefined)
      const seen = { decision, preview_sha256: preview_sha256 ?? hashOf(await wayBack(), decision) }
      const { key } = order.current ?? { key: crypto.randomUUID() }
      order.current = { seen, key }
      return undo(seen, key)
    },
    onSuccess: () => {
      order.current = undefined
      readAgain()
      done()
    },
    onError: error => {
      // A refusal is kept with its key; what never reached the server is asked again with the same.
      if (error instanceof AskFailed && error.status > 0) order.current = undefined
      if (error instanceof AskFailed && error.refused === 'preview_stale') readAgain()
    },
  })
  return { isBusy: asked.isPending, why: asked.error ?? undefined, take: seen => asked.mutate(seen) }
}

function hashOf(offered: UndoOffered | null, decision: string): string {
  if (offered?.decision !== decision)
    throw new Error('It was taken back or decided otherwise since: its page says how it stands.')
  // Whoever presses a key for what they decided a moment ago has not seen what is asked of others instead.
  if (offered.by === 'remedy')
    throw new Error(
      'It has left the house since: its page shows what is taken back here, and what the other bank is asked.',
    )
  if (offered.sha256 === null) throw new Error(offered.why_not.join(' '))
  return offered.sha256
}
