import { Link } from '@tanstack/react-router'
import type { SourceArrival, Today } from '../../contract/today.ts'
import { counted, countText, momentText } from '../ui/format.ts'
import { Mark, StateMark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'

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
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col" className="right">
              files
            </th>
            <th scope="col">first</th>
            <th scope="col" className="wide-only">
              expected by
            </th>
            <th scope="col">state</th>
          </tr>
        </thead>
        <tbody>
          {[...today.arrivals].sort(byUrgency).map(arrival => (
            <ArrivalRow key={arrival.source} arrival={arrival} day={day} zone={institution.zone} />
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

const URGENT: readonly SourceArrival['state'][] = ['late', 'awaited', 'arrived_late', 'arrived', 'unscheduled']

function byUrgency(a: SourceArrival, b: SourceArrival): number {
  return URGENT.indexOf(a.state) - URGENT.indexOf(b.state) || (a.source < b.source ? -1 : 1)
}

function ArrivalRow({
  arrival,
  day,
  zone,
}: {
  readonly arrival: SourceArrival
  readonly day: string
  readonly zone: string
}) {
  const time = (at: string | null) => (at === null ? '' : momentText(at, zone).slice(-5))
  return (
    <tr>
      <th scope="row">
        <Link to="/receipts" search={{ day, source: arrival.source }}>
          {arrival.source}
        </Link>
      </th>
      <td className="right">{countText(arrival.receipts)}</td>
      <td>{time(arrival.first_at)}</td>
      <td className="wide-only">{time(arrival.expected_by)}</td>
      <td>
        <StateMark state={arrival.state} />
      </td>
    </tr>
  )
}
