import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { CloseReasonKind } from '../../core/day/close-reason.ts'
import { countText } from '../ui/format.ts'

interface RestProps {
  readonly kind: string
  /** So many things of the kind are not named. */
  readonly more: number
  readonly day: ClosingDay
}

/** The day that is to be closed. */
export interface ClosingDay {
  /** YYYY-MM-DD. */
  readonly day: string
  /** Its last moment, an instant. */
  readonly dueBy: string
}

/** What stands against closing and is not named: how much of a kind, and where all of it is seen, or that no page lists it. */
export function RestOfKind({ kind, more, day }: RestProps) {
  const where = WHERE.get(kind)
  return (
    <p className="quiet">
      and {countText(more)} more, {where === undefined ? NOWHERE : where(day)}
    </p>
  )
}

const NOWHERE = 'which no page lists: they are named here as those above end'

const APPROVALS = () => (
  <>
    among <Link to="/approvals">all that waits for a second person</Link>
  </>
)
const RECEIPTS = () => (
  <>
    among the receipts that{' '}
    <Link to="/receipts" search={{ state: 'arrived' }}>
      were not read
    </Link>{' '}
    or{' '}
    <Link to="/receipts" search={{ state: 'staged' }}>
      are not processed to their end
    </Link>
  </>
)

/** Lists have more in them than what stands against closing; the words say what. A kind of no list has none here. */
const WAYS = {
  cutoff_ahead: undefined,
  receipt_unfinished: RECEIPTS,
  receipt_failed: RECEIPTS,
  part_left: undefined,
  exception_without_case: undefined,
  case_without_place: undefined,
  queue_unknown: undefined,
  queue_of_nobody: () => (
    <>
      among <Link to="/queues">all queues</Link>, each with how many people could take its cases
    </>
  ),
  question_of_nobody: undefined,
  proposal_of_nobody: APPROVALS,
  document_of_nobody: () => (
    <>
      among{' '}
      <Link to="/documents" search={{ state: 'waiting' }}>
        all documents that wait for their case
      </Link>
      , each with whom it lies
    </>
  ),
  holder_gone: undefined,
  position_without_owner: undefined,
  due_without_word: ({ day, dueBy }) => (
    <>
      among{' '}
      <Link to="/exceptions" search={{ state: 'open', decided_by: 'person', due_by: dueBy }}>
        all exceptions that are due by the end of the day
      </Link>{' '}
      and{' '}
      <Link to="/exceptions" search={{ state: 'open', decided_by: 'person', exit_by: day }}>
        all whose value has to leave suspense by then
      </Link>
      , also those about which somebody said why
    </>
  ),
  undo_waits: APPROVALS,
  forwarding_unacknowledged: undefined,
  hold_ended: undefined,
  answer_unsent: () => (
    <>
      among{' '}
      <Link to="/returns" search={{ state: 'waiting' }}>
        all returns and notices that wait
      </Link>
      , the first to be due first
    </>
  ),
  letter_unsent: () => (
    <>
      among{' '}
      <Link to="/letters" search={{ state: 'requested' }}>
        all letters to be written
      </Link>
      , the first to be due first
    </>
  ),
  file_unsent: () => (
    <>
      among <Link to="/returns">all files that were released</Link>, handed over or not
    </>
  ),
  drawer_off: () => 'which stand below the drawers on this page',
  proof_fails: () => (
    <>
      all of them in <Link to="/proof">the proof</Link>
    </>
  ),
} as const satisfies Readonly<Record<CloseReasonKind, ((day: ClosingDay) => ReactNode) | undefined>>

/** A kind that another version of the server names is of no list that is known here. */
const WHERE: ReadonlyMap<string, ((day: ClosingDay) => ReactNode) | undefined> = new Map(Object.entries(WAYS))
