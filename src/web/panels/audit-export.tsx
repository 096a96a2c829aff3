import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { pathTo } from '../../contract/paths.ts'
import { todayQuery } from '../data/queries.ts'
import { sessionQuery } from '../data/session.ts'
import { Panel } from '../ui/panel.tsx'
import { StepUp } from '../ui/step-up.tsx'

/** The history of some days, or all of it, as a file that is checked anywhere: whoever takes it away proves first who they are. */
export function AuditExport() {
  const session = useQuery(sessionQuery).data
  const today = useQuery(todayQuery()).data?.day
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [isAsked, setAsked] = useState(false)
  const isProved = session?.stepped_up_until != null
  const isTurned = from !== '' && to !== '' && to < from
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (isProved && isAsked) link.current?.focus()
  }, [isProved, isAsked])
  const days = { ...(from === '' ? {} : { from }), ...(to === '' ? {} : { to }) }
  return (
    <Panel title="Take it away">
      <form className="row-form" onSubmit={event => event.preventDefault()}>
        <label>
          From
          <input type="date" value={from} max={today} onChange={event => setFrom(event.target.value)} />
        </label>
        <label>
          To
          <input type="date" value={to} min={from} max={today} onChange={event => setTo(event.target.value)} />
        </label>
        {isTurned ? (
          <p role="alert">The last day comes before the first.</p>
        ) : isProved ? (
          <a ref={link} href={pathTo('auditExport', {}, days)} download>
            Download the export
          </a>
        ) : (
          <button type="button" className="primary" onClick={() => setAsked(true)}>
            Export
          </button>
        )}
      </form>
      {isAsked && !isProved && <StepUp why="The history leaves with you: prove once more that it is you." />}
      <p className="quiet">
        All days where none is named. The export is an event of the history itself; check the file anywhere with{' '}
        <code>clearday audit verify FILE --key audit/key.pub.pem</code>.
      </p>
    </Panel>
  )
}
