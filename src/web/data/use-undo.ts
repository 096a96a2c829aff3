import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { undoAsSeen } from '../../contract/as-seen.ts'
import { AskFailed } from './ask.ts'
import type { Decided, UndoOffered } from './desk.ts'
import { STALE } from './use-act.ts'

/** What is taken back, as it was seen; without the hash it is looked up what taking it back would do, of this decision alone. */
export type SeenToUndo = Pick<UndoOffered, 'decision'> & Partial<Pick<UndoOffered, 'sha256' | 'standing'>>

/** A decision on its way back. */
export interface Undoing {
  readonly isBusy: boolean
  readonly why: Error | undefined
  take(seen: SeenToUndo): void
}

/** `done`: of what was taken back, and not of what waits for a second person. */
export function useUndo(
  { wayBack, undo, changes }: Pick<Decided<unknown, unknown>, 'wayBack' | 'undo' | 'changes'>,
  done: () => void = () => {},
): Undoing {
  const client = useQueryClient()
  // A retry of one undoing carries the same key and the same words; another one is another thing.
  const order = useRef<{ readonly seen: ReturnType<typeof undoAsSeen>; readonly key: string }>(undefined)
  const readAgain = () => {
    for (const queryKey of [...changes, ['desk'], ['letters']]) void client.invalidateQueries({ queryKey })
  }
  const asked = useMutation({
    mutationFn: async ({ decision, sha256, standing }: SeenToUndo) => {
      const before = order.current?.seen.decision === decision ? order.current.seen : undefined
      const shown = sha256 && standing && undoAsSeen({ decision, sha256, standing })
      const seen = shown || before || undoAsSeen(offeredNow(await wayBack(), decision))
      const { key } = order.current ?? { key: crypto.randomUUID() }
      order.current = { seen, key }
      return undo(seen, key)
    },
    onSuccess: ({ state }) => {
      order.current = undefined
      readAgain()
      if (state === 'done') done()
    },
    onError: error => {
      // A refusal is kept with its key; what never reached the server is asked again with the same.
      if (error instanceof AskFailed && error.status > 0) order.current = undefined
      if (error instanceof AskFailed && STALE.has(error.refused)) readAgain()
    },
  })
  return { isBusy: asked.isPending, why: asked.error ?? undefined, take: seen => asked.mutate(seen) }
}

function offeredNow(offered: UndoOffered | null, decision: string): UndoOffered & { readonly sha256: string } {
  if (offered?.decision !== decision)
    throw new Error('It was taken back or decided otherwise since: its page says how it stands.')
  // Whoever presses a key for what they decided a moment ago has not seen what is asked of others instead.
  if (offered.by === 'remedy')
    throw new Error(
      'It has left the house since: its page shows what is taken back here, and what the other bank is asked.',
    )
  if (offered.standing === 'approval')
    throw new Error('Taking it back needs a second person: its page shows what is taken back, and asks one.')
  const { sha256 } = offered
  if (sha256 === null) throw new Error(offered.why_not.join(' '))
  return { ...offered, sha256 }
}
