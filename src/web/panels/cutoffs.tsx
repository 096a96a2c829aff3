import { Link } from '@tanstack/react-router'
import type { Today } from '../../contract/today.ts'
import { useServerNow } from '../data/server-now.ts'
import { counted, countText, dayText, leftText, momentText } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'

/** The cutoffs of the business day with the time that is left, and the returns that wait. */
export function CutoffsPanel({ today }: { readonly today: Today }) {
  const now = useServerNow()
  return (
    <Panel title="Cutoffs" className="cutoffs" aside={<span className="quiet">{dayText(today.business_day)}</span>}>
      <Table
        label="Cutoffs"
        columns={columnsOf(today.institution.zone, now)}
        rows={today.cutoffs}
        keyOf={cutoff => cutoff.id}
        classOf={cutoff => (Date.parse(cutoff.at) < now ? 'past' : '')}
        empty="No cutoff is configured for this business day."
      />
      <p className="quiet foot">
        <Link to="/returns" search={{ state: 'waiting' }}>
          {counted(today.returns.queued, 'return waits', 'returns wait')}
        </Link>
        , {countText(today.returns.sent)} went out on this business day.
      </p>
    </Panel>
  )
}

function columnsOf(zone: string, now: number): readonly TableColumn<Today['cutoffs'][number]>[] {
  return [
    {
      title: 'by',
      unbroken: true,
      cell: cutoff => <time dateTime={cutoff.at}>{momentText(cutoff.at, zone).slice(-5)}</time>,
    },
    { title: 'what', head: true, cell: cutoff => cutoff.title },
    { title: 'returns', right: true, cell: cutoff => (cutoff.what === 'window' ? countText(cutoff.queued) : '') },
    { title: 'left', ticks: true, cell: cutoff => <CutoffMark left={Date.parse(cutoff.at) - now} /> },
  ]
}

/** `left`: the time until it, in milliseconds. */
function CutoffMark({ left }: { readonly left: number }) {
  if (left < 0) return <Mark tone="plain">passed</Mark>
  return <Mark tone={left < 3_600_000 ? 'warn' : 'wait'}>{leftText(left)}</Mark>
}
