import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { OutboundFile } from '../../contract/returns.ts'
import { outboundItemPages, returnPages, todayQuery } from '../data/queries.ts'
import { useZone } from '../data/use-zone.ts'
import { outboundItemColumns } from '../panels/outbound-item-columns.tsx'
import { Amount } from '../ui/amount.tsx'
import { Filters } from '../ui/filters.tsx'
import { countText, momentText, sizeText } from '../ui/format.ts'
import { type Column, LONG_LEAD, RowList } from '../ui/row-list.tsx'
import { useTitle } from '../ui/use-title.ts'

/** Files of returns and notices that went out, what is in one of them, and what waits for the next. */
export function ReturnsPage() {
  const { state, file } = useSearch({ from: '/returns' })
  const zone = useZone()
  const isWaiting = state === 'waiting'
  const waiting = useQuery(todayQuery()).data?.returns.queued ?? 0
  useTitle(file === undefined ? 'Returns' : `Returns, file ${file}`)
  return (
    <>
      <header className="page-head">
        <h1>Returns</h1>
        <nav aria-label="State" className="tabs">
          <Link to="/returns" search={{}} data-chosen={isWaiting ? undefined : true}>
            went out
          </Link>
          <Link to="/returns" search={{ state: 'waiting' }} data-chosen={isWaiting ? true : undefined}>
            {countText(waiting)} waiting
          </Link>
        </nav>
        {!isWaiting && file !== undefined && <Filters to="/returns" search={{ file }} zone={zone} />}
      </header>
      {isWaiting ? <Waiting /> : file === undefined ? <Files /> : <InFile key={file} file={file} />}
    </>
  )
}

function Waiting() {
  const zone = useZone()
  const query = useInfiniteQuery(outboundItemPages({}))
  return (
    <RowList
      label="Returns and notices that wait, the first to be due first"
      query={query}
      columns={outboundItemColumns('leaves by', zone)}
      rows={LONG_LEAD}
      keyOf={one => `${one.item}/${one.kind}`}
      empty="Nothing waits to be returned. What a policy decides waits here until it goes out by itself, half an hour before its window closes."
    />
  )
}

function InFile({ file }: { readonly file: string }) {
  const zone = useZone()
  const query = useInfiniteQuery(outboundItemPages({ file }))
  return (
    <RowList
      label={`Returns and notices of file ${file}, in its order`}
      query={query}
      columns={outboundItemColumns('was due', zone)}
      rows={LONG_LEAD}
      keyOf={one => `${one.item}/${one.kind}`}
      empty={`No file ${file} went out.`}
    />
  )
}

function Files() {
  const zone = useZone()
  const query = useInfiniteQuery(returnPages())
  return (
    <RowList
      label="Return files, the newest first"
      query={query}
      columns={fileColumns(zone)}
      keyOf={file => file.id}
      empty="No return file went out yet. What a policy decided goes out by itself, half an hour before its window closes."
    />
  )
}

function fileColumns(zone: string): readonly Column<OutboundFile>[] {
  return [
    {
      title: 'file',
      cut: true,
      narrow: 'lead',
      cell: one => (
        <Link to="/returns" search={{ file: String(one.id) }}>
          {one.name}
        </Link>
      ),
    },
    { title: 'work', width: 10, roomy: true, narrow: 'under', cell: one => (one.pack === 'ach' ? 'ACH' : 'Checks') },
    { title: 'items', width: 8, right: true, narrow: 'end', cell: one => countText(one.value.count) },
    { title: 'debits', width: 17, right: true, cell: one => <Amount minor={one.value.debit_minor} /> },
    { title: 'credits', width: 17, right: true, cell: one => <Amount minor={one.value.credit_minor} /> },
    { title: 'size', width: 11, right: true, roomy: true, cell: one => sizeText(one.size_bytes) },
    { title: 'first due', width: 21, cell: one => momentText(one.due_at, zone) },
    { title: 'went out', width: 21, narrow: 'underEnd', cell: one => momentText(one.released_at, zone) },
  ]
}
