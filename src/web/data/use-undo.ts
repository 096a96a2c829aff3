import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { AskFailed } from './ask.ts'
import type { Decided } from './desk.ts'

/** The last decision on its way back. */
export interface Undoing {
  readonly isBusy: boolean
  readonly why: Error | undefined
  take(): void
}

export function useUndo(
  { undo, changes }: Pick<Decided<unknown, unknown>, 'undo' | 'changes'>,
  done: () => void = () => {},
): Undoing {
  const client = useQueryClient()
  const key = useRef('')
  const asked = useMutation({
    mutationFn: () => {
      if (key.current === '') key.current = crypto.randomUUID()
      return undo(key.current)
    },
    onSuccess: () => {
      key.current = ''
      for (const queryKey of [...changes, ['desk'], ['letters']]) void client.invalidateQueries({ queryKey })
      done()
    },
    onError: error => {
      // A refusal is kept with its key; what never reached the server is asked again with the same.
      if (error instanceof AskFailed && error.status > 0) key.current = ''
    },
  })
  return { isBusy: asked.isPending, why: asked.error ?? undefined, take: () => asked.mutate() }
}
