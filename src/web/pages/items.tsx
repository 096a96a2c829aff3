import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { Item } from '../../contract/item.ts'
import { itemPages } from '../data/queries.ts'
import { useZone } from '../data/use-zone.ts'
import { Amount } from '../ui/amount.tsx'
import { Filters } from '../ui/filters.tsx'

import { Empty } from '../ui/loaded.tsx'
import { StateMark } from '../ui/mark.tsx'
import { type Column, RowList } from '../ui/row-list.tsx'
import { useTitle } from '../ui/use-title.ts'

/** Items of a day or of a receipt. */
export function ItemsPage() {
  useTitle('Items')
  const search = useSearch({ from: '/items' })
  const zone = useZone()
  const isAsked = search.day !== undefined || search.receipt !== undefined
  const query = useInfiniteQuery({ ...itemPages(search), enabled: isAsked })
  return (
    <>
      <header className="page-head">
        <h1>Items</h1>
        <Filters to="/items" search={search} zone={zone} />
      </header>
      {isAsked ? (
        <RowList
          label="Items"
          query={query}
          columns={COLUMNS}
          keyOf={item => item.id}
          empty="No item stands there. Duplicates of whole files, and value that could not be read as items, are counted in the equation and show at their receipts."
        />
      ) : (
        <Empty>
          Items are listed for a day or a receipt. Begin at <Link to="/">Today</Link> or at{' '}
          <Link to="/receipts">Receipts</Link>.
        </Empty>
      )}
    </>
  )
}

const COLUMNS: readonly Column<Item>[] = [
  {
    title: 'item',
    width: 16,
    narrow: 'lead',
    cell: one => (
      <Link to="/items/$item" params={{ item: String(one.id) }}>
        {one.id}
      </Link>
    ),
  },
  { title: 'reference', cut: true, narrow: 'under', cell: one => one.reference },
  { title: 'receipt', width: 10, cell: one => one.receipt },
  { title: 'batch', width: 8, right: true, cell: one => one.batch + 1 },
  { title: 'line', width: 10, right: true, cell: one => one.line },
  { title: 'direction', width: 11, cell: one => one.direction },
  { title: 'amount', width: 15, right: true, narrow: 'end', cell: one => <Amount minor={one.amount_minor} /> },
  { title: 'state', width: 19, narrow: 'underEnd', cell: one => <StateMark state={one.state} /> },
]
