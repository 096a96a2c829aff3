import { Link } from '@tanstack/react-router'
import type { SourceArrival, Today } from '../../contract/today.ts'
import { counted, countText, momentText } from '../ui/format.ts'
import { Mark, StateMark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'

/** What was expected, what came, what was late, twice or refused. */
export function ArrivalsPanel({ today }: { readonly today: Today }) {
  const { receipts, day, institution } = today
  const counts = [
    ['arrived', receipts.arrived, {}],
    ['done', receipts.done, { state: 'done' }],
    ['not read yet', receipts.unread, { state: 'arrived' }],
    ['processing', receipts.processing, { state: 'staged' }],
    ['duplicate', receipts.duplicate, { duplicate: 'yes' }],
    ['refused', receipts.refused, { state: 'refused', duplicate: 'no' }],
    ['quarantined', receipts.quarantined, { state: 'quarantined' }],
  ] as const
  return (
    <Panel
      title="Receipts"
      className="arrivals"
      aside={
        <span className="quiet">
          {counted(receipts.expected, 'source')} expected,{' '}
          {receipts.late === 0 ? 'none late' : <Mark tone="bad">{`${countText(receipts.late)} late`}</Mark>}
        </span>
      }
    >
      <ul className="counts">
        {counts.map(([name, count, search]) => (
          <li key={name}>
            <Link to="/receipts" search={{ day, ...search }} className={count === 0 ? 'count-none' : ''}>
              <b>{countText(count)}</b> {name}
            </Link>
          </li>
        ))}
      </ul>
      <Table
        label="Receipts by source"
        columns={columnsOf(day, institution.zone)}
        rows={[...today.arrivals].sort(byUrgency)}
        keyOf={arrival => arrival.source}
        empty="No source is expected, and none sent anything."
      />
    </Panel>
  )
}

const URGENT: readonly SourceArrival['state'][] = ['late', 'awaited', 'arrived_late', 'arrived', 'unscheduled']

function byUrgency(a: SourceArrival, b: SourceArrival): number {
  return URGENT.indexOf(a.state) - URGENT.indexOf(b.state) || (a.source < b.source ? -1 : 1)
}

function columnsOf(day: string, zone: string): readonly TableColumn<SourceArrival>[] {
  const time = (at: string | null) => (at === null ? '' : momentText(at, zone).slice(-5))
  return [
    {
      title: 'source',
      head: true,
      cell: ({ source }) => (
        <Link to="/receipts" search={{ day, source }}>
          {source}
        </Link>
      ),
    },
    { title: 'files', right: true, cell: arrival => countText(arrival.receipts) },
    { title: 'first', unbroken: true, cell: arrival => time(arrival.first_at) },
    { title: 'expected by', wideOnly: true, cell: arrival => time(arrival.expected_by) },
    { title: 'state', unbroken: true, cell: arrival => <StateMark state={arrival.state} /> },
  ]
}
