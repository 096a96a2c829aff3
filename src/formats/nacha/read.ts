import { createFramer, type Frame, isRecordType, type LineEnd } from './frame.ts'
import { textAt } from './layout.ts'
import { endBatchWithoutControl, openMissingBatch, takeBatchControl, takeBatchHeader } from './read-batch.ts'
import { finishEntry, takeAddenda, takeEntry } from './read-entry.ts'
import { compareBlocks, computedTotals, missFileHeader, takeFileControl, takeFileHeader } from './read-file.ts'
import { settleGap, takeGap, tellFile } from './read-gap.ts'
import { type Reading, reportFile, reportLine, reportStrayLines, startReading } from './reading.ts'
import type { FileTotals, NachaSink } from './sink.ts'

/** Bytes go in by `write`, in chunks of any size; `end` says that there are no more. */
export interface NachaFeed {
  /** The chunk is read during the call only: it may be reused afterwards. */
  write(chunk: Uint8Array): void
  end(): void
}

/**
 * A streaming reader of NACHA files. It never throws for what the bytes hold: every fault goes to the sink with its place,
 * and reading goes on with whatever can still be read (README.md says what each fault leaves out). Memory does not grow with
 * the file: four records of carry-over and the addenda of one entry.
 */
export function createNachaReader(sink: NachaSink): NachaFeed {
  const reading = startReading(sink)
  const framer = createFramer({
    frame: frame => takeFrame(reading, frame),
    mark: () => reportFile(reading, 'byte-order-mark', BYTE_ORDER_MARK),
    gap: gap => takeGap(reading, gap),
  })
  return {
    write: given => {
      // Of a Node Buffer `slice` is a view, and whoever keeps a slice of an entry would keep what the chunk is used for next.
      const chunk = new Uint8Array(given.buffer, given.byteOffset, given.length)
      reading.chunk = chunk
      reading.bytes += chunk.length
      framer.write(chunk)
      if (reading.group.pending) reading.group.hold()
    },
    end: () => {
      reading.chunk = new Uint8Array(0)
      framer.end()
      endFile(reading)
    },
  }
}

const BYTE_ORDER_MARK = { line: 1, column: 1, field: 'file', found: '0xEF 0xBB 0xBF', expected: 'a file header' }
const BLANK = 0x20
const TYPE = {
  fileHeader: 0x31,
  batchHeader: 0x35,
  entry: 0x36,
  addenda: 0x37,
  batchControl: 0x38,
  fileControl: 0x39,
} as const

function takeFrame(reading: Reading, frame: Frame): void {
  const type = frame.bytes[frame.start]
  reading.line = frame.line
  if (reading.gap !== undefined) settleGap(reading, frame, type)
  if (
    type === TYPE.entry &&
    reading.batch !== undefined &&
    reading.lineEnd === frame.lineEnd &&
    reading.blankLines === 0
  ) {
    reading.records++
    reading.lastLineEnd = frame.lineEnd
    finishEntry(reading)
    takeEntry(reading, frame, reading.batch)
    return
  }
  if (frame.length === 0) {
    reading.blankLines++
    return
  }
  noteLineEnd(reading, frame)
  noteBlankLines(reading, frame)
  if (isBlankLine(frame)) {
    reportBlank(reading, frame.line)
    return
  }
  reading.records++
  if (isRecordType(type)) takeRecord(reading, frame, type ?? 0)
  else takeUnknown(reading, frame)
}

function takeRecord(reading: Reading, frame: Frame, type: number): void {
  if (type === TYPE.fileControl && isFilledWith(frame, type)) {
    reading.fillRecords++
    endBatchWithoutControl(reading, frame.line)
    return
  }
  if (!reading.hasHeader && !reading.headerMissed && type !== TYPE.fileHeader) missFileHeader(reading, frame)
  if (reading.control !== undefined && type !== TYPE.fileHeader) reportAfterControl(reading, frame)
  if (type === TYPE.entry) {
    takeAnyEntry(reading, frame)
    return
  }
  if (type === TYPE.addenda) {
    takeAnyAddenda(reading, frame)
    return
  }
  if (type === TYPE.batchHeader) {
    takeBatchHeader(reading, frame)
    return
  }
  if (type === TYPE.batchControl) {
    takeBatchControl(reading, frame)
    return
  }
  endBatchWithoutControl(reading, frame.line)
  if (type === TYPE.fileHeader) takeFileHeader(reading, frame)
  else if (reading.control === undefined) takeFileControl(reading, frame)
}

function takeAnyEntry(reading: Reading, frame: Frame): void {
  finishEntry(reading)
  takeEntry(reading, frame, reading.batch ?? openMissingBatch(reading, frame))
}

function takeAnyAddenda(reading: Reading, frame: Frame): void {
  const { batch, group } = reading
  if (batch !== undefined && group.pending) {
    takeAddenda(reading, frame, batch)
    return
  }
  if (batch !== undefined) batch.entryAddendaCount++
  reportLine(reading, 'addenda-outside', {
    line: frame.line,
    column: 1,
    field: 'recordType',
    found: 'an addenda record',
    expected: 'an entry before it',
  })
}

/** A line that begins with no record type: it ends the entry before it, so that addenda behind it are not taken for its. */
function takeUnknown(reading: Reading, frame: Frame): void {
  finishEntry(reading)
  reading.unreadable++
  const found = textAt(frame.bytes, frame.start, 1)
  reportLine(reading, 'unknown-record-type', {
    line: frame.line,
    column: 1,
    field: 'recordType',
    found,
    expected: '1, 5, 6, 7, 8 or 9',
  })
}

function reportAfterControl(reading: Reading, frame: Frame): void {
  if (reading.faultCounts.has('after-file-control')) return
  reportFile(reading, 'after-file-control', {
    line: frame.line,
    column: 1,
    field: 'recordType',
    found: textAt(frame.bytes, frame.start, 1),
    expected: 'only lines of 9s',
  })
}

function endFile(reading: Reading): void {
  tellFile(reading)
  endBatchWithoutControl(reading, reading.line + 1)
  reportStrayLines(reading)
  reportWhole(reading)
  reportLineEnds(reading)
  compareBlocks(reading)
  const { control } = reading
  const declared: FileTotals | undefined = control && {
    batchCount: control.batchCount,
    blockCount: control.blockCount,
    entryAddendaCount: control.entryAddendaCount,
    entryHash: control.entryHash,
    debitMinor: control.totalDebit,
    creditMinor: control.totalCredit,
  }
  reading.sink.fileEnd({
    declared,
    computed: computedTotals(reading),
    entries: reading.entries,
    batches: reading.batches,
    quarantinedBatches: reading.quarantinedBatches,
    faults: reading.faults,
    fate: reading.fileLeftOut ? 'quarantine' : 'process',
    control,
    style: {
      lineEnd: reading.lineEnd ?? '',
      lastLineEnd: reading.lastLineEnd,
      fillRecords: reading.fillRecords,
      blankLines: reading.blankLines,
    },
    bytes: reading.bytes,
  })
}

/** Is it a file of this format at all, and does it end as one? */
function reportWhole(reading: Reading): void {
  const { records, unreadable } = reading
  const whole = { line: 1, column: 1, field: 'file' }
  if (records === 0)
    reportFile(reading, 'empty-file', {
      ...whole,
      found: `${reading.bytes} bytes`,
      expected: 'records of 94 characters',
    })
  if (unreadable * 2 > records) {
    const found = `${unreadable} of ${records} records unreadable`
    reportFile(reading, 'not-nacha', { ...whole, found, expected: 'records of types 1 and 5 to 9' })
  }
  if (reading.control !== undefined || (!reading.hasHeader && reading.batches === 0)) return
  const place = {
    line: reading.line + 1,
    column: 1,
    field: 'recordType',
    found: 'the end of the file',
    expected: 'a file control',
  }
  reportFile(reading, 'file-control-missing', place)
}

/** Remembers how the first record ends, and the first that ends otherwise without being the last one. */
function noteLineEnd(reading: Reading, frame: Frame): void {
  if (reading.oddLine > 0 && reading.mixedLine === 0) {
    reading.mixedLine = reading.oddLine
    reading.mixedLineEnd = reading.oddLineEnd
  }
  reading.lineEnd ??= frame.lineEnd
  reading.lastLineEnd = frame.lineEnd
  if (frame.lineEnd === reading.lineEnd) return
  reading.oddLine = frame.line
  reading.oddLineEnd = frame.lineEnd
}

function reportLineEnds(reading: Reading): void {
  const { lineEnd, oddLine, oddLineEnd } = reading
  // The last record may end the file without a line end, or close a file that has none with one.
  const lastDiffers = reading.mixedLine === 0 && oddLine > 0 && oddLineEnd !== '' && lineEnd !== ''
  if (reading.mixedLine === 0 && !lastDiffers) return
  const line = lastDiffers ? oddLine : reading.mixedLine
  const found = nameOf(lastDiffers ? oddLineEnd : reading.mixedLineEnd)
  reportFile(reading, 'line-ends-mixed', {
    line,
    column: 95,
    field: 'record',
    found,
    expected: nameOf(lineEnd ?? ''),
  })
}

function noteBlankLines(reading: Reading, frame: Frame): void {
  if (reading.blankLines === 0) return
  reading.blankLines = 0
  reportBlank(reading, frame.line - 1)
}

function reportBlank(reading: Reading, line: number): void {
  const place = { line, column: 1, field: 'record', found: 'a blank line', expected: 'a record' }
  if (!reading.faultCounts.has('blank-line')) reportFile(reading, 'blank-line', place)
}

/** Blanks, or what some systems put at the end of a file: NUL and Ctrl-Z. */
function isBlankLine(frame: Frame): boolean {
  return isFilledWith(frame, BLANK) || isFilledWith(frame, 0x00) || isFilledWith(frame, 0x1a)
}

function isFilledWith(frame: Frame, byte: number): boolean {
  for (let i = frame.start; i < frame.start + frame.length; i++) if (frame.bytes[i] !== byte) return false
  return true
}

function nameOf(lineEnd: LineEnd): string {
  return { '\r\n': 'CR LF', '\n': 'LF', '\r': 'CR', '': 'no line end' }[lineEnd]
}
