import { Link } from '@tanstack/react-router'
import type { DeskCase } from '../../contract/work.ts'
import { useZone } from '../data/use-zone.ts'
import { counted, momentText, sentence } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'

interface DeskStackProps {
  readonly desk: readonly DeskCase[]
  /** Why nothing can be taken up now; undefined when it can. */
  readonly why: string | undefined
  readonly resume: (id: string) => void
}

/** What somebody put aside, the last on top, and how much waits. */
export function DeskStack({ desk, why, resume }: DeskStackProps) {
  const zone = useZone()
  const parked = desk.filter(one => one.state === 'parked')
  const pended = desk.filter(one => one.state === 'pended')
  if (parked.length === 0 && pended.length === 0) return null
  return (
    <Panel
      title="On your desk"
      aside={pended.length > 0 && <Link to="/pends">{counted(pended.length, 'case waits', 'cases wait')}</Link>}
    >
      {parked.length === 0 && (
        <p className="quiet">
          Nothing is put aside. What waits longest wakes {momentText(pended[0]?.wakes_at ?? '', zone)}.
        </p>
      )}
      <ul className="stack-list">
        {parked.map(({ case: of }) => (
          <li key={of.case}>
            <span>
              {of.title}, <span className="quiet">{of.queue_title}</span>
            </span>
            <button
              type="button"
              disabled={why !== undefined}
              title={why}
              aria-label={`Take up again: ${of.title}`}
              onClick={() => resume(of.case)}
            >
              Take up again
            </button>
          </li>
        ))}
      </ul>
      {parked.length > 0 && why !== undefined && <p className="quiet">{sentence(why)}</p>}
    </Panel>
  )
}
