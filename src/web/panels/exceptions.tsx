import { Link } from '@tanstack/react-router'
import type { DueGroup, ExceptionGroup, Today } from '../../contract/today.ts'
import { useServerNow } from '../data/server-now.ts'
import { Amount, AmountOrBlank } from '../ui/amount.tsx'
import { countText, momentText } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'
import { LeftMark } from './leaves-by.tsx'

/** What is not closed, by the moment at which it has to leave: the next to be due first. */
export function DuePanel({ today }: { readonly today: Today }) {
  const { exceptions, institution } = today
  const { value } = exceptions
  const now = useServerNow()
  if (exceptions.open === 0) {
    return (
      <Panel title="Exceptions" className="due-panel">
        <p className="notice">Nothing is excepted. What arrives next is processed straight through, or shows here.</p>
      </Panel>
    )
  }
  const aside = (
    <span className="quiet">
      <Link to="/exceptions">{countText(exceptions.open)} open</Link>,{' '}
      <Link to="/exceptions" search={{ decided_by: 'person' }}>
        {countText(exceptions.people)} for people
      </Link>
      ; in suspense <abbr title="debits">Dr</abbr> <Amount minor={value.debit_minor} />, <abbr title="credits">Cr</abbr>{' '}
      <Amount minor={value.credit_minor} />
    </span>
  )
  return (
    <Panel title="Exceptions" className="due-panel" aside={aside}>
      <Table
        label="Exceptions by deadline"
        className="due"
        columns={dueColumns({ now, serverNow: today.now, zone: institution.zone })}
        rows={exceptions.due}
        keyOf={group => `${group.due_at}${group.overdue}`}
      />
    </Panel>
  )
}

/** The same by kind, the kind with the next to be due first. */
export function KindsPanel({ today: { exceptions, institution } }: { readonly today: Today }) {
  return (
    <Panel title="Exceptions by kind" className="kinds-panel">
      <Table
        label="Exceptions by kind"
        className="kinds"
        columns={kindColumns(institution.zone)}
        rows={exceptions.kinds}
        keyOf={group => `${group.pack}/${group.kind}/${group.decided_by}`}
        empty="Of no kind."
      />
    </Panel>
  )
}

interface At {
  readonly now: number
  readonly serverNow: string
  readonly zone: string
}

function dueColumns({ now, serverNow, zone }: At): readonly TableColumn<DueGroup>[] {
  return [
    {
      title: 'has to leave by',
      head: true,
      unbroken: true,
      cell: group => (group.due_at === null ? 'no clock' : momentText(group.due_at, zone)),
    },
    {
      title: 'left',
      ticks: true,
      cell: group => (group.due_at === null ? null : <LeftMark left={Date.parse(group.due_at) - now} bare />),
    },
    { title: 'open', right: true, cell: group => linkTo(group, serverNow, group.exceptions) },
    {
      title: 'people',
      right: true,
      cell: group => linkTo(group, serverNow, group.people, { decided_by: 'person' }),
    },
  ]
}

/** To exactly those that are counted: what is overdue, or what has to leave at one moment. */
function linkTo(group: DueGroup, serverNow: string, count: number, also: { readonly decided_by?: string } = {}) {
  const { due_at: at } = group
  if (at === null || count === 0) return countText(count)
  const when = group.overdue ? { due_by: serverNow } : { due_from: at, due_by: at }
  return (
    <Link to="/exceptions" search={{ ...when, ...also }}>
      {countText(count)}
    </Link>
  )
}

function kindColumns(zone: string): readonly TableColumn<ExceptionGroup>[] {
  return [
    {
      title: 'kind',
      head: true,
      cell: ({ pack, kind, decided_by, title }) => (
        <Link to="/exceptions" search={{ pack, kind, decided_by }}>
          {title}
        </Link>
      ),
    },
    { title: 'open', right: true, cell: group => countText(group.exceptions) },
    {
      title: 'first leaves by',
      unbroken: true,
      cell: group => (group.first_due_at === null ? 'no clock' : momentText(group.first_due_at, zone)),
    },
    { title: 'work', wideOnly: true, cell: group => (group.pack === 'ach' ? 'ACH' : 'Checks') },
    {
      title: 'decides',
      wideOnly: true,
      unbroken: true,
      cell: group => (group.decided_by === 'person' ? 'a person' : (group.policy ?? 'a policy')),
    },
    { title: 'debits', right: true, wideOnly: true, cell: group => <AmountOrBlank minor={group.value.debit_minor} /> },
    {
      title: 'credits',
      right: true,
      wideOnly: true,
      cell: group => <AmountOrBlank minor={group.value.credit_minor} />,
    },
  ]
}
