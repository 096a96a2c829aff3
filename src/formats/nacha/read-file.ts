import { parseYymmdd } from './dates.ts'
import type { NachaFaultCode } from './fault-codes.ts'
import type { Frame } from './frame.ts'
import { type Field, RECORD_LENGTH, readRecord, textAt } from './layout.ts'
import { ADV_FILE_CONTROL, FILE_CONTROL, FILE_HEADER } from './layouts.ts'
import { paddedRecord } from './read-batch.ts'
import { expectedFrom, placeOf, type Reading, type RecordAt, reportBytes, reportFile } from './reading.ts'
import type { FileControl, FileTotals } from './sink.ts'
import { fileControlStanding, fileHeaderStanding } from './standing.ts'

/** Takes a file header. A second one is a fault of the file, its records are read all the same. */
export function takeFileHeader(reading: Reading, frame: Frame): void {
  const bytes = paddedRecord(frame)
  if (reading.hasHeader || reading.headerMissed) {
    reportFile(reading, 'file-header-repeated', {
      line: frame.line,
      column: 1,
      field: 'recordType',
      found: 'a file header',
      expected: 'one, as the first record',
    })
    return
  }
  reading.hasHeader = true
  reportBytes(frame, { overlong: 'read on', control: 'read on' }, (code, place) =>
    reportFile(reading, code, { scope: 'file', ...place }),
  )
  const values = readRecord(FILE_HEADER, bytes, 0)
  const createdOn = parseYymmdd(values.fileCreationDate)
  reading.sink.fileHeader({ ...values, line: frame.line, createdOn, raw: textAt(bytes, 0, RECORD_LENGTH) })
  checkFileHeader(reading, bytes, frame.line)
}

/** The file's first record is no header: said once. */
export function missFileHeader(reading: Reading, frame: Frame): void {
  reading.headerMissed = true
  reportFile(reading, 'file-header-missing', {
    line: frame.line,
    column: 1,
    field: 'recordType',
    found: textAt(frame.bytes, frame.start, 1),
    expected: '1',
  })
}

/** Takes the file control; it is compared at the end of the file, when all is known. */
export function takeFileControl(reading: Reading, frame: Frame): void {
  const bytes = paddedRecord(frame)
  reportBytes(frame, { overlong: 'read on', control: 'read on' }, (code, place) =>
    reportFile(reading, code, { scope: 'file', ...place }),
  )
  reading.control = reading.hasAdv
    ? { kind: 'adv', ...readRecord(ADV_FILE_CONTROL, bytes, 0) }
    : { kind: 'standard', ...readRecord(FILE_CONTROL, bytes, 0) }
  reading.controlRecord = { bytes, start: 0, line: frame.line, standing: fileControlStanding(reading.control) }
  compareFile(reading, reading.control, reading.controlRecord)
}

export function computedTotals(reading: Reading): FileTotals {
  return { ...reading.totals, batchCount: reading.batches, blockCount: Math.ceil(reading.records / 10) }
}

function checkFileHeader(reading: Reading, bytes: Uint8Array, line: number): void {
  const { fields } = FILE_HEADER
  const record: RecordAt = { bytes, start: 0, line, standing: fileHeaderStanding(bytes) }
  const value = (field: Field) => textAt(bytes, field.from - 1, field.to - field.from + 1)
  const expect = (code: NachaFaultCode, name: keyof typeof fields, pattern: RegExp, expected: string) => {
    if (!pattern.test(value(fields[name]))) reportFile(reading, code, placeOf(record, name, fields[name], expected))
  }
  expect('file-constant', 'priorityCode', /^01$/, '01')
  expect('file-destination', 'immediateDestination', /^[ 0]\d{9}$/, 'a blank and nine digits')
  expect('file-origin-blank', 'immediateOrigin', /\S/, 'not blank')
  if (parseYymmdd(value(fields.fileCreationDate)) === undefined)
    expect('file-creation-date', 'fileCreationDate', /^$/, 'YYMMDD')
  expect('file-creation-time', 'fileCreationTime', /^( {4}|([01]\d|2[0-3])[0-5]\d)$/, 'HHMM or blank')
  expect('file-id-modifier', 'fileIdModifier', /^[A-Z0-9]$/, 'A to Z or 0 to 9')
  expect('file-constant', 'recordSize', /^094$/, '094')
  expect('file-constant', 'blockingFactor', /^10$/, '10')
  expect('file-constant', 'formatCode', /^1$/, '1')
}

/**
 * Compares the file control's totals with what was read. Where they differ, but agree with the sum of the batch controls,
 * the batches' own faults say all and the other batches go on; so they do where bytes are known to be lost that may have held
 * the difference. Else a batch is missing, added or altered as a whole.
 */
function compareFile(reading: Reading, control: FileControl, record: RecordAt): void {
  const { fields } = control.kind === 'adv' ? ADV_FILE_CONTROL : FILE_CONTROL
  const { totals, declared } = reading
  const width = control.kind === 'adv' ? 20 : 12
  const rows = [
    {
      code: 'file-entry-count',
      name: 'entryAddendaCount',
      found: control.entryAddendaCount,
      computed: totals.entryAddendaCount,
      byBatches: declared?.entryAddendaCount,
      width: 8,
    },
    {
      code: 'file-entry-hash',
      name: 'entryHash',
      found: control.entryHash,
      computed: totals.entryHash,
      byBatches: declared?.entryHash,
      width: 10,
    },
    {
      code: 'file-total-debit',
      name: 'totalDebit',
      found: control.totalDebit,
      computed: totals.debitMinor,
      byBatches: declared?.debitMinor,
      width,
    },
    {
      code: 'file-total-credit',
      name: 'totalCredit',
      found: control.totalCredit,
      computed: totals.creditMinor,
      byBatches: declared?.creditMinor,
      width,
    },
  ] as const
  for (const row of rows) {
    if (row.found === row.computed) continue
    const expected = String(row.computed).padStart(row.width, '0')
    const place = expectedFrom(reading.sums, placeOf(record, row.name, fields[row.name], expected))
    const isTold = row.found === row.byBatches || isLostInGaps(reading, control)
    reportFile(reading, row.code, isTold ? { ...place, rest: 'read on' } : place)
  }
  if (control.batchCount !== reading.batches) {
    reportFile(
      reading,
      'file-batch-count',
      placeOf(record, 'batchCount', fields.batchCount, String(reading.batches).padStart(6, '0')),
    )
  }
}

/** True when the control declares more than was read, and no more records than the gaps in the file have room for. */
function isLostInGaps({ gapRecords, totals }: Reading, control: FileControl): boolean {
  const lost = control.entryAddendaCount - totals.entryAddendaCount
  const isMore = control.totalDebit >= totals.debitMinor && control.totalCredit >= totals.creditMinor
  return isMore && lost > 0 && lost <= gapRecords
}

/** The block count includes the fill, so it is compared at the end of the file. */
export function compareBlocks(reading: Reading): void {
  const { control, controlRecord } = reading
  if (control === undefined || controlRecord === undefined) return
  const blocks = Math.ceil(reading.records / 10)
  if (control.blockCount === blocks) return
  const { blockCount } = FILE_CONTROL.fields
  const expected = String(blocks).padStart(6, '0')
  reportFile(reading, 'file-block-count', placeOf(controlRecord, 'blockCount', blockCount, expected))
}
