import { Link } from '@tanstack/react-router'
import type { Today } from '../../contract/today.ts'
import { countText } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'

interface Row {
  readonly name: string
  readonly count: number
  readonly tone?: 'good' | 'warn' | 'bad'
  readonly search: { readonly balance?: string; readonly fate?: string }
}

/** Whether each batch makes what its own control declares. */
export function BatchesPanel({ today: { batches, day } }: { readonly today: Today }) {
  const rows: readonly Row[] = [
    { name: 'balanced', count: batches.balanced, tone: 'good', search: { balance: 'balanced' } },
    { name: 'out of balance', count: batches.out, tone: 'bad', search: { balance: 'out' } },
    { name: 'without a control', count: batches.undeclared, tone: 'warn', search: { balance: 'undeclared' } },
    { name: 'all', count: batches.all, search: {} },
    { name: 'held for a person', count: batches.held, search: { fate: 'quarantine' } },
  ]
  return (
    <Panel title="Batches" className="balances" aside={<span className="quiet">declared against computed</span>}>
      <Table
        label="Batches by balance"
        heads="spoken"
        columns={columnsOf(day)}
        rows={rows}
        keyOf={row => row.name}
        classOf={row => (row.name === 'all' ? 'sum' : '')}
      />
    </Panel>
  )
}

function columnsOf(day: string): readonly TableColumn<Row>[] {
  return [
    {
      title: 'balance',
      head: true,
      cell: ({ name, tone, count }) =>
        tone === undefined ? name : <Mark tone={count === 0 ? 'plain' : tone}>{name}</Mark>,
    },
    {
      title: 'batches',
      right: true,
      cell: ({ count, search }) => (
        <Link to="/batches" search={{ day, ...search }}>
          {countText(count)}
        </Link>
      ),
    },
  ]
}
