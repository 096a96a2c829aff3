import { Link } from '@tanstack/react-router'
import type { Tally } from '../../contract/tally.ts'
import { Amount } from '../ui/amount.tsx'
import { countText } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'

interface Outcome {
  readonly state: string
  readonly says: string
  readonly tally: Tally
}

/** The many by what becomes of them, each with a way to its items. */
export function BulkOutcomes(of: { readonly bulk: number; readonly label: string; readonly rows: readonly Outcome[] }) {
  const { bulk, label, rows } = of
  return <Table label={label} rows={rows} keyOf={one => one.state} columns={outcomeColumns(bulk)} />
}

function outcomeColumns(bulk: number): readonly TableColumn<Outcome>[] {
  return [
    {
      title: 'what',
      head: true,
      cell: ({ state, says, tally }) =>
        tally.count === 0 ? (
          says
        ) : (
          <Link to="/bulk/$bulk" params={{ bulk: String(bulk) }} search={{ state }} resetScroll={false}>
            {says}
          </Link>
        ),
    },
    ...tallyColumns<Outcome>(one => one.tally),
  ]
}

interface Reason {
  readonly reason: string
  readonly value: Tally
  readonly why: string
}

/** Why not, or not alone: each reason with what it holds back; nothing where there is none. */
export function BulkReasons(of: {
  readonly bulk: number
  readonly title: string
  readonly reasons: readonly Reason[]
}) {
  const { bulk, title, reasons } = of
  if (reasons.length === 0) return null
  return (
    <Panel title={title}>
      <Table label={title} rows={reasons} keyOf={one => one.reason} columns={reasonColumns(bulk)} />
    </Panel>
  )
}

function reasonColumns(bulk: number): readonly TableColumn<Reason>[] {
  return [
    {
      title: 'why, of the first of them',
      head: true,
      cell: ({ reason, why }) => (
        <Link to="/bulk/$bulk" params={{ bulk: String(bulk) }} search={{ reason }} resetScroll={false}>
          {why}
        </Link>
      ),
    },
    ...tallyColumns<Reason>(one => one.value),
  ]
}

function tallyColumns<Row>(tallyOf: (row: Row) => Tally): readonly TableColumn<Row>[] {
  return [
    { title: 'items', right: true, cell: row => countText(tallyOf(row).count) },
    { title: 'debits', right: true, wideOnly: true, cell: row => <Amount minor={tallyOf(row).debit_minor} /> },
    { title: 'credits', right: true, wideOnly: true, cell: row => <Amount minor={tallyOf(row).credit_minor} /> },
  ]
}
