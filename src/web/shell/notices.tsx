import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { exceptionWords } from '../../core/exception-words.ts'
import { receiptOfHeld } from '../../core/item.ts'
import { deskQuery } from '../data/desk.ts'
import type { Notice } from '../data/live.ts'
import { provedThereQuery } from '../data/provider.ts'

interface NoticesProps {
  readonly notices: readonly Notice[]
  readonly dismiss: (no: number) => void
}

/**
 * What happened to one's own work, with the way to it: until that is taken, the case is at hand, or it is put away. At the foot of
 * the window, so that nothing moves; above the page where the window is narrow, so that nothing is covered.
 */
export function Notices({ notices, dismiss }: NoticesProps) {
  const client = useQueryClient()
  useTaken(notices, dismiss)
  const proved = useQuery(provedThereQuery).data
  return (
    <div className="notices" role="status">
      {proved && (
        <p>
          <span>{PROVED}</span>
          <button type="button" onClick={() => client.setQueryData(provedThereQuery.queryKey, false)}>
            Put away
          </button>
        </p>
      )}
      {notices.map(one => (
        <p key={one.no}>
          <span>{SAYS[one.kind]}</span> <Way notice={one} follow={() => dismiss(one.no)} />
          <button type="button" aria-label={`Put away: ${SAYS[one.kind]}`} onClick={() => dismiss(one.no)}>
            Put away
          </button>
        </p>
      ))}
    </div>
  )
}

const PROVED = 'You proved that it is you. Nothing was done yet: press again for what you asked for.'

const SAYS = {
  case_taken: 'A case is yours no more: it was given to somebody else, or its time ran out.',
  case_given: 'A case was given to you by name: Get next hands it to nobody else.',
  case_woken: 'A case that you let wait is ready again: Get next hands it to you first, with what came.',
  question_answered: 'A question of yours was answered.',
  question_refused: 'A question of yours was refused.',
  proposal_returned: 'A proposal of yours came back, with the reason.',
} as const satisfies Readonly<Record<Notice['kind'], string>>

/** Waits to be taken at the desk. */
const isToTake = ({ kind }: Notice) => kind === 'case_given' || kind === 'case_woken'

/** Puts away what was told of a case that its person has at hand by now, in whatever window they took it. */
function useTaken(notices: readonly Notice[], dismiss: NoticesProps['dismiss']): void {
  const { data: desk, dataUpdatedAt: readAt } = useQuery({ ...deskQuery, enabled: notices.some(isToTake) })
  useEffect(() => {
    const atHand = desk?.data.find(one => one.state === 'leased')?.case.case
    // A desk that was read before it may be of an earlier claim of the same case.
    for (const one of notices) if (isToTake(one) && one.case === atHand && one.at < readAt) dismiss(one.no)
  }, [desk, readAt, notices, dismiss])
}

interface WayProps {
  readonly notice: Notice
  readonly follow: () => void
}

function Way({ notice: { kind, item }, follow }: WayProps) {
  if (kind.startsWith('case_'))
    return (
      <Link to="/work" onClick={follow}>
        Work
      </Link>
    )
  if (kind === 'proposal_returned' && item !== null && item < 0)
    return (
      <Link to="/receipts/$receipt" params={{ receipt: String(receiptOfHeld(item)) }} onClick={follow}>
        {exceptionWords(item)}
      </Link>
    )
  if (kind === 'proposal_returned' && item !== null)
    return (
      <Link to="/items/$item" params={{ item: String(item) }} onClick={follow}>
        item {item}
      </Link>
    )
  return (
    <Link to="/escalations" onClick={follow}>
      Escalations
    </Link>
  )
}
