import type { FaultPlace } from './fault-codes.ts'
import { type Frame, type Gap, recordsIn } from './frame.ts'
import { openMissingBatch } from './read-batch.ts'
import { finishEntry } from './read-entry.ts'
import { type Reading, reportBatch, reportFile, reportLine } from './reading.ts'

const ENTRY = 0x36
const ADDENDA = 0x37

/**
 * Takes bytes in which no record stands: some were lost or added. The batch around them is left out, with what its control
 * declares; every other one stands by its own control. Between batches it is the next record that says whose they were.
 */
export function takeGap(reading: Reading, gap: Gap): void {
  finishEntry(reading)
  tellFile(reading)
  const records = recordsIn(gap.length)
  reading.records += records
  reading.unreadable += records
  reading.gapRecords += records
  reading.line = gap.line + records - 1
  if (gap.toEnd) reportFile(reading, 'rest-unreadable', spotOf(gap))
  if (reading.batch !== undefined) tellBatch(reading, gap)
  else if (!gap.toEnd) reading.gap = gap
}

/** Charges a gap between batches to the entries behind it, whose header it was, or to the file. */
export function settleGap(reading: Reading, frame: Frame, type: number | undefined): void {
  const { gap } = reading
  if (gap === undefined) return
  if (type !== ENTRY && type !== ADDENDA) {
    tellFile(reading)
    return
  }
  reading.gap = undefined
  openMissingBatch(reading, frame)
  tellBatch(reading, gap)
}

/** Reports a gap that stands between batches. */
export function tellFile(reading: Reading): void {
  const { gap } = reading
  if (gap === undefined) return
  reading.gap = undefined
  const isFirst = !reading.faultCounts.has('bytes-unreadable')
  if (isFirst) reportFile(reading, 'bytes-unreadable', { ...spotOf(gap), scope: 'file', rest: 'read on' })
  else reportLine(reading, 'bytes-unreadable', { ...spotOf(gap), scope: 'file', rest: 'read on' })
}

function tellBatch(reading: Reading, gap: Gap): void {
  const { batch } = reading
  if (batch === undefined) return
  // A batch remembers one, so that its memory does not grow with its gaps.
  const isFirst = !batch.faults.some(fault => fault.code === 'bytes-unreadable')
  if (isFirst) reportBatch(reading, batch, 'bytes-unreadable', spotOf(gap))
  else reportLine(reading, 'bytes-unreadable', spotOf(gap))
}

/** Bytes are counted from 1, as columns are. */
function spotOf({ line, offset, length }: Gap): FaultPlace {
  const found = `${length} bytes, ${offset + 1} to ${offset + length} of the file`
  return { line, column: 1, field: 'record', found, expected: 'records of 94 characters one behind the other' }
}
