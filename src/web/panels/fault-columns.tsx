import type { Fault } from '../../contract/receipt.ts'
import { Mark } from '../ui/mark.tsx'
import type { Column } from '../ui/row-list.tsx'

/** A fault as a row: where it is, what stood there, what was expected, what happens to the rest. */
export const FAULT_COLUMNS: readonly Column<Fault>[] = [
  { title: 'where', width: 22, narrow: 'lead', cell: whereOf },
  { title: 'field', width: 20, cut: true, cell: one => one.field_title ?? 'the record' },
  {
    title: 'found',
    width: 18,
    roomy: true,
    cut: true,
    cell: one => (one.found === undefined ? '' : <code>{one.found}</code>),
  },
  {
    title: 'expected',
    width: 18,
    roomy: true,
    cut: true,
    cell: one => (one.expected === undefined ? '' : <code>{one.expected}</code>),
  },
  { title: 'what is wrong', cut: true, narrow: 'under', cell: one => one.message },
  {
    title: 'rest',
    width: 20,
    narrow: 'end',
    cell: one => <Mark tone={one.rest === 'read on' ? 'plain' : 'warn'}>{one.rest}</Mark>,
  },
]

function whereOf(fault: Fault): string {
  const place =
    fault.line === undefined
      ? fault.record === undefined
        ? 'the file'
        : `record ${fault.record}`
      : `line ${fault.line}`
  return fault.column === undefined ? place : `${place}, column ${fault.column}`
}
