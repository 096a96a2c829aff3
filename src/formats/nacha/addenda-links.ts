import type { FaultRest } from '../../core/fault.ts'
import { ADDENDA_02, ADDENDA_05 } from './addenda-layouts.ts'
import { digitsAt, textAt } from './layout.ts'
import { expectedFrom, fieldPlace, type Reading, reportEntry, reportField, standingIn } from './reading.ts'

/** Two characters, the addenda type of record `index`. */
export function addendaTypeOf(reading: Reading, index: number): string {
  return textAt(reading.group.bytes, reading.group.startOf(index) + 1, 2)
}

/** An addenda 05, 17 or 18: numbered in its place and carrying the last seven digits of the entry's trace. */
export function checkSequence(reading: Reading, index: number, expected: number): void {
  const start = reading.group.startOf(index)
  if (digitsAt(reading.group.bytes, start + 83, 4) !== expected) {
    reportField(
      reading,
      'addenda-sequence',
      index,
      'sequence',
      ADDENDA_05.fields.sequence,
      String(expected).padStart(4, '0'),
    )
  }
}

/** The last seven columns of addenda 05 and 10 to 18 repeat those of the entry's trace. */
export function checkEntrySequence(reading: Reading, index: number): void {
  const { group } = reading
  if (group.trace < 0) return
  const expected = group.trace % 10_000_000
  if (digitsAt(group.bytes, group.startOf(index) + 87, 7) === expected) return
  const { entrySequence } = ADDENDA_05.fields
  const place = fieldPlace(reading, index, 'entrySequence', entrySequence, String(expected).padStart(7, '0'))
  reportEntry(reading, 'addenda-trace', expectedFrom(standingIn(reading, 0), place))
}

/** Columns 80 to 94 of addenda 02, 98 and 99 repeat the entry's trace. */
export function checkAddendaTrace(reading: Reading, index: number, rest: FaultRest): void {
  const { group } = reading
  if (group.trace < 0 || digitsAt(group.bytes, group.startOf(index) + 79, 15) === group.trace) return
  const expected = String(group.trace).padStart(15, '0')
  const place = fieldPlace(reading, index, 'trace', ADDENDA_02.fields.trace, expected)
  reportEntry(reading, 'addenda-trace', { ...expectedFrom(standingIn(reading, 0), place), rest })
}
