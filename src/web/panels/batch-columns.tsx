import { Link } from '@tanstack/react-router'
import type { Batch } from '../../contract/receipt.ts'
import { amountText, counted, countText } from '../ui/format.ts'
import { Mark, StateMark } from '../ui/mark.tsx'
import type { Column } from '../ui/row-list.tsx'

/** A batch as a row: its items and amounts, what its control says otherwise, and for what it is held. */
export const BATCH_COLUMNS: readonly Column<Batch>[] = [
  {
    title: 'batch',
    width: 11,
    narrow: 'lead',
    cell: one => (
      <Link to="/items" search={{ receipt: String(one.receipt), batch: String(one.ordinal) }}>
        {one.receipt}/{one.ordinal + 1}
      </Link>
    ),
  },
  { title: 'label', cut: true, narrow: 'under', cell: one => (one.label === '' ? 'without a header' : one.label) },
  { title: 'line', width: 10, right: true, roomy: true, cell: one => countText(one.line) },
  { title: 'items', width: 9, right: true, cell: one => countText(one.computed.count + one.lost.count) },
  { title: 'debits', width: 17, right: true, cell: one => amountText(one.computed.debit_minor) },
  { title: 'credits', width: 17, right: true, cell: one => amountText(one.computed.credit_minor) },
  { title: 'its control says', width: 25, roomy: true, cut: true, cell: disagreement },
  { title: 'balance', width: 18, narrow: 'end', cell: one => <StateMark state={one.balance} /> },
  {
    title: 'held for',
    width: 35,
    narrow: 'underEnd',
    cell: one => (one.held_for === null ? '' : <Mark tone="bad">{one.held_for}</Mark>),
  },
]

/** Only what is otherwise than computed: of most batches there is nothing to read. */
function disagreement({ declared, computed, balance }: Batch): string {
  if (declared === null) return 'nothing: it has none'
  const items = declared.count === computed.count ? [] : [counted(declared.count, 'item')]
  const debits = declared.debit_minor === computed.debit_minor ? [] : [`Dr ${amountText(declared.debit_minor)}`]
  const credits = declared.credit_minor === computed.credit_minor ? [] : [`Cr ${amountText(declared.credit_minor)}`]
  const said = [...items, ...debits, ...credits].join(', ')
  return said === '' && balance === 'out' ? 'the same count and amounts' : said
}
