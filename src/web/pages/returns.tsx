import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { OutboundFile } from '../../contract/returns.ts'
import { returnPages, todayQuery } from '../data/queries.ts'
import { useZone } from '../data/use-zone.ts'
import { amountText, countText, momentText, sizeText } from '../ui/format.ts'
import { type Column, RowList } from '../ui/row-list.tsx'
import { useTitle } from '../ui/use-title.ts'

/** Files of returns that went out. */
export function ReturnsPage() {
  useTitle('Returns')
  const zone = useZone()
  const waiting = useQuery(todayQuery()).data?.returns.queued
  const query = useInfiniteQuery(returnPages())
  return (
    <>
      <header className="page-head">
        <h1>Returns</h1>
        {waiting !== undefined && <span className="quiet">{countText(waiting)} wait for their file</span>}
      </header>
      <RowList
        label="Return files, the newest first"
        query={query}
        columns={columnsOf(zone)}
        keyOf={file => file.id}
        empty="No return file went out yet. What a policy decided goes out by itself, half an hour before its window closes."
      />
    </>
  )
}

function columnsOf(zone: string): readonly Column<OutboundFile>[] {
  return [
    { title: 'file', cut: true, narrow: 'lead', cell: one => one.name },
    { title: 'work', width: 10, roomy: true, narrow: 'under', cell: one => (one.pack === 'ach' ? 'ACH' : 'Checks') },
    { title: 'items', width: 8, right: true, narrow: 'end', cell: one => countText(one.value.count) },
    { title: 'debits', width: 17, right: true, cell: one => amountText(one.value.debit_minor) },
    { title: 'credits', width: 17, right: true, cell: one => amountText(one.value.credit_minor) },
    { title: 'size', width: 11, right: true, roomy: true, cell: one => sizeText(one.size_bytes) },
    { title: 'first due', width: 21, cell: one => momentText(one.due_at, zone) },
    { title: 'went out', width: 21, narrow: 'underEnd', cell: one => momentText(one.released_at, zone) },
  ]
}
