import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Exception } from '../../contract/exception.ts'
import { batchPages, exceptionPages } from '../data/queries.ts'
import { amountText, counted, countText, sentence } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { LeavesBy } from './leaves-by.tsx'

/** Exceptions of the file and of its batches, with what they hold and where it stands: more than one item each. */
export function HeldPanel({ receipt }: { readonly receipt: string }) {
  const files = useInfiniteQuery(exceptionPages({ receipt, scope: 'file' }))
  const batches = useInfiniteQuery(exceptionPages({ receipt, scope: 'batch' }))
  const lines = useInfiniteQuery(batchPages({ receipt }))
  const held = [files, batches].flatMap(query => query.data?.pages.flatMap(page => page.data) ?? [])
  const lineOf = (batch: number | null) =>
    lines.data?.pages.flatMap(page => page.data).find(one => one.ordinal === batch)?.line
  if (held.length === 0) return null
  return (
    <Panel title="Held for a person" aside={<span className="quiet">{countText(held.length)}</span>}>
      <ul className="held">
        {held.map(one => (
          <Held key={one.id} exception={one} line={lineOf(one.batch)} />
        ))}
      </ul>
      {batches.hasNextPage && (
        <button type="button" onClick={() => void batches.fetchNextPage()}>
          Show more
        </button>
      )}
    </Panel>
  )
}

/** `line`: the first one of the batch. */
function Held({ exception, line }: { readonly exception: Exception; readonly line: number | undefined }) {
  const { batch, value } = exception
  const receipt = String(exception.receipt)
  const search = batch === null ? { receipt } : { receipt, batch: String(batch) }
  return (
    <li>
      <Mark tone={exception.state === 'closed' ? 'plain' : 'bad'}>{exception.title}</Mark>{' '}
      <Link to="/items" search={search}>
        {batch === null ? 'the whole file' : `batch ${batch + 1}`}
      </Link>
      {line === undefined ? '' : `, from line ${line} on`}, {counted(value.count, 'item')},{' '}
      <abbr title="debits">Dr</abbr> {amountText(value.debit_minor)}, <abbr title="credits">Cr</abbr>{' '}
      {amountText(value.credit_minor)}
      <p>{sentence(exception.sentence)}</p>
      <LeavesBy exception={exception} />
    </li>
  )
}
