import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { asSeen } from '../../contract/as-seen.ts'
import { AskFailed } from './ask.ts'
import type { Decided, Effect, HeldEffect, Preview, Wanted } from './desk.ts'

/** What stands beside the effect of one item. */
export type Beside = Pick<Preview, 'clocks' | 'linked' | 'linked_more' | 'received'>
/** What is shown of a preview, whatever it is of. */
export type Seen = Omit<Preview, 'effect' | keyof Beside> & Partial<Beside> & { readonly effect: Effect | HeldEffect }

/** A resolution on its way: looked at first, then taken as it was seen. */
export interface Acting {
  readonly preview: Seen | undefined
  /** What was seen before, where something changed meanwhile: so that the change can be shown. */
  readonly before: Seen['effect'] | undefined
  readonly isBusy: boolean
  readonly why: AskFailed | Error | undefined
  look(wanted: Wanted): void
  commit(wanted: Wanted): void
  /** Back to the form. */
  back(): void
}

const NO_KEY = { what: '', key: '' }

/** Refusals after which it is looked at again, a decision or the way back from one: what was shown is not what would happen now. */
export const STALE: ReadonlySet<string> = new Set([
  'preview_stale',
  'second_person_needed',
  'second_person_spare',
  'step_up_needed',
])

/** `done` is told what was decided. */
export function useAct<Taken>(of: Decided<Seen, Taken>, done: (taken: Taken) => void): Acting {
  const client = useQueryClient()
  const [before, setBefore] = useState<Seen['effect']>()
  // A retry of one commit carries the same key; another preview is another thing.
  const key = useRef(NO_KEY)
  const looked = useMutation({ mutationFn: of.preview })
  const committed = useMutation({
    mutationFn: (wanted: Wanted) => {
      const seen = asSeen(looked.data ?? { sha256: '', needs: null })
      const what = `${seen.preview_sha256} ${seen.expected}`
      if (key.current.what !== what) key.current = { what, key: crypto.randomUUID() }
      return of.decide(wanted, seen, key.current.key)
    },
    onSuccess: decided => {
      looked.reset()
      setBefore(undefined)
      for (const queryKey of [...of.changes, ['letters']]) void client.invalidateQueries({ queryKey })
      done(decided)
    },
    onError: (error, wanted) => {
      // A refusal is kept with its key: what is tried again is another try.
      if (error instanceof AskFailed && error.status > 0) key.current = NO_KEY
      if (!(error instanceof AskFailed) || !STALE.has(error.refused ?? '')) return
      // Of another second person the effect says nothing: the refusal does, and stays beside it.
      if (error.refused === 'preview_stale') setBefore(looked.data?.effect)
      looked.mutate(wanted)
    },
  })
  return {
    preview: looked.data,
    before,
    isBusy: looked.isPending || committed.isPending,
    why: looked.error ?? committed.error ?? undefined,
    look(wanted) {
      setBefore(undefined)
      committed.reset()
      looked.mutate(wanted)
    },
    commit: committed.mutate,
    back() {
      setBefore(undefined)
      committed.reset()
      looked.reset()
    },
  }
}
