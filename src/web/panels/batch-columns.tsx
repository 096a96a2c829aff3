import { Link } from '@tanstack/react-router'
import type { Batch } from '../../contract/receipt.ts'
import { Amount } from '../ui/amount.tsx'
import { counted, countText } from '../ui/format.ts'
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
  { title: 'debits', width: 17, right: true, cell: one => <Amount minor={one.computed.debit_minor} /> },
  { title: 'credits', width: 17, right: true, cell: one => <Amount minor={one.computed.credit_minor} /> },
  { title: 'its control says', width: 25, roomy: true, cut: true, cell: one => <Disagreement batch={one} /> },
  { title: 'balance', width: 18, narrow: 'end', cell: one => <StateMark state={one.balance} /> },
  {
    title: 'held for',
    width: 35,
    narrow: 'underEnd',
    cell: one => (one.held_for === null ? '' : <Mark tone="bad">{one.held_for}</Mark>),
  },
]

/** Only what is otherwise than computed: of most batches there is nothing to read. */
function Disagreement({ batch: { declared, computed, balance } }: { readonly batch: Batch }) {
  if (declared === null) return 'nothing: it has none'
  const items = declared.count !== computed.count && counted(declared.count, 'item')
  const debits = declared.debit_minor !== computed.debit_minor && [
    'Dr ',
    <Amount key="Dr" minor={declared.debit_minor} />,
  ]
  const credits = declared.credit_minor !== computed.credit_minor && [
    'Cr ',
    <Amount key="Cr" minor={declared.credit_minor} />,
  ]
  const said = [items, debits, credits].filter(one => one !== false)
  if (said.length === 0) return balance === 'out' ? 'the same count and amounts' : null
  return said.flatMap((one, n) => (n === 0 ? [one] : [', ', one]))
}
