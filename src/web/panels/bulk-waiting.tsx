import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { BulkSummary } from '../../contract/bulk.ts'
import { bulkTitle, recentBulksQuery } from '../data/bulk.ts'
import { Amount } from '../ui/amount.tsx'
import { countText } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'

/** What acts on many left to a second person, to be answered as a whole; nothing where nothing of any waits. */
export function BulkWaitingPanel({ all }: { readonly all: readonly BulkSummary[] }) {
  const waiting = all.filter(one => one.proposed.count > 0)
  if (waiting.length === 0) return null
  return (
    <Panel title="As a whole">
      <Table
        label="Acts on many of which something waits"
        rows={waiting}
        keyOf={one => String(one.bulk)}
        columns={COLUMNS}
      />
    </Panel>
  )
}

/** Read beside the approvals, so that the page is drawn when both are there. */
export function useRecentBulks() {
  return useQuery(recentBulksQuery)
}

const COLUMNS: readonly TableColumn<BulkSummary>[] = [
  {
    title: 'what',
    head: true,
    cell: one => (
      <Link to="/bulk/$bulk" params={{ bulk: String(one.bulk) }}>
        {bulkTitle(one)}
      </Link>
    ),
  },
  { title: 'items', right: true, cell: one => countText(one.proposed.count) },
  { title: 'amount', right: true, unbroken: true, cell: one => <Amount minor={one.proposed.amount_minor} /> },
  { title: 'by', wideOnly: true, cell: one => one.by },
  { title: 'you', cell: one => (one.is_own ? 'yours' : 'approve or return all') },
]
