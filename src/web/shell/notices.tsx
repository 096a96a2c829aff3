import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { exceptionWords } from '../../core/exception-words.ts'
import { receiptOfHeld } from '../../core/item.ts'
import type { Notice } from '../data/live.ts'
import { provedThereQuery } from '../data/provider.ts'

interface NoticesProps {
  readonly notices: readonly Notice[]
  readonly dismiss: (no: number) => void
}

/** What happened to one's own work, at the foot of the window, so that nothing moves: with the way to it, until it is put away. */
export function Notices({ notices, dismiss }: NoticesProps) {
  const client = useQueryClient()
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
          <span>{SAYS[one.kind]}</span> <Way notice={one} />
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

function Way({ notice: { kind, item } }: { readonly notice: Notice }) {
  if (kind.startsWith('case_')) return <Link to="/work">Work</Link>
  if (kind === 'proposal_returned' && item !== null && item < 0)
    return (
      <Link to="/receipts/$receipt" params={{ receipt: String(receiptOfHeld(item)) }}>
        {exceptionWords(item)}
      </Link>
    )
  if (kind === 'proposal_returned' && item !== null)
    return (
      <Link to="/items/$item" params={{ item: String(item) }}>
        item {item}
      </Link>
    )
  return <Link to="/escalations">Escalations</Link>
}
