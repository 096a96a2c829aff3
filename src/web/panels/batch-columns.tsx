import { Link } from '@tanstack/react-router'
import type { Batch } from '../../contract/receipt.ts'
import type { Tally } from '../../contract/tally.ts'
import { amountText, countText } from '../ui/format.ts'
import { Mark, StateMark } from '../ui/mark.tsx'
import type { Column } from '../ui/row-list.tsx'

/** A batch as a row: its items, and both sides of its balance. */
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
  { title: 'label', narrow: 'under', cell: one => (one.label === '' ? 'without a header' : one.label) },
  { title: 'line', width: 9, right: true, cell: one => countText(one.line) },
  {
    title: 'items',
    width: 8,
    right: true,
    cell: one => countText(one.computed.count + one.lost.count),
  },
  {
    title: 'debits declared',
    width: 17,
    right: true,
    cell: one => declared(one.declared, 'debit_minor'),
  },
  {
    title: 'debits computed',
    width: 17,
    right: true,
    cell: one => amountText(one.computed.debit_minor),
  },
  {
    title: 'credits declared',
    width: 17,
    right: true,
    cell: one => declared(one.declared, 'credit_minor'),
  },
  {
    title: 'credits computed',
    width: 17,
    right: true,
    cell: one => amountText(one.computed.credit_minor),
  },
  { title: 'balance', width: 17, narrow: 'end', cell: one => <StateMark state={one.balance} /> },
  {
    title: 'fate',
    width: 34,
    narrow: 'underEnd',
    cell: one =>
      one.held_for === null ? <StateMark state={one.fate} /> : <Mark tone="bad">{`held: ${one.held_for}`}</Mark>,
  },
]

function declared(tally: Tally | null, side: 'debit_minor' | 'credit_minor'): string {
  return tally === null ? 'none' : amountText(tally[side])
}
