import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useRef } from 'react'
import type { BulkAct } from '../../contract/bulk.ts'
import { AskFailed } from '../data/ask.ts'
import { previewBulkApproval, previewBulkUndo, returnBulk } from '../data/bulk.ts'
import { sessionQuery } from '../data/session.ts'
import { decides } from '../shell/pages.ts'
import { counted } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { Why } from '../ui/why.tsx'
import { BulkSums } from './bulk-sums.tsx'
import { BulkOutcomes, BulkReasons } from './bulk-tallies.tsx'

/** What became of an act, what of it counts now, and the one step that takes it back, or that answers what waits of it. */
export function BulkEnded({ act }: { readonly act: BulkAct }) {
  const { bulk, now, stands, not_done: notDone } = act
  const { done, proposed } = stands
  const isWaiting = isOfDecisions(act) && proposed.count > 0
  return (
    <>
      <Panel title="What became of it">
        <BulkOutcomes
          bulk={bulk}
          label="What became of them"
          rows={[
            { state: 'done', says: 'done', tally: now.done },
            { state: 'proposed', says: 'put before a second person', tally: now.proposed },
            { state: 'refused', says: 'not done', tally: now.refused },
          ]}
        />
        {act.act === 'resolve' && (
          <p role="status">
            Of its decisions {counted(done.count, 'item')} {done.count === 1 ? 'counts' : 'count'} now,{' '}
            {counted(proposed.count, 'item')} {proposed.count === 1 ? 'waits' : 'wait'} for a second person.
          </p>
        )}
        {act.act === 'undo' && now.proposed.count > 0 && (
          <p role="status">
            Of what was put before a second person {counted(done.count, 'item')} {done.count === 1 ? 'is' : 'are'} taken
            back since, {counted(proposed.count, 'item')} {proposed.count === 1 ? 'waits' : 'wait'}: what was decided
            about those stands until somebody approves.
          </p>
        )}
        {act.act === 'resolve' && done.count + proposed.count > 0 && (
          <TakeBack bulk={bulk} says="Undo: show what taking it back does" />
        )}
        {act.act === 'undo' && act.is_own && proposed.count > 0 && (
          <TakeBack bulk={bulk} says="Withdraw what waits: show what that does" />
        )}
      </Panel>
      {isWaiting && <Answer act={act} />}
      <BulkReasons bulk={bulk} title="What was said to be done and was not" reasons={notDone} />
      <BulkReasons
        bulk={bulk}
        title="What was said not to be done"
        reasons={act.shown.reasons.filter(one => one.as === 'refused')}
      />
      <BulkSums shown={act.shown} />
    </>
  )
}

/** Acts that make decisions which may wait for a second person. */
function isOfDecisions({ act }: BulkAct): boolean {
  return act === 'resolve' || act === 'undo'
}

function TakeBack({ bulk, says }: { readonly bulk: number; readonly says: string }) {
  const look = useLookAt(() => previewBulkUndo(bulk))
  const session = useQuery(sessionQuery).data
  if (session === undefined || !decides(session)) return null
  return (
    <>
      <p className="act-buttons">
        <button type="button" disabled={look.isPending} onClick={() => look.mutate()}>
          {says}
        </button>
      </p>
      <Why error={look.error} />
    </>
  )
}

/** What waits of it, as a whole: a second person looks at what approving all of it does, or gives all of it back with the reason. */
function Answer({ act: { bulk, by, is_own: isOwn, stands } }: { readonly act: BulkAct }) {
  const look = useLookAt(() => previewBulkApproval(bulk))
  const session = useQuery(sessionQuery).data
  const waits = counted(stands.proposed.count, 'item')
  if (isOwn || session === undefined || !decides(session))
    return (
      <Panel title="Waits for a second person">
        <p>{waits} of it: somebody who had no hand in it answers, here or one by one among the approvals.</p>
      </Panel>
    )
  return (
    <Panel title={`Waits for a second person: ${waits}, proposed by ${by}`}>
      <p className="act-buttons">
        <button type="button" className="primary" disabled={look.isPending} onClick={() => look.mutate()}>
          Show what approving all of it does
        </button>
      </p>
      <ReturnAll bulk={bulk} />
      <Why error={look.error} />
    </Panel>
  )
}

function ReturnAll({ bulk }: { readonly bulk: number }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const why = useRef<HTMLInputElement>(null)
  const key = useRef('')
  const sent = useMutation({
    mutationFn: (words: string) => {
      if (key.current === '') key.current = crypto.randomUUID()
      return returnBulk({ bulk, why: words }, key.current)
    },
    onSuccess: begun => {
      void client.invalidateQueries()
      void navigate({ to: '/bulk/$bulk', params: { bulk: String(begun.bulk) } })
    },
    onError: error => {
      // A refusal is kept with its key: what is tried again is another try.
      if (error instanceof AskFailed && error.status > 0) key.current = ''
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    sent.mutate(why.current?.value ?? '')
  }
  return (
    <form className="approval-form" onSubmit={submit}>
      <label>
        Why all of it goes back
        <input ref={why} maxLength={1000} required />
      </label>
      <button type="submit" disabled={sent.isPending}>
        Return all
      </button>
      <Why error={sent.error} />
    </form>
  )
}

/** A dry run, and the way to its page. */
function useLookAt(look: () => Promise<BulkAct>) {
  const navigate = useNavigate()
  return useMutation({
    mutationFn: look,
    onSuccess: ({ bulk }) => void navigate({ to: '/bulk/$bulk', params: { bulk: String(bulk) } }),
  })
}
