import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ComponentProps, useState } from 'react'
import type { Batch } from '../../contract/receipt.ts'
import { exceptionPages } from '../data/queries.ts'
import { Amount } from '../ui/amount.tsx'
import { counted, countText, sentence } from '../ui/format.ts'
import { Failure } from '../ui/loaded.tsx'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { ShowMore } from '../ui/show-more.tsx'
import { LeavesBy } from './leaves-by.tsx'
import { Letters } from './letters.tsx'
import { HeldEarlier } from './side-by-side.tsx'
import { UnitActs } from './unit-acts.tsx'

/** Exceptions of a file and of its batches: those that wait first, then those that were decided. */
export function useHeld(receipt: string) {
  const files = useInfiniteQuery(exceptionPages({ receipt, scope: 'file' }))
  const batches = useInfiniteQuery(exceptionPages({ receipt, scope: 'batch' }))
  const ended = useInfiniteQuery(exceptionPages({ receipt, scope: 'file', state: 'closed' }))
  const decided = useInfiniteQuery(exceptionPages({ receipt, scope: 'batch', state: 'closed' }))
  const all = [files, batches, ended, decided]
  const following = [batches, decided].find(query => query.hasNextPage)
  return {
    isPending: all.some(query => query.isPending),
    error: all.find(query => query.error !== null)?.error ?? null,
    rows: all.flatMap(query => query.data?.pages.flatMap(page => page.data) ?? []),
    readAgain: () => void all.map(query => query.refetch()),
    readMore: following === undefined ? undefined : () => void following.fetchNextPage(),
  }
}

interface HeldPanelProps {
  readonly held: ReturnType<typeof useHeld>
  /** Why the file is held, said here where no open exception says it. */
  readonly why: string | null
  readonly batches: InfiniteData<{ readonly data: readonly Batch[] }> | undefined
}

/** What is held of a file, why and where it stands: more than one item each. */
export function HeldPanel({ held, why, batches }: HeldPanelProps) {
  const lineOf = (batch: number | null) =>
    batches?.pages.flatMap(page => page.data).find(one => one.ordinal === batch)?.line
  const [opened, open] = useState<number>()
  if (held.error !== null) return <Failure error={held.error} again={held.readAgain} />
  if (held.rows.length === 0) return why === null ? null : <p className="lead">{sentence(why)}</p>
  return (
    <Panel title="Held as a whole" aside={<span className="quiet">{countText(held.rows.length)}</span>}>
      <ul className="held">
        {held.rows.map(one => (
          <Held key={one.id} exception={one} line={lineOf(one.batch)} isOpened={one.id === opened} open={open} />
        ))}
      </ul>
      <ShowMore read={held.readMore} />
    </Panel>
  )
}

interface HeldProps extends ComponentProps<typeof UnitActs> {
  /** The first one of the batch. */
  readonly line: number | undefined
}

function Held({ exception, line, isOpened, open }: HeldProps) {
  const { batch, value } = exception
  const receipt = String(exception.receipt)
  const search = batch === null ? { receipt } : { receipt, batch: String(batch) }
  return (
    <li>
      <Mark tone={exception.state === 'closed' ? 'plain' : 'bad'}>{exception.title}</Mark>{' '}
      <Link to="/items" search={search}>
        {batch === null ? 'the whole file' : `batch ${batch + 1}`}
      </Link>
      {line === undefined ? '' : `, from line ${countText(line)} on`}, {counted(value.count, 'item')},{' '}
      <abbr title="debits">Dr</abbr> <Amount minor={value.debit_minor} />, <abbr title="credits">Cr</abbr>{' '}
      <Amount minor={value.credit_minor} />
      <p>{sentence(exception.sentence)}</p>
      <LeavesBy exception={exception} />
      <Repeated exception={exception} />
      <UnitActs exception={exception} isOpened={isOpened} open={open} />
      <Letters item={exception.id} />
    </li>
  )
}

/** Of a batch that came twice, when it is asked for: the fields of both. */
function Repeated({ exception }: Pick<HeldProps, 'exception'>) {
  const [isOpen, setOpen] = useState(false)
  if (exception.kind !== 'duplicate-batch') return null
  return (
    <details onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>Beside the batch that came before</summary>
      {isOpen && <HeldEarlier exception={exception} />}
    </details>
  )
}
