import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { BulkSummary } from '../../contract/bulk.ts'
import { bulkPages, bulkTitle } from '../data/bulk.ts'
import { useZone } from '../data/use-zone.ts'
import { countText, momentText } from '../ui/format.ts'
import { StateMark } from '../ui/mark.tsx'
import { type Column, LONG_LEAD, RowList } from '../ui/row-list.tsx'
import { useTitle } from '../ui/use-title.ts'

/** Acts on many that were begun, the newest first. */
export function BulksPage() {
  useTitle('Acts on many')
  const zone = useZone()
  const query = useInfiniteQuery(bulkPages())
  return (
    <>
      <header className="page-head">
        <h1>Acts on many</h1>
        <Link to="/exceptions">Exceptions</Link>
      </header>
      <RowList
        label="Acts on many, the newest first"
        query={query}
        columns={columnsOf(zone)}
        rows={LONG_LEAD}
        keyOf={one => one.bulk}
        empty="None was begun yet. The list of exceptions has a way to act on all that match."
      />
    </>
  )
}

function columnsOf(zone: string): readonly Column<BulkSummary>[] {
  return [
    {
      title: 'what',
      narrow: 'lead',
      cut: true,
      cell: one => (
        <Link to="/bulk/$bulk" params={{ bulk: String(one.bulk) }}>
          {bulkTitle(one)}
        </Link>
      ),
    },
    { title: 'items', width: 10, right: true, narrow: 'underEnd', cell: one => countText(one.matching.count) },
    {
      title: 'wait for a second person',
      width: 26,
      right: true,
      roomy: true,
      cell: one => (one.proposed.count === 0 ? '' : countText(one.proposed.count)),
    },
    { title: 'by', width: 24, cut: true, roomy: true, cell: one => one.by },
    { title: 'looked at', width: 21, narrow: 'under', cell: one => momentText(one.shown_at, zone) },
    { title: 'state', width: 15, narrow: 'end', cell: one => <StateMark state={one.state} /> },
  ]
}
