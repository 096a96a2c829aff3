import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { BulkAct, BulkMember } from '../../contract/bulk.ts'
import { bulkMemberPages } from '../data/bulk.ts'
import { AmountOrBlank } from '../ui/amount.tsx'
import { words } from '../ui/format.ts'
import { Mark, type Tone } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { type Column, LONG_LEAD, RowList } from '../ui/row-list.tsx'

/** Each of the many in the order in which they are done; by what the address says only those of one outcome or reason. */
export function BulkMembers({ act }: { readonly act: BulkAct }) {
  const search = useSearch({ from: '/bulk/$bulk' })
  const query = useInfiniteQuery(bulkMemberPages(String(act.bulk), search))
  const { state, reason } = search
  const isSome = state !== undefined || reason !== undefined
  const limited = [state === undefined ? '' : says(act)[state as BulkMember['state']], words(reason ?? '')]
  const aside = isSome && (
    <Link to="/bulk/$bulk" params={{ bulk: String(act.bulk) }} resetScroll={false}>
      show all
    </Link>
  )
  return (
    <Panel
      title={isSome ? `Items: ${limited.filter(text => text !== '').join(', ')}` : 'Items'}
      aside={aside}
      className="bulk-members"
    >
      <RowList
        label="Items, in the order in which they are done"
        query={query}
        columns={columnsOf(act)}
        rows={LONG_LEAD}
        keyOf={one => one.item}
        empty="None is like this."
      />
    </Panel>
  )
}

const TONES: Readonly<Record<BulkMember['state'], Tone>> = {
  waiting: 'wait',
  done: 'good',
  proposed: 'warn',
  refused: 'bad',
}

function says({ state }: BulkAct): Readonly<Record<BulkMember['state'], string>> {
  return state === 'shown'
    ? { waiting: 'waits', done: 'would be done', proposed: 'for a second person', refused: 'would not be done' }
    : { waiting: 'still to do', done: 'done', proposed: 'for a second person', refused: 'not done' }
}

function columnsOf(act: BulkAct): readonly Column<BulkMember>[] {
  const said = says(act)
  return [
    {
      title: 'item',
      width: 16,
      narrow: 'end',
      cell: one => (
        <Link to="/items/$item" params={{ item: String(one.item) }}>
          {one.item}
        </Link>
      ),
    },
    { title: 'why', cut: true, narrow: 'under', cell: one => <span title={one.why}>{one.why}</span> },
    {
      title: 'debit',
      width: 17,
      right: true,
      roomy: true,
      cell: one => <AmountOrBlank minor={one.value.debit_minor} />,
    },
    {
      title: 'credit',
      width: 17,
      right: true,
      roomy: true,
      cell: one => <AmountOrBlank minor={one.value.credit_minor} />,
    },
    {
      title: 'what',
      width: 22,
      narrow: 'lead',
      cell: one => <Mark tone={TONES[one.state]}>{said[one.state]}</Mark>,
    },
  ]
}
