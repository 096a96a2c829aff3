import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import type { BulkAct } from '../../contract/bulk.ts'
import { AskFailed } from '../data/ask.ts'
import { bulkQuery, commitBulk, previewBulkApproval, previewBulkUndo } from '../data/bulk.ts'
import { useDraft } from '../data/drafts.ts'
import { sessionQuery } from '../data/session.ts'
import { counted } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { StepUp } from '../ui/step-up.tsx'
import { Why } from '../ui/why.tsx'
import { BulkSums } from './bulk-sums.tsx'
import { BulkOutcomes, BulkReasons } from './bulk-tallies.tsx'

/** A dry run: what would become of all that match, and the one step that has it done as it was seen. */
export function BulkShown({ act }: { readonly act: BulkAct }) {
  const { shown } = act
  const { done, proposed, refused } = shown
  return (
    <>
      <Panel title="What it would do; nothing of it happened yet">
        <BulkOutcomes
          bulk={act.bulk}
          label="What would become of them"
          rows={[
            { state: 'done', says: 'would be done', tally: done },
            { state: 'proposed', says: 'would wait for a second person', tally: proposed },
            { state: 'refused', says: 'would not be done', tally: refused },
          ]}
        />
        <Commit act={act} />
      </Panel>
      <BulkReasons
        bulk={act.bulk}
        title="What needs a second person, and why"
        reasons={shown.reasons.filter(one => one.as === 'proposed')}
      />
      <BulkReasons
        bulk={act.bulk}
        title="What would not be done, and why"
        reasons={shown.reasons.filter(one => one.as === 'refused')}
      />
      <BulkSums shown={shown} />
    </>
  )
}

/** Whoever made it begins it; what is another set or effect by now is refused, and looked at again. */
function Commit({ act }: { readonly act: BulkAct }) {
  const begin = useBegin(act)
  const again = useLookAgain(act)
  const { done, proposed, reasons, matching } = act.shown
  const toDo = done.count + proposed.count
  if (reasons.some(one => one.reason === 'step_up')) return <StepUp done={() => void again.mutate()} />
  const needsProof = begin.error instanceof AskFailed && begin.error.refused === 'step_up_needed'
  const isStale = begin.error instanceof AskFailed && STALE.has(begin.error.refused)
  return (
    <>
      {toDo === 0 && <p className="notice">Nothing of it can be done by you now: the reasons say who can.</p>}
      <p className="act-buttons">
        {toDo > 0 && !isStale && (
          <button type="button" className="primary" disabled={begin.isPending} onClick={() => begin.mutate()}>
            {BEGINS[act.act]} {toDo === matching.count ? 'all ' : ''}
            {counted(toDo, 'item')}
          </button>
        )}
        {act.matching === null ? (
          <button type="button" disabled={again.isPending} onClick={() => again.mutate()}>
            Look again
          </button>
        ) : (
          <Link to="/bulk/new" search={withoutState(act.matching)}>
            {isStale ? 'Look again' : 'Choose otherwise'}
          </Link>
        )}
      </p>
      {needsProof ? <StepUp done={() => begin.mutate()} /> : <Why error={begin.error ?? again.error} />}
    </>
  )
}

/** Refusals after which what is shown is not what would be done. */
const STALE: ReadonlySet<string> = new Set(['preview_stale', 'set_changed', 'bulk_not_found'])

const BEGINS = { resolve: 'Do it to', approve: 'Approve', return: 'Return', undo: 'Take back' } as const

function withoutState({ state, ...matching }: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return state === undefined || state === 'unclosed' ? matching : { ...matching, state }
}

/** Begun once, however often it is pressed; what was written for it is forgotten then. */
function useBegin(act: BulkAct) {
  const client = useQueryClient()
  const draft = useDraft(useQuery(sessionQuery).data?.person.id, 'bulk')
  const key = useRef('')
  return useMutation({
    mutationFn: () => {
      if (key.current === '') key.current = crypto.randomUUID()
      return commitBulk(act, key.current)
    },
    onSuccess: begun => {
      client.setQueryData(bulkQuery(String(begun.bulk)).queryKey, begun)
      if (begun.act === 'resolve') draft.drop('')
      void client.invalidateQueries()
    },
    onError: error => {
      // A refusal is kept with its key: what is tried again is another try.
      if (error instanceof AskFailed && error.status > 0) key.current = ''
    },
  })
}

/** The same dry run anew, of what was not chosen by a filter; after the password also of that: its form has what was written. */
function useLookAgain({ act, of, matching }: BulkAct) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: async () => {
      if (of === null) return undefined
      return act === 'undo' ? previewBulkUndo(of) : previewBulkApproval(of)
    },
    onSuccess: made => {
      if (made === undefined) return navigate({ to: '/bulk/new', search: withoutState(matching ?? {}) })
      client.setQueryData(bulkQuery(String(made.bulk)).queryKey, made)
      return navigate({ to: '/bulk/$bulk', params: { bulk: String(made.bulk) } })
    },
  })
}
