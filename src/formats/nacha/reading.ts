import type { FaultRest } from '../../core/fault.ts'
import { type Standing, sensitivityOf, UNKNOWN_KIND } from '../shown-value.ts'
import { EntryGroup } from './entry-group.ts'
import { type FaultPlace, faultAt, type NachaFault, type NachaFaultCode } from './fault-codes.ts'
import type { Frame, Gap, LineEnd } from './frame.ts'
import { type Field, textAt } from './layout.ts'
import type { OpenBatch } from './open-batch.ts'
import type { BatchTotals, FileControl, NachaSink } from './sink.ts'
import { standingOf } from './standing.ts'

/** Lines that belong to nothing are reported one by one up to so many of a kind, the others together at the end. */
const LINES_REPORTED = 1000

/** At most so many faults of one code are kept for `fileEnd`; the sink gets every one. */
const FILE_FAULTS_KEPT = 100

/** Everything the reader knows while it reads a file. */
export interface Reading {
  readonly sink: NachaSink
  readonly group: EntryGroup
  /** The memory the caller handed in, valid until the call returns. */
  chunk: Uint8Array
  batch: OpenBatch | undefined
  batches: number
  quarantinedBatches: number
  entries: number
  lastBatchNumber: number
  /** Of the header that the number stood in. */
  lastBatchStanding: Standing
  hasAdv: boolean
  hasHeader: boolean
  headerMissed: boolean
  control: FileControl | undefined
  controlRecord: RecordAt | undefined
  records: number
  fillRecords: number
  unreadable: number
  /** Records that may have stood where none could be found. */
  gapRecords: number
  /** Bytes without a record between two batches, until the next record says whose they were. */
  gap: Gap | undefined
  line: number
  bytes: number
  readonly totals: { entryAddendaCount: number; entryHash: number; debitMinor: number; creditMinor: number }
  /** The sum of what the batch controls declare, undefined once a batch has none. */
  declared: BatchTotals | undefined
  /** In doubt when a batch's sums are: what they hold may be no amount. */
  sums: Standing
  /** How the first record ends, and with it all others of a well-formed file. */
  lineEnd: LineEnd | undefined
  lastLineEnd: LineEnd
  /** A record that ended otherwise, until it is known whether it was the last one, which may. */
  oddLine: number
  oddLineEnd: LineEnd
  mixedLine: number
  mixedLineEnd: LineEnd
  /** Empty lines since the last record. */
  blankLines: number
  readonly faults: NachaFault[]
  readonly faultCounts: Map<NachaFaultCode, number>
  fileLeftOut: boolean
  /** Lines of a kind reported so far, and the last that was not. */
  readonly strayLines: Map<NachaFaultCode, { count: number; line: number }>
}

export function startReading(sink: NachaSink): Reading {
  const zero = { entryAddendaCount: 0, entryHash: 0, debitMinor: 0, creditMinor: 0 }
  return {
    sink,
    group: new EntryGroup(),
    chunk: new Uint8Array(0),
    batch: undefined,
    batches: 0,
    quarantinedBatches: 0,
    entries: 0,
    lastBatchNumber: -1,
    lastBatchStanding: 'aligned',
    hasAdv: false,
    hasHeader: false,
    headerMissed: false,
    control: undefined,
    controlRecord: undefined,
    records: 0,
    fillRecords: 0,
    unreadable: 0,
    gapRecords: 0,
    gap: undefined,
    line: 0,
    bytes: 0,
    totals: { ...zero },
    declared: zero,
    sums: 'aligned',
    lineEnd: undefined,
    lastLineEnd: '',
    oddLine: 0,
    oddLineEnd: '',
    mixedLine: 0,
    mixedLineEnd: '',
    blankLines: 0,
    faults: [],
    faultCounts: new Map(),
    fileLeftOut: false,
    strayLines: new Map(),
  }
}

/** Reports a fault of the file: it goes to the sink at once, and into the file's fate. */
export function reportFile(reading: Reading, code: NachaFaultCode, place: FaultPlace): void {
  const fault = faultAt(code, place)
  if (fault.rest === 'file left out') reading.fileLeftOut = true
  keepForFile(reading, fault)
  reading.sink.fault(fault)
}

/** Reports a fault of the open batch: it goes to the sink at once, and into the batch's fate. */
export function reportBatch(reading: Reading, batch: OpenBatch, code: NachaFaultCode, place: FaultPlace): void {
  const fault = faultAt(code, { batch: batch.header.ordinal, ...place })
  if (fault.rest === 'batch left out') batch.leftOut = true
  batch.faults.push(fault)
  reading.sink.fault(fault)
}

/** Reports a fault of the pending entry. */
export function reportEntry(reading: Reading, code: NachaFaultCode, place: FaultPlace): void {
  const { group } = reading
  const fault = faultAt(code, { batch: group.batch, item: group.seq, ...place })
  if (fault.rest === 'item left out') group.faulty = true
  reading.sink.fault(fault)
}

/** Reports a line that belongs to no entry the reader could open. */
export function reportLine(reading: Reading, code: NachaFaultCode, place: FaultPlace): void {
  const stray = reading.strayLines.get(code) ?? { count: 0, line: 0 }
  reading.strayLines.set(code, stray)
  stray.count++
  stray.line = place.line
  if (stray.count > LINES_REPORTED) return
  reading.sink.fault(
    faultAt(code, reading.batch === undefined ? place : { batch: reading.batch.header.ordinal, ...place }),
  )
}

/** Reports the stray lines that were too many to be reported one by one: how many, and the last of them. */
export function reportStrayLines(reading: Reading): void {
  for (const [code, { count, line }] of reading.strayLines) {
    const more = count - LINES_REPORTED
    if (more > 0)
      reading.sink.fault(
        faultAt(code, {
          line,
          column: 1,
          field: 'recordType',
          found: `${more} more lines like this`,
          expected: 'none',
        }),
      )
  }
}

/** A record of 94 bytes, where it stands, and whether its columns do. */
export interface RecordAt {
  readonly bytes: Uint8Array
  readonly start: number
  readonly line: number
  readonly standing: Standing
}

/** The place of a field in a record: column, name, what stands there and whether it is, or may be, personal; what is expected is words. */
export function placeOf(record: RecordAt, name: string, field: Field, expected: string): FaultPlace {
  const found = textAt(record.bytes, record.start + field.from - 1, field.to - field.from + 1)
  const slipped = sensitivityOf(found, field.alphabet, record.standing)
  // What stands in the column of an account, in a record that slipped, may be a name: it is masked as what shows least.
  const sensitive = record.standing === 'aligned' ? (field.sensitive ?? slipped) : (slipped ?? field.sensitive)
  return {
    line: record.line,
    column: field.from,
    field: name,
    found,
    expected,
    ...(sensitive === undefined ? {} : { sensitive, sensitiveIn: 'found' }),
  }
}

/** The place with what is expected there taken for data, masked too where it was read from columns that may have slipped. */
export function expectedFrom(standing: Standing, place: FaultPlace): FaultPlace {
  const { sensitiveIn: _, ...data } = place
  if (standing === 'aligned' || place.sensitive !== undefined) return data
  return { ...data, sensitive: UNKNOWN_KIND, sensitiveIn: 'expected' }
}

/** Reports a field of record `index` of the pending entry (0 is the entry itself). */
export function reportField(
  reading: Reading,
  code: NachaFaultCode,
  index: number,
  name: string,
  field: Field,
  expected: string,
): void {
  reportEntry(reading, code, fieldPlace(reading, index, name, field, expected))
}

export function fieldPlace(reading: Reading, index: number, name: string, field: Field, expected: string): FaultPlace {
  const { group } = reading
  const standing = standingIn(reading, index)
  return placeOf(
    { bytes: group.bytes, start: group.startOf(index), line: group.lineOf(index), standing },
    name,
    field,
    expected,
  )
}

/** Of record `index` of the pending entry. */
export function standingIn({ group, batch }: Reading, index: number): Standing {
  return batch === undefined ? 'in doubt' : standingOf(group, batch, index)
}

/** Reports what is wrong with a record's bytes themselves; `report` says whose fault it is. */
export function reportBytes(
  frame: Frame,
  rest: { readonly overlong: FaultRest; readonly control: FaultRest },
  report: (code: NachaFaultCode, place: FaultPlace) => void,
): void {
  const { line } = frame
  if (frame.length < 94)
    report('record-short', {
      line,
      field: 'record',
      column: frame.length + 1,
      found: `${frame.length} characters`,
      expected: '94 characters',
    })
  if (frame.excess > 0 && !frame.excessText)
    report('record-long', {
      line,
      field: 'record',
      column: 95,
      found: `${frame.length + frame.excess} characters or more`,
      expected: '94 characters',
    })
  if (frame.excess > 0 && frame.excessText) {
    const code = frame.excess === frame.continuations ? 'record-utf8' : 'record-overlong'
    report(code, {
      line,
      field: 'record',
      column: 95,
      found: `${frame.length + frame.excess} characters or more`,
      expected: '94 characters',
      rest: rest.overlong,
    })
  }
  if (frame.clean) return
  let control = -1
  let nonAscii = -1
  for (let i = frame.length - 1; i >= 0; i--) {
    const byte = frame.bytes[frame.start + i] ?? 0x20
    if (byte < 0x20 || byte === 0x7f) control = i
    else if (byte > 0x7e) nonAscii = i
  }
  if (control !== -1)
    report('control-character', {
      line,
      field: 'record',
      column: control + 1,
      found: hex(frame.bytes[frame.start + control]),
      expected: 'a printable character',
      rest: rest.control,
    })
  if (nonAscii !== -1)
    report('non-ascii', {
      line,
      field: 'record',
      column: nonAscii + 1,
      found: hex(frame.bytes[frame.start + nonAscii]),
      expected: 'ASCII',
    })
}

function keepForFile(reading: Reading, fault: NachaFault): void {
  const seen = (reading.faultCounts.get(fault.code) ?? 0) + 1
  reading.faultCounts.set(fault.code, seen)
  if (seen <= FILE_FAULTS_KEPT) reading.faults.push(fault)
}

function hex(byte: number | undefined): string {
  return `0x${(byte ?? 0).toString(16).padStart(2, '0').toUpperCase()}`
}
