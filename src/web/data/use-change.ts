import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { PeopleChangeJson } from '../../contract/people.ts'
import { AskFailed } from './ask.ts'
import { changePeople } from './people.ts'

/** A change of people on its way: where it needs the password once more, it goes on after that. */
export interface Changing {
  readonly isBusy: boolean
  /** The change waits for the password. */
  readonly needsStepUp: boolean
  readonly why: Error | undefined
  readonly isDone: boolean
  make(changes: readonly PeopleChangeJson[]): void
  /** The same once more, after the password. */
  again(): void
}

export function useChange(done: () => void = () => {}): Changing {
  const client = useQueryClient()
  const key = useRef('')
  const asked = useMutation({
    mutationFn: (changes: readonly PeopleChangeJson[]) => changePeople(changes, key.current),
    onSuccess: () => {
      for (const name of ['person', 'list', 'authority', 'can', 'queues', 'session'])
        void client.invalidateQueries({ queryKey: [name] })
      done()
    },
  })
  const needsStepUp = asked.error instanceof AskFailed && asked.error.refused === 'step_up_needed'
  return {
    ...{ isBusy: asked.isPending, needsStepUp, isDone: asked.isSuccess },
    why: needsStepUp ? undefined : (asked.error ?? undefined),
    make(changes) {
      key.current = crypto.randomUUID()
      asked.mutate(changes)
    },
    again() {
      if (asked.variables !== undefined) asked.mutate(asked.variables)
    },
  }
}
