import { Link } from '@tanstack/react-router'
import type { OutboundItem } from '../../contract/returns.ts'
import { useServerNow } from '../data/server-now.ts'
import { AmountOrBlank } from '../ui/amount.tsx'
import { momentText } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import type { Column } from '../ui/row-list.tsx'
import { LeftMark } from './leaves-by.tsx'

/** `due`: the head over the moment at which each has, or had, to leave. */
export function outboundItemColumns(due: string, zone: string): readonly Column<OutboundItem>[] {
  return [
    {
      title: 'why',
      cut: true,
      narrow: 'lead',
      cell: one => (
        <Link to="/items/$item" params={{ item: String(one.item) }}>
          {one.title}
        </Link>
      ),
    },
    { title: 'item', width: 16, roomy: true, cell: one => one.item },
    { title: 'goes as', width: 14, narrow: 'under', cell: one => `${one.kind} ${one.code}` },
    { title: 'work', width: 10, roomy: true, cell: one => (one.pack === 'ach' ? 'ACH' : 'Checks') },
    { title: 'debit', width: 17, right: true, narrow: 'underEnd', cell: one => amountIf(one, 'debit') },
    { title: 'credit', width: 17, right: true, narrow: 'underEnd', cell: one => amountIf(one, 'credit') },
    { title: due, width: 21, narrow: 'end', cell: one => momentText(one.due_at, zone) },
    { title: 'state', width: 22, cell: one => <StateOf one={one} /> },
  ]
}

function amountIf(one: OutboundItem, direction: OutboundItem['direction']) {
  return one.direction === direction ? <AmountOrBlank minor={one.amount_minor} /> : null
}

function StateOf({ one }: { readonly one: OutboundItem }) {
  if (one.in_time === null) return <Waits dueAt={one.due_at} />
  return <Mark tone={one.in_time ? 'good' : 'bad'}>{one.in_time ? 'went out in time' : 'went out late'}</Mark>
}

function Waits({ dueAt }: { readonly dueAt: string }) {
  const now = useServerNow()
  return <LeftMark left={Date.parse(dueAt) - now} />
}
