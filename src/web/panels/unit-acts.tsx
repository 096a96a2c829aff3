import { useQuery } from '@tanstack/react-query'
import type { Exception } from '../../contract/exception.ts'
import { useDraft } from '../data/drafts.ts'
import { sessionQuery } from '../data/session.ts'
import { decides } from '../shell/pages.ts'
import { ActsPanel } from './acts.tsx'
import { DecisionsPanel } from './decisions.tsx'

interface UnitActsProps {
  readonly exception: Exception
  /** One of a page is opened at a time: the keys are those of its ways out. */
  readonly isOpened: boolean
  readonly open: (id: number | undefined) => void
}

/** What may be done about a held batch, file or claim where its file is shown, and the way back from what was done. */
export function UnitActs({ exception: { id, state, closed_as: closedAs }, isOpened, open }: UnitActsProps) {
  const session = useQuery(sessionQuery).data
  const draft = useDraft(session?.person.id, `unit/${id}`)
  if (session === undefined || !decides(session)) return null
  if (state !== 'open') return WITH_WAY_BACK.includes(closedAs ?? '') ? <DecisionsPanel item={id} /> : null
  return (
    <div className="unit-acts">
      <button type="button" aria-expanded={isOpened} onClick={() => open(isOpened ? undefined : id)}>
        What may be done
      </button>
      {isOpened && (
        <>
          <ActsPanel item={id} draft={draft} after="Decide" done={() => {}} />
          <DecisionsPanel item={id} />
        </>
      )}
    </div>
  )
}

/** What is taken back as a whole; what was released or matched is decided item by item. */
const WITH_WAY_BACK: readonly string[] = ['rejected', 'forwarded', 'denied', 'settled', 'charged_off']
