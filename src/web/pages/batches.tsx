import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { batchPages } from '../data/queries.ts'
import { useZone } from '../data/use-zone.ts'
import { BATCH_COLUMNS } from '../panels/batch-columns.tsx'
import { Filters } from '../ui/filters.tsx'
import { RowList } from '../ui/row-list.tsx'
import { useTitle } from '../ui/use-title.ts'

/** Batches with what they declare and what their items make. */
export function BatchesPage() {
  useTitle('Batches')
  const search = useSearch({ from: '/batches' })
  const zone = useZone()
  const query = useInfiniteQuery(batchPages(search))
  return (
    <>
      <header className="page-head">
        <h1>Batches</h1>
        <Filters to="/batches" search={search} zone={zone} />
      </header>
      <RowList
        label="Batches in the order in which they came"
        query={query}
        columns={BATCH_COLUMNS}
        keyOf={batch => `${batch.receipt}/${batch.ordinal}`}
        empty="No batch is like this."
      />
    </>
  )
}
