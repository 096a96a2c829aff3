import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Session } from '../../contract/session.ts'
import { ACTS } from '../../core/authority/act.ts'
import { handOver, REASSIGN_REASONS } from '../data/queues.ts'
import { holds } from '../shell/pages.ts'
import { counted } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { Why } from '../ui/why.tsx'
import { Ask } from './case-bar.tsx'
import { PersonField } from './person-field.tsx'

/** Hands a whole desk over: one's own, or for a supervisor anybody's. */
export function HandOverPanel({ session }: { readonly session: Session }) {
  const client = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const asked = useMutation({ mutationFn: handOver, onSuccess: () => client.invalidateQueries() })
  if (!holds(session, ACTS.hand_over.roles)) return null
  const isLead = holds(session, ACTS.hand_over_others.roles)
  return (
    <Panel title="Hand a desk over">
      {!isOpen && (
        <p className="act-buttons">
          <span>What somebody works on, has put aside, lets wait, or was given goes to one person.</span>
          <button type="button" onClick={() => setOpen(true)}>
            Hand over
          </button>
        </p>
      )}
      {isOpen && (
        <HandOverForm isBusy={asked.isPending} isLead={isLead} send={asked.mutate} leave={() => setOpen(false)} />
      )}
      {asked.data !== undefined && (
        <p role="status">
          {counted(asked.data.cases, 'case')} handed over.
          {asked.data.returned > 0 &&
            ` ${counted(asked.data.returned, 'case')} went back: not theirs to have, or no room.`}
          {asked.data.left > 0 &&
            ` ${counted(asked.data.left, 'case')} stayed on the desk: so many are not handed over at once. Hand it over again for those.`}
        </p>
      )}
      <Why error={asked.error} />
    </Panel>
  )
}

interface HandOverFormProps {
  readonly isBusy: boolean
  readonly isLead: boolean
  readonly send: (given: { readonly from?: string; readonly to: string; readonly reason: string }) => void
  readonly leave: () => void
}

function HandOverForm({ isBusy, isLead, send, leave }: HandOverFormProps) {
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [reason, setReason] = useState('')
  const given = from.trim()
  return (
    <Ask
      isBusy={isBusy}
      send={() => send({ ...(given === '' ? {} : { from: given }), to: to.trim(), reason })}
      leave={leave}
      does="Hand it over"
    >
      {isLead ? (
        <>
          <PersonField label="Whose desk? (login)" value={from} set={setFrom} />
          <PersonField label="To whom? (login)" value={to} set={setTo} />
        </>
      ) : (
        <label>
          To whom? (login)
          <input value={to} required autoCapitalize="none" onChange={event => setTo(event.target.value)} />
        </label>
      )}
      <ReasonChoice reason={reason} set={setReason} />
    </Ask>
  )
}

/** Why work goes to somebody else. */
export function ReasonChoice({ reason, set }: { readonly reason: string; readonly set: (reason: string) => void }) {
  return (
    <label>
      Why?
      <select value={reason} required onChange={event => set(event.target.value)}>
        <option value="">choose</option>
        {REASSIGN_REASONS.map(([name, said]) => (
          <option key={name} value={name}>
            {said}
          </option>
        ))}
      </select>
    </label>
  )
}
