import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { Receipt } from '../../contract/receipt.ts'
import { receiptPages } from '../data/queries.ts'
import { useZone } from '../data/use-zone.ts'
import { Amount } from '../ui/amount.tsx'
import { Filters } from '../ui/filters.tsx'
import { countText, momentText, sizeText } from '../ui/format.ts'
import { Mark, StateMark } from '../ui/mark.tsx'
import { type Column, RowList } from '../ui/row-list.tsx'
import { useTitle } from '../ui/use-title.ts'

/** Every arrival, the newest first. */
export function ReceiptsPage() {
  useTitle('Receipts')
  const search = useSearch({ from: '/receipts' })
  const zone = useZone()
  const query = useInfiniteQuery(receiptPages(search))
  return (
    <>
      <header className="page-head">
        <h1>Receipts</h1>
        <Filters to="/receipts" search={search} zone={zone} />
      </header>
      <RowList
        label="Receipts, the newest first"
        query={query}
        columns={columnsOf(zone)}
        keyOf={receipt => receipt.id}
        empty="No receipt is like this. Take a limit off, or wait for a file."
      />
    </>
  )
}

function columnsOf(zone: string): readonly Column<Receipt>[] {
  return [
    {
      title: 'receipt',
      width: 9,
      narrow: 'lead',
      cell: one => (
        <Link to="/receipts/$receipt" params={{ receipt: String(one.id) }}>
          {one.id}
        </Link>
      ),
    },
    { title: 'received', width: 21, narrow: 'underEnd', cell: one => momentText(one.received_at, zone) },
    { title: 'source', width: 19, roomy: true, cut: true, cell: one => one.source },
    { title: 'file', cut: true, narrow: 'under', cell: one => one.name },
    { title: 'size', width: 11, right: true, roomy: true, cell: one => sizeText(one.size_bytes) },
    {
      title: 'items',
      width: 9,
      right: true,
      cell: one => countText(one.received.count + one.lost.count),
    },
    {
      title: 'debits',
      width: 17,
      right: true,
      cell: one => <Amount minor={one.received.debit_minor + one.lost.debit_minor} />,
    },
    {
      title: 'credits',
      width: 17,
      right: true,
      cell: one => <Amount minor={one.received.credit_minor + one.lost.credit_minor} />,
    },
    {
      title: 'faults',
      width: 10,
      roomy: true,
      right: true,
      cell: one => (one.faults === 0 ? '' : countText(one.faults)),
    },
    {
      title: 'state',
      width: 19,
      narrow: 'end',
      cell: one => (one.duplicate_of === null ? <StateMark state={one.state} /> : <Mark tone="plain">duplicate</Mark>),
    },
  ]
}
