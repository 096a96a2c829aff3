import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { NoteList } from '../../contract/note.ts'
import { type PathName, pathTo } from '../../contract/paths.ts'
import type { CaseQuestions, EscalationDraft, ProposalRecordJson, QuestionList } from '../../contract/question.ts'
import type { Desk } from '../../contract/work.ts'
import { AskFailed, ask } from './ask.ts'

/** Questions, notes, and what is done with them. */

export const inboxQuery = queryOptions({
  queryKey: ['questions', 'inbox'],
  queryFn: ({ signal }) => ask<QuestionList>(pathTo('questionInbox'), signal),
})
export const askedQuery = queryOptions({
  queryKey: ['questions', 'mine'],
  queryFn: ({ signal }) => ask<QuestionList>(pathTo('questionsMine'), signal),
})
/** What was asked about a case, with the answers. */
export const caseQuestionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['questions', 'case', id],
    queryFn: ({ signal }) => ask<CaseQuestions>(pathTo('caseQuestions', { case: id }), signal),
  })
export const recordQuery = queryOptions({
  queryKey: ['questions', 'record'],
  queryFn: ({ signal }) => ask<ProposalRecordJson>(pathTo('proposalRecord'), signal),
})
export const handsQuery = queryOptions({
  queryKey: ['questions', 'hands'],
  queryFn: ({ signal }) => ask<{ readonly data: Desk['data'] }>(pathTo('workMine'), signal),
})
/** Read once: what somebody writes over it must not change under their hands. */
export const draftQuery = (id: string) =>
  queryOptions({
    queryKey: ['questions', 'draft', id],
    queryFn: ({ signal }) => ask<EscalationDraft>(pathTo('caseDraft', { case: id }), signal),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  })
export const notesQuery = (item: number) =>
  queryOptions({
    queryKey: ['notes', item],
    queryFn: ({ signal }) => ask<NoteList>(pathTo('itemNotes', { item }), signal),
  })

/** Of a case itself. */
export const caseNotesQuery = (id: string) =>
  queryOptions({
    queryKey: ['notes', 'case', id],
    queryFn: ({ signal }) => ask<NoteList>(pathTo('caseNotes', { case: id }), signal),
  })

/** Something to be done: where, and what is sent with it. */
export interface Doing {
  readonly path: PathName
  readonly holes: Readonly<Record<string, string | number>>
  readonly body?: object
}

/**
 * Does things one at a time, each under a key of its own: pressed again after the answer was lost it is the same request, and has
 * one effect. Afterwards everything that is shown of questions, notes, letters and documents is read again.
 */
export function useDo(done: () => void = () => {}) {
  const client = useQueryClient()
  const kept = useRef<{ readonly words: string; readonly key: string } | undefined>(undefined)
  const asked = useMutation({
    mutationFn: ({ path, holes, body }: Doing) => {
      const words = JSON.stringify([path, holes, body])
      if (kept.current?.words !== words) kept.current = { words, key: crypto.randomUUID() }
      const sent = body === undefined ? {} : { body }
      return ask(pathTo(path, holes), undefined, { method: 'POST', key: kept.current.key, ...sent })
    },
    onError: error => {
      // A refusal is kept with its key: what is tried again is another try. What was not answered may have been done.
      if (error instanceof AskFailed && error.status !== 0) kept.current = undefined
      // It is not as it was shown: taken by another meanwhile, or the time ran out.
      return client.invalidateQueries({ queryKey: ['questions'] })
    },
    onSuccess: () => {
      kept.current = undefined
      done()
      return Promise.all([
        client.invalidateQueries({ queryKey: ['questions'] }),
        client.invalidateQueries({ queryKey: ['notes'] }),
        client.invalidateQueries({ queryKey: ['letters'] }),
        client.invalidateQueries({ queryKey: ['list', 'letters'] }),
        client.invalidateQueries({ queryKey: ['list', 'documents'] }),
        client.invalidateQueries({ queryKey: ['item'] }),
      ])
    },
  })
  return { do: asked.mutate, isBusy: asked.isPending, why: asked.error?.message }
}
