import type { Standing } from '../shown-value.ts'
import { checkDigitOf } from './check-digit.ts'
import type { EntryGroup } from './entry-group.ts'
import { digitsAt, type Field, isBlankAt } from './layout.ts'
import { ADV_ENTRY, BATCH_CONTROL, FILE_HEADER, IAT_ENTRY } from './layouts.ts'
import type { OpenBatch } from './open-batch.ts'
import type { BatchControl, BatchHeader, FileControl } from './sink.ts'
import { transactionCode } from './transaction-codes.ts'

/**
 * Whether the columns of a record stand where they belong (see shown-value.ts), here of record `index` of an entry: 0 is the
 * entry itself, the others are its addenda. Every record has fixed points at its end as well as before it, so one whose
 * columns slipped from some column on does not end with the number that it must end with.
 */
export function standingOf(group: EntryGroup, batch: OpenBatch, index: number): Standing {
  const isAligned = !group.ragged && isEntryAligned(group, batch) && (index === 0 || repeatsTrace(group, index))
  return isAligned ? 'aligned' : 'in doubt'
}

export function headerStanding(header: BatchHeader, isKnownClass: boolean): Standing {
  const isAligned = isKnownClass && isServiceClass(header.serviceClass) && header.odfi8 >= 0 && header.batchNumber >= 0
  return isAligned ? 'aligned' : 'in doubt'
}

/** Of the control of a batch that begins with the header. */
export function controlStanding(control: BatchControl, header: BatchHeader, bytes: Uint8Array): Standing {
  const isSame = control.kind === 'adv' || header.missing || control.companyId.trim() === header.companyId.trim()
  const isReservedBlank = control.kind === 'adv' || isBlank(bytes, 0, BATCH_CONTROL.fields.reserved)
  const hasEnd = holdsDigits(bytes, 0, BATCH_CONTROL.fields.odfi) && control.batchNumber >= 0
  return isSame && isReservedBlank && hasEnd && isServiceClass(control.serviceClass) ? 'aligned' : 'in doubt'
}

export function fileHeaderStanding(bytes: Uint8Array): Standing {
  const { recordSize, blockingFactor, formatCode } = FILE_HEADER.fields
  const constants = [digitsOf(bytes, 0, recordSize), digitsOf(bytes, 0, blockingFactor), digitsOf(bytes, 0, formatCode)]
  return constants.join(' ') === '94 10 1' ? 'aligned' : 'in doubt'
}

export function fileControlStanding(control: FileControl): Standing {
  const { kind: _, reserved, ...numbers } = control
  return reserved === '' && Object.values(numbers).every(number => number >= 0) ? 'aligned' : 'in doubt'
}

function isEntryAligned(group: EntryGroup, batch: OpenBatch): boolean {
  const { bytes, start } = group
  const indicator = digitsOf(bytes, start, IAT_ENTRY.fields.addendaIndicator)
  if (transactionCode(group.transactionCode) === undefined || group.amountMinor < 0) return false
  if (group.rdfi8 < 0 || checkDigitOf(group.rdfi8) !== group.checkDigit) return false
  if (group.trace < 0 || indicator < 0 || indicator > 1) return false
  if (batch.layout === 'adv') return holdsDigits(bytes, start, ADV_ENTRY.fields.adviceRouting)
  const { reserved1, reserved2 } = IAT_ENTRY.fields
  if (batch.layout === 'iat' && !(isBlank(bytes, start, reserved1) && isBlank(bytes, start, reserved2))) return false
  // A header that slipped itself names some other eight digits.
  return batch.standing === 'aligned' && Math.floor(group.trace / 10_000_000) === batch.header.odfi8
}

/** Addenda 02, 98 and 99 end with the trace of their entry, all others with its last seven digits. */
function repeatsTrace(group: EntryGroup, index: number): boolean {
  const start = group.startOf(index)
  const type = digitsAt(group.bytes, start + 1, 2)
  const isWhole = type === 2 || type === 98 || type === 99
  if (isWhole) return digitsAt(group.bytes, start + 79, 15) === group.trace
  return digitsAt(group.bytes, start + 87, 7) === group.trace % 10_000_000
}

function isServiceClass(code: number): boolean {
  return code === 200 || code === 220 || code === 225 || code === 280
}

function digitsOf(bytes: Uint8Array, start: number, field: Field): number {
  return digitsAt(bytes, start + field.from - 1, field.to - field.from + 1)
}

function holdsDigits(bytes: Uint8Array, start: number, field: Field): boolean {
  return digitsOf(bytes, start, field) >= 0
}

function isBlank(bytes: Uint8Array, start: number, field: Field): boolean {
  return isBlankAt(bytes, start + field.from - 1, field.to - field.from + 1)
}
