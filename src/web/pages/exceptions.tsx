import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { Exception } from '../../contract/exception.ts'
import { exceptionPages } from '../data/queries.ts'
import { sessionQuery } from '../data/session.ts'
import { useZone } from '../data/use-zone.ts'
import { decides } from '../shell/pages.ts'
import { AmountOrBlank } from '../ui/amount.tsx'
import { Filters } from '../ui/filters.tsx'
import { momentText } from '../ui/format.ts'
import { StateMark } from '../ui/mark.tsx'
import { type Column, LONG_LEAD, RowList } from '../ui/row-list.tsx'
import { useTitle } from '../ui/use-title.ts'

/** What is excepted, the first to be due first. */
export function ExceptionsPage() {
  useTitle('Exceptions')
  const search = useSearch({ from: '/exceptions' })
  const zone = useZone()
  const query = useInfiniteQuery(exceptionPages(search))
  const isClosed = search.state === 'closed'
  const session = useQuery(sessionQuery).data
  return (
    <>
      <header className="page-head">
        <h1>Exceptions</h1>
        <nav aria-label="State" className="tabs">
          <Link to="/exceptions" search={{ ...search, state: undefined }} data-chosen={isClosed ? undefined : true}>
            not closed
          </Link>
          <Link to="/exceptions" search={{ ...search, state: 'closed' }} data-chosen={isClosed ? true : undefined}>
            closed
          </Link>
        </nav>
        {session !== undefined && decides(session) && !isClosed && (
          <nav aria-label="Many at once" className="tabs">
            <Link to="/bulk/new" search={search}>
              act on all that match
            </Link>
            <Link to="/bulk">acts on many</Link>
          </nav>
        )}
        <Filters to="/exceptions" search={search} zone={zone} />
      </header>
      <RowList
        label="Exceptions, the first to be due first"
        query={query}
        columns={columnsOf(zone)}
        rows={LONG_LEAD}
        keyOf={one => one.id}
        empty={
          isClosed
            ? 'No closed exception is like this.'
            : 'No open exception is like this: nothing waits for anybody here. Take a limit off to see the others.'
        }
      />
    </>
  )
}

function columnsOf(zone: string): readonly Column<Exception>[] {
  return [
    { title: 'kind', width: 38, narrow: 'lead', cell: one => <ExceptionLink exception={one} /> },
    { title: 'why', cut: true, narrow: 'under', cell: one => one.sentence },
    {
      title: 'debit',
      width: 17,
      right: true,
      narrow: 'underEnd',
      cell: one => <AmountOrBlank minor={one.value.debit_minor} />,
    },
    {
      title: 'credit',
      width: 17,
      right: true,
      narrow: 'underEnd',
      cell: one => <AmountOrBlank minor={one.value.credit_minor} />,
    },
    {
      title: 'decides',
      width: 14,
      roomy: true,
      cell: one => (one.decided_by === 'person' ? 'a person' : `policy ${one.code ?? ''}`),
    },
    {
      title: 'leaves by',
      width: 21,
      narrow: 'end',
      cell: one => (one.ours_at === null ? 'no clock' : momentText(one.ours_at, zone)),
    },
    { title: 'state', width: 15, roomy: true, cell: one => <StateMark state={one.state} /> },
  ]
}

/** To the item it is about; a batch's or a file's to its receipt. */
function ExceptionLink({ exception }: { readonly exception: Exception }) {
  if (exception.scope === 'item') {
    return (
      <Link to="/items/$item" params={{ item: String(exception.id) }}>
        {exception.title}
      </Link>
    )
  }
  return (
    <Link to="/receipts/$receipt" params={{ receipt: String(exception.receipt) }}>
      {exception.title}
    </Link>
  )
}
