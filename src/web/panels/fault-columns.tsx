import type { Fault } from '../../contract/receipt.ts'
import { Mark } from '../ui/mark.tsx'
import type { Column } from '../ui/row-list.tsx'

/** A fault as a row: where it is, what stood there, what was expected, what happens to the rest. */
export const FAULT_COLUMNS: readonly Column<Fault>[] = [
  { title: 'where', width: 20, cell: whereOf },
  { title: 'field', width: 20, cell: one => one.field_title ?? 'the record', wideOnly: true },
  { title: 'found', width: 18, cell: one => (one.found === undefined ? '' : <code>{one.found}</code>), wideOnly: true },
  {
    title: 'expected',
    width: 18,
    cell: one => (one.expected === undefined ? '' : <code>{one.expected}</code>),
    wideOnly: true,
  },
  { title: 'what is wrong', cell: one => one.message },
  {
    title: 'rest',
    width: 17,
    cell: one => <Mark tone={one.rest === 'read on' ? 'plain' : 'warn'}>{one.rest}</Mark>,
    wideOnly: true,
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
