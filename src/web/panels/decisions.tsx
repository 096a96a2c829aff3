import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { PastDecision } from '../../contract/decision.ts'
import type { ExceptionScope } from '../../core/exception.ts'
import { actsQuery, anyDecided, type UndoOffered } from '../data/desk.ts'
import { useUndo } from '../data/use-undo.ts'
import { useZone } from '../data/use-zone.ts'
import { momentText, wayTitle } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { StepUp } from '../ui/step-up.tsx'
import { Why } from '../ui/why.tsx'
import { UndoList } from './effect.tsx'

/** What was decided about an item, or below zero what is held as a whole, and the way back while that door is open. */
export function DecisionsPanel({ item }: { readonly item: number }) {
  const acts = useQuery(actsQuery(item)).data
  const undo = useUndo(anyDecided(item))
  const [isSure, setSure] = useState(false)
  if (acts === undefined || acts.decisions.length === 0) return null
  const { undo: door } = acts
  return (
    <Panel title="Decisions" className="decisions">
      <ul className="decision-list">
        {acts.decisions.map(one => (
          <Decision key={one.decision} one={one} scope={item < 0 ? 'batch' : 'item'} />
        ))}
      </ul>
      {door !== null && (
        <div className="act-buttons">
          <button
            type="button"
            disabled={door.standing === 'shut' || undo.isBusy}
            onClick={() => (door.standing === 'step_up' ? setSure(true) : undo.take(door))}
          >
            {door.standing === 'approval' ? 'Ask a second person: ' : ''}
            {TAKES[door.by ?? 'undo']}
          </button>
          <UndoList door={door} />
          {door.why_not.length > 0 && <p className="quiet">{door.why_not.join(' ')}</p>}
        </div>
      )}
      {isSure && door !== null && <StepUp done={() => undo.take(door)} />}
      <Why error={undo.why} />
    </Panel>
  )
}

/** What a second person is to say without seeing it has neither name nor code. */
function Decision({ one, scope }: { readonly one: PastDecision; readonly scope: ExceptionScope }) {
  const zone = useZone()
  const { resolution, code, last } = one
  return (
    <li>
      <b>{resolution === null ? 'To be said by a second person' : wayTitle(resolution, scope)}</b>{' '}
      {code !== null && code !== '' && <code>{code}</code>}{' '}
      {one.state !== 'done' && <Mark tone="plain">{STATES[one.state]}</Mark>}
      <br />
      <span className="quiet">
        {one.maker}, {momentText(one.decided_at, zone)}
        {one.approver === null ? '' : `; approved by ${one.approver}`}
        {last === null || one.state === 'done'
          ? ''
          : `; ${STATES[one.state]} by ${last.by}, ${momentText(last.at, zone)}`}
        {last?.why == null ? '' : `: ${last.why}`}
      </span>
    </li>
  )
}

const TAKES = {
  undo: 'Undo the last',
  reversal: 'Reverse the last, by entries of today',
  remedy: 'It has left: take back what came with it here, and ask the other institution',
} as const satisfies Record<NonNullable<UndoOffered['by']>, string>

const STATES = {
  proposed: 'waits for a second person',
  returned: 'returned',
  withdrawn: 'withdrawn',
  undone: 'undone',
} as const satisfies Record<Exclude<PastDecision['state'], 'done'>, string>
